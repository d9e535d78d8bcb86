"""Complaints about a project, and complaints about us, never stay with the people they are about."""

import frappe

from cfm_app.api import desk_complaint
from cfm_app.cfm_app.report.complaints_about_us import complaints_about_us
from cfm_app.confidentiality.permissions import has_permission
from cfm_app.exceptions import AccessRefused
from cfm_app.testing.conflict_case import ConflictCase
from cfm_app.testing.factories import make_grant, make_project, make_rule, make_user


class TestTheProject(ConflictCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.inside = make_user("Ines Inside", "Focal Point")
		cls.boss = make_user("Paul Projecthead", "Focal Point")
		make_project("WATER", line_manager=cls.boss)
		make_grant(cls.inside, "Handle", project="WATER")
		make_grant(cls.inside, "Handle")
		make_grant(cls.boss, "Handle")

	def test_a_complaint_about_conduct_never_goes_to_the_people_of_its_project_by_itself(self):
		make_rule("The project's own", rank=1, project="WATER", assign_user=self.inside, assign_duty="Handle")
		facts = {"project": "WATER", "feedback_type": "COMPL_PROG"}
		ordinary = self.take(category="QUANT", **facts)
		conduct = self.take(category="CONDUCT.DISRESPECT", **facts)
		self.assertEqual(ordinary.handler, self.inside)
		self.assertEqual(conduct.level, 4)
		self.assertNotIn(conduct.handler, (self.inside, self.boss, None))
		with self.as_user(self.zahra):
			offered = {row["value"]: row["label"] for row in desk_complaint.possible_handlers(conduct.name)}
			frappe.get_doc("Complaint", conduct.name).assign(self.boss)
		self.assertEqual(offered[self.boss], "Paul Projecthead (works for this project)")
		self.assertEqual(offered[self.zahra], "Zahra Zealous")

	def test_who_asks_for_somebody_outside_or_fears_revenge_gets_it(self):
		make_rule("The project's own", rank=1, project="WATER", assign_user=self.inside, assign_duty="Handle")
		facts = {"project": "WATER", "category": "QUANT"}
		self.assertNotIn(
			self.take(independence="outside the project", **facts).handler, (self.inside, self.boss)
		)
		afraid = self.take(fears_retaliation=1, **facts)
		self.assertNotIn(afraid.handler, (self.inside, self.boss))
		self.assertEqual(afraid.urgency, "U2")
		self.assertTrue(has_permission(afraid, "read", self.inside))

	def test_a_whole_project_can_be_kept_out(self):
		doc = self.take(project="WATER", independence="kept from the project")
		self.assert_gone(doc, self.inside, self.boss)
		newcomer = make_user("Nina Newcomer", "Focal Point")
		make_grant(newcomer, "Handle")
		self.assertTrue(has_permission(doc, "read", newcomer))
		make_grant(newcomer, "Respond", project="WATER")
		self.assert_gone(doc, newcomer)

	def test_another_project_lets_its_people_in_again(self):
		make_project("CASH")
		doc = self.take(project="WATER", independence="kept from the project")
		with self.as_user(self.zahra):
			fresh = frappe.get_doc("Complaint", doc.name)
			fresh.update({"project": "CASH"}).save()
		self.assertTrue(has_permission(fresh, "read", self.inside))
		with self.as_user(self.zahra):
			frappe.get_doc("Complaint", doc.name).update({"project": "WATER"}).save()
		self.assert_gone(doc, self.inside, self.boss)

	def test_a_woman_who_wants_to_speak_with_a_woman_gets_one(self):
		frappe.db.set_value("User", self.zahra, "gender", "Female")
		wish = [{"role": "complainant", "identity": {"name": "Amina", "wishes": {"female_staff": True}}}]
		self.assertEqual(self.take().handler, self.adam)
		doc = self.take(wish)
		self.assertEqual((doc.wants_woman, doc.handler), (1, self.zahra))


class TestAboutUs(ConflictCase):
	def test_a_complaint_about_how_one_was_handled_passes_its_handlers_by(self):
		first = self.take()
		self.assertEqual(first.handler, self.adam)
		second = self.take(about_complaint=first.name, category="CFMQ.LATE")
		self.assert_gone(second, self.adam, self.lead, self.head, self.director)
		self.assertEqual(second.handler, self.zahra)

	def test_who_handled_it_before_and_who_wrote_the_answer_are_kept_out_too(self):
		first = self.take()
		with self.as_user(self.zahra):
			frappe.get_doc("Complaint", first.name).assign(self.head)
			frappe.new_doc("CFM Response", complaint=first.name, answer="On Monday.").insert()
		second = self.take(
			about_complaint=first.name,
			category="CFMQ.UNHAPPY",
		)
		self.assert_gone(second, self.adam, self.head, self.zahra)

	def test_nobody_else_can_assign_it_back(self):
		first = self.take()
		second = self.take(about_complaint=first.name)
		with self.as_user(self.zahra), self.assert_refused("may not work on this complaint", AccessRefused):
			frappe.get_doc("Complaint", second.name).assign(self.adam)

	def test_the_director_sees_them_and_whom_they_are_about_does_not(self):
		outside = make_user("Oda Outside", "Coordinator")
		make_grant(outside, "Supervise")
		first = self.take()
		second = self.take(about_complaint=first.name, category="CFMQ.LATE", fears_retaliation=1)
		rude = self.take(category="CONDUCT.DISRESPECT")
		with self.as_user(outside):
			_columns, rows, _message, _chart, summary = complaints_about_us.execute({"only_open": 1})
		self.assertEqual({row.name for row in rows}, {second.name, rude.name})
		self.assertEqual([box["value"] for box in summary], [2, 2, 1])
		with self.as_user(self.director):
			_columns, rows, *_rest = complaints_about_us.execute()
		self.assertEqual([row.name for row in rows], [rude.name])
