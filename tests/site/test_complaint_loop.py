"""A complaint from first contact to aftercare, as the people who do the work live it."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_to_date, get_datetime, now_datetime

from cfm_app.api import desk_answers
from cfm_app.confidentiality import vault
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import timeline
from cfm_app.testing.factories import make_complaint, make_contact, make_grant, make_user, somebody
from cfm_app.testing.small_mechanism import SmallMechanism


class TestComplaintLoop(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.responder = make_user("Rosa Responder", "Responder")
		make_grant(cls.responder, "Respond")

	def act(self, doc, action, user=None, **values):
		"""Do a workflow action as somebody; return the complaint as it is then."""
		with self.as_user(user or self.focal):
			doc = frappe.get_doc("Complaint", doc.name)
			if values:
				doc.update(values).save()
			apply_workflow(doc.as_json(), action)
		return frappe.get_doc("Complaint", doc.name)

	def answer(self, doc, reached=True):
		"""Rosa writes, Farid approves, Rosa calls."""
		with self.as_user(self.responder):
			response = frappe.new_doc(
				"CFM Response", complaint=doc.name, answer="The pump is repaired on Monday."
			)
			response.insert()
		with self.as_user(self.focal):
			frappe.get_doc("CFM Response", response.name).approve()
		with self.as_user(self.responder):
			frappe.get_doc("CFM Response", response.name).attempt(reached=reached, understood="yes")
		return response

	def test_from_the_call_to_the_closed_complaint(self):
		doc = self.take()
		self.assertEqual((doc.workflow_state, doc.handler, doc.level), ("Received", self.focal, 3))
		doc = self.act(doc, "Triage")
		self.assertTrue(doc.acknowledged_on)
		doc = self.act(doc, "Start work")
		with self.as_user(self.responder):
			frappe.new_doc(
				"CFM Response", complaint=doc.name, talking_points="Pump, Monday.", answer="On Monday."
			).insert()
		doc = self.act(doc, "Draft answer")
		self.answer(doc)
		doc = self.act(doc, "Approve answer")
		doc = self.act(doc, "Mark answered")
		self.assertTrue(doc.first_answered_on)
		doc = self.act(doc, "Close", outcome="SOLVED")
		self.assertEqual(doc.workflow_state, "Closed")
		self.assertTrue(doc.closed_on)
		self.assertIsNone(doc.next_due)
		follow_ups = frappe.get_all("CFM Follow Up", {"complaint": doc.name}, pluck="kind")
		self.assertEqual(follow_ups, ["Satisfaction"])
		with self.as_user(self.focal):
			states = [
				step.to_state for step in timeline.of(doc, newest_first=False) if step.kind == "state changed"
			]
		wanted = ["Triaged", "In progress", "Answer drafted", "Answer approved", "Answered", "Closed"]
		self.assertEqual(states, wanted)

	def test_writing_approving_and_giving_the_answer_move_it_along_without_further_presses(self):
		doc = self.act(self.act(self.take(), "Triage"), "Start work")
		with self.as_user(self.responder):
			made = desk_answers.prepare_answer(doc.name, "On Monday.")
			self.assertEqual(made["complaint_state"], "Answer drafted")
		with self.as_user(self.focal):
			seen = str(frappe.db.get_value("CFM Response", made["response"], "modified"))
			moved = desk_answers.approve(made["response"], seen)
			self.assertEqual(moved["complaint_state"], "Answer approved")
		with self.as_user(self.responder):
			desk_answers.attempt(made["response"], True, "yes")
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, "workflow_state"), "Answered")

	def test_closing_without_an_answer_is_refused(self):
		doc = self.act(self.act(self.take(), "Triage"), "Start work")
		with self.assert_refused("No answer has reached the person", GuardRefused):
			self.act(doc, "Close", outcome="SOLVED")
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, "workflow_state"), "In progress")

	def test_giving_up_needs_a_reason_and_three_attempts(self):
		doc = self.act(self.act(self.take(category="INFO", feedback_type="QUESTION"), "Triage"), "Start work")
		with self.as_user(self.focal):
			response = frappe.new_doc(
				"CFM Response", complaint=doc.name, answer="Registration is on Tuesday."
			).insert()
			for _ in range(2):
				response.attempt(reached=False)
			response.give_up("unreachable")
		with self.assert_refused("at least 3 times", GuardRefused):
			self.act(doc, "Close", outcome="ANSWERED")
		frappe.db.set_value("CFM Response", response.name, "attempts", 3)
		self.assertEqual(self.act(doc, "Close", outcome="ANSWERED").workflow_state, "Closed")

	def test_an_answer_at_level_three_waits_for_somebody_else_to_approve_it(self):
		doc = self.act(self.act(self.take(), "Triage"), "Start work")
		with self.as_user(self.focal):
			response = frappe.new_doc("CFM Response", complaint=doc.name, answer="On Monday.").insert()
			with self.assert_refused("need approval", GuardRefused):
				response.attempt(reached=True)
			with self.assert_refused("Somebody else has to approve", GuardRefused):
				response.approve()

	def test_a_way_that_is_not_safe_for_her_is_not_used(self):
		wishes = {"safe_to_call": False}
		with self.as_user(self.operator):
			people = somebody(wishes=wishes)
			doc = make_complaint(people=people, category="INFO", feedback_type="QUESTION")
		with self.as_user(self.focal):
			response = frappe.new_doc(
				"CFM Response", complaint=doc.name, answer="On Monday.", channel="HOTLINE"
			).insert()
			with self.assert_refused("not safe", GuardRefused):
				response.attempt(reached=True)
		self.assertEqual(frappe.db.get_value("CFM Response", response.name, "attempts"), 0)

	def test_a_serious_dossier_lists_what_is_missing_before_it_closes(self):
		doc = self.act(
			self.act(self.take(category="CONDUCT.NEGLIGENCE", feedback_type="COMPL_PROG"), "Triage"),
			"Start work",
		)
		self.answer(doc)
		with self.assert_refused("Assessment, Plan", GuardRefused):
			self.act(doc, "Close", outcome="SOLVED")
		with self.as_user(self.focal):
			vault.change(
				frappe.get_doc("Complaint", doc.name), {"facts": "a", "assessment": "b", "plan": "c"}
			)
		self.assertEqual(self.act(doc, "Close", outcome="SOLVED").workflow_state, "Closed")
		kinds = set(frappe.get_all("CFM Follow Up", {"complaint": doc.name}, pluck="kind"))
		self.assertEqual(kinds, {"Satisfaction", "Aftercare"})

	def test_rewriting_an_approved_answer_takes_the_approval_back(self):
		doc = self.take()
		with self.as_user(self.responder):
			response = frappe.new_doc("CFM Response", complaint=doc.name, answer="On Monday.").insert()
		with self.as_user(self.focal):
			frappe.get_doc("CFM Response", response.name).approve()
		with self.as_user(self.responder):
			response = frappe.get_doc("CFM Response", response.name)
			response.rewrite("", "On Tuesday.")
			self.assertEqual((response.state, response.approved_by), ("Draft", None))
			self.assertEqual(frappe.get_doc("CFM Response", response.name).answer, "On Tuesday.")

	def test_reopening_needs_no_new_record_and_cancels_what_was_planned(self):
		doc = self.take(category="INFO", feedback_type="THANKS", sensitivity="POS")
		doc = self.act(self.act(doc, "Triage"), "Start work")
		doc = self.act(doc, "Close", outcome="ANSWERED")
		doc = self.act(doc, "Reopen")
		self.assertEqual((doc.workflow_state, doc.reopen_count, doc.closed_on), ("Reopened", 1, None))
		results = frappe.get_all("CFM Follow Up", {"complaint": doc.name}, pluck="result")
		self.assertEqual(set(results), {"cancelled"})

	def test_waiting_stops_the_clock_and_needs_a_reason(self):
		five_days_ago = add_to_date(now_datetime(), days=-5)
		doc = self.act(self.act(self.take(received_on=five_days_ago), "Triage"), "Start work")
		with self.assert_refused("what is being waited for", GuardRefused):
			self.act(doc, "Wait")
		before = doc.resolve_due
		doc = self.act(doc, "Wait", waiting_reason="waiting for complainant")
		paused_at = add_to_date(now_datetime(), days=-2)
		frappe.db.set_value("CFM Step", {"complaint": doc.name, "kind": "clock paused"}, "at", paused_at)
		doc = self.act(doc, "Resume")
		later = (get_datetime(doc.resolve_due) - get_datetime(before)).total_seconds() / 86400
		self.assertAlmostEqual(later, 2, places=1)

	def test_one_call_with_two_needs_becomes_two_complaints(self):
		from cfm_app.handling.intake import classify

		with self.as_user(self.operator):
			contact = make_contact(people=somebody())
			items = [
				{"facts": {"feedback_type": "REQUEST", "category": "INFO"}, "words": {"summary": "Blankets"}},
				{"facts": {"feedback_type": "QUESTION", "category": "INFO"}, "words": {"summary": "School"}},
			]
			made = classify(contact, items)
		self.assertEqual(len(made), 2)
		self.assertEqual({doc.interaction for doc in made}, {contact.name})
		self.assertEqual(contact.state, "Classified")
		with self.as_user(self.focal):
			summaries = [frappe.get_doc("Complaint", doc.name).summary for doc in made]
		self.assertEqual(summaries, ["Blankets", "School"])

	def test_a_contact_cannot_be_closed_without_saying_how_it_ended(self):
		with self.as_user(self.operator):
			contact = make_contact()
			contact.disposition = "Feedback recorded"
			with self.assert_refused("Record the feedback first", GuardRefused):
				contact.save()
			contact.reload()
			contact.disposition = "Wrong number"
			contact.save()
			self.assertEqual(contact.state, "No feedback")

	def test_a_contact_is_claimed_once(self):
		second = make_user("Omar Operator", "Operator")
		make_grant(second, "Intake")
		contact = make_contact()
		with self.as_user(self.operator):
			frappe.get_doc("CFM Interaction", contact.name).claim()
		with self.as_user(second), self.assert_refused("already taken", GuardRefused):
			frappe.get_doc("CFM Interaction", contact.name).claim()

	def test_two_people_saving_at_once_lose_nothing(self):
		doc = self.take()
		with self.as_user(self.focal):
			first = frappe.get_doc("Complaint", doc.name)
			second = frappe.get_doc("Complaint", doc.name)
			first.update({"next_action_on": "2030-01-01"}).save()
			with self.assert_refused(exception=frappe.TimestampMismatchError):
				second.update({"next_action_on": "2031-01-01"}).save()
		self.assertEqual(str(frappe.db.get_value("Complaint", doc.name, "next_action_on")), "2030-01-01")

	def test_complaints_and_their_timeline_are_never_deleted(self):
		doc = self.take()
		with self.assert_refused("not deleted", frappe.ValidationError):
			frappe.delete_doc("Complaint", doc.name)
		step = frappe.get_all("CFM Step", {"complaint": doc.name}, pluck="name")[0]
		with self.assert_refused("cannot be changed", frappe.ValidationError):
			frappe.get_doc("CFM Step", step).save()
