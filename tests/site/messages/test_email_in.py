"""People write to the helpline by e-mail."""

import frappe

from cfm_app.confidentiality import files, persons
from cfm_app.integrations.engine import contact_points
from cfm_app.testing import dump
from cfm_app.testing.hostile_files import picture
from cfm_app.testing.mail_case import AMINA, BETTY, HELPLINE, MailCase, mail

STORY = "My sister Laleh paid forty at the northern gate."


class TestSomebodyWrites(MailCase):
	def test_her_words_come_into_the_inbox_with_her_address_sealed(self):
		(contact,) = self.arrives(mail(STORY))
		self.assertEqual(self.words(contact), f"The well\n\n{STORY}")
		self.assertEqual(persons.contact_of(frappe.get_doc("CFM Interaction", contact)), {"email": AMINA})
		self.assertEqual(self.server.mailbox.unread(), [])

	def test_the_same_mail_twice_is_one_contact(self):
		self.arrives(mail(STORY))
		(contact,) = self.arrives(mail(STORY))
		self.assertEqual(self.words(contact), f"The well\n\n{STORY}")
		(event,) = self.events()
		self.assertEqual((event.state, event.duplicates), ("Done", 1))
		self.assertEqual(len(self.server.mailbox.mails), 1, "the second copy is deleted, as the settings say")

	def test_two_people_with_the_same_subject_are_two_contacts(self):
		self.arrives(mail("The pump is broken.", AMINA, "1@example.org", subject="Pump"))
		amina, betty = self.arrives(mail("Mine, too.", BETTY, "2@example.org", subject="Pump"))
		self.assertIn("The pump is broken.", self.words(amina))
		self.assertNotIn("The pump is broken.", self.words(betty))

	def test_a_program_that_gives_every_mail_the_same_id_loses_none(self):
		self.arrives(mail("First.", AMINA, "same@scanner"))
		self.arrives(mail("Second.", BETTY, "same@scanner"))
		self.assertEqual(len(self.contacts()), 2)

	def test_mails_without_an_id_are_told_apart_by_what_they_say(self):
		self.arrives(mail("First.", AMINA, id=""))
		self.arrives(mail("First.", AMINA, id=""))
		self.assertEqual(len(self.messages()), 1)

	def test_an_answer_goes_where_she_wants_it(self):
		self.arrives(mail(STORY, "shop@internet-cafe.example", Reply_To=f"Amina <{AMINA}>"))
		(message,) = self.messages()
		self.assertEqual(contact_points.address_of(message.contact_point).value, AMINA)

	def test_a_mail_through_the_organisations_own_group_is_hers(self):
		self.arrives(
			mail(
				STORY,
				f"'Amina' via Help <{HELPLINE}>",
				Reply_To=AMINA,
				Precedence="list",
				List_ID="<help.help.example.org>",
				List_Post=f"<https://groups.example/>, <mailto:{HELPLINE}>",
			)
		)
		(message,) = self.messages()
		self.assertEqual(contact_points.address_of(message.contact_point).value, AMINA)

	def test_a_mail_that_shows_no_address_is_a_contact_all_the_same(self):
		(contact,) = self.arrives(mail(STORY, sender="undisclosed"))
		self.assertIn(STORY, self.words(contact))
		self.assertIsNone(self.messages()[0].contact_point)

	def test_stop_alone_is_obeyed_and_comes_before_nobody(self):
		self.assertEqual(self.arrives(mail("STOP", subject="")), [])
		point = self.messages()[0].contact_point
		self.assertEqual(frappe.db.get_value("CFM Contact Point", point, "opted_out"), "information")

	def test_a_cry_for_help_under_a_subject_that_says_why_is_heard(self):
		for number, word in enumerate(("Help", "STOP!")):
			contacts = self.arrives(mail(word, f"{number}.canary@example.org", f"{number}@x", subject=STORY))
			self.assertEqual(len(contacts), number + 1)
			self.assertIn(STORY, self.words(contacts[-1]))
		self.assertEqual(frappe.db.count("CFM Consent Ledger", {"line": self.line.name}), 0)

	def test_a_photo_that_comes_with_one_word_is_not_thrown_away_with_it(self):
		written = mail("Help", subject="")
		written.add_attachment(picture(), maintype="image", subtype="jpeg", filename="gate.jpg")
		(contact,) = self.arrives(written)
		self.assertEqual(len(files.listing_for_system(contact)), 1)


class TestWhatAMachineSent(MailCase):
	def test_nobody_is_bothered_with_it_and_it_is_never_answered(self):
		automatic = {
			"out of office": mail("I am away.", id="a@x", Auto_Submitted="auto-replied"),
			"old answering machine": mail("I am away.", id="b@x", X_Autoreply="yes"),
			"newsletter": mail("Buy!", id="c@x", Precedence="bulk"),
			"list": mail("Dear all", id="d@x", List_Id="<news.example.com>"),
			"bounce": mail("Sorry.", id="e@x", sender="MAILER-DAEMON@example.org"),
			"null sender": mail("Sorry.", id="f@x", Return_Path="<>"),
			"our own mail": mail("Hello", id="g@x", sender=HELPLINE),
		}
		for what, written in automatic.items():
			with self.subTest(what):
				self.assertEqual(self.arrives(written), [])
		self.assertEqual(self.messages(), [])
		self.assertEqual({event.state for event in self.events()}, {"Done"})
		self.assertEqual(
			len(self.server.mailbox.unread()), len(automatic), "they stay for who looks through them"
		)

	def test_it_is_looked_at_once(self):
		self.arrives(mail("I am away.", Auto_Submitted="auto-replied"))
		self.visit()
		self.assertEqual([event.duplicates for event in self.events()], [0])


class TestWhatIsInAMail(MailCase):
	def test_a_page_becomes_plain_words_and_nothing_in_it_is_loaded(self):
		page = mail("", subject="")
		page.set_content(
			"<html><head><style>p{}</style></head><body><p>They <b>asked</b> for money.</p>"
			"<img src='https://tracker.example/pixel.gif'><script>steal()</script>"
			"<p><a href='https://proof.example/1'>here</a></p></body></html>",
			subtype="html",
		)
		(contact,) = self.arrives(page)
		self.assertEqual(self.words(contact), "They asked for money.\n\nhere (https://proof.example/1)")

	def test_a_photo_is_sealed_and_a_program_is_not_taken(self):
		written = mail(STORY)
		written.add_attachment(picture(), maintype="image", subtype="jpeg", filename="gate.jpg")
		written.add_attachment(b"MZ\x90" + bytes(500), maintype="image", subtype="jpeg", filename="x.jpg")
		(contact,) = self.arrives(written)
		kept = frappe.get_all(
			"CFM Message Media",
			{"message": self.messages()[0].name},
			["state", "reason"],
			order_by="position",
		)
		self.assertEqual(
			[(row.state, row.reason) for row in kept], [("Fetched", None), ("Refused", "not_allowed")]
		)
		self.assertEqual([file["mime"] for file in files.listing_for_system(contact)], ["image/jpeg"])
		self.assertIn(STORY, self.words(contact))

	def test_a_mail_of_25_megabytes_keeps_its_words_and_says_what_is_missing(self):
		written = mail(STORY)
		written.add_attachment(bytes(25_000_000), maintype="application", subtype="pdf", filename="all.pdf")
		(contact,) = self.arrives(written)
		self.assertIn(STORY, self.words(contact))
		self.assertIn("larger than 16 MB", self.words(contact))
		self.assertFalse(frappe.get_all("CFM Message Media", {"message": self.messages()[0].name}))

	def test_words_in_a_strange_or_wrongly_named_alphabet_are_read(self):
		written = "الماء مقطوع منذ أسبوع في القسم الشمالي"
		head = f"From: {AMINA}\r\nSubject: x\r\nMessage-ID: <%s@x>\r\nContent-Type: text/plain; charset=%s\r\n\r\n"
		for number, (named, real) in enumerate(
			[("windows-1256", "cp1256"), ("no-such-set", "utf-8"), ("utf-8", "cp1256"), ("us-ascii", "utf-8")]
		):
			self.arrives((head % (number, named)).encode() + written.encode(real))
		# she wrote four times in a day: one contact, and what she added to it
		(contact,) = self.contacts()
		self.assertEqual(len(self.messages()), 4)
		self.assertEqual({row.text_length for row in self.messages()}, {len(f"x\n\n{written}")})
		self.assertIn(written, self.words(contact))

	def test_a_mail_nobody_can_take_apart_is_a_contact_with_the_mail_as_a_file(self):
		head = f"From: {AMINA}\r\nMessage-ID: <bomb@x>\r\n".encode()
		bomb = b"".join(
			b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
			for depth in range(3000)
		)
		(contact,) = self.arrives(head + bomb)
		self.assertIn("could not be read", self.words(contact))
		self.assertEqual([file["extension"] for file in files.listing_for_system(contact)], ["txt"])
		self.assertEqual(contact_points.address_of(self.messages()[0].contact_point).value, AMINA)


class TestNothingLiesInClearText(dump.SitePutBack, MailCase):
	"""Here everything is really committed, and the site is put back afterwards."""

	def _commit_into_savepoints(self):
		"""What a thief would carry away is what is committed."""

	def test_no_word_and_no_address_is_in_a_dump_of_the_site(self):
		written = mail(STORY, f"Amina Canary <{AMINA}>", subject="Forty at the gate")
		written.add_attachment(
			b"MZ Forty at the gate", maintype="image", subtype="png", filename="Amina Canary.png"
		)
		self.assertEqual(len(self.arrives(written)), 1)
		self.arrives(mail(STORY, f"Amina Canary <{AMINA}>", id="away@x", Auto_Submitted="auto-replied"))
		frappe.db.commit()
		with dump.taken() as loot:
			self.assertEqual(dump.found([AMINA, STORY, "Forty at the gate", "Amina Canary"], loot), [])
			self.assertTrue(dump.found([HELPLINE], loot), "what is searched is where the mail was")
