"""Whoever removes the app finds the site as it was before, except the keys that old backups need."""

from unittest.mock import patch

import frappe

from cfm_app import install, uninstall
from cfm_app.setup.owned import DEFAULTS_OWNER, ROLES, WORKFLOW_ACTIONS, WORKFLOW_STATES
from cfm_app.testing.case import CFMTestCase


class TestUninstall(CFMTestCase):
	def setUp(self):
		super().setUp()
		install.after_migrate()

	def remove(self):
		with patch.object(uninstall.click, "secho") as self.said:
			uninstall.before_uninstall()

	def remaining(self, doctype, names):
		return frappe.get_all(doctype, {"name": ("in", names)}, pluck="name")

	def test_roles_workflow_and_fields_go(self):
		user = frappe.get_doc(
			{"doctype": "User", "email": "nadia@demo.cfm-app.invalid", "first_name": "Nadia"}
		)
		user.append("roles", {"role": "CFM Operator"})
		user.flags.no_welcome_mail = True
		user.insert()

		self.remove()

		self.assertEqual(self.remaining("Role", ROLES), [])
		self.assertEqual(self.remaining("Workflow", ["CFM Complaint"]), [])
		self.assertEqual(self.remaining("Workflow State", WORKFLOW_STATES), [])
		self.assertEqual(self.remaining("Workflow Action Master", WORKFLOW_ACTIONS), [])
		self.assertEqual(self.remaining("Custom Field", ["User-cfm_line_manager"]), [])
		self.assertEqual(frappe.get_all("Has Role", {"role": ("in", ROLES)}), [])
		self.assertEqual(frappe.get_all("DefaultValue", {"parent": DEFAULTS_OWNER}), [])
		self.assertTrue(frappe.db.exists("User", user.name))

	def test_a_state_that_another_workflow_uses_stays(self):
		other = {
			"doctype": "Workflow",
			"workflow_name": "Ours",
			"document_type": "ToDo",
			"workflow_state_field": "status",
			"states": [{"state": "Closed", "doc_status": "0", "allow_edit": "All"}],
			"transitions": [
				{"state": "Closed", "action": "Reopen", "next_state": "Closed", "allowed": "All"}
			],
		}
		frappe.get_doc(other).insert()
		self.remove()
		self.assertEqual(self.remaining("Workflow State", WORKFLOW_STATES), ["Closed"])
		self.assertEqual(self.remaining("Workflow Action Master", WORKFLOW_ACTIONS), ["Reopen"])

	def test_what_other_modules_keep_about_our_records_goes_and_their_own_records_stay(self):
		ours = frappe.get_doc(
			{"doctype": "Version", "ref_doctype": "CFM Area", "docname": "ALL", "data": "{}"}
		)
		theirs = frappe.get_doc({"doctype": "Version", "ref_doctype": "ToDo", "docname": "x", "data": "{}"})
		setter = {"doc_type": "Complaint", "field_name": "area", "property": "label", "value": "Place"}
		ours.insert()
		theirs.insert(ignore_links=True)
		frappe.get_doc({"doctype": "Property Setter", "doctype_or_field": "DocField", **setter}).insert()

		self.remove()

		self.assertEqual(frappe.get_all("Version", {"ref_doctype": ("in", uninstall.doctypes())}), [])
		self.assertEqual(frappe.get_all("Property Setter", {"doc_type": "Complaint"}), [])
		self.assertTrue(frappe.db.exists("Version", theirs.name))

	def test_no_job_of_ours_is_left_to_fail_every_day(self):
		job = {"doctype": "Scheduled Job Type", "method": "cfm_app.tasks.weekly", "frequency": "Weekly"}
		frappe.get_doc(job).insert()
		self.remove()
		self.assertEqual(frappe.get_all("Scheduled Job Type", {"method": ("like", "cfm_app.%")}), [])
		self.assertTrue(frappe.get_all("Scheduled Job Type", {"method": ("like", "frappe.%")}))

	def test_one_sentence_says_where_the_keys_stay(self):
		self.remove()
		self.said.assert_called_once()
		self.assertIn(str(uninstall.keys.key_file()), self.said.call_args.args[0])
		self.assertTrue(uninstall.keys.key_file().exists())

	def test_the_list_of_our_doctypes_comes_from_the_files(self):
		modules = ("CFM App", "CFM Helpline", "CFM Outreach", "CFM Insight")
		installed = frappe.get_all("DocType", {"module": ("in", modules)}, pluck="name")
		self.assertEqual(set(uninstall.doctypes()), set(installed))
