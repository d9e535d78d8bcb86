"""Mails made, by malice or by a strange program, to be taken for something else than they are."""

from base64 import encodebytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import mail_parts, mail_rules

HELP, AMINA, MALLORY = "help@ngo.example", "amina@example.org", "mallory@evil.example"
SEPARATORS = '<>@,:;"()[]\\'


def encoded(name: str) -> str:
	return f"=?utf-8?q?{''.join(f'={byte:02X}' for byte in name.encode())}?="


def read(*lines: str) -> mail_parts.Mail:
	return mail_parts.take_apart("\r\n".join([*lines, "", "The well is dry."]).encode())


def writer(*lines: str) -> str:
	return mail_rules.writer(read(*lines).headers, HELP)


class TestANameThatLooksLikeAnAddress:
	@pytest.mark.parametrize(
		"name",
		[f"{AMINA},", f"Amina <{AMINA}>,", f'"x" <{AMINA}>, "', f"{AMINA};", f"a:{AMINA};", f"<{AMINA}>"],
	)
	def test_nobody_writes_as_somebody_else_by_her_address_in_his_own_name(self, name):
		"""Mail servers vouch for the address that really stands there, so they let such a mail pass."""
		assert writer(f"From: {encoded(name)} <{MALLORY}>") == MALLORY
		assert writer(f"From: {HELP}", f"Reply-To: {encoded(name)} <{MALLORY}>") == MALLORY

	@given(st.text(alphabet=f"ab {SEPARATORS}\r\n{AMINA}", max_size=40))
	def test_whatever_the_name_is(self, name):
		assert writer(f"From: {encoded(name)} <{MALLORY}>") == MALLORY

	def test_a_smile_behind_a_name_keeps_nobody_from_being_answered(self):
		sender = read(f"From: {encoded('أمينة :)')} <{AMINA}>").headers
		assert (mail_rules.writer(sender, HELP), mail_rules.writer_name(sender)) == (AMINA, "أمينة")

	def test_of_several_senders_nobody_is_believed_to_be_the_first(self):
		for sender in ([f"From: {AMINA}, {MALLORY}"], [f"From: {AMINA}", f"From: {MALLORY}"]):
			assert mail_rules.is_only_named(read(*sender).headers, HELP) is True
		assert mail_rules.is_only_named(read(f"From: {AMINA}, Amina <{AMINA}>").headers, HELP) is False


class TestWordsInPlacesWhereFewProgramsPutThem:
	def test_a_remark_behind_no_makes_no_machine_of_a_person(self):
		mail = read(f"From: {AMINA}", "Auto-Submitted: no (written by hand)")
		assert mail_rules.automatic(mail.headers, HELP) == ""

	@pytest.mark.parametrize("turn", [encodebytes, lambda words: words.replace(b"=", b"=3D")])
	def test_an_enclosed_mail_that_is_encoded_as_a_whole_is_read(self, turn):
		inside = f"From: {AMINA}\r\nSubject: = water\r\n\r\nThe well is dry.\r\n".encode()
		how = "base64" if turn is encodebytes else "quoted-printable"
		head = f"From: {AMINA}\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: {how}\r\n\r\n"
		assert mail_parts.take_apart(head.encode() + turn(inside)).text == "The well is dry."

	def test_an_enclosed_mail_that_only_says_it_is_encoded_is_read_as_well(self):
		head = ["From: a@b.example", "Content-Type: message/rfc822", "Content-Transfer-Encoding: base64"]
		assert read(*head, "", f"From: {AMINA}").text == "The well is dry."
