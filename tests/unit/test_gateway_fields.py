"""An administrator tells in a few lines what a gateway calls its fields; what was not understood is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.gateway_fields import MEANINGS, find, read

AFRICAS_WAY = """
# a gateway in Nairobi
send.login = header
send.password = apiKey
send.fixed.username = our_ngo
send.to = to
send.text = message
answer.id = SMSMessageData.Recipients.0.messageId
message.from = from
message.text = text
message.id = id
status.id = id
status.word = status
status.delivered = Success, Delivered
status.failed = Failed,Rejected
"""


def test_what_is_written_is_what_is_used():
	fields = read(AFRICAS_WAY)
	assert (fields["send.to"], fields["send.login"], fields["send.as"]) == ("to", "header", "form")
	assert fields.fixed == {"username": "our_ngo"}
	assert (fields.missing(), fields.wrong()) == ([], [])


@pytest.mark.parametrize(
	("word", "state"),
	[
		("Delivered", "Delivered"),
		(" success ", "Delivered"),
		("REJECTED", "Failed"),
		("Buffered", ""),
		("", ""),
	],
)
def test_a_gateways_word_is_read_as_one_of_ours(word, state):
	assert read(AFRICAS_WAY).state(word) == state


def test_what_is_missing_is_named():
	assert read("send.to = to").missing() == ["send.text", "message.from", "message.text", "message.id"]
	login = read(AFRICAS_WAY.replace("send.password = apiKey\n", "").replace("header", "fields"))
	assert login.missing() == ["send.user", "send.password"]


def test_what_cannot_be_used_is_named():
	fields = read("send.to\nsend.colour = red\nsend.as = xml\nsend.to =\n")
	assert fields.wrong() == ["send.to", "send.to =", "send.colour = red", "send.as = xml"]


def test_a_name_leads_into_the_answer():
	answer = {"data": [{"id": 7}, {"id": "b"}], "ok": True}
	assert (find(answer, "data.0.id"), find(answer, "data.1.id")) == ("7", "b")
	for name in ("data.2.id", "data.x", "nothing", "data", "ok", "data.0.id.more"):
		assert find(answer, name) == ""


@given(st.text(), st.text())
def test_anything_written_is_read_without_an_error(text, word):
	fields = read(text)
	assert fields.state(word) in ("", "Sent", "Delivered", "Undelivered", "Failed")
	assert set(fields.missing()) <= {*MEANINGS}
	assert all("=" in wrong or wrong in text for wrong in fields.wrong())
	assert find({word: text}, word) == ("" if "." in word else text)
