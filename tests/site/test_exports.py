"""Rows that leave the site as a file: judged, agreed to by a second person, counted in the log, locked, fetched once."""

import base64
import json
from io import BytesIO
from unittest.mock import patch

from msoffcrypto import OfficeFile
from openpyxl import load_workbook

import frappe
from frappe.utils import add_days, now_datetime

from cfm_app.api import desk_export
from cfm_app.confidentiality import exports
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.testing.factories import make_area, make_contact, make_grant, make_user
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS, SmallMechanism

FIELDS = ["category", "level", "received_on", "handler", "narrative", "access_key"]
HERE = [["Complaint", "area", "=", "EXPORTLAND"]]
REASON = "Figures for the donor report of June"


class ExportTestCase(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		make_area("EXPORTLAND")
		cls.manager = make_user("Mona Manager", "Coordinator")
		cls.second = make_user("Sami Second", "Coordinator")
		cls.sensitive = make_user("Sara Sensitive", "Sensitive Focal Point", "Focal Point")
		for user in (cls.manager, cls.second):
			make_grant(user, "Supervise")
		make_grant(cls.sensitive, "Sensitive")
		make_grant(cls.sensitive, "Handle")

	def take(self, **facts):
		return super().take(**{"area": "EXPORTLAND", **facts})

	def ask(self, user=None, source="Complaint", kind="list", filters=HERE, fields=FIELDS, reason=REASON):
		with self.as_user(user or self.manager):
			return desk_export.ask(kind, source, reason, json.dumps(filters), json.dumps(fields))

	def fetch(self, name, user=None):
		with self.as_user(user or self.manager):
			return desk_export.fetch(name)

	def opened(self, answer):
		"""What somebody with the password reads."""
		locked = OfficeFile(BytesIO(base64.b64decode(answer["content"])))
		self.assertTrue(locked.is_encrypted())
		locked.load_key(password=answer["password"])
		plain = BytesIO()
		locked.decrypt(plain)
		return [[cell.value for cell in row] for row in load_workbook(plain).active.iter_rows()]

	def log(self, action):
		fields = ["user", "record_type", "record", "detail"]
		return frappe.get_all("CFM Access Log", {"action": action}, fields, order_by="name desc", limit=3)

	def set_most_rows(self, number):
		frappe.db.set_single_value("CFM Settings", "export_rows_alone", number)
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		self.addCleanup(frappe.clear_document_cache, "CFM Settings", "CFM Settings")


class TestOneFile(ExportTestCase):
	def test_a_manager_takes_out_the_facts_of_two_complaints_and_no_word_of_them(self):
		names = {self.take().name, self.take().name}
		asked = self.ask(filters=[["Complaint", "name", "in", list(names)]])
		self.assertEqual((asked["state"], asked["rows"]), ("Ready", 2))
		rows = self.opened(self.fetch(asked["name"]))
		self.assertEqual({row[0] for row in rows[3:]}, names)
		self.assertEqual(rows[2], ["Reference", "Category", "Level", "Received on", "Handler"])
		said = json.dumps(rows, default=str)
		for secret in (WORDS, NAME, PHONE):
			self.assertNotIn(secret, said)

	def test_the_first_line_says_who_took_it_out_when_and_under_which_number(self):
		self.take()
		asked = self.ask()
		line = self.opened(self.fetch(asked["name"]))[0][0]
		for part in (asked["name"], "Mona Manager", "1 rows", "confidential"):
			self.assertIn(part, line)

	def test_the_log_holds_the_number_of_rows_and_the_filters_without_typed_words(self):
		self.take()
		filters = [*HERE, ["Complaint", "forwarded_to", "not like", "%Rahimi%"]]
		asked = self.ask(filters=filters)
		self.fetch(asked["name"])
		row = self.log("export")[0]
		self.assertEqual(row.user, self.manager)
		self.assertEqual((row.record_type, row.record), ("CFM Export Request", asked["name"]))
		self.assertEqual(row.detail, "Complaint: 1; area = EXPORTLAND; forwarded_to not like …")

	def test_reason_and_filters_are_sealed(self):
		self.take()
		asked = self.ask(filters=[*HERE, ["Complaint", "forwarded_to", "not like", "%Zarmina%"]])
		for table in ("tabCFM Export Request", "tabCFM Sealed Content", "tabCFM Access Log"):
			for column in frappe.db.get_table_columns(table.removeprefix("tab")):
				self.assertFalse(self.holds(table, column, "Zarmina"), (table, column))
				self.assertFalse(self.holds(table, column, REASON), (table, column))
		with self.as_user(self.manager):
			self.assertEqual(frappe.get_doc("CFM Export Request", asked["name"]).reason, REASON)

	def test_a_file_is_fetched_once_and_its_password_is_nowhere(self):
		self.take()
		asked = self.ask()
		answer = self.fetch(asked["name"])
		with self.assert_refused("fetched or refused", GuardRefused):
			self.fetch(asked["name"])
		request = frappe.get_doc("CFM Export Request", asked["name"])
		self.assertEqual((request.state, request.rows_in_file), ("Downloaded", 1))
		for table in ("CFM Export Request", "CFM Access Log", "CFM Sealed Content"):
			for column in frappe.db.get_table_columns(table):
				self.assertFalse(self.holds(f"tab{table}", column, answer["password"]))

	def test_nobody_fetches_the_file_of_a_colleague(self):
		self.take()
		asked = self.ask()
		with self.assert_refused(exception=AccessRefused):
			self.fetch(asked["name"], self.second)
		with self.assert_refused(exception=AccessRefused):
			self.fetch(asked["name"], self.analyst)

	def test_after_three_days_it_has_to_be_asked_for_again(self):
		self.take()
		asked = self.ask()
		frappe.db.set_value("CFM Export Request", asked["name"], "expires_on", add_days(now_datetime(), -1))
		with self.assert_refused("days in which", GuardRefused):
			self.fetch(asked["name"])

	def test_what_the_file_is_for_has_to_be_said(self):
		self.take()
		with self.assert_refused("what the file is for", GuardRefused):
			self.ask(reason=" ")

	def test_rows_that_came_after_asking_do_not_slip_out(self):
		self.take()
		asked = self.ask()
		self.take()
		with self.assert_refused("There are 2 rows now", GuardRefused):
			self.fetch(asked["name"])

	def test_who_lost_access_meanwhile_gets_nothing(self):
		self.take()
		asked = self.ask()
		frappe.delete_doc("CFM Focal Point", frappe.db.get_value("CFM Focal Point", {"user": self.manager}))
		with self.assert_refused("nothing to export", GuardRefused):
			self.fetch(asked["name"])

	def test_a_formula_in_a_name_of_the_masters_is_words_in_the_file(self):
		frappe.db.set_value("CFM Category", "QUANT", "title", '=HYPERLINK("http://evil.example")')
		frappe.clear_document_cache("CFM Category", "QUANT")
		self.addCleanup(frappe.clear_document_cache, "CFM Category", "QUANT")
		self.take()
		row = self.opened(self.fetch(self.ask()["name"]))[3]
		self.assertEqual(row[1], '\'=HYPERLINK("http://evil.example")')


class TestSensitive(ExportTestCase):
	def test_a_manager_who_asks_for_level_five_is_refused_and_the_log_knows(self):
		self.take(sensitivity="BREACH")
		with self.assert_refused("never leave as a file", AccessRefused):
			self.ask(filters=[["Complaint", "level", ">=", 5]])
		with self.assertRaises(AccessRefused):
			self.ask(filters=[["Complaint", "level", "=", 5]])
		row = self.log("refused")[0]
		self.assertEqual((row.user, row.detail), (self.manager, "export Complaint: 0; level = 5"))

	def test_even_who_may_read_them_takes_no_file_of_them(self):
		self.take(sensitivity="SEAH")
		self.take()
		with self.assert_refused("never leave as a file", AccessRefused):
			self.ask(self.sensitive)
		asked = self.ask(self.sensitive, filters=[*HERE, ["Complaint", "level", "<", 5]])
		self.assertEqual(asked["rows"], 1)

	def test_a_complaint_raised_after_asking_stays_inside(self):
		complaint = self.take()
		asked = self.ask(self.sensitive)
		complaint.reload()
		complaint.sensitivity = "BREACH"
		complaint.save()
		with self.assert_refused(exception=AccessRefused):
			self.fetch(asked["name"], self.sensitive)

	def test_a_report_with_a_sensitive_row_is_refused_as_well(self):
		self.take(sensitivity="BREACH")
		with self.assert_refused("never leave as a file", AccessRefused):
			self.ask(
				self.sensitive, source="Pending and Overdue", kind="report", filters={"area": "EXPORTLAND"}
			)

	def test_unclassified_contacts_count_as_sensitive(self):
		self.take()
		frappe.get_doc(
			doctype="Custom DocPerm",
			parent="CFM Interaction",
			role="CFM Coordinator",
			read=1,
			report=1,
			export=1,
		).insert()
		frappe.clear_cache(doctype="CFM Interaction")
		self.addCleanup(frappe.clear_cache, doctype="CFM Interaction")
		make_contact(area="EXPORTLAND")
		with self.assert_refused("never leave as a file", AccessRefused):
			self.ask(source="CFM Interaction", fields=["channel"], filters={"area": "EXPORTLAND"})


class TestSecondPerson(ExportTestCase):
	def setUp(self):
		super().setUp()
		self.set_most_rows(1)
		self.names = [self.take().name, self.take().name]

	def test_two_rows_wait_for_somebody_else(self):
		asked = self.ask()
		self.assertEqual(asked["state"], "Waiting")
		with self.assert_refused("Somebody else", GuardRefused):
			self.fetch(asked["name"])
		with self.assert_refused("Somebody else", GuardRefused), self.as_user(self.manager):
			desk_export.decide(asked["name"], True)
		with self.as_user(self.second):
			self.assertEqual(desk_export.decide(asked["name"], True), {"state": "Ready"})
		self.assertEqual(len(self.opened(self.fetch(asked["name"]))), 5)
		self.assertEqual(
			[row.detail for row in self.log("export")][:2], ["Complaint: 2; area = EXPORTLAND", "agreed"]
		)

	def test_whoever_may_decide_hears_of_it_and_who_asked_does_not(self):
		with patch("cfm_app.handling.alerts.tell_all") as told:
			self.ask()
		users, _request, code = told.call_args.args
		self.assertEqual(code, "export_asked")
		self.assertIn(self.second, users)
		self.assertFalse(users & {self.manager, self.analyst, self.focal})

	def test_what_was_refused_stays_refused(self):
		asked = self.ask()
		with self.as_user(self.second):
			desk_export.decide(asked["name"], False)
		with self.assert_refused("fetched or refused", GuardRefused):
			self.fetch(asked["name"])

	def test_an_auditor_sees_it_and_may_not_agree(self):
		asked = self.ask()
		auditor = make_user("Aida Auditor", "Auditor")
		with self.as_user(auditor):
			self.assertEqual(frappe.get_doc("CFM Export Request", asked["name"]).reason, REASON)
		with self.assert_refused("may not decide", AccessRefused), self.as_user(auditor):
			desk_export.decide(asked["name"], True)
		with self.assert_refused(exception=AccessRefused), self.as_user(self.analyst):
			desk_export.decide(asked["name"], True)

	def test_a_colleague_lists_her_own_requests_only(self):
		asked = self.ask()
		with self.as_user(self.analyst):
			self.assertEqual(frappe.get_list("CFM Export Request", pluck="name"), [])
		with self.as_user(self.second):
			self.assertIn(asked["name"], frappe.get_list("CFM Export Request", pluck="name"))


class TestReports(ExportTestCase):
	def test_a_report_leaves_the_same_way(self):
		name = self.take().name
		asked = self.ask(source="Pending and Overdue", kind="report", filters={"area": "EXPORTLAND"})
		rows = self.opened(self.fetch(asked["name"]))
		self.assertEqual(rows[3][0], name)

	def test_a_report_that_counts_without_hiding_small_numbers_does_not_leave(self):
		self.take()
		with self.assert_refused("not made to leave", AccessRefused):
			self.ask(source="Data Quality", kind="report", filters={"by_person": 1})

	def test_who_may_not_export_the_records_may_not_export_their_report(self):
		reads_only = make_user("Selma Single", "Sensitive Focal Point")
		make_grant(reads_only, "Sensitive")
		self.take()
		with self.assert_refused("not allowed to export"):
			self.ask(reads_only, source="Pending and Overdue", kind="report", filters={})

	def test_a_stranger_gets_nothing_to_export(self):
		self.take()
		with self.assert_refused("nothing to export", GuardRefused):
			self.ask(self.stranger)


class TestOldWords(ExportTestCase):
	def test_the_site_remembers_the_default_when_nobody_set_a_number(self):
		self.set_most_rows(0)
		self.assertEqual(exports.rows_alone(), 500)
