"""At the desk: taking contacts in, classifying them, answering at once, handing over what one was told."""

import frappe

from cfm_app.api import desk
from cfm_app.confidentiality import receipts
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.testing.factories import make_area, make_contact, make_grant, make_user
from cfm_app.testing.small_desk import SmallDeskCase

CALLER = [{"role": "complainant", "identity": {"name": "Amina Rahimi", "phone": "+93701234567"}}]
FACTS = {"channel": "HOTLINE", "area": "DESKLAND"}


def item(**facts):
	return {
		"facts": {"feedback_type": "COMPL_PROG", "category": "QUANT", "area": "DESKLAND", **facts},
		"words": {},
	}


class DeskTestCase(SmallDeskCase):
	def take(self, *items, message="The water point has been dry for a week.", people=CALLER):
		with self.as_user(self.operator):
			return desk.quick_intake(FACTS, message, list(items) or [item()], people)


class TestTakingContacts(DeskTestCase):
	def test_a_caller_gets_a_code_and_her_complaint_reaches_the_handler(self):
		taken = self.take()
		complaint = frappe.get_doc("Complaint", taken["complaints"][0]["name"])
		self.assertEqual(complaint.handler, self.colleague)
		self.assertRegex(taken["receipt"], r"^\d{4} \d{4} \d{4} \d{4}$")
		self.assertEqual(receipts.find(taken["receipt"]), taken["contact"])
		with self.as_user(self.colleague):
			self.assertEqual(complaint.narrative, "The water point has been dry for a week.")

	def test_one_call_with_two_needs_yields_two_complaints(self):
		taken = self.take(item(), item(category="CASH"))
		self.assertEqual(frappe.db.count("Complaint", {"interaction": taken["contact"]}), 2)
		self.assertEqual(frappe.db.get_value("CFM Interaction", taken["contact"], "state"), "Classified")

	def test_a_sensitive_item_leaves_the_hands_of_who_took_it(self):
		taken = self.take(item(category="CONDUCT", feedback_type="COMPL_CONDUCT"))
		self.assertFalse(taken["complaints"][0]["may_open"])

	def test_without_a_type_nothing_is_recorded(self):
		before = frappe.db.count("CFM Interaction")
		with self.assert_refused(saying="Choose a type", exception=frappe.ValidationError):
			self.take({"facts": {"category": "QUANT"}})
		self.assertEqual(frappe.db.count("CFM Interaction"), before)

	def test_what_the_browser_may_not_decide_is_dropped(self):
		sent = {**FACTS, "access_key": "x", "state": "Classified", "owner": "somebody@example.org"}
		with self.as_user(self.operator):
			taken = desk.quick_intake(
				sent, "Words", [item(workflow_state="Closed", handler="x@example.org")], []
			)
		complaint = frappe.get_doc("Complaint", taken["complaints"][0]["name"])
		self.assertEqual((complaint.workflow_state, complaint.handler), ("Received", self.colleague))
		self.assertNotEqual(frappe.db.get_value("CFM Interaction", taken["contact"], "access_key"), "x")

	def test_the_words_are_gone_from_the_request_before_anything_can_fail(self):
		with self.as_user(self.operator):
			frappe.local.form_dict = frappe._dict(message="Nobody may read this in a log.")
			desk.quick_intake(FACTS, "Nobody may read this in a log.", [item()], [])
			self.assertNotIn("message", frappe.form_dict)

	def test_a_focal_point_without_the_duty_intake_takes_no_contacts(self):
		with self.as_user(self.colleague), self.assert_refused(saying="may not classify"):
			desk.quick_intake(FACTS, "Words", [item()], [])


class TestInbox(DeskTestCase):
	def setUp(self):
		super().setUp()
		self.contact = make_contact(area="DESKLAND")

	def test_only_one_person_takes_a_contact(self):
		other = make_user("Otto Other", "Operator")
		make_grant(other, "Intake", area="DESKLAND")
		with self.as_user(self.operator):
			desk.claim(self.contact.name)
		with self.as_user(other):
			with self.assert_refused(saying="already taken", exception=GuardRefused):
				desk.claim(self.contact.name)
			with self.assert_refused(saying="already taken", exception=GuardRefused):
				desk.classify(self.contact.name, [item()])
		self.assertEqual(
			frappe.db.get_value("CFM Interaction", self.contact.name, "claimed_by"), self.operator
		)

	def test_a_classified_contact_leaves_the_inbox(self):
		with self.as_user(self.operator):
			made = desk.classify(self.contact.name, [item(), item(category="SITE")])
		self.assertEqual(len(made["complaints"]), 2)
		self.assertEqual(frappe.db.get_value("CFM Interaction", self.contact.name, "state"), "Classified")
		with self.as_user(self.operator), self.assert_refused(saying="already ended", exception=GuardRefused):
			desk.classify(self.contact.name, [item()])

	def test_a_silent_call_is_closed_with_its_disposition(self):
		with self.as_user(self.operator):
			self.assertEqual(desk.close_contact(self.contact.name, "Silent"), {"state": "No feedback"})

	def test_feedback_recorded_needs_feedback(self):
		with (
			self.as_user(self.operator),
			self.assert_refused(saying="Record the feedback", exception=GuardRefused),
		):
			desk.close_contact(self.contact.name, "Feedback recorded")

	def test_an_operator_of_another_area_cannot_open_it_and_learns_nothing(self):
		make_area("ELSEWHERE")
		stranger = make_user("Sven Stranger", "Operator")
		make_grant(stranger, "Intake", area="ELSEWHERE")
		with self.as_user(stranger):
			with self.assert_refused(saying="no such record, or you may not") as real:
				desk.claim(self.contact.name)
			with self.assert_refused() as invented:
				desk.claim("K-00000-00000")
		self.assertEqual(str(real.exception), str(invented.exception))


class TestHandingIn(DeskTestCase):
	def test_a_colleague_hands_in_and_cannot_read_it_back(self):
		reporter = make_user("Rita Reporter", "Reporter")
		with self.as_user(reporter):
			taken = desk.hand_in({"area": "DESKLAND"}, "A woman told me the guard asks for money.", CALLER)
			self.assertRaises(frappe.PermissionError, frappe.get_list, "CFM Interaction")
			with self.assert_refused(exception=AccessRefused):
				desk.claim(taken["contact"])
			self.assertFalse(frappe.get_doc("CFM Interaction", taken["contact"]).message)
		with self.as_user(self.operator):
			contact = frappe.get_doc("CFM Interaction", taken["contact"])
			self.assertEqual(contact.message, "A woman told me the guard asks for money.")
			self.assertEqual((contact.received_via, contact.received_by), ("other staff", reporter))
		self.assertEqual(receipts.find(taken["receipt"]), taken["contact"])

	def test_an_account_without_the_role_is_told_what_to_ask_for(self):
		nobody = make_user("Nils Nobody")
		with self.as_user(nobody), self.assert_refused(saying="CFM Reporter"):
			desk.hand_in({}, "Words")

	def test_an_empty_hand_in_is_refused(self):
		reporter = make_user("Rita Reporter", "Reporter")
		with (
			self.as_user(reporter),
			self.assert_refused(saying="Write down", exception=frappe.ValidationError),
		):
			desk.hand_in({}, "   ")


class TestReadyAnswers(DeskTestCase):
	def setUp(self):
		super().setUp()
		answers = [
			{"language": "en", "question": "When is the zebra day?", "answer": "On the first Monday."},
			{"language": "es", "question": "¿Cuándo es el día de la cebra?", "answer": "El primer lunes."},
		]
		entry = frappe.get_doc(
			doctype="CFM FAQ", title="Zebra day", topic="INFO", is_active=1, answers=answers
		)
		self.faq = entry.insert().name

	def test_a_question_in_spanish_is_found_and_closed_at_once(self):
		with self.as_user(self.operator):
			found = desk.faq_search("dia de la cebra", "es")
			self.assertEqual(found[0]["name"], self.faq)
			taken = desk.answer_with_faq(self.faq, "¿El día de la cebra?", FACTS, [], "es")
		complaint = frappe.get_doc("Complaint", taken["complaints"][0]["name"])
		self.assertEqual((complaint.workflow_state, complaint.level), ("Closed", 1))
		self.assertEqual((complaint.faq, complaint.resolved_at_first_contact), (self.faq, 1))
		self.assertEqual(frappe.db.get_value("CFM FAQ", self.faq, "usage_count"), 1)

	def test_a_grave_topic_is_not_answered_from_a_list(self):
		frappe.db.set_value("CFM FAQ", self.faq, "topic", "FRAUD")
		frappe.db.set_value("CFM Category", "FRAUD", "level_floor", 5)
		frappe.clear_cache(doctype="CFM Category")
		with self.as_user(self.operator), self.assert_refused(exception=frappe.ValidationError):
			desk.answer_with_faq(self.faq, "Somebody asks for money", FACTS, [])
		self.assertEqual(frappe.db.get_value("CFM FAQ", self.faq, "usage_count"), 0)


class TestReferenceStatus(DeskTestCase):
	def test_who_may_not_read_a_complaint_may_still_tell_the_person_how_it_stands(self):
		taken = self.take(item(category="CONDUCT", feedback_type="COMPL_CONDUCT"))
		name = taken["complaints"][0]["name"]
		with self.as_user(self.operator):
			self.assertEqual(desk.reference_status(name.lower()), {"reference": name, "state": "Received"})

	def test_an_unknown_reference_and_a_forbidden_one_are_told_alike(self):
		taken = self.take()
		analyst = make_user("Ana Analyst", "Analyst")
		with self.as_user(analyst):
			with self.assert_refused() as forbidden:
				desk.reference_status(taken["complaints"][0]["name"])
			with self.assert_refused() as unknown:
				desk.reference_status("C-00000-00000")
		self.assertEqual(str(forbidden.exception), str(unknown.exception))
