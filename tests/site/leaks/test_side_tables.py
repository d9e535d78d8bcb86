"""Somebody looks into every list the platform keeps beside the documents. None has a row about a complaint that says more than its reference."""

import frappe
from frappe.desk.form import assign_to

from cfm_app.api import desk_answers, desk_complaint
from cfm_app.confidentiality.guards import CONFIDENTIAL
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS, SmallMechanism

SECRETS = ("Laleh", NAME.split()[1], PHONE[1:])
# table: the column that says which type of document a row is about
EMPTY = {
	"Activity Log": "reference_doctype",
	"Comment": "reference_doctype",
	"Discussion Topic": "reference_doctype",
	"DocShare": "share_doctype",
	"Document Follow": "ref_doctype",
	"Document Share Key": "reference_doctype",
	"Energy Point Log": "reference_doctype",
	"File": "attached_to_doctype",
	"Tag Link": "document_type",
	"Version": "ref_doctype",
	"View Log": "reference_doctype",
	"Workflow Action": "reference_doctype",
}
TEXTS = ("varchar", "text", "mediumtext", "longtext", "json")


class TestSideTables(SmallMechanism):
	def work_on_it(self):
		"""Take, assign, note, change and answer a complaint; return it."""
		doc = self.take()
		assign_to.add({"doctype": "Complaint", "name": doc.name, "assign_to": [self.focal]})
		with self.as_user(self.focal):
			desk_complaint.add_note("Complaint", doc.name, f"I asked {NAME}: {WORDS}")
			desk_complaint.write_section(doc.name, "assessment", WORDS)
			desk_answers.prepare_answer(doc.name, f"Dear {NAME}, {WORDS}")
			frappe.get_doc("Complaint", doc.name).update({"next_action_on": "2031-01-01"}).save()
		frappe.db.after_commit.run()
		return doc

	def test_lists_that_need_no_row_have_none(self):
		before = self.rows()
		self.work_on_it()
		self.assertEqual(self.rows(), before)

	def rows(self):
		return {
			table: frappe.db.count(table, {column: ("in", CONFIDENTIAL)}) for table, column in EMPTY.items()
		}

	def test_no_text_column_of_any_table_holds_a_word(self):
		self.work_on_it()
		self.assertEqual(self.tables_with("Laleh"), [])
		frappe.get_doc(doctype="Note", name="Planted", content="about Laleh").db_insert()
		self.assertEqual(self.tables_with("Laleh"), ["tabNote"])

	def tables_with(self, secret):
		columns = frappe.qb.Schema("information_schema").columns
		query = frappe.qb.from_(columns).select(columns.table_name, columns.column_name)
		query = query.where(columns.table_schema == frappe.conf.db_name)
		found = query.where(columns.data_type.isin(TEXTS)).run()
		return sorted({table for table, column in found if self.holds(table, column, secret)})

	def test_what_travels_as_a_title_is_the_reference(self):
		doc = self.work_on_it()
		for doctype in CONFIDENTIAL:
			meta = frappe.get_meta(doctype)
			with self.subTest(doctype):
				self.assertEqual((meta.title_field or "name", meta.show_title_field_in_link), ("name", 0))
				self.assertFalse([field.fieldname for field in meta.fields if field.in_preview])
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("Complaint", doc.name).get_title(), doc.name)

	def test_a_mail_thread_is_not_begun_on_a_record(self):
		doc = self.take()
		with self.as_user(self.focal), self.assert_refused():
			frappe.get_attr("frappe.core.doctype.communication.email.make")(
				doctype="Complaint", name=doc.name, content=WORDS, subject="Re", recipients=self.stranger
			)
