"""What Twilio's calls say: who wrote what, and what became of a message of ours."""

import base64
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.integrations.base.types import Address, RawRequest
from cfm_app.integrations.twilio import webhooks

ACCOUNT = "AC" + "a" * 32
SID = "SM" + "1" * 32


def call(**fields):
	form = tuple({"MessageSid": SID, "AccountSid": ACCOUNT, "From": "+905321234567", **fields}.items())
	return RawRequest(
		"POST", "/", "", {"i-twilio-idempotency-token": "x"}, urlencode(form).encode(), form, (), "192.0.2.7"
	)


def message(**fields):
	return webhooks.messages(call(**fields), ACCOUNT)[0]


def status(**fields):
	return webhooks.statuses(call(**fields), ACCOUNT)[0]


def test_a_text_message():
	found = message(Body="The water point is dry.", NumMedia="0")
	assert found.key == f"{ACCOUNT}:{SID}" and found.provider_ref == SID
	assert found.sender == Address("phone", "+905321234567")
	assert (found.text, found.media, found.opt_out) == ("The water point is dry.", (), "")


@pytest.mark.parametrize(
	"sender, expected",
	[
		("whatsapp:+905321234567", Address("whatsapp", "+905321234567")),
		("whatsapp:TR.1502aBc9", Address("bsuid", "TR.1502aBc9")),
		("messenger:1234567890123456", Address("messenger", "1234567890123456")),
		("ANONYMOUS", Address("withheld", "")),
		("+266696687", Address("withheld", "")),
		("", Address("withheld", "")),
		("client:op_7", Address("withheld", "")),
	],
)
def test_who_wrote(sender, expected):
	assert message(**{"From": sender}).sender == expected


def test_a_user_without_a_number_is_known_by_her_id():
	assert message(From="", ExternalUserId="TR.1502aBc9").sender == Address("bsuid", "TR.1502aBc9")
	assert message(From="", ExternalUserId="whatsapp:TR.1502aBc9").sender == Address("bsuid", "TR.1502aBc9")
	found = message(From="whatsapp:+905321234567", ExternalUserId="TR.1502aBc9", ProfileName="Amina")
	assert found.sender.kind == "whatsapp" and found.profile_name == "Amina"


@pytest.mark.parametrize("words", ["", " STOP \r\n", "‏سلام‏", "👨‍👩‍👧 اسلام", "a\x00b", "line\nline\r\n"])
def test_words_stay_as_they_were_sent(words):
	assert message(Body=words).text == words


@pytest.mark.parametrize(
	"words", ["Our water point has been dry for a week.", "نقطه آب یک هفته خشک است", "Çeşme kuru 🙏 evet"]
)
def test_words_that_a_carrier_packed_are_unpacked(words):
	assert message(Body=base64.b64encode(words.encode()).decode()).text == words


@pytest.mark.parametrize(
	"words",
	[
		"STOP",
		"Help1234",
		"BAJA",
		"1234567812345678",
		"Internationaliza",
		"aGVsbG8=",
		base64.b64encode(b"\x00\x01\x02" * 8).decode(),
		base64.b64encode(b"\xff\xfe" * 9).decode(),
		base64.b64encode(b"Our water point").decode() + "\n",
		"Our water point has been dry for a week",
	],
)
def test_words_that_only_look_packed_stay(words):
	assert message(Body=words).text == words


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_words_of_people_are_never_lost(words):
	found = webhooks.readable(words)
	assert found == words or base64.b64encode(found.encode()).decode() == words


def test_attachments_are_those_that_have_an_address():
	media = {f"MediaUrl{number}": f"https://x/{number}" for number in range(10)}
	assert len(message(NumMedia="10", **media).media) == 10
	assert len(message(NumMedia="99", **media).media) == 10
	found = message(
		NumMedia="3", MediaUrl0="https://x/0", MediaContentType0="image/jpeg", MediaUrl2="https://x/2"
	).media
	assert [(each.position, each.declared_type) for each in found] == [(0, "image/jpeg"), (2, "")]


@pytest.mark.parametrize("count", ["-1", "abc", "", "1.5", "٣", "9999999999"])
def test_a_number_of_attachments_that_makes_no_sense_is_none(count):
	assert message(NumMedia=count, MediaUrl0="https://x/0").media == ()


@pytest.mark.parametrize(
	"word, expected", [("STOP", "STOP"), ("START", "START"), ("HELP", "HELP"), ("stop", ""), ("X", "")]
)
def test_twilio_says_when_it_has_answered_itself(word, expected):
	assert message(OptOutType=word).opt_out == expected


@pytest.mark.parametrize("sid", ["", "SM1", "SM" + "g" * 32, "CA" + "1" * 32, SID + "\n", f"{SID}:delivered"])
def test_a_call_without_a_real_id_says_nothing(sid):
	assert webhooks.messages(call(MessageSid=sid, Body="x"), ACCOUNT) == []
	assert webhooks.statuses(call(MessageSid=sid, MessageStatus="sent"), ACCOUNT) == []


@pytest.mark.parametrize(
	"word, state",
	[
		("queued", "Accepted"),
		("accepted", "Accepted"),
		("scheduled", "Accepted"),
		("sending", "Accepted"),
		("sent", "Sent"),
		("delivered", "Delivered"),
		("read", "Read"),
		("failed", "Failed"),
		("undelivered", "Undelivered"),
		("canceled", "Cancelled"),
		("partially_delivered", ""),
		("something_new", ""),
	],
)
def test_what_became_of_a_message(word, state):
	found = status(MessageStatus=word)
	assert (found.status, found.state, found.provider_ref) == (word, state, SID)
	assert found.key == f"{ACCOUNT}:{SID}:{word}:0"


def test_two_errors_of_one_message_are_two_reports():
	first, second = (status(MessageStatus="undelivered", ErrorCode=code) for code in ("30003", "30005"))
	assert first.key != second.key and first.error_code == "30003"
	assert status(MessageStatus="failed", ErrorCode="<script>").error_code == ""


def test_only_signed_fields_make_the_key():
	one = call(Body="x")
	other = RawRequest(
		one.method, one.target, "", {"i-twilio-idempotency-token": "y"}, one.body, one.form, (("q", "1"),), ""
	)
	assert webhooks.messages(one, ACCOUNT) == webhooks.messages(other, ACCOUNT)


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=30), max_size=8))
def test_odd_fields_are_never_an_error(fields):
	form = tuple(fields.items())
	odd = RawRequest("POST", "/", "", {}, b"", form, (), "")
	assert webhooks.statuses(odd, ACCOUNT) == [] == webhooks.messages(odd, ACCOUNT)
