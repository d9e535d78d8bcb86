"""What deleting, mailing, printing, copying, scripting and moving cards leave behind: a reference at most."""

import json
from unittest.mock import patch

import frappe
from frappe.desk.doctype.kanban_board import kanban_board
from frappe.utils import safe_exec as sandbox

from cfm_app.api import desk_complaint
from cfm_app.confidentiality import permissions
from cfm_app.confidentiality.guards import CONFIDENTIAL, VAULT
from cfm_app.exceptions import NotAllowedHere
from cfm_app.handling import alerts
from cfm_app.self_check.nothing_kept import nothing_kept
from cfm_app.self_check.request import send
from cfm_app.testing.factories import make_area, make_complaint, make_grant, make_user
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS, SmallMechanism

SECRETS = ("Laleh", NAME.split()[1], PHONE[1:])
QUIET_SCRIPT = """
doc = frappe.get_doc("Complaint", record)
read["words"] = [doc.narrative, doc.complainant, doc.sealed("narrative")]
"""


class TestDeleting(SmallMechanism):
	def test_no_role_deletes_a_confidential_row_and_nothing_is_kept_of_the_attempt(self):
		doc = self.take()
		for doctype in (*CONFIDENTIAL, *VAULT):
			for name in frappe.get_all(doctype, pluck="name", limit=1, order_by="creation desc"):
				for user in (self.operator, self.focal, self.stranger, "Administrator"):
					with self.subTest(doctype, user=user), self.as_user(user):
						with self.assert_refused(exception=(frappe.PermissionError, frappe.ValidationError)):
							frappe.delete_doc(doctype, name)
						self.assertTrue(frappe.db.exists(doctype, name))
		self.assertTrue(frappe.db.exists("Complaint", doc.name))
		self.assertFalse(
			frappe.db.exists("Deleted Document", {"deleted_doctype": ("in", CONFIDENTIAL + VAULT)})
		)

	def test_not_even_force_puts_a_record_into_the_bin(self):
		doc = self.take()
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("Complaint", doc.name).narrative, WORDS)
			with self.assert_refused(exception=NotAllowedHere):
				frappe.delete_doc(
					"Complaint", doc.name, force=True, ignore_permissions=True, ignore_on_trash=True
				)
		self.assertFalse(frappe.db.exists("Deleted Document", {"deleted_name": doc.name}))


class TestMailAndPaper(SmallMechanism):
	def test_a_mail_and_its_subject_say_the_reference_and_nothing_else(self):
		doc = self.take()
		with patch.object(frappe, "sendmail") as sendmail:
			for code in ("assigned", "message", "appealed", "breach"):
				alerts.send(self.focal, "Complaint", doc.name, code)
		self.assertEqual(sendmail.call_count, 4)
		for call in sendmail.call_args_list:
			self.assertIn(doc.name, call.kwargs["subject"])
			for secret in SECRETS:
				self.assertNotIn(secret, str(call.kwargs))

	def test_a_mail_that_waits_prints_no_record_when_it_goes_out(self):
		doc = self.take()
		paper = {"print_format_attachment": 1, "doctype": "Complaint", "name": doc.name}
		plain = {"print_format_attachment": 1, "doctype": "User", "name": self.focal}
		waiting = frappe.new_doc("Email Queue", sender="a@example.org", message="-")
		waiting.attachments = json.dumps([paper, plain])
		waiting.append("recipients", {"recipient": self.stranger})
		waiting.insert(ignore_permissions=True)
		self.assertEqual([each["doctype"] for each in waiting.attachments_list], ["User"])

	def test_such_a_print_would_hold_the_words(self):
		doc = self.take()
		with self.as_user(self.focal):
			self.assertIn("Laleh", frappe.get_print("Complaint", doc.name, "Complaint Sheet"))


class TestCopies(SmallMechanism):
	def test_a_copy_takes_neither_words_nor_people_along(self):
		doc = self.take()
		with self.as_user(self.operator):
			opened = frappe.get_doc("Complaint", doc.name)
			self.assertEqual(opened.narrative, WORDS)
			copy = frappe.copy_doc(opened, ignore_no_copy=False)
			copy.insert()
			copied = frappe.get_doc("Complaint", copy.name)
			self.assertIsNone(copied.narrative)
			self.assertEqual(copied.people(), [])
		with self.as_user(self.stranger):
			self.assertFalse(frappe.has_permission("Complaint", "read", copy.name))

	def test_the_desk_offers_no_copy_and_a_copy_leaves_the_words(self):
		for doctype in CONFIDENTIAL:
			meta = frappe.get_meta(doctype)
			copied = [field.fieldname for field in meta.get("fields", {"is_virtual": 1}) if not field.no_copy]
			with self.subTest(doctype):
				self.assertEqual((meta.allow_copy, copied, meta.is_submittable), (1, [], 0))


class TestScripts(SmallMechanism):
	def run_script(self, doc):
		read = {}
		with patch.object(sandbox, "is_safe_exec_enabled", return_value=True):
			sandbox.safe_exec(QUIET_SCRIPT, _globals={"record": doc.name, "read": read})
		return str(read["words"])

	def test_a_script_that_a_reader_sets_off_reads_no_words(self):
		doc = self.take()
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("Complaint", doc.name).narrative, WORDS)
			self.assertEqual(self.run_script(doc), "[None, None, None]")
			with patch.object(permissions, "is_script", return_value=False):
				self.assertIn("Laleh", self.run_script(doc))

	def test_a_script_gets_nothing_from_the_endpoints_either(self):
		doc, read = self.take(), {}
		script = 'read["page"] = frappe.call("cfm_app.api.desk_complaint.complaint_page", name=record)'
		with self.as_user(self.focal), patch.object(sandbox, "is_safe_exec_enabled", return_value=True):
			sandbox.safe_exec(script, _globals={"record": doc.name, "read": read})
			self.assertNotIn("Laleh", str(read["page"]))
			self.assertEqual(read["page"]["depth"], "summary")
			self.assertEqual(desk_complaint.complaint_page(doc.name)["depth"], "full")

	def test_a_script_finds_ciphertext_in_the_vault(self):
		doc = self.take()
		rows = frappe.get_all("CFM Sealed Content", {"record": doc.name}, ["sealed"])
		self.assertTrue(rows)
		self.assertNotIn("Laleh", str(rows))

	def test_nobody_hangs_a_script_or_a_webhook_on_a_confidential_type(self):
		for doctype in (*CONFIDENTIAL, *VAULT):
			attempts = (
				{"doctype": "Client Script", "dt": doctype, "script": "x"},
				{"doctype": "Server Script", "script_type": "DocType Event", "reference_doctype": doctype},
				{"doctype": "Webhook", "webhook_doctype": doctype, "request_url": "https://example.invalid"},
			)
			for attempt in attempts:
				with (
					self.subTest(doctype, made=attempt["doctype"]),
					self.assert_refused(exception=NotAllowedHere),
				):
					frappe.get_doc({"name": "Trial", **attempt}).insert()


class TestBoardsAndBulk(SmallMechanism):
	def test_a_board_does_not_remember_which_records_lie_where(self):
		doc = self.take()
		board = frappe.new_doc("Kanban Board", kanban_board_name="Ours", reference_doctype="Complaint")
		board.field_name = "workflow_state"
		board.extend("columns", [{"column_name": state} for state in ("Received", "Triaged")])
		board.insert()
		with self.as_user(self.focal):
			kanban_board.update_order_for_single_card("Ours", doc.name, "Received", "Received", 0, 0)
			kanban_board.update_order("Ours", json.dumps({"Received": [doc.name]}))
		kept = frappe.get_doc("Kanban Board", "Ours").as_json()
		self.assertNotIn(doc.name, kept)

	def test_bulk_steps_ask_the_rule_for_each_record(self):
		make_area("OTHERLAND")
		operator = make_user("Omid Operator", "Operator")
		make_grant(operator, "Intake", area="OTHERLAND")
		with self.as_user(operator):
			hers = make_complaint(WORDS, area="OTHERLAND")
		theirs = self.take()
		with nothing_kept():
			chosen = {"docnames": [theirs.name, hers.name], "doctype": "Complaint", "action": "Triage"}
			send(operator, "frappe.model.workflow.bulk_workflow_approval", **chosen)
			states = [frappe.db.get_value("Complaint", doc.name, "workflow_state") for doc in (theirs, hers)]
		self.assertEqual(states, ["Received", "Triaged"])
