"""Neutral mails go out, their answers and reports find them, and no two machines write to each other for ever."""

from email import message_from_bytes
from email.policy import default
from unittest.mock import patch

import frappe

from cfm_app.confidentiality import vault
from cfm_app.handling import intake
from cfm_app.integrations.base import errors
from cfm_app.integrations.base.types import Address, OutboundMessage
from cfm_app.integrations.email.provider import EmailProvider
from cfm_app.integrations.engine import outbox
from cfm_app.testing.mail_case import AMINA, BETTY, HELPLINE, MailCase, mail
from cfm_app.testing.mail_server import HANG_UP
from cfm_app.testing.outbox_case import KEY, OPEN, OutboxCase

STORY = "They asked Laleh for forty at the gate."


class MailGoesOut(MailCase):
	def setUp(self):
		super().setUp()
		self.settings(**OPEN)
		OutboxCase.make_template()
		(self.contact,) = self.arrives(mail(STORY))
		self.point = self.messages()[0].contact_point
		frappe.db.set_value("CFM Message", {"direction": "Out", "line": self.line.name}, "state", "Cancelled")

	def send(self, record=None):
		"""Send her a neutral message about a record; return its row."""
		name = outbox.queue(
			line=self.line.name,
			contact_point=self.point,
			template=KEY,
			variables={"reference": "CC-7K2M4-9QRST"},
			purpose="received",
			record=record or frappe.get_doc("CFM Interaction", self.contact),
		)
		outbox.send(name)
		return self.row(name)

	def provider_sends(self, body, **more):
		message = OutboundMessage("abcdefghij", HELPLINE, Address("email", AMINA), body, **more)
		account = frappe.get_doc("CFM Provider Account", self.line.account)
		return EmailProvider(account).send(message, self.line)

	def row(self, name):
		return frappe.db.get_value("CFM Message", name, "*", as_dict=True)

	def sent(self):
		"""Return the last mail the server took, read as her program reads it."""
		return message_from_bytes(self.server.door.mails[-1][2], policy=default)

	def complaint(self):
		"""Let the operator make a complaint of her contact."""
		with self.as_user(self.operator):
			contact = frappe.get_doc("CFM Interaction", self.contact)
			contact.claim()
			facts = {"feedback_type": "COMPL_PROG", "category": "QUANT", "area": "ALL"}
			return intake.classify(contact, [{"facts": facts}])[0]


class TestAMailToHer(MailGoesOut):
	def test_it_reaches_the_server_once_and_tells_nobody_what_it_is_about(self):
		queued = frappe.db.count("Email Queue")
		row = self.send()
		self.assertEqual(row.state, "Accepted")
		((sender, recipient, raw),) = self.server.door.mails
		self.assertEqual((sender, recipient), (HELPLINE, AMINA))
		sent = self.sent()
		self.assertEqual(sent["Subject"], "Your message")
		self.assertEqual(sent["From"], HELPLINE)
		self.assertEqual(sent["Auto-Submitted"], "auto-replied")
		self.assertEqual(sent.get_content_type(), "text/plain")
		self.assertNotIn(b"Laleh", raw)
		self.assertNotIn(b"The well", raw, "her own subject is not quoted")
		self.assertEqual(frappe.db.count("Email Queue"), queued)

	def test_a_line_that_begins_with_a_dot_does_not_end_it(self):
		self.provider_sends("One.\n.\nTwo.")
		self.assertEqual(self.sent().get_content().splitlines(), ["One.", ".", "Two."])


class TestWhatTheServerSays(MailGoesOut):
	ANSWERS = {
		"no such mailbox": ({"RCPT": "550 5.1.1 unknown"}, errors.Permanent, "5.1.1"),
		"no such mailbox, in three digits": ({"RCPT": "550 unknown"}, errors.Permanent, "550"),
		"mailbox full": ({"RCPT": "552 5.2.2 full"}, errors.Permanent, "5.2.2"),
		"come back later": ({"RCPT": "451 4.3.0 later"}, errors.Transient, "4.3.0"),
		"too fast": ({"RCPT": "450 4.7.1 slow down"}, errors.Throttled, "4.7.1"),
		"closing": ({"MAIL": "421 busy"}, errors.Throttled, "421"),
		"sender refused": ({"MAIL": "550 5.7.1 not yours"}, errors.ConfigBroken, "5.7.1"),
		"wrong password": ({"AUTH": "535 5.7.8 no"}, errors.ConfigBroken, "535"),
		"log-in away": ({"AUTH": "454 4.7.0 later"}, errors.Transient, "454"),
		"spam": ({"END": "554 5.7.1 spam"}, errors.Permanent, "5.7.1"),
		"disk full": ({"END": "452 4.3.1 disk"}, errors.Transient, "4.3.1"),
		"hangs up before the words": ({"DATA": HANG_UP}, errors.Transient, "SMTPServerDisconnected"),
		"hangs up after the words": ({"END": HANG_UP}, errors.Ambiguous, "SMTPServerDisconnected"),
	}

	def test_each_answer_has_its_meaning(self):
		for what, (answers, meaning, code) in self.ANSWERS.items():
			with self.subTest(what):
				self.server.door.answers = answers
				with self.assertRaises(errors.SendError) as caught:
					self.provider_sends("Words.")
				self.assertEqual((type(caught.exception), caught.exception.code), (meaning, code))

	def test_only_a_missing_mailbox_is_never_tried_again(self):
		for answer, unreachable in (("550 5.1.1 unknown", True), ("552 5.2.2 full", False), ("550 no", True)):
			self.server.door.answers = {"RCPT": answer}
			with self.assertRaises(errors.Permanent) as caught:
				self.provider_sends("Words.")
			self.assertEqual(caught.exception.unreachable, unreachable, answer)

	def test_a_server_that_is_away_is_tried_again(self):
		frappe.db.set_value("Email Account", self.account.name, "smtp_port", 1)
		with self.assertRaises(errors.Transient):
			self.provider_sends("Words.")

	def test_nothing_goes_out_of_an_account_that_may_not_send(self):
		frappe.db.set_value("Email Account", self.account.name, "enable_outgoing", 0)
		with self.assertRaises(errors.ConfigBroken):
			self.provider_sends("Words.")


class TestHerAnswer(MailGoesOut):
	def opted_out(self):
		return frappe.db.get_value("CFM Contact Point", self.point, "opted_out")

	def answer(self, words, to, sender=AMINA, id="answer@example.org", **more):
		return mail(words, sender, id, subject="Re: Your message", In_Reply_To=to, **more)

	def test_it_lands_on_her_complaint_without_what_we_wrote(self):
		complaint = self.complaint()
		self.send(complaint)
		quoted = "It was the tall one.\n\nOn Sun, 22 Nov 2026 at 09:00, <help@help.example.org> wrote:\n> We received\n> your message."
		self.arrives(self.answer(quoted, self.sent()["Message-ID"]))
		self.assertEqual(self.contacts()[-1], complaint.name)
		(step,) = frappe.get_all(
			"CFM Step", {"complaint": complaint.name, "kind": "message from person"}, pluck="name"
		)
		self.assertEqual(vault.read_for_system("CFM Step", step)["note"], "It was the tall one.")

	def test_words_between_the_quoted_lines_all_stay(self):
		self.send()
		words = "> Where was it?\nAt the gate.\n> When?\nYesterday."
		self.arrives(self.answer(words, self.sent()["Message-ID"], BETTY))
		self.assertIn(words, self.words(self.contacts()[-1]))

	def test_somebody_else_who_answers_it_gets_a_contact_of_her_own(self):
		complaint = self.complaint()
		self.send(complaint)
		self.arrives(self.answer("I have it from Amina.", self.sent()["Message-ID"], BETTY))
		self.assertNotIn(self.contacts()[-1], (complaint.name, self.contact))

	def test_from_an_account_she_borrowed_it_lands_there_as_well(self):
		complaint = self.complaint()
		self.send(complaint)
		to = self.sent()["Message-ID"]
		self.arrives(self.answer("It was the tall one.", to, "shop@internet-cafe.example", Reply_To=AMINA))
		self.assertEqual(self.contacts()[-1], complaint.name)
		self.arrives(self.answer("STOP", to, "shop@internet-cafe.example", "stop@x", Reply_To=AMINA))
		self.assertEqual(self.opted_out(), "information")

	def test_whoever_only_writes_her_address_into_reply_to_is_not_taken_for_her(self):
		complaint = self.complaint()
		self.send(complaint)
		forged = {"sender": "mallory@elsewhere.example", "Reply_To": AMINA}
		self.arrives(mail("I take it all back.", id="1@x", subject=complaint.name, **forged))
		self.arrives(self.answer("Close it.", "<made.up@help.example.org>", id="2@x", **forged))
		self.arrives(mail("STOP", id="3@x", subject="", **forged))
		new = self.contacts()[1:]
		self.assertEqual(len(new), 3)
		self.assertNotIn(complaint.name, new)
		self.assertEqual(
			[self.words(contact) for contact in new][1:], ["Re: Your message\n\nClose it.", "STOP"]
		)
		self.assertIsNone(self.opted_out())

	def test_whoever_was_only_named_hears_nothing_of_a_mail_she_did_not_write(self):
		with patch("cfm_app.integrations.engine.arrivals.outgoing.acknowledge") as said:
			self.arrives(mail("Help me.", BETTY, id="hers@x"))
			self.assertEqual(said.call_count, 1)
			self.arrives(mail("Help me.", "mallory@elsewhere.example", id="forged@x", Reply_To=AMINA))
			self.assertEqual(said.call_count, 1)

	def test_a_made_up_id_opens_no_complaint(self):
		complaint = self.complaint()
		row = self.send(complaint)
		made_up = f"<{row.name}.{'0' * 20}@help.example.org>"
		self.arrives(self.answer("Let me in.", made_up))
		self.assertNotEqual(self.contacts()[-1], complaint.name)


class TestAReport(MailGoesOut):
	def report(self, message_id, action="failed", status="5.1.1"):
		return (
			"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.org\r\nMessage-ID: <dsn@mx>\r\n"
			'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
			"--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
			"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
			f"Final-Recipient: rfc822; {AMINA}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
			f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\nSubject: Your message\r\n\r\n--b--\r\n"
		).encode()

	def test_that_it_came_back_is_seen_on_the_message_and_the_address(self):
		row = self.send()
		self.arrives(self.report(self.sent()["Message-ID"]))
		row = self.row(row.name)
		self.assertEqual((row.state, row.error_code), ("Undelivered", "5.1.1"))
		self.assertTrue(frappe.db.get_value("CFM Contact Point", self.point, "unreachable_on"))
		self.assertEqual(self.contacts(), [self.contact])

	def test_that_it_is_late_or_a_report_that_proves_nothing_changes_nothing(self):
		row = self.send()
		self.arrives(self.report(self.sent()["Message-ID"], "delayed", "4.4.1"))
		self.arrives(self.report(f"<{row.name}.{'0' * 20}@help.example.org>").replace(b"dsn@mx", b"dsn2@mx"))
		self.assertEqual(self.row(row.name).state, "Accepted")

	def test_a_report_in_words_only_is_understood(self):
		row = self.send()
		words = f"I could not deliver this:\n\nMessage-ID: {self.sent()['Message-ID']}\n"
		self.arrives(mail(words, "MAILER-DAEMON@old.example.org", "old@x", Return_Path="<>"))
		self.assertEqual(self.row(row.name).state, "Undelivered")

	def test_her_answering_machine_is_no_report_and_gets_no_answer(self):
		row = self.send()
		away = mail(
			"I am away.",
			AMINA,
			"away@x",
			Auto_Submitted="auto-replied",
			In_Reply_To=self.sent()["Message-ID"],
		)
		self.arrives(away)
		self.assertEqual(self.row(row.name).state, "Accepted")
		self.assertEqual(len(self.messages(direction="In")), 1)

	def test_our_own_mail_sent_back_to_us_comes_before_nobody(self):
		self.send()
		self.assertEqual(self.arrives(self.server.door.mails[-1][2]), [self.contact])
		self.assertEqual(len(self.messages(direction="In")), 1)
