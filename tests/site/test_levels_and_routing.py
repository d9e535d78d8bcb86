"""How a complaint finds its level and its handler, and who may change that."""

from unittest.mock import patch

import frappe

from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts, levels, routing
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import (
	make_area,
	make_complaint,
	make_grant,
	make_project,
	make_rule,
	make_user,
)


class TestLevels(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.operator = make_user("Olga Operator", "Operator")
		cls.sana = make_user("Sana Sensitive", "Sensitive Focal Point")
		cls.second = make_user("Selma Second", "Sensitive Focal Point")
		make_grant(cls.operator, "Intake")
		for user in (cls.sana, cls.second):
			make_grant(user, "Sensitive", level_from=0)
		make_rule("Sensitive", assign_duty="Sensitive")

	def take(self, **facts):
		with self.as_user(self.operator):
			return make_complaint(**facts)

	def test_the_category_sets_the_floor(self):
		doc = self.take(category="FRAUD", feedback_type="COMPL_PROG", sensitivity="INFO")
		self.assertEqual((doc.level, doc.sensitivity), (5, "BREACH"))

	def test_what_nobody_has_classified_counts_as_level_five(self):
		doc = self.take(category=None, sensitivity=None)
		self.assertEqual((doc.level, doc.sensitivity), (5, None))

	def test_who_sees_it_may_classify_it_for_the_first_time_alone(self):
		doc = self.take(category=None, sensitivity=None, feedback_type="QUESTION")
		with self.as_user(self.sana):
			doc = frappe.get_doc("Complaint", doc.name)
			doc.category = "INFO"
			doc.save()
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, ["level", "sensitivity"]), (1, "INFO"))
		doc.sensitivity = "POS"
		with self.as_user(self.sana), self.assert_refused("two people", GuardRefused):
			doc.save()

	def test_an_aid_worker_or_nobody_knows_makes_it_level_six(self):
		self.assertEqual(self.take(category="PROT", aid_worker_involved="unknown").level, 6)
		self.assertEqual(self.take(category="PROT").level, 6)
		self.assertEqual(self.take(category="PROT", aid_worker_involved="no").level, 5)

	def test_anyone_may_raise_the_level(self):
		doc = self.take()
		with self.as_user(self.sana):
			doc = frappe.get_doc("Complaint", doc.name)
			doc.sensitivity = "BREACH"
			doc.save()
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, "level"), 5)
		self.assertTrue(frappe.db.exists("CFM Access Log", {"record": doc.name, "action": "raise level"}))

	def test_lowering_takes_two_people_and_a_reason(self):
		doc = self.take(category="INFO", sensitivity="BREACH")
		frappe.db.set_value("Complaint", doc.name, "handler", self.sana)
		frappe.get_doc("Complaint", doc.name).assign(self.sana)
		with self.as_user(self.sana):
			mine = frappe.get_doc("Complaint", doc.name)
			mine.sensitivity = "INFO"
			with self.assert_refused("two people", GuardRefused):
				mine.save()
			mine = frappe.get_doc("Complaint", doc.name)
			with self.assert_refused("Say why", GuardRefused):
				levels.ask_to_lower(mine, 1, "")
			levels.ask_to_lower(mine, 1, "It is a question about opening hours.")
			with self.assert_refused("Somebody else", GuardRefused):
				levels.confirm_lowering(frappe.get_doc("Complaint", doc.name), 1)
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, "level"), 5)
		make_grant(self.sana, "Sensitive", deputy=self.second)
		with self.as_user(self.second):
			frappe.get_doc("Complaint", doc.name).assign(self.second)
			levels.confirm_lowering(frappe.get_doc("Complaint", doc.name), 1)
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, "level"), 1)

	def classify_anew(self, doc):
		"""Take category and level away, and choose as if for the first time."""
		with self.as_user(self.sana):
			for code in (None, "INFO"):
				mine = frappe.get_doc("Complaint", doc.name)
				mine.update({"category": code, "sensitivity": code})
				mine.save()

	def test_nobody_lowers_a_level_alone_by_making_it_look_unclassified(self):
		doc = self.take(category="INFO", sensitivity="BREACH")
		with self.assert_refused("two people", GuardRefused):
			self.classify_anew(doc)
		stored = frappe.db.get_value("Complaint", doc.name, ["level", "category", "sensitivity"])
		self.assertEqual(stored, (5, "INFO", "BREACH"))

	def test_the_floor_holds_even_for_two(self):
		doc = self.take(category="FRAUD")
		with self.as_user(self.sana), self.assert_refused("does not allow a lower level", GuardRefused):
			levels.ask_to_lower(frappe.get_doc("Complaint", doc.name), 2, "We think so.")


class TestRouting(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		make_area("NORTH")
		make_area("SOUTH")
		make_project("WATER")
		cls.operator = make_user("Olga Operator", "Operator")
		make_grant(cls.operator, "Intake")

	def take(self, **facts):
		with self.as_user(self.operator):
			return make_complaint(**facts)

	def test_it_goes_to_the_focal_point_of_the_place(self):
		north, everywhere = (
			make_user("Nadia North", "Focal Point"),
			make_user("Emil Everywhere", "Focal Point"),
		)
		make_grant(north, "Handle", area="NORTH")
		make_grant(everywhere, "Handle")
		make_rule(level_to=4)
		self.assertEqual(self.take(area="NORTH").handler, north)
		self.assertEqual(self.take(area="SOUTH").handler, everywhere)

	def test_work_is_shared_out_by_load(self):
		users = [make_user(f"Handler {letter}", "Focal Point") for letter in "AB"]
		for user in users:
			make_grant(user, "Handle")
		make_rule(level_to=4)
		self.assertEqual({self.take().handler for _ in range(2)}, set(users))

	def test_staff_of_a_project_never_handle_complaints_about_conduct_in_it(self):
		inside, outside = make_user("Ines Inside", "Focal Point"), make_user("Oskar Outside", "Focal Point")
		make_grant(inside, "Handle", project="WATER")
		make_grant(outside, "Handle")
		make_rule(level_to=4)
		doc = self.take(project="WATER", category="CONDUCT.DISRESPECT", feedback_type="COMPL_PROG")
		self.assertEqual((doc.level, doc.handler), (4, outside))

	def test_somebody_whose_role_may_not_change_it_does_not_become_its_handler(self):
		reader = make_user("Camila Caseworker", "Case Worker")
		make_grant(reader, "Handle", area="NORTH")
		handler = make_user("Emil Everywhere", "Focal Point")
		make_grant(handler, "Handle")
		make_rule(level_to=4)
		self.assertEqual(self.take(area="NORTH").handler, handler)

	def test_without_a_rule_it_waits_in_the_default_queue_and_somebody_is_told(self):
		coordinator = make_user("Clara Coordinator", "Coordinator")
		with patch.object(alerts, "tell") as tell:
			doc = self.take()
		self.assertEqual((doc.in_default_queue, doc.handler), (1, None))
		(people, told_of, code), _named = tell.call_args
		self.assertIn(coordinator, people)
		self.assertEqual((told_of.name, code), (doc.name, "default_queue"))

	def test_the_form_explains_why(self):
		user = make_user("Nadia North", "Focal Point")
		make_grant(user, "Handle")
		make_rule("Only SMS", rank=1, channel="SMS")
		make_rule("Everything", rank=2, level_to=4)
		doc = self.take()
		why = routing.explain(doc)
		self.assertEqual(
			[(row["rule"], row["matched"], row["because"]) for row in why["rules"]],
			[("Only SMS", False, "channel"), ("Everything", True, "chosen")],
		)
		self.assertEqual(why["owner"], user)

	def test_only_somebody_who_may_work_on_it_can_be_assigned(self):
		stranger = make_user("Stefan Stranger", "Focal Point")
		doc = self.take()
		with self.assert_refused("may not work on this complaint", AccessRefused):
			doc.assign(stranger)
