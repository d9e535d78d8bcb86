"""What she gets: her own data and nobody else's, an answer, and an end of it that two people decide."""

import base64
import io
from unittest.mock import patch

from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import load_workbook

import frappe

from cfm_app.api import desk_data_request as desk
from cfm_app.confidentiality import erasure, persons, vault
from cfm_app.confidentiality.data_requests import REQUEST
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import timeline
from cfm_app.testing.asking import TOLD, Asking
from cfm_app.testing.factories import make_complaint, make_contact, make_grant, make_user, somebody
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS
from cfm_app.testing.visitor import Visitor


class TestHerCopy(Asking):
	def copy_of(self, request):
		with self.as_user(self.officer):
			copy = desk.make_copy(request.name)
		locked = OOXMLFile(io.BytesIO(base64.b64decode(copy["content"])))
		locked.load_key(password=copy["password"])
		opened = io.BytesIO()
		locked.decrypt(opened)
		page = load_workbook(opened).active
		return copy, "\n".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value)

	def test_she_gets_her_words_and_nobody_elses_data(self):
		with self.as_user(self.operator):
			doc = make_complaint(
				WORDS,
				people=[
					*somebody(NAME, PHONE),
					{"role": "witness", "identity": {"name": "Mahmoud the baker"}},
					{"role": persons.SUBJECT, "staff": self.stranger, "note": "Limps"},
				],
			)
		with self.as_user(self.focal):
			timeline.write(frappe.get_doc("Complaint", doc.name), "note", "I do not believe her.")
			timeline.write(doc, "question to person", "Which gate was it?", for_person=1)
		_copy, text = self.copy_of(self.checked(self.asked()))
		for hers in (WORDS, NAME, PHONE, doc.name, "Which gate was it?"):
			self.assertIn(hers, text)
		for not_hers in ("Mahmoud", "Limps", "Stefan", self.stranger, self.focal, "I do not believe her"):
			self.assertNotIn(not_hers, text)
		self.assertTrue(frappe.db.exists("CFM Access Log", {"record": doc.name, "action": "export"}))

	def test_the_brothers_complaint_is_not_in_her_copy(self):
		self.take()
		with self.as_user(self.operator):
			his = make_complaint("No seeds again.", people=somebody("Jamal Rahimi", PHONE))
		copy, text = self.copy_of(self.checked(self.asked()))
		self.assertEqual(copy["other_names"], [his.name])
		self.assertNotIn("No seeds again.", text)

	def test_the_most_sensitive_part_is_added_by_its_own_focal_point(self):
		doc = self.take(sensitivity="BREACH")
		copy, text = self.copy_of(self.checked(self.asked()))
		self.assertEqual(copy["left_out"], [doc.name])
		self.assertNotIn(WORDS, text)

	def test_a_contact_that_accuses_an_aid_worker_is_as_sensitive_before_anybody_has_sorted_it(self):
		make_grant(make_user("Salma Sensitive", "Sensitive Focal Point"), "Sensitive")
		with self.as_user(self.operator):
			contact = make_contact(WORDS, somebody(NAME, PHONE), about_aid_worker="Yes")
		copy, text = self.copy_of(self.checked(self.asked()))
		self.assertEqual(copy["left_out"], [contact.name])
		self.assertNotIn(WORDS, text)

	def test_an_officer_does_not_read_a_complaint_by_writing_its_reference_into_a_request(self):
		doc = self.take()
		with self.as_user(self.officer):
			made = frappe.new_doc(REQUEST, kind="access", asked="All of it.", phone="+93709998877")
			made.update({"person_name": "Nobody", "records": doc.name})
			made.insert()
		request = self.checked(made)
		copy, text = self.copy_of(request)
		self.assertEqual((self.found(request), copy["left_out"]), ([], []))
		self.assertNotIn(WORDS, text)

	def test_who_is_in_no_record_is_found_nowhere_and_gets_a_copy_that_says_so(self):
		with self.as_user(self.operator):
			make_complaint(WORDS, people=[{"role": "witness", "staff": self.stranger, "identity": {}}])
		request = self.checked(self.asked(person={"person_name": NAME, "phone": "+93709998877"}))
		self.assertEqual(self.found(request), [])
		with self.as_user(self.officer):
			self.assertEqual(desk.make_copy(request.name)["left_out"], [])

	def test_without_a_check_of_who_asks_there_is_no_copy(self):
		self.take()
		request = self.asked()
		with self.as_user(self.officer), self.assert_refused("make sure", GuardRefused):
			desk.make_copy(request.name)


class TestAnswering(Asking):
	def test_nothing_is_answered_before_the_person_is_known(self):
		request = self.asked()
		with self.as_user(self.officer):
			with self.assert_refused("make sure", GuardRefused):
				desk.answer(request.name, TOLD)
			with self.assert_refused("make sure", GuardRefused):
				desk.take(request.name)
		self.checked(request)
		with self.as_user(self.officer):
			desk.take(request.name)
			desk.answer(request.name, TOLD)
		request = frappe.get_doc(REQUEST, request.name)
		self.assertEqual((request.state, request.answered_by), ("Answered", self.officer))

	def test_a_refusal_names_a_reason_of_the_law(self):
		request = self.asked()
		with self.as_user(self.officer):
			with self.assert_refused("Choose the reason", GuardRefused):
				desk.refuse(request.name, "", "We do not want to.")
			desk.refuse(request.name, "not the person", "We could not see that it is you.")
			with self.assert_refused("is finished", GuardRefused):
				desk.answer(request.name, TOLD)
		self.assertEqual(frappe.db.get_value(REQUEST, request.name, "state"), "Refused")

	def test_she_is_forgotten_by_two_people_and_then_the_request_forgets_her_too(self):
		doc = self.close(self.take())
		open_one = self.take()
		request = self.checked(self.asked("erasure"))
		with self.as_user(self.officer):
			result = desk.ask_erasure(request.name, [doc.name, open_one.name])
			self.assertEqual(list(result["kept"]), [open_one.name])
			with self.assert_refused("not finished yet", GuardRefused):
				desk.answer(request.name, "You are forgotten.")
		with self.as_user(self.second):
			desk.decide_erasure(result["ordered"][0], agreed=True)
		with patch("frappe.db.commit"):
			self.assertEqual(erasure.carry_out(), 1)
		self.assertEqual(vault.read_for_system("Complaint", doc.name), {})
		with self.as_user(self.officer):
			desk.answer(request.name, "The first one is gone, the second is still open.")
		self.assertEqual(vault.read_for_system(REQUEST, request.name), {})
		self.assertEqual(frappe.db.get_value(REQUEST, request.name, "state"), "Answered")

	def test_a_witness_is_taken_out_of_the_complaint_of_somebody_else(self):
		with self.as_user(self.operator):
			doc = make_complaint(
				WORDS,
				people=[
					*somebody("Bilal", "+93709998877"),
					{"role": "witness", "identity": {"name": NAME, "phone": PHONE}},
				],
			)
		self.close(doc)
		request = self.checked(self.asked("erasure"))
		with self.as_user(self.officer):
			[order] = desk.ask_erasure(request.name, [doc.name])["ordered"]
		with self.as_user(self.second):
			desk.decide_erasure(order, agreed=True)
		with patch("frappe.db.commit"):
			erasure.carry_out()
		self.assertEqual(persons.known_by({"name": NAME, "phone": PHONE}), {})
		self.assertEqual(persons.contact_of(doc)["name"], "Bilal")
		self.assertEqual(vault.read_for_system("Complaint", doc.name)["narrative"], WORDS)

	def test_a_record_that_is_not_hers_cannot_be_ordered_through_her_request(self):
		with self.as_user(self.operator):
			other = self.close(
				make_complaint("The school is shut.", people=somebody("Bilal", "+93709998877"))
			)
		request = self.checked(self.asked("erasure"))
		with self.as_user(self.officer):
			self.assertEqual(desk.ask_erasure(request.name, [other.name]), {"ordered": [], "kept": {}})


class TestOnHerOwnPage(Asking):
	def setUp(self):
		super().setUp()
		frappe.db.set_single_value("CFM Settings", "portal_open", 1)
		self.visitor = Visitor()
		self.code = self.visitor.write("Nobody answers us since Tuesday.").code

	def wish(self, **fields):
		return self.visitor.act(self.visitor.track(self.code), "data", **fields)

	def test_who_holds_the_code_asks_to_be_forgotten_and_reads_the_answer_there(self):
		page = self.wish(wish="delete", text="Please forget me.")
		request = frappe.get_last_doc(REQUEST)
		self.assertEqual((request.kind, request.state), ("erasure", "Identity checked"))
		self.assertIn("We have received this. You get an answer by", page.words)
		with self.as_user(self.officer):
			desk.refuse(request.name, "the law obliges us to keep it", "A court still needs your message.")
		self.assertIn("A court still needs your message.", self.visitor.track(self.code).words)

	def test_a_wish_without_a_choice_and_the_fourth_of_a_day_are_not_taken(self):
		before = frappe.db.count(REQUEST)
		self.assertIn("Please choose what you want.", self.wish(wish="everything").words)
		for _each in range(3):
			self.wish(wish="copy")
		self.assertIn("You have asked this already.", self.wish(wish="copy").words)
		self.assertEqual(frappe.db.count(REQUEST) - before, 3)
