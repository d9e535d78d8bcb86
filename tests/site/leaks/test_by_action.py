"""Whoever may save a form sends in fields that only an action of the app writes: nothing comes of it."""

import frappe

from cfm_app.exceptions import GuardRefused
from cfm_app.handling import levels
from cfm_app.self_check.ground import ground
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.without import without

RESTORE = "cfm_app.confidentiality.by_action.restore"


class TestByAction(CFMTestCase):
	def send(self, trial, doc, values: dict):
		return trial.request(trial.reader, f"PUT /api/resource/{doc.doctype}/{doc.name}", json=values)

	def lower_alone(self, trial):
		"""Ask for a lower level, write somebody else's name under it, and confirm."""
		with self.as_user(trial.reader):
			levels.ask_to_lower(
				frappe.get_doc("Complaint", trial.complaint.name), 1, "It is only a question."
			)
		self.send(trial, trial.complaint, {"lowering_asked_by": "Administrator"})
		with self.as_user(trial.reader):
			levels.confirm_lowering(frappe.get_doc("Complaint", trial.complaint.name), 1)

	def test_nobody_lowers_a_level_alone_by_writing_another_name_under_the_request(self):
		with ground() as trial:
			with self.assert_refused("two people", GuardRefused):
				self.lower_alone(trial)
			self.assertEqual(frappe.db.get_value("Complaint", trial.complaint.name, "level"), 2)
			with without(RESTORE):
				self.lower_alone(trial)
			self.assertEqual(frappe.db.get_value("Complaint", trial.complaint.name, "level"), 1)

	def test_the_form_hands_a_complaint_to_nobody(self):
		with ground() as trial:
			before = frappe.db.get_value("Complaint", trial.complaint.name, "handler")
			self.send(trial, trial.complaint, {"handler": trial.curious, "next_action_on": "2031-01-01"})
			after = frappe.db.get_value(
				"Complaint", trial.complaint.name, ["handler", "next_action_on"], as_dict=True
			)
		self.assertEqual(after.handler, before)
		self.assertEqual(str(after.next_action_on), "2031-01-01")

	def test_an_answer_is_not_approved_by_writing_a_name_into_it(self):
		forged = {"state": "Approved", "approved_by": "Administrator", "approved_on": "2026-01-01 00:00:00"}
		with ground() as trial:
			self.send(trial, trial.response, forged)
			about = {"doctype": "CFM Response", "complaint": trial.complaint.name, "answer": "Yes."}
			trial.request(trial.reader, "POST /api/resource/CFM Response", json={**about, **forged})
			fields = ["state", "approved_by", "approved_on"]
			rows = frappe.get_all("CFM Response", {"complaint": trial.complaint.name}, fields)
		self.assertEqual([tuple(row.values()) for row in rows], [("Draft", None, None)] * 2)

	def test_nobody_ends_or_praises_a_complaint_by_writing_so_into_it(self):
		"""An end in the past would open the way to erasing it, good marks would be made up."""
		forged = {
			"closed_on": "2020-01-01 00:00:00",
			"first_answered_on": "2026-01-01 00:00:00",
			"resolve_due": "2031-01-01 00:00:00",
			"received_by": "Administrator",
			"resolved_at_first_contact": 1,
			"reopen_count": 0,
			"satisfaction_rating": 5,
		}
		with ground() as trial:
			before = self.stored("Complaint", trial.complaint.name, forged)
			self.send(trial, trial.complaint, {**forged, "next_action_on": "2031-01-01"})
			after = self.stored("Complaint", trial.complaint.name, [*forged, "next_action_on"])
			new = {"doctype": "Complaint", "feedback_type": trial.complaint.feedback_type}
			new |= {"sensitivity": trial.complaint.sensitivity, "project": trial.project}
			trial.request(trial.reader, "POST /api/resource/Complaint", json={**new, **forged})
			made = frappe.get_all("Complaint", {"project": trial.project, "interaction": ["is", "not set"]})
			born = self.stored("Complaint", made[0].name, forged)
		self.assertEqual(str(after.pop("next_action_on")), "2031-01-01")
		self.assertEqual(after, before)
		self.assertEqual((born.closed_on, born.received_by), (None, trial.reader))
		self.assertEqual((born.satisfaction_rating, born.resolved_at_first_contact), (0, 0))

	def test_a_contact_tells_what_happened_to_it_and_not_what_somebody_writes(self):
		forged = {
			"state": "No feedback",
			"about_aid_worker": "Yes",
			"claimed_by": "Administrator",
			"closed_on": "2020-01-01 00:00:00",
			"received_by": "Administrator",
			"held_for_review": 1,
		}
		with ground() as trial:
			before = self.stored("CFM Interaction", trial.contact.name, forged)
			self.send(trial, trial.contact, {**forged, "heard_from": "A neighbour"})
			after = self.stored("CFM Interaction", trial.contact.name, [*forged, "heard_from"])
			new = {"doctype": "CFM Interaction", "channel": trial.contact.channel, "project": trial.project}
			trial.request(trial.reader, "POST /api/resource/CFM Interaction", json={**new, **forged})
			inbox = {"project": trial.project, "state": "New"}
			born = self.stored("CFM Interaction", frappe.get_last_doc("CFM Interaction", inbox).name, forged)
		self.assertEqual(after.pop("heard_from"), "A neighbour")
		self.assertEqual(after, before)
		self.assertEqual((born.received_by, born.claimed_by, born.closed_on), (trial.reader, None, None))
		self.assertFalse(born.about_aid_worker or born.held_for_review)

	def stored(self, doctype, name, fields):
		return frappe.db.get_value(doctype, name, list(fields), as_dict=True)
