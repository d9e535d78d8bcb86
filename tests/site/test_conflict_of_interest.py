"""Whom a complaint is about, and everybody above her: none of them ever stands near it."""

from unittest.mock import patch

import frappe

from cfm_app.confidentiality.permissions import has_permission, is_locked_out
from cfm_app.handling import alerts, deadlines, intake
from cfm_app.testing.conflict_case import ConflictCase
from cfm_app.testing.factories import make_contact, make_grant, make_user


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
		intake.add_people(frappe.get_doc("Complaint", about_her.name), self.about(self.zahra))
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
