"""Whom a complaint is about, her line, her project and who handled it: none of them ever stands near it."""

from unittest.mock import patch

import frappe

from cfm_app.cfm_app.report.complaints_about_us import complaints_about_us
from cfm_app.confidentiality.permissions import has_permission, is_locked_out, record_depth
from cfm_app.exceptions import AccessRefused
from cfm_app.handling import alerts, deadlines, intake, routing
from cfm_app.rules.access import NONE
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import (
	make_complaint,
	make_contact,
	make_grant,
	make_project,
	make_rule,
	make_user,
)


class ConflictCase(CFMTestCase):
	"""Olga takes complaints; Adam, whose line is Lena, Hana and the director Dana, handles them, and so does Zahra."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.operator = make_user("Olga Operator", "Operator")
		cls.director = make_user("Dana Director", "Coordinator")
		cls.head = make_user("Hana Head", "Focal Point", line_manager=cls.director)
		cls.lead = make_user("Lena Lead", "Focal Point", line_manager=cls.head)
		cls.adam = make_user("Adam Accused", "Focal Point", line_manager=cls.lead)
		cls.zahra = make_user("Zahra Zealous", "Focal Point")
		make_grant(cls.operator, "Intake")
		make_grant(cls.director, "Supervise")
		for user in (cls.head, cls.lead, cls.adam, cls.zahra):
			make_grant(user, "Handle")
		make_rule(level_to=4, assign_user=cls.adam)

	def take(self, people=None, **facts):
		with self.as_user(self.operator):
			return make_complaint(people=people, **facts)

	def about(self, user):
		return [{"role": "subject of complaint", "staff": user}]

	def decide(self, **values):
		"""An administrator changes the settings, until the test ends."""
		self.addCleanup(frappe.clear_document_cache, "CFM Settings", "CFM Settings")
		frappe.get_doc("CFM Settings").update(values).save()

	def assert_gone(self, doc, *users):
		"""Not opened, not listed, not counted, not assignable, not told."""
		for user in users:
			fresh = frappe.get_doc(doc.doctype, doc.name)
			self.assertEqual(record_depth(fresh, user), NONE, user)
			with self.as_user(user):
				self.assertEqual(frappe.get_list(doc.doctype, {"name": doc.name}), [], user)
				self.assertFalse(has_permission(fresh, "read", user))
			self.assertNotIn(user, alerts.audience([user], fresh), user)
			if doc.doctype == "Complaint":
				self.assertFalse(routing.may_handle(fresh, user), user)


class TestTheLine(ConflictCase):
	def test_three_managers_above_her_are_kept_out(self):
		doc = self.take(self.about(self.adam))
		self.assert_gone(doc, self.adam, self.lead, self.head, self.director)
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, "handler"), self.zahra)

	def test_an_organisation_may_keep_out_the_nearest_manager_only(self):
		doc = self.take(self.about(self.adam))
		self.decide(locked_line_levels=1)
		self.assert_gone(doc, self.adam, self.lead)
		self.assertTrue(has_permission(frappe.get_doc("Complaint", doc.name), "read", self.head))

	def test_a_line_that_runs_in_a_circle_locks_out_everybody_in_it(self):
		make_user("Dana Director", line_manager=self.adam)
		doc = self.take(self.about(self.adam))
		self.assert_gone(doc, self.adam, self.lead, self.head, self.director)
		self.assertTrue(has_permission(frappe.get_doc("Complaint", doc.name), "read", self.zahra))

	def test_a_manager_who_has_left_does_not_break_the_line(self):
		frappe.get_doc("User", self.head).update({"enabled": 0}).save()
		self.assert_gone(self.take(self.about(self.adam)), self.lead, self.director)

	def test_who_becomes_the_manager_later_loses_the_complaint_the_to_dos_and_the_sight(self):
		doc = self.take(self.about(self.adam))
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, "handler"), self.zahra)
		todo = {"allocated_to": self.zahra, "reference_type": "Complaint", "reference_name": doc.name}
		frappe.get_doc(doctype="ToDo", **todo).insert()
		omar = make_user("Omar Other", "Focal Point")
		make_grant(omar, "Handle")
		make_user("Adam Accused", line_manager=self.zahra)
		self.assert_gone(doc, self.zahra)
		self.assertFalse(frappe.db.exists("ToDo", todo))
		self.assertIn(frappe.db.get_value("Complaint", doc.name, "handler"), (omar, self.lead, self.head))

	def test_a_manager_of_hers_without_any_grant_is_not_even_told(self):
		silent = make_user("Silvia Silent", "Coordinator")
		make_user("Dana Director", line_manager=silent)
		doc = self.take(self.about(self.adam))
		self.assertIn(silent, alerts.coordinators())
		self.assertNotIn(silent, alerts.audience(alerts.coordinators(), doc))
		self.assertTrue(is_locked_out(doc.access_key, silent))

	def test_a_new_name_of_the_account_opens_nothing(self):
		doc = self.take(self.about(self.adam))
		frappe.rename_doc("User", self.adam, "adam.again@example.org", force=True)
		self.assert_gone(doc, "adam.again@example.org")


class TestNamedLater(ConflictCase):
	def test_the_handler_who_turns_out_to_be_the_subject_loses_it_at_once(self):
		doc = self.take()
		self.assertEqual(doc.handler, self.adam)
		intake.add_people(doc, self.about(self.adam))
		self.assert_gone(doc, self.adam, self.lead)
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, "handler"), self.zahra)
		contact = frappe.get_doc("CFM Interaction", doc.interaction)
		self.assert_gone(contact, self.adam, self.lead)

	def test_another_thing_the_same_caller_raised_holds_the_same_words(self):
		with self.as_user(self.operator):
			item = {"facts": {"feedback_type": "COMPL_PROG", "category": "QUANT"}}
			_contact, (first, second) = intake.quick_intake(
				{"channel": "HOTLINE", "area": "ALL"},
				{"message": "Dry tap, and Adam laughed."},
				None,
				[item, item],
			)
		self.assertEqual({first.handler, second.handler}, {self.adam})
		intake.add_people(first, self.about(self.adam))
		self.assert_gone(second, self.adam, self.lead)
		self.assertEqual(frappe.db.get_value("Complaint", second.name, "handler"), self.zahra)

	def test_two_complaints_that_tell_the_same_lock_out_the_same_people(self):
		about_her, repeated = self.take(self.about(self.adam)), self.take()
		self.assertTrue(has_permission(repeated, "read", self.adam))
		with self.as_user(self.zahra):
			twin = frappe.get_doc("Complaint", repeated.name)
			twin.duplicate_of = about_her.name
			twin.save()
		self.assert_gone(repeated, self.adam, self.lead)
		late = self.take()
		with self.as_user(self.zahra):
			frappe.get_doc("Complaint", late.name).update({"duplicate_of": repeated.name}).save()
		omar = make_user("Omar Other", "Focal Point")
		make_grant(omar, "Handle")
		intake.add_people(frappe.get_doc("Complaint", repeated.name), self.about(self.zahra))
		self.assert_gone(late, self.zahra)

	def test_what_hangs_on_it_goes_with_it(self):
		doc = self.take()
		with self.as_user(self.zahra):
			follow_up = frappe.new_doc(
				"CFM Follow Up", complaint=doc.name, kind="Update", due_on=doc.received_on
			)
			follow_up.insert()
		intake.add_people(doc, self.about(self.adam))
		self.assert_gone(follow_up, self.adam, self.lead)
		with self.as_user(self.adam):
			self.assertEqual(frappe.get_list("CFM Step", {"complaint": doc.name}), [])

	def test_a_contact_goes_back_to_the_inbox_when_it_is_about_who_took_it(self):
		colleague = make_user("Oscar Operator", "Operator")
		make_grant(colleague, "Intake")
		contact = make_contact()
		with self.as_user(self.operator):
			frappe.get_doc("CFM Interaction", contact.name).claim()
		intake.add_people(frappe.get_doc("CFM Interaction", contact.name), self.about(self.operator))
		contact.reload()
		self.assertEqual((contact.state, contact.claimed_by), ("New", None))
		self.assert_gone(contact, self.operator)
		with self.as_user(colleague):
			self.assertEqual(len(frappe.get_list("CFM Interaction", {"name": contact.name})), 1)

	def test_who_takes_a_complaint_about_herself_hands_it_to_others(self):
		with self.as_user(self.operator), patch.object(alerts, "tell") as tell:
			contact, complaints = intake.quick_intake(
				{"channel": "HOTLINE", "area": "ALL"},
				{"message": "Olga was rude to me last week."},
				self.about(self.operator),
				[{"facts": {"feedback_type": "COMPL_CONDUCT", "category": "CONDUCT"}}],
			)
		self.assertEqual(complaints, [])
		self.assertEqual(tell.call_args.args[2], "handed_in")
		self.assert_gone(contact, self.operator)
		self.assertEqual(frappe.db.get_value("CFM Interaction", contact.name, "state"), "New")


class TestNobodyForgotten(ConflictCase):
	def test_when_every_coordinator_stands_too_near_the_director_outside_gets_it(self):
		outside = make_user("Oda Outside", "Coordinator")
		make_grant(outside, "Supervise", area="ALL")
		self.decide(conflict_user=outside)
		make_user("Zahra Zealous", line_manager=self.director)
		doc = self.take(self.about(self.zahra) + self.about(self.adam))
		self.assertEqual((doc.in_default_queue, doc.handler), (1, outside))
		self.assertEqual(alerts.audience([self.director, self.head], doc), {outside})

	def test_when_nobody_may_hear_of_it_the_administrators_of_the_mechanism_do(self):
		administrator = make_user("Ada Administrator", "Administrator")
		doc = self.take(self.about(self.adam))
		self.assertIn(administrator, alerts.audience([self.director], doc))

	def test_an_alert_that_comes_too_late_is_not_written(self):
		doc = self.take()
		intake.add_people(doc, self.about(self.adam))
		alerts.send(self.adam, "Complaint", doc.name, "warning")
		self.assertFalse(
			frappe.db.exists("Notification Log", {"for_user": self.adam, "document_name": doc.name})
		)
		alerts.send(self.zahra, "Complaint", doc.name, "warning")
		self.assertTrue(
			frappe.db.exists("Notification Log", {"for_user": self.zahra, "document_name": doc.name})
		)

	def test_the_digest_of_a_handler_shows_her_supervisor_nothing_about_his_own_people(self):
		make_grant(self.zahra, "Handle", supervisor=self.director)
		with patch.object(deadlines.alerts, "queue_mail") as mail:
			doc = self.take(self.about(self.adam))
			deadlines.send_digest()
		told = {call.args[0] for call in mail.call_args_list if doc.name in call.args[2]}
		self.assertEqual(told, {self.zahra})


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
			frappe.get_doc("Complaint", conduct.name).assign(self.boss)

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
