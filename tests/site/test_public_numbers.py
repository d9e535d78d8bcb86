"""Numbers for municipalities, partners and the public: counted once, and no small count can be read or worked out."""

import re

import frappe

from cfm_app.cfm_insight.report.half_yearly_signalling.half_yearly_signalling import execute as signalling
from cfm_app.cfm_insight.report.partner_totals.partner_totals import execute as partner_totals
from cfm_app.confidentiality import published_numbers as numbers
from cfm_app.rules.suppression import SMALL, TOTAL, WITHHELD
from cfm_app.testing.factories import make_area, make_complaint, make_project
from cfm_app.testing.small_mechanism import SmallMechanism
from cfm_app.testing.visitor import Visitor

PERIOD = "2025-H1"
DAY = "2025-03-03 10:00:00"
PAGE = "/feedback/numbers"


class NumbersTestCase(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		make_area("VALLEY")
		for town in ("ASHTOWN", "BIRCHTOWN", "CEDARTOWN"):
			make_area(town, "VALLEY")
		make_project("WATER")

	def setUp(self):
		super().setUp()
		frappe.cache.delete_value("cfm_public_numbers")
		self.addCleanup(frappe.cache.delete_value, "cfm_public_numbers")

	def takes(self, number, area, **facts):
		"""As many alike complaints: one goes through the intake, the others are its copies in the table."""
		first = self.take(area=area, received_on=DAY, **facts)
		for copy in range(1, number):
			row = frappe.get_doc("Complaint", first.name)
			row.name = f"{first.name}-{copy}"
			row.db_insert()
		return first

	def count(self):
		return numbers.freeze(PERIOD)

	def rows(self, area="VALLEY"):
		with self.as_user(self.analyst):
			return {row["row"]: row for row in signalling({"period": PERIOD, "area": area})[1]}


class TestSignalling(NumbersTestCase):
	def test_a_municipality_sees_what_many_said_and_not_what_few_said(self):
		self.takes(12, "ASHTOWN", category="CASH")
		self.takes(3, "ASHTOWN", category="QUANT")
		self.takes(9, "BIRCHTOWN", category="QUANT")
		self.takes(20, "CEDARTOWN", feedback_type="QUESTION", category="INFO")
		self.count()
		rows = self.rows()
		self.assertEqual(rows["VALLEY"][TOTAL], "44")
		self.assertEqual(rows["ASHTOWN"]["QUANT"], "<5")
		self.assertEqual(rows["CEDARTOWN"]["questions"], "20")

	def test_no_cell_from_one_to_four_is_visible_and_none_can_be_worked_out(self):
		self.takes(2, "ASHTOWN", category="CASH")
		self.takes(11, "BIRCHTOWN", category="CASH")
		self.takes(4, "CEDARTOWN", category="QUANT", project="WATER")
		self.takes(6, "CEDARTOWN", category="QUANT")
		table = self.count().table()
		shown = {value for cells in table["cells"].values() for value in cells.values()}
		self.assertFalse(shown & {1, 2, 3, 4})
		self.assert_nothing_is_left_over(table)

	def assert_nothing_is_left_over(self, table):
		"""In every sum with a hidden part, at least two parts are hidden or the sum itself is."""
		hidden = {SMALL, WITHHELD}
		parents = {**table["areas"], **{row: row.partition("|")[0] for row in table["cells"] if "|" in row}}
		for whole in table["cells"]:
			parts = [row for row, parent in parents.items() if parent == whole]
			for column in (*table["columns"], TOTAL):
				marks = [table["cells"][part][column] for part in parts]
				alone = sum(mark in hidden for mark in marks) == 1
				self.assertFalse(alone and table["cells"][whole][column] not in hidden, (whole, column))

	def test_few_serious_complaints_are_in_no_total_many_are_in_the_last_column(self):
		self.takes(10, "ASHTOWN", category="CASH")
		self.takes(2, "ASHTOWN", sensitivity="BREACH")
		self.takes(10, "BIRCHTOWN", category="CASH")
		self.takes(6, "BIRCHTOWN", sensitivity="SEAH")
		self.count()
		rows = self.rows()
		self.assertEqual((rows["ASHTOWN"][TOTAL], rows["ASHTOWN"]["other"]), ("10", "0"))
		self.assertEqual((rows["BIRCHTOWN"][TOTAL], rows["BIRCHTOWN"]["other"]), ("16", "6"))

	def test_a_complaint_about_a_colleague_does_not_show_by_subtracting(self):
		self.takes(10, "ASHTOWN", category="CASH")
		with self.as_user(self.operator):
			make_complaint(
				area="ASHTOWN",
				received_on=DAY,
				category="CASH",
				people=[{"role": "subject of complaint", "staff": self.analyst, "identity": {}}],
			)
		self.count()
		self.assertEqual(self.rows()["ASHTOWN"][TOTAL], "10")

	def test_spam_is_not_counted(self):
		self.takes(10, "ASHTOWN", category="CASH")
		spam = self.takes(1, "ASHTOWN", category="CASH")
		frappe.db.set_value("Complaint", spam.name, "outcome", "SPAM")
		self.count()
		self.assertEqual(self.rows()["ASHTOWN"][TOTAL], "10")

	def test_numbers_are_counted_once_and_do_not_follow_late_entries(self):
		self.takes(10, "ASHTOWN", category="CASH")
		counted = self.count()
		self.take(area="ASHTOWN", received_on=DAY)
		self.assertEqual(self.rows()["ASHTOWN"][TOTAL], "10")
		with self.assertRaises(frappe.DuplicateEntryError):
			self.count()
		with self.assert_refused("do not change", frappe.ValidationError):
			counted.reload()
			counted.shown = "{}"
			counted.save(ignore_permissions=True)

	def test_a_half_year_that_is_not_over_is_not_counted(self):
		with self.assertRaises(ValueError):
			numbers.freeze("2999-H1")

	def test_nobody_makes_up_numbers_by_hand(self):
		with self.assert_refused(exception=frappe.PermissionError):
			frappe.get_doc(doctype="CFM Published Numbers", period="2024-H1", shown="{}").insert()


class TestPartner(NumbersTestCase):
	def test_a_partner_gets_totals_of_its_project_and_not_one_row_of_a_person(self):
		name = self.takes(8, "ASHTOWN", category="CASH", project="WATER").name
		self.takes(2, "BIRCHTOWN", category="CASH", project="WATER")
		self.takes(30, "BIRCHTOWN", category="CASH")
		self.count()
		with self.as_user(self.analyst):
			columns, rows, _note = partner_totals({"project": "WATER", "period": PERIOD})
		self.assertEqual(
			[(row["title"], row["CASH"]) for row in rows], [("Ashtown", "8"), ("Birchtown", "<5")]
		)
		self.assertNotIn(name, frappe.as_json(rows))
		self.assertNotIn("Complaint", {column.get("options") for column in columns})


class TestPublicPage(NumbersTestCase):
	def open_page(self, language="en", address=PAGE):
		return Visitor(language).get(address)

	def publish(self, is_open=1):
		frappe.db.set_single_value("CFM Settings", "numbers_open", is_open)
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		self.addCleanup(frappe.clear_document_cache, "CFM Settings", "CFM Settings")

	def test_it_is_closed_until_somebody_opens_it(self):
		self.takes(12, "ASHTOWN", category="CASH")
		self.count()
		self.publish(0)
		self.assertEqual(self.open_page().status, 404)
		self.publish()
		self.assertEqual(self.open_page().status, 200)

	def test_everybody_reads_large_numbers_and_nobody_small_ones(self):
		self.takes(12, "ASHTOWN", category="CASH")
		self.takes(3, "BIRCHTOWN", category="CASH")
		self.takes(9, "CEDARTOWN", category="CASH")
		self.count()
		self.publish()
		page = self.open_page()
		cells = re.findall(r"<td><bdi>(.*?)</bdi></td>", page.html)
		self.assertIn("&lt;5", cells)
		self.assertFalse(set(cells) & {"1", "2", "3", "4"})
		self.assertIn("A dash stands for any number", page.words)
		self.assertLess(page.size, 30_000)

	def test_it_speaks_the_reader_s_language(self):
		self.takes(12, "ASHTOWN", category="CASH")
		self.count()
		self.publish()
		page = self.open_page("ar")
		self.assertIn('dir="rtl"', page.html)
		self.assertNotIn("What people told us", page.words)

	def test_a_period_that_was_not_counted_shows_the_newest(self):
		self.takes(12, "ASHTOWN", category="CASH")
		self.count()
		self.publish()
		for asked in ("2024-H2", "../../x", "<script>alert(1)</script>", "2025-H1' or '1'='1"):
			page = self.open_page(address=f"{PAGE}?period={asked}")
			self.assertEqual(page.status, 200)
			self.assertIn(f"Feedback received, by place: {numbers.periods()[0]}", page.words)
			self.assertNotIn("alert(1)", page.html)

	def test_projects_are_nobody_s_business_in_public(self):
		self.takes(12, "ASHTOWN", category="CASH", project="WATER")
		self.count()
		self.publish()
		self.assertNotIn("WATER", self.open_page().html.upper().replace("WATERMARK", ""))
