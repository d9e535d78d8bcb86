"""Somebody who may read complaints tries to carry them out by the platform's own doors, past log, cap and lock."""

import csv
import json
from io import BytesIO, StringIO
from unittest.mock import patch

from openpyxl import load_workbook

import frappe

from cfm_app.confidentiality import page_size
from cfm_app.self_check.ground import ground
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint
from cfm_app.testing.without import without

OURS = "cfm_app.api.platform_exports"
GATE = f"{OURS}._must_be_plain"
EVIL = ["=cmd|'/C calc'!A0", "+1+A1", "-1+A1", "@SUM(1)", "\uff1d1+1", "\u200b=1+1"]


class TestDoors(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.trial = self.enterContext(ground())
		self.reader, self.name = self.trial.reader, self.trial.complaint.name
		frappe.get_doc(
			doctype="Has Role",
			parent=self.reader,
			parenttype="User",
			parentfield="roles",
			role="CFM Coordinator",
		).insert()
		frappe.clear_cache(user=self.reader)

	def door(self, target, **arguments):
		return self.trial.request(self.reader, target, **arguments)

	def assert_shut(self, target, guard, **arguments):
		"""Nothing comes through the door; with the guard out the record does."""
		self.assertNotIn(self.name, self.door(target, **arguments))
		with without(guard):
			self.assertIn(self.name, self.door(target, **arguments))

	def test_the_export_of_a_list_is_shut(self):
		arguments = {"doctype": "Complaint", "fields": ["`tabComplaint`.`name`"], "file_format_type": "CSV"}
		self.assert_shut("frappe.desk.reportview.export_query", f"{OURS}.export_list", **arguments)
		self.assert_shut("frappe.desk.reportview.export_query", GATE, **arguments)

	def test_the_export_of_a_report_is_shut(self):
		arguments = {
			"report_name": "Pending and Overdue",
			"file_format_type": "CSV",
			"filters": {},
			"visible_idx": [],
		}
		self.assert_shut("frappe.desk.query_report.export_query", f"{OURS}.export_report", **arguments)
		self.assert_shut("frappe.desk.query_report.export_query", GATE, **arguments)

	def test_the_data_export_tool_is_shut(self):
		columns = {"Complaint": ["name"]}
		self.assert_shut(
			"frappe.core.doctype.data_export.exporter.export_data",
			GATE,
			doctype="Complaint",
			with_data="1",
			select_columns=json.dumps(columns),
			file_type="CSV",
			export_without_column_meta="1",
		)

	def test_a_list_of_types_does_not_smuggle_one_in(self):
		for doctype in ('["Complaint"]', '["Complaint", ["CFM Step"]]'):
			answer = self.door(
				"frappe.core.doctype.data_export.exporter.export_data",
				doctype=doctype,
				with_data="1",
				select_columns=json.dumps({"Complaint": ["name"]}),
			)
			self.assertNotIn(self.name, answer)

	def test_the_template_of_a_data_import_is_shut(self):
		self.assert_shut(
			"frappe.core.doctype.data_import.data_import.download_template",
			GATE,
			doctype="Complaint",
			export_fields=json.dumps({"Complaint": ["name"]}),
			export_records="all",
			file_type="CSV",
		)

	def test_printing_many_at_once_is_shut(self):
		for doctype, name in (("Complaint", [self.name]), ({"Complaint": [self.name]}, [])):
			answer = self.door(
				"frappe.utils.print_format.download_multi_pdf", doctype=doctype, name=json.dumps(name)
			)
			self.assertTrue(answer.startswith("403"), answer[:200])
			later = self.door(
				"frappe.utils.print_format.download_multi_pdf_async", doctype=doctype, name=json.dumps(name)
			)
			self.assertTrue(later.startswith("403"), later[:200])
			self.assertEqual(frappe.local.cfm_held["jobs"], [])

	def test_the_second_version_of_the_api_leads_to_the_same_doors(self):
		answer = self.door(
			"POST /api/v2/method/frappe.desk.reportview.export_query",
			doctype="Complaint",
			fields=["`tabComplaint`.`name`"],
			file_format_type="CSV",
		)
		self.assertNotIn(self.name, answer)

	def test_the_lists_of_everything_else_are_exported_as_before(self):
		answer = self.door(
			"frappe.desk.reportview.export_query",
			doctype="CFM Project",
			fields=["`tabCFM Project`.`name`"],
			file_format_type="CSV",
		)
		self.assertIn(self.trial.project, answer)


class TestPages(CFMTestCase):
	"""However many rows are asked for, a confidential list answers with one page."""

	def setUp(self):
		super().setUp()
		self.trial = self.enterContext(ground())
		self.enterContext(self.pages_of_one_row())
		frappe.set_user(self.trial.reader)
		self.second = make_complaint(project=self.trial.project).name
		frappe.set_user("Administrator")

	def pages_of_one_row(self):
		return patch.object(page_size, "MOST_ROWS", 1)

	def rows(self, target, **arguments):
		answer = self.trial.request(self.trial.reader, target, **arguments)
		return sum(name in answer for name in (self.trial.complaint.name, self.second))

	def test_no_argument_gets_more_than_a_page(self):
		for target, arguments in (
			("frappe.client.get_list", {"doctype": "Complaint", "limit_page_length": "0"}),
			("frappe.client.get_list", {"doctype": "Complaint", "limit_page_length": "99999"}),
			("frappe.client.get_list", {"doctype": "Complaint", "limit_page_length": "-1"}),
			("frappe.desk.reportview.get", {"doctype": "Complaint", "fields": '["name"]'}),
			(
				"frappe.desk.reportview.get",
				{"doctype": "Complaint", "fields": '["name"]', "page_length": "0"},
			),
			("frappe.desk.reportview.get_list", {"doctype": "Complaint", "fields": '["name"]'}),
			("GET /api/resource/Complaint", {"limit_page_length": "0"}),
			("GET /api/resource/Complaint", {"limit": "None"}),
			("GET /api/v2/document/Complaint", {"limit": "99999"}),
		):
			with self.subTest(target=target, **arguments):
				self.assertEqual(self.rows(target, **arguments), 1)

	def test_without_the_guard_everything_comes_at_once(self):
		with without("cfm_app.confidentiality.page_size.limit_rows"):
			self.assertEqual(
				self.rows("frappe.client.get_list", doctype="Complaint", limit_page_length="0"), 2
			)
			self.assertEqual(self.rows("GET /api/resource/Complaint", limit_page_length="0"), 2)

	def test_lists_of_other_types_have_any_length(self):
		answer = self.trial.request(
			self.trial.reader, "frappe.client.get_list", doctype="CFM Category", limit_page_length="0"
		)
		self.assertIn("SEAH", answer)
		self.assertIn("INFO", answer)


class TestFormulas(CFMTestCase):
	"""A master's title that begins like a formula opens as words, whichever door its file came from."""

	def setUp(self):
		super().setUp()
		self.trial = self.enterContext(ground())
		frappe.get_doc(
			doctype="Has Role",
			parent=self.trial.reader,
			parenttype="User",
			parentfield="roles",
			role="CFM Administrator",
		).insert()
		frappe.clear_cache(user=self.trial.reader)
		self.codes = [f"EVIL{number}" for number in range(len(EVIL))]
		for code, title in zip(self.codes, EVIL, strict=True):
			frappe.get_doc(doctype="CFM Project", code=code, title="plain").insert()
			frappe.db.set_value("CFM Project", code, "title", title)

	def cells(self, target, **arguments):
		"""Every text of the file that comes back."""
		answers = []
		with patch("cfm_app.self_check.request._as_text", answers.append):
			self.trial.request(self.trial.reader, target, **arguments)
		content = answers[0].get_data()
		if content.startswith(b"PK"):
			return [
				cell for page in load_workbook(BytesIO(content)) for row in page.iter_rows() for cell in row
			]
		return [cell for row in csv.reader(StringIO(content.decode())) for cell in row]

	def doors(self):
		fields = {"fields": ["`tabCFM Project`.`title`"], "filters": [["code", "in", self.codes]]}
		for kind in ("CSV", "Excel"):
			yield (
				"frappe.desk.reportview.export_query",
				{"doctype": "CFM Project", "file_format_type": kind, **fields},
			)
			yield (
				"frappe.core.doctype.data_export.exporter.export_data",
				{
					"doctype": "CFM Project",
					"with_data": "1",
					"select_columns": json.dumps({"CFM Project": ["code", "title"]}),
					"file_type": kind,
					"export_without_column_meta": "1",
				},
			)
			yield (
				"frappe.core.doctype.data_import.data_import.download_template",
				{
					"doctype": "CFM Project",
					"export_fields": json.dumps({"CFM Project": ["code", "title"]}),
					"export_records": "all",
					"file_type": kind,
				},
			)

	def test_every_door_lets_out_words(self):
		for target, arguments in self.doors():
			with self.subTest(
				target=target, kind=arguments.get("file_type") or arguments["file_format_type"]
			):
				cells = self.cells(target, **arguments)
				texts = [cell if isinstance(cell, str) else cell.value for cell in cells]
				for title in EVIL:
					self.assertIn(f"'{title}", texts)
					self.assertNotIn(title, texts)
				self.assertFalse([cell for cell in cells if getattr(cell, "data_type", "s") == "f"])

	def test_without_the_guard_they_are_formulas(self):
		target, arguments = next(self.doors())
		with without(f"{OURS}.plain_files.make_safe"):
			self.assertIn(EVIL[0], self.cells(target, **arguments))
