"""A message becomes a contact: word for word, by whom as far as the address says, and told to nobody."""

from unittest.mock import patch

import frappe

from cfm_app.confidentiality import persons
from cfm_app.handling import outgoing
from cfm_app.integrations.base.types import Address, InboundMessage, MediaRef
from cfm_app.integrations.engine import arrivals
from cfm_app.testing import signed_gateway
from cfm_app.testing.arrivals_case import AMINA, BETTY, Arrivals

TEXTS = {
	"Arabic": "بئر الماء جاف منذ أسبوع \u200f(المخيم ٣)",
	"Dari": "چاه آب یک هفته است که خشک است می\u200cخواهیم",
	"Hebrew with marks": "\u202bהבאר \u2067יבשה\u2069\u202c",
	"emoji": "👨‍👩‍👧‍👦 🙏🏽 no water 🇨🇴",
	"turned around": "safe\u202egnp.exe",
	"blanks and lines": "  two blanks before\r\nand after \t\r\n ",
	"marks apart": "e\u0301 and é",
	"markup": "<script>alert(1)</script> &amp; {{ 7*7 }} '; drop table `tabUser`;--",
	"nothing": "",
	"a nought": "a\x00b",
}


class TestNewContact(Arrivals):
	def test_a_message_is_a_contact_in_the_inbox(self):
		row = self.write()
		contact = self.record_of(row)
		self.assertEqual((contact.doctype, contact.state, contact.channel), ("CFM Interaction", "New", "SMS"))
		self.assertEqual((contact.area, contact.language, contact.received_by), ("ALL", "en", None))
		self.assertEqual((row.direction, row.state, row.kind, row.media_count), ("In", "Received", "SMS", 0))
		with self.as_user(self.operator):
			shown = self.record_of(row)
			self.assertEqual(shown.message, "The well is dry.")
			self.assertFalse(shown.is_anonymous)

	def test_a_line_for_no_place_and_no_language_takes_messages_too(self):
		line = signed_gateway.make_line("Bare line", area=None, language=None)
		contact = self.record_of(self.write(line=line))
		self.assertEqual((contact.area, contact.language, contact.state), (None, None, "New"))

	def test_words_are_kept_to_the_byte(self):
		for case, words in TEXTS.items():
			with self.subTest(case):
				row = self.write(words, sender=f"+5730012345{self.count:02}")
				self.assertEqual(self.sealed_words(row).encode(), words.encode())
				self.assertEqual(row.text_length, len(words))

	def test_a_gateway_that_gives_her_message_the_number_of_one_of_ours_loses_neither(self):
		first = self.write()
		frappe.db.set_value("CFM Message", first.name, "direction", "Out")
		key = first.provider_key
		told = InboundMessage("other call", key.partition(":")[2], Address("phone", BETTY), "A second well.")
		row = frappe.get_doc("CFM Message", arrivals.take(told, self.line, "other call"))
		self.assertEqual((row.direction, self.sealed_words(row)), ("In", "A second well."))
		self.assertEqual(frappe.db.get_value("CFM Message", first.name, "provider_key"), key)

	def test_half_a_character_does_not_stop_the_rest(self):
		row = self.write("water \ud83d", sender=BETTY)
		self.assertEqual(self.sealed_words(row), "water ")

	def test_what_becomes_a_complaint_is_cleaned_and_the_contact_keeps_what_was_said(self):
		row = self.write("safe\u202egnp.exe\x00 well")
		complaint = self.classify(row)
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("Complaint", complaint.name).narrative, "safegnp.exe well")
		self.assertEqual(self.sealed_words(row), "safe\u202egnp.exe\x00 well")

	def test_the_sender_is_the_complainant_by_number_alone(self):
		row = self.write(profile_name="Amina of the third tent")
		self.assertEqual(persons.contact_of(self.record_of(row)), {"phone": AMINA})
		point = frappe.get_doc("CFM Contact Point", row.contact_point)
		self.assertTrue(point.person)
		again = self.write(sender=AMINA, kind="whatsapp")
		self.assertNotEqual(again.contact_point, row.contact_point)
		self.assertEqual(
			frappe.db.get_value("CFM Contact Point", again.contact_point, "person"), point.person
		)

	def test_a_user_id_is_no_number_and_nobody_is_made_of_it(self):
		for kind, sender in (("bsuid", "TR.1502abc"), ("messenger", "1234567890"), ("withheld", "")):
			row = self.write(sender=sender, kind=kind)
			contact = self.record_of(row)
			self.assertEqual(persons.contact_of(contact), {}, kind)
			self.assertTrue(contact.is_anonymous, kind)
			self.assertEqual(bool(row.contact_point), kind != "withheld")

	def test_the_subject_of_a_mail_stands_above_it(self):
		row = self.write("It is dry.", sender="amina@example.org", kind="email", subject="Well")
		self.assertEqual(self.sealed_words(row), "Well\n\nIt is dry.")
		self.assertEqual(persons.contact_of(self.record_of(row)), {"email": "amina@example.org"})

	def test_attachments_are_planned_and_no_words_are_needed(self):
		refs = (MediaRef(0, "https://media.example.org/1"), MediaRef(1, "https://media.example.org/2"))
		row = self.write("", media=refs)
		self.assertEqual(row.media_count, 2)
		self.assertEqual(frappe.db.count("CFM Message Media", {"message": row.name}), 2)

	def test_a_keyword_alone_comes_before_nobody(self):
		contacts = frappe.db.count("CFM Interaction")
		row = self.write("STOP")
		self.assertIsNone(row.record)
		self.assertEqual(frappe.db.count("CFM Interaction"), contacts)
		self.assertEqual(
			frappe.db.get_value("CFM Contact Point", row.contact_point, "opted_out"), "information"
		)
		self.assertTrue(self.write("please stop the guard from taking our food").record)

	def test_whoever_wants_no_messages_may_complain_as_ever(self):
		self.write("STOP")
		self.assertEqual(self.record_of(self.write("The well is dry.")).state, "New")

	def test_nothing_of_the_message_stands_beside_the_vault(self):
		row = self.write("quetzalfeather", profile_name="Amina Rahimi")
		told = " ".join(str(value) for value in row.values())
		for secret in ("quetzalfeather", AMINA, "Amina"):
			self.assertNotIn(secret, told)
		twice = self.write("quetzalfeather", sender=BETTY)
		self.assertEqual(row.text_hash, twice.text_hash)

	def test_an_acknowledgement_that_fails_costs_no_message(self):
		with patch.object(outgoing, "acknowledge", side_effect=RuntimeError):
			self.assertEqual(self.record_of(self.write()).state, "New")

	def test_a_new_contact_is_acknowledged_and_what_is_added_is_not(self):
		with patch.object(outgoing, "acknowledge") as acknowledged:
			first = self.write()
			self.write("And the pump is broken.")
		((record, point, line), _more) = acknowledged.call_args
		self.assertEqual(acknowledged.call_count, 1)
		self.assertEqual((record.name, point, line.name), (first.record, first.contact_point, self.line.name))

	def test_the_open_form_hears_a_name_and_nothing_else(self):
		with patch("frappe.publish_realtime") as told:
			row = self.write("quetzalfeather")
		(call,) = [each for each in told.call_args_list if each.args[:1] == ("cfm_message",)]
		self.assertEqual(call.args[1], {"record": row.record, "record_type": "CFM Interaction"})
		self.assertEqual(
			call.kwargs, {"doctype": "CFM Interaction", "docname": row.record, "after_commit": True}
		)
		self.assertNotIn("quetzalfeather", str(told.call_args_list))

	def test_the_line_shows_that_something_arrives(self):
		self.write()
		self.assertTrue(frappe.db.get_value("CFM Message Line", self.line.name, "last_in_on"))
