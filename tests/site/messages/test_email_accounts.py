"""An administrator gives a mailbox to the helpline: from then on nothing in it is kept in clear text."""

from unittest.mock import patch

import frappe

from cfm_app.exceptions import NotAllowedHere
from cfm_app.integrations.base.errors import ConfigBroken, Transient
from cfm_app.integrations.email import accounts, provider
from cfm_app.testing.mail_case import AMINA, HELPLINE, MailCase, mail

OFFICE = "office@help.example.org"


class TestTheAccountOfALine(MailCase):
	def test_what_frappe_would_do_with_mails_is_refused(self):
		for field in ("enable_auto_reply", "notify_if_unreplied", "enable_automatic_linking"):
			with self.subTest(field), self.assert_refused("Turn off", NotAllowedHere):
				account = frappe.get_doc("Email Account", self.account.name)
				account.set(field, 1)
				account.save()
		with self.assert_refused("Append To", NotAllowedHere):
			account = frappe.get_doc("Email Account", self.account.name)
			account.imap_folder[0].append_to = "ToDo"
			account.save()

	def test_contacts_and_tracking_are_simply_off(self):
		self.account.update({"create_contact": 1, "track_email_status": 1})
		self.account.save()
		self.assertEqual((self.account.create_contact, self.account.track_email_status), (0, 0))

	def test_an_account_that_answers_by_itself_becomes_no_line(self):
		other = self.make_account("Office mailbox", email_id=OFFICE, enable_auto_reply=1)
		with self.assert_refused("Auto Reply", NotAllowedHere):
			self.make_line(title="Office", email_account=other.name)

	def test_two_lines_do_not_share_a_mailbox(self):
		with self.assert_refused(exception=frappe.ValidationError):
			self.make_line(title="Second line")

	def test_the_line_has_the_address_of_its_mailbox(self):
		self.assertEqual(self.line.address, HELPLINE)

	def test_a_mailbox_that_is_given_up_is_not_read_by_frappe_instead(self):
		other = self.make_account("Office mailbox", email_id=OFFICE)
		self.line.email_account = other.name
		self.line.save()
		self.assertFalse(frappe.db.get_value("Email Account", self.account.name, "enable_incoming"))
		self.line.delete()
		self.assertFalse(frappe.db.get_value("Email Account", other.name, "enable_incoming"))

	def test_the_other_mailboxes_of_the_site_are_read_as_ever(self):
		office = self.make_account("Office mailbox", email_id=OFFICE)
		self.server.mailbox.put(mail("Invoice", "shop@example.org", "9@x").as_bytes())
		frappe.get_doc("Email Account", office.name).receive()
		self.assertTrue(frappe.db.exists("Communication", {"email_account": office.name}))


class TestAnotherAppReadsTheMailbox(MailCase):
	def test_it_cannot_keep_mails_in_clear_text(self):
		mails = {
			"Communication": {"sent_or_received": "Received", "sender": AMINA, "content": "Story"},
			"Unhandled Email": {"raw": "Story", "message_id": "1@x"},
		}
		for doctype, facts in mails.items():
			with self.subTest(doctype), self.assert_refused("kept sealed", NotAllowedHere):
				frappe.get_doc(doctype=doctype, email_account=self.account.name, **facts).insert()

	def test_the_set_up_page_says_so(self):
		self.assertFalse(accounts.is_read_by_another_app())
		theirs = "frappe.email.doctype.email_account.email_account.EmailAccount"
		with patch.object(frappe, "get_hooks", return_value={"Email Account": [theirs]}):
			self.assertTrue(accounts.is_read_by_another_app())


class TestTestingTheConnection(MailCase):
	def check(self):
		account = frappe.get_doc("CFM Provider Account", self.line.account)
		line = frappe.get_doc("CFM Message Line", self.line.name)
		return provider.EmailProvider(account).check([line], {})

	def test_all_is_well(self):
		self.assertEqual(self.check(), [])

	def test_what_was_changed_behind_our_back_is_named(self):
		changed = {"enable_auto_reply": 1, "enable_incoming": 0, "enable_outgoing": 0}
		frappe.db.set_value("Email Account", self.account.name, changed)
		said = " ".join(self.check())
		for part in ("Auto Reply", "Receiving is turned off", "Sending is turned off"):
			self.assertIn(part, said)

	def test_a_wrong_password_is_told_from_a_server_that_is_away(self):
		self.server.door.answers["AUTH"] = "535 5.7.8 wrong"
		with self.assertRaises(ConfigBroken):
			self.check()
		self.server.door.answers.clear()
		frappe.db.set_value("Email Account", self.account.name, "smtp_port", 1)
		with self.assertRaises(Transient):
			self.check()
