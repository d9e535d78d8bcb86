"""No function of the platform widens who may see a confidential record, or carries a word of it away."""

import hashlib
from unittest.mock import patch

import frappe
from frappe.desk.form import assign_to

from cfm_app.api.platform import get_count
from cfm_app.confidentiality import guards, sealing
from cfm_app.exceptions import NotAllowedHere
from cfm_app.testing.small_mechanism import PHONE, WORDS, SmallMechanism


class TestGuards(SmallMechanism):
	def test_a_complaint_is_not_shared_not_even_by_its_reader(self):
		doc = self.take()
		with self.as_user(self.focal), self.assert_refused():
			frappe.share.add("Complaint", doc.name, self.stranger)
		with self.assert_refused(exception=NotAllowedHere):
			frappe.get_doc(
				doctype="DocShare", share_doctype="Complaint", share_name=doc.name, user=self.stranger, read=1
			).insert()

	def test_assigning_to_somebody_without_access_is_refused_and_leaves_nothing(self):
		doc = self.take()
		with self.assert_refused(exception=NotAllowedHere):
			assign_to.add(
				{"doctype": "Complaint", "name": doc.name, "assign_to": [self.stranger], "description": WORDS}
			)
		self.assertFalse(frappe.db.exists("ToDo", {"reference_name": doc.name}))

	def test_a_to_do_carries_the_reference_and_no_word(self):
		doc = self.take()
		assign_to.add({"doctype": "Complaint", "name": doc.name, "assign_to": [self.focal], "notify": 1})
		todo = frappe.get_last_doc("ToDo", {"reference_name": doc.name})
		self.assertIn(doc.name, todo.description)
		self.assertNotIn("Laleh", todo.description)
		self.assertFalse(self.holds("tabNotification Log", "email_content", "Laleh"))
		todo.status = "Closed"
		todo.save()
		self.assertEqual(frappe.db.get_value("ToDo", todo.name, "status"), "Closed")

	def test_a_to_do_made_by_hand_for_somebody_without_access_is_refused(self):
		doc = self.take()
		todo = {"doctype": "ToDo", "reference_type": "Complaint", "reference_name": doc.name}
		with self.assert_refused("may not see this record", NotAllowedHere):
			frappe.get_doc({**todo, "allocated_to": self.stranger, "description": WORDS}).insert()

	def test_an_error_report_says_where_and_not_whom(self):
		try:
			story = WORDS
			raise ValueError(story)
		except ValueError:
			log = frappe.log_error("Something broke")
		self.assertNotIn("Laleh", log.error)
		self.assertIn("test_guards.py", log.error)

	def test_a_notification_says_that_and_never_what_even_when_its_template_asks_for_words(self):
		note = frappe.get_doc(
			doctype="Notification",
			name="Nosy",
			subject="{{ doc.name }}",
			document_type="Complaint",
			event="Save",
			channel="Email",
			message="{{ doc.narrative }} {{ doc.complainant }} {{ doc.sealed('narrative') }}",
		)
		note.append("recipients", {"receiver_by_document_field": "handler"})
		note.insert()
		self.addCleanup(frappe.cache.delete_value, "notifications")
		doc = self.take()
		with self.as_user(self.focal), patch.object(frappe, "sendmail") as sendmail:
			doc = frappe.get_doc("Complaint", doc.name)
			self.assertEqual(doc.narrative, WORDS)
			doc.update({"next_action_on": "2030-01-01"}).save()
		self.assertEqual(sendmail.call_args.kwargs["subject"], doc.name)
		self.assertNotIn("Laleh", sendmail.call_args.kwargs["message"])
		self.assertFalse(self.holds("tabCommunication", "content", "Laleh"))

	def test_losing_access_takes_the_to_do_away(self):
		doc = self.take()
		assign_to.add({"doctype": "Complaint", "name": doc.name, "assign_to": [self.focal]})
		doc = frappe.get_doc("Complaint", doc.name)
		doc.sensitivity = "BREACH"
		doc.save()
		self.assertFalse(frappe.db.exists("ToDo", {"reference_name": doc.name}))

	def test_what_a_browser_may_not_say_about_confidential_records_is_dropped(self):
		asked = {"doctype": "Complaint", "txt": "C", "ignore_user_permissions": 1, "description": WORDS}
		frappe.local.form_dict = frappe._dict(asked)
		guards.strip_unsafe_arguments()
		self.assertEqual(frappe.form_dict, {"doctype": "Complaint", "txt": "C"})

	def test_comments_tags_follows_and_plain_files_are_refused(self):
		doc = self.take()
		attempts = (
			{
				"doctype": "Comment",
				"comment_type": "Comment",
				"reference_doctype": "Complaint",
				"reference_name": doc.name,
				"content": WORDS,
			},
			{
				"doctype": "Document Follow",
				"ref_doctype": "Complaint",
				"ref_docname": doc.name,
				"user": self.focal,
			},
			{"doctype": "Tag Link", "document_type": "Complaint", "document_name": doc.name, "tag": "x"},
			{
				"doctype": "File",
				"attached_to_doctype": "Complaint",
				"attached_to_name": doc.name,
				"file_name": "a.txt",
				"content": WORDS,
			},
		)
		for attempt in attempts:
			with self.subTest(attempt["doctype"]), self.assert_refused(exception=NotAllowedHere):
				frappe.get_doc(attempt).insert(ignore_permissions=True, ignore_links=True)

	def test_an_administrator_cannot_add_a_field_that_points_at_complaints(self):
		field = {
			"doctype": "Custom Field",
			"dt": "ToDo",
			"fieldname": "complaint",
			"fieldtype": "Link",
			"options": "Complaint",
			"label": "Complaint",
		}
		with self.assert_refused(exception=NotAllowedHere):
			frappe.get_doc(field).insert()

	def test_a_query_report_over_complaints_is_refused(self):
		report = {
			"doctype": "Report",
			"report_name": "All words",
			"ref_doctype": "Complaint",
			"report_type": "Query Report",
			"is_standard": "No",
			"query": "select 1",
		}
		with self.assert_refused(exception=NotAllowedHere):
			frappe.get_doc(report).insert()

	def test_nobody_reads_the_vault_through_the_platform(self):
		self.take()
		for doctype in ("CFM Sealed Content", "CFM Person", "CFM Party", "CFM Receipt", "CFM Access Key"):
			for user in (self.operator, self.focal, self.stranger):
				with self.subTest(doctype, user=user), self.as_user(user), self.assert_refused():
					frappe.get_list(doctype)

	def test_counts_follow_the_rule(self):
		doc = self.take()
		for user, seen in ((self.focal, 1), (self.stranger, 0)):
			with self.as_user(user):
				self.assertEqual(get_count("Complaint", {"name": doc.name}), seen)

	def test_marks_and_indexes_cannot_be_recomputed_without_the_key(self):
		self.assertNotEqual(
			sealing.blind_index("phone", PHONE), hashlib.sha256(f"phone:{PHONE}".encode()).hexdigest()
		)
		self.assertEqual(sealing.blind_index("phone", PHONE), sealing.blind_index("phone", PHONE))
