"""A mailbox is read while workers die, servers hang up and colleagues look into it: nothing is lost, nothing doubled."""

from unittest.mock import patch

import frappe

from cfm_app.confidentiality import files
from cfm_app.handling import alerts
from cfm_app.integrations.base.errors import Permanent
from cfm_app.integrations.email import intake, mailbox, provider
from cfm_app.integrations.engine import arrivals, media
from cfm_app.testing.hostile_files import picture
from cfm_app.testing.mail_case import AMINA, BETTY, MailCase, mail

STORY = "They asked for forty."


class TestAWorkerDies(MailCase):
	def test_between_reading_and_storing_the_mail_stays_unread_and_comes_again(self):
		with (
			patch.object(arrivals, "take", side_effect=KeyboardInterrupt),
			self.assertRaises(KeyboardInterrupt),
		):
			self.arrives(mail(STORY))
		frappe.db.rollback()
		self.assertEqual((self.contacts(), len(self.server.mailbox.unread())), ([], 1))
		self.visit()
		(contact,) = self.contacts()
		self.assertIn(STORY, self.words(contact))
		self.assertEqual(self.server.mailbox.unread(), [])

	def test_between_storing_and_marking_the_mail_is_known_at_the_next_visit(self):
		dies = patch.object(mailbox.Imap, "settled", side_effect=KeyboardInterrupt)
		with dies, self.assertRaises(KeyboardInterrupt):
			self.arrives(mail(STORY))
		self.visit()
		self.assertEqual(len(self.messages()), 1)
		self.assertEqual(self.server.mailbox.unread(), [])

	def test_when_an_attachment_cannot_be_stored_the_words_do_not_come_alone(self):
		written = mail(STORY)
		written.add_attachment(picture(), maintype="image", subtype="jpeg", filename="gate.jpg")
		with patch.object(media, "keep", side_effect=OSError("disk full")):
			self.assertEqual(self.arrives(written), [])
		self.assertEqual(len(self.server.mailbox.unread()), 1)
		self.visit()
		(contact,) = self.contacts()
		self.assertEqual(len(files.listing_for_system(contact)), 1)


class TestTheServerIsDifficult(MailCase):
	def test_it_hangs_up_in_the_middle_and_the_rest_comes_at_the_next_visit(self):
		for number, sender in enumerate((AMINA, BETTY, "chara@example.org")):
			self.server.mailbox.put(mail(STORY, sender, f"{number}@x").as_bytes())
		self.server.mailbox.hang_up_on = "UID FETCH 2 (BODY"
		self.visit()
		self.assertEqual(len(self.contacts()), 1)
		self.visit()
		self.assertEqual(len(self.contacts()), 3)
		self.assertEqual(len(self.messages()), 3)

	def test_a_mail_whose_sender_breaks_the_reader_keeps_nobody_elses_back(self):
		for sender in ("(" * 5000 + ")" * 5000 + AMINA, "a:" * 50_000):
			raw = f"From: {sender}\r\nSubject: x\r\nMessage-ID: <{len(sender)}@x>\r\n\r\nhostile\r\n"
			self.server.mailbox.put(raw.encode())
		self.server.mailbox.put(mail(STORY, BETTY, "2@x").as_bytes())
		self.visit()
		self.assertEqual(len(self.contacts()), 3)
		self.assertEqual(sum(STORY in self.words(contact) for contact in self.contacts()), 1)

	def test_it_numbers_its_mails_anew_and_none_comes_twice(self):
		self.settings(delete_at_provider=0)
		self.arrives(mail(STORY))
		self.server.mailbox.number_anew()
		self.visit()
		self.assertEqual(len(self.messages()), 1)
		self.arrives(mail("Something else.", BETTY, "2@x"))
		self.assertEqual(len(self.contacts()), 2)

	def test_it_refuses_the_password_and_nothing_but_a_code_is_noted(self):
		self.account.password = "wrong"
		self.account.save()
		with patch.object(frappe, "logger") as logger:
			self.arrives(mail(STORY))
		(line,) = [call.args[0] for call in logger.return_value.error.call_args_list]
		self.assertEqual(line, f"line {self.line.name}: its mailbox could not be read: not_logged_in")
		self.assertEqual(len(self.server.mailbox.unread()), 1)

	def test_a_server_that_is_away_for_an_hour_is_told_once_and_for_a_minute_not(self):
		with patch.object(intake.quarantine, "tell_once_a_day") as tell:
			self.visit()
			frappe.db.set_value("Email Account", self.account.name, "incoming_port", 1)
			frappe.db.commit()
			self.visit()
			tell.assert_not_called()
			frappe.cache.delete_value(intake._read_lately(self.line))
			self.visit()
			((line, code),) = [call.args for call in tell.call_args_list]
		self.assertEqual((line.name, code), (self.line.name, "mailbox_unread"))
		self.assertIn("{0}", alerts.sentence(code))


class TestColleaguesInTheMailbox(MailCase):
	def test_a_mail_that_somebody_opened_in_webmail_is_taken_all_the_same(self):
		self.arrives(mail(STORY))
		self.assertEqual(len(self.arrives(mail(STORY, BETTY, "2@x"), "\\Seen")), 2)

	def test_what_was_read_before_the_helpline_took_over_stays_where_it_is(self):
		self.assertEqual(self.arrives(mail(STORY), "\\Seen"), [])

	def test_a_line_that_is_off_leaves_its_mails_in_the_mailbox(self):
		switches = {"the line": (self.line, "is_active"), "its receiving": (self.line, "receives")}
		for what, (line, field) in switches.items():
			with self.subTest(what):
				line.set(field, 0)
				line.save()
				self.assertEqual(self.arrives(mail(STORY)), [])
				line.set(field, 1)
				line.save()
		self.settings(receiving_on=0)
		self.assertEqual(self.arrives(mail(STORY)), [])
		self.assertEqual(len(self.server.mailbox.unread()), 3)
		self.settings(receiving_on=1)
		self.visit()
		self.assertEqual(len(self.contacts()), 1)


class TestAMailThatFailsAgainAndAgain(MailCase):
	def test_it_holds_up_no_other_and_comes_as_a_file_at_last(self):
		store, poison = intake._message, "poison"

		def fails(letter, mail, *more):
			if poison in mail.text:
				raise ValueError(poison)
			return store(letter, mail, *more)

		with patch.object(intake, "_message", fails):
			self.server.mailbox.put(mail(poison).as_bytes())
			self.arrives(mail("I am well.", BETTY, "2@x"))
			self.assertEqual(len(self.contacts()), 1, "the mail behind it has come")
			self.visit()
			self.visit()
			self.assertEqual(
				[event.reason for event in self.events() if event.state == "Parked"], ["ValueError"]
			)
			self.visit()
		poisoned = self.messages()[-1].record
		self.assertIn("could not be read", self.words(poisoned))
		self.assertEqual([file["extension"] for file in files.listing_for_system(poisoned)], ["txt"])
		self.assertEqual(len(self.messages()), 2)
		self.assertEqual(self.server.mailbox.unread(), [])


class TestAMailboxWithoutFolders(MailCase):
	"""POP: what is stored here is deleted there, and nothing else."""

	def make_account(self, name="Mailbox of this test", **values):
		pop = {"use_imap": 0, "incoming_port": self.server.pop_port, "imap_folder": []}
		return super().make_account(name, **pop, **values)

	def test_a_mail_goes_from_the_mailbox_once_it_is_here(self):
		(contact,) = self.arrives(mail(f".{STORY}\n.\nThe end."))
		self.assertIn(f".{STORY}\n.\nThe end.", self.words(contact))
		self.assertEqual(self.server.mailbox.mails, [])

	def test_what_could_not_be_stored_stays(self):
		with patch.object(arrivals, "take", side_effect=OSError):
			self.assertEqual(self.arrives(mail(STORY)), [])
		self.assertEqual(len(self.server.mailbox.mails), 1)
		self.visit()
		self.assertEqual((len(self.contacts()), self.server.mailbox.mails), (1, []))

	def test_the_server_hangs_up_before_the_good_bye_and_nothing_comes_twice(self):
		self.server.mailbox.put(mail(STORY).as_bytes())
		self.server.mailbox.hang_up_on = "QUIT"
		self.visit()
		self.assertEqual((len(self.messages()), len(self.server.mailbox.mails)), (1, 1))
		self.visit()
		self.assertEqual((len(self.messages()), len(self.server.mailbox.mails)), (1, 0))

	def test_of_a_big_mail_the_beginning_is_fetched(self):
		self.settings(media_limit_mb=1)
		written = mail(STORY)
		written.add_attachment(bytes(3_000_000), maintype="application", subtype="pdf", filename="all.pdf")
		(contact,) = self.arrives(written)
		self.assertIn(STORY, self.words(contact))
		self.assertIn("larger than 1 MB", self.words(contact))
		self.assertFalse([line for line in self.server.mailbox.commands if line.startswith("RETR")])


class TestDeletingInTheMailbox(MailCase):
	def setUp(self):
		super().setUp()
		self.arrives(mail(STORY))
		self.reference = self.messages()[0].provider_key.partition(":")[2]
		self.provider = provider.EmailProvider(frappe.get_doc("CFM Provider Account", self.line.account))

	def test_the_one_mail_goes_and_its_neighbour_stays(self):
		self.arrives(mail(STORY, BETTY, "2@x"))
		self.provider.delete_message(self.reference)
		(left,) = self.server.mailbox.mails
		self.assertIn(BETTY.encode(), left.raw)

	def test_numbers_of_before_delete_nothing(self):
		self.server.mailbox.number_anew()
		with self.assertRaises(Permanent):
			self.provider.delete_message(self.reference)
		self.assertEqual(len(self.server.mailbox.mails), 1)

	def test_our_own_mails_lie_in_no_mailbox(self):
		self.provider.delete_message("abcdefghij.0123456789abcdef0123@help.example.org")
		self.assertEqual(len(self.server.mailbox.mails), 1)
