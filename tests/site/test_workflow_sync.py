"""The workflow of complaints follows the app until the coordinator changes it; then it is hers."""

import json
from unittest.mock import patch

import frappe

from cfm_app.setup.owned import (
	COMPLAINT_ACTIONS,
	COMPLAINT_STATES,
	ROLES,
	WORKFLOW_ACTIONS,
	WORKFLOW_STATES,
)
from cfm_app.testing.case import CFMTestCase
from cfm_app.workflows import sync

NAME = "CFM Complaint"
SHIPPED = sync._shipped


def next_version(_definition=None):
	"""What a later version of the app might ship: one action less."""
	shipped = SHIPPED("complaint")
	shipped["transitions"] = [row for row in shipped["transitions"] if row["action"] != "Answer at once"]
	return shipped


def actions():
	return {row.action for row in frappe.get_doc("Workflow", NAME).transitions}


class TestWorkflowSync(CFMTestCase):
	def setUp(self):
		super().setUp()
		sync.sync()

	def test_a_site_without_the_workflow_receives_it_whole(self):
		frappe.delete_doc("Workflow", NAME)
		self.assertEqual(sync.sync(), "created")
		workflow = frappe.get_doc("Workflow", NAME)
		self.assertEqual([row.state for row in workflow.states], COMPLAINT_STATES)
		self.assertEqual(actions(), set(COMPLAINT_ACTIONS))
		self.assertEqual((workflow.is_active, workflow.send_email_alert), (1, 0))
		self.assertLessEqual({row.allowed for row in workflow.transitions}, set(ROLES))

	def test_it_is_complete_before_the_fixtures_have_arrived(self):
		frappe.delete_doc("Workflow", NAME)
		frappe.db.delete("Workflow State", {"name": ("in", WORKFLOW_STATES)})
		frappe.db.delete("Workflow Action Master", {"name": ("in", WORKFLOW_ACTIONS)})
		self.assertEqual(sync.sync(), "created")
		self.assertEqual(frappe.db.get_value("Workflow State", "Closed", "style"), "Success")
		self.assertTrue(frappe.db.exists("Workflow Action Master", "Mark duplicate"))

	def test_a_second_sync_changes_nothing(self):
		before = frappe.get_doc("Workflow", NAME).modified
		self.assertEqual(sync.sync(), "unchanged")
		self.assertEqual(frappe.get_doc("Workflow", NAME).modified, before)

	def test_an_untouched_copy_follows_a_new_version(self):
		with patch.object(sync, "_shipped", next_version):
			self.assertEqual(sync.sync(), "updated")
			self.assertNotIn("Answer at once", actions())
		self.assertEqual(sync.sync(), "updated")
		self.assertIn("Answer at once", actions())

	def test_a_copy_the_coordinator_changed_stays_hers(self):
		workflow = frappe.get_doc("Workflow", NAME)
		workflow.transitions[0].allowed = "System Manager"
		workflow.save()
		with patch.object(sync, "_shipped", next_version):
			self.assertEqual(sync.sync(), "customised")
		self.assertIn("Answer at once", actions())
		self.assertEqual(frappe.get_doc("Workflow", NAME).transitions[0].allowed, "System Manager")

	def test_arranging_the_picture_or_switching_it_off_is_no_change_of_the_rules(self):
		workflow = frappe.get_doc("Workflow", NAME)
		workflow.update({"workflow_data": "[]", "is_active": 0})
		workflow.save()
		with patch.object(sync, "_shipped", next_version):
			self.assertEqual(sync.sync(), "updated")
		self.assertEqual(frappe.db.get_value("Workflow", NAME, "is_active"), 0)

	def test_an_active_workflow_of_the_customer_stays_active(self):
		own = frappe.copy_doc(frappe.get_doc("Workflow", NAME))
		own.update({"workflow_name": "Ours", "is_active": 1})
		frappe.delete_doc("Workflow", NAME)
		own.insert()
		sync.sync()
		active = frappe.get_all("Workflow", {"document_type": "Complaint", "is_active": 1}, pluck="name")
		self.assertEqual(active, ["Ours"])

	def test_every_state_leads_on_and_no_action_leads_to_two_places(self):
		shipped = SHIPPED("complaint")
		steps = {(row["state"], row["action"]): row["next_state"] for row in shipped["transitions"]}
		self.assertEqual(len(steps), len(shipped["transitions"]))
		self.assertEqual({state for state, _action in steps}, set(COMPLAINT_STATES))
		self.assertEqual(set(steps.values()) | {"Received"}, set(COMPLAINT_STATES))

	def test_a_complaint_that_waited_is_worked_on_again_and_an_ended_one_can_be_opened(self):
		shipped = SHIPPED("complaint")
		steps = {(row["state"], row["action"]): row["next_state"] for row in shipped["transitions"]}
		self.assertEqual(steps["Waiting", "Resume"], "In progress")
		for ended in ("Closed", "Out of scope", "Duplicate", "Withdrawn"):
			self.assertEqual(steps[ended, "Reopen"], "Reopened")

	def test_the_first_state_is_received(self):
		shipped = SHIPPED("complaint")
		self.assertEqual(shipped["states"][0]["state"], "Received")

	def test_fixtures_and_workflow_name_the_same_states_and_actions(self):
		fixtures = frappe.get_app_path("cfm_app", "fixtures")
		for file, expected in (
			("role.json", ROLES),
			("workflow_state.json", WORKFLOW_STATES),
			("workflow_action_master.json", WORKFLOW_ACTIONS),
		):
			with open(f"{fixtures}/{file}", encoding="utf-8") as rows:
				self.assertEqual([row["name"] for row in json.load(rows)], expected)
