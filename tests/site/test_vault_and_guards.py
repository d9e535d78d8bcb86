"""Nothing confidential lies in a table, and no function of the platform widens who may see it."""

import hashlib
import io
from unittest.mock import patch

from PIL import Image

import frappe
from frappe.desk.form import assign_to

from cfm_app.api.platform import get_count
from cfm_app.confidentiality import access_log, files, guards, persons, sealing, vault
from cfm_app.exceptions import AccessRefused, NotAllowedHere, SealBroken
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint, make_grant, make_rule, make_user, somebody

WORDS = "They asked my sister Laleh for money at the gate."
NAME, PHONE = "Amina Rahimi", "+93701234567"


class VaultCase(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.operator = make_user("Olga Operator", "Operator")
		cls.focal = make_user("Farid Focal", "Focal Point")
		cls.analyst = make_user("Ana Analyst", "Analyst")
		cls.stranger = make_user("Stefan Stranger", "Focal Point")
		make_grant(cls.operator, "Intake")
		make_grant(cls.focal, "Handle")
		make_grant(cls.analyst, "Analyse")
		make_rule(level_to=4)

	def take(self, **facts):
		with self.as_user(self.operator):
			return make_complaint(WORDS, people=somebody(NAME, PHONE), **facts)

	def holds(self, table, column, secret):
		return bool(frappe.db.sql(f"select 1 from `{table}` where `{column}` like %s limit 1", f"%{secret}%"))


class TestVault(VaultCase):
	def test_no_table_of_the_site_holds_a_word_a_name_or_a_number(self):
		doc = self.take()
		found = [
			(table, column)
			for table, column in self.text_columns()
			for secret in ("Laleh", NAME, PHONE, "701234567")
			if self.holds(table, column, secret)
		]
		self.assertEqual(found, [])
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("Complaint", doc.name).narrative, WORDS)

	def test_an_analyst_counts_but_does_not_read(self):
		doc = self.take()
		with self.as_user(self.analyst):
			self.assertEqual(frappe.get_list("Complaint", {"name": doc.name}, pluck="name"), [doc.name])
			shown = frappe.get_doc("Complaint", doc.name).as_dict()
			self.assertEqual((shown.narrative, shown.complainant), (None, None))

	def test_every_look_is_logged_once_with_who_and_when(self):
		doc = self.take()
		with self.as_user(self.focal):
			frappe.get_doc("Complaint", doc.name).as_dict()
			frappe.get_doc("Complaint", doc.name).as_dict()
		rows = frappe.get_all("CFM Access Log", {"record": doc.name, "action": "view"}, pluck="user")
		self.assertEqual(rows.count(self.focal), 1)

	def test_identity_is_masked_until_it_is_revealed_with_a_reason(self):
		doc = self.take()
		with self.as_user(self.focal):
			doc = frappe.get_doc("Complaint", doc.name)
			self.assertNotIn("Amina", doc.complainant)
			with self.assert_refused("Say why", frappe.ValidationError):
				persons.reveal(doc, " ")
			shown = persons.reveal(doc, "She asked us to call her back.")
			self.assertEqual((shown[0]["name"], shown[0]["phone"]), (NAME, PHONE))
		row = frappe.get_last_doc("CFM Access Log", {"record": doc.name, "action": "reveal"})
		self.assertEqual(row.user, self.focal)
		self.assertNotIn("call her back", row.sealed_reason)
		self.assertEqual(
			access_log.open_reason(row.sealed_reason, doc.name), "She asked us to call her back."
		)

	def test_an_analyst_can_reveal_nobody(self):
		doc = self.take()
		with self.as_user(self.analyst), self.assert_refused("may not see who", AccessRefused):
			persons.reveal(frappe.get_doc("Complaint", doc.name), "I am curious about her.")

	def test_her_own_words_are_kept_when_they_are_corrected(self):
		doc = self.take()
		with self.as_user(self.focal):
			doc = frappe.get_doc("Complaint", doc.name)
			doc.narrative = "Changed by the form"
			doc.save()
			self.assertEqual(frappe.get_doc("Complaint", doc.name).narrative, WORDS)
			vault.change(doc, {"narrative": "They asked my sister for money."}, "Name removed at her wish")
			self.assertEqual(
				[row["text"] for row in vault.versions(doc, "narrative")],
				[WORDS, "They asked my sister for money."],
			)
		self.assertTrue(frappe.db.exists("CFM Access Log", {"record": doc.name, "action": "correct"}))

	def test_a_sealed_value_moved_to_another_record_does_not_open(self):
		first, second = self.take(), self.take()
		sealed = frappe.qb.DocType("CFM Sealed Content")
		frappe.qb.from_(sealed).delete().where(sealed.record == second.name).run()
		frappe.qb.update(sealed).set(sealed.record, second.name).where(sealed.record == first.name).run()
		with self.as_user(self.focal), self.assert_refused(exception=SealBroken):
			frappe.get_doc("Complaint", second.name).as_dict()

	def test_the_same_number_finds_earlier_complaints_without_showing_it(self):
		first = self.take()
		with self.as_user(self.operator):
			second = make_complaint("Again.", people=somebody("Amina R.", "0093 70 123 4567"))
		with self.as_user(self.focal):
			self.assertEqual(persons.earlier_records(second), [first.name])
		with self.as_user(self.stranger):
			self.assertEqual(persons.earlier_records(second), [])

	def test_a_photo_is_sealed_and_only_opened_for_who_may_read(self):
		doc = self.take()
		picture = io.BytesIO()
		Image.new("RGB", (32, 32), "green").save(picture, "JPEG")
		upload = files.check(picture.getvalue(), "gate.jpg")
		name = files.add("Complaint", doc.name, upload)
		stored = (files.folder() / name[:2] / name).read_bytes()
		self.assertNotIn(b"JFIF", stored)
		with self.as_user(self.focal):
			data, about = files.open_for(doc, name)
			self.assertEqual((data[:3], about["mime"]), (b"\xff\xd8\xff", "image/jpeg"))
		with self.as_user(self.analyst), self.assert_refused(exception=AccessRefused):
			files.open_for(doc, name)

	def test_a_changed_log_row_is_found(self):
		self.take()
		with self.as_user(self.focal):
			frappe.get_doc("Complaint", self.take().name).as_dict()
		access_log.chain()
		self.assertEqual(access_log.broken_rows(), [])
		last = frappe.get_all("CFM Access Log", pluck="name", order_by="name desc", limit=1)[0]
		table = frappe.qb.DocType("CFM Access Log")
		frappe.qb.update(table).set(table.user, self.stranger).where(table.name == last).run()
		self.assertEqual(access_log.broken_rows(), [last])

	def text_columns(self):
		return frappe.db.sql(
			"""select table_name, column_name from information_schema.columns
			where table_schema = %s and data_type in ('varchar', 'text', 'longtext', 'mediumtext', 'json')""",
			frappe.conf.db_name,
		)


class TestGuards(VaultCase):
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
		assign_to.add(
			{
				"doctype": "Complaint",
				"name": doc.name,
				"assign_to": [self.focal],
				"description": WORDS,
				"notify": 1,
			}
		)
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
		self.assertIn("test_vault_and_guards.py", log.error)

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
