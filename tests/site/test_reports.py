"""The reports: every figure opens to its rows, and nobody counts what she may not see."""

import frappe
from frappe.utils import add_days, now_datetime, today

from cfm_app.cfm_app.report.closed_within_15_days.closed_within_15_days import execute as fifteen_days
from cfm_app.cfm_app.report.data_quality.data_quality import execute as data_quality
from cfm_app.cfm_app.report.intake_ratings.intake_ratings import execute as intake_ratings
from cfm_app.cfm_app.report.pending_and_overdue.pending_and_overdue import execute as pending
from cfm_app.cfm_outreach.report.channel_coverage.channel_coverage import execute as channel_coverage
from cfm_app.cfm_outreach.report.trainings_by_audience.trainings_by_audience import execute as trainings
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import (
	make_area,
	make_complaint,
	make_contact,
	make_grant,
	make_rule,
	make_user,
)

ENOUGH = {
	"explained_process": 1,
	"explained_deadline": 1,
	"explained_confidentiality": 1,
	"explained_channels": 1,
}


class ReportTestCase(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		make_area("REPORTLAND")
		make_area("ELSEWHERE")
		cls.operator = make_user("Dora Desk", "Operator")
		make_grant(cls.operator, "Intake")
		cls.coordinator = make_user("Carla Chief", "Coordinator")
		make_grant(cls.coordinator, "Supervise", area="REPORTLAND")
		make_rule(rank=1, level_to=4, assign_user=cls.operator, assign_duty=None)

	def take(self, area="REPORTLAND", **facts):
		with self.as_user(self.operator):
			return make_complaint(area=area, **facts).name

	def run_as_coordinator(self, report, **filters):
		with self.as_user(self.coordinator):
			return report({"area": "REPORTLAND", **filters})


class TestFifteenDays(ReportTestCase):
	def setUp(self):
		super().setUp()
		# the worked example of K2: today is 30 June
		self.names = [
			self.received("2025-01-01", "2025-01-10"),
			self.received("2025-02-01", "2025-02-16"),
			self.received("2025-03-01", "2025-03-17"),
			self.received("2025-04-01"),
			self.received("2025-06-20"),
			self.received("2025-05-01", "2025-05-30"),
		]
		frappe.db.set_value("Complaint", self.names[5], "reopen_count", 1)

	def received(self, on, closed=None):
		name = self.take(received_on=f"{on} 10:00:00")
		if closed:
			values = {"closed_on": f"{closed} 10:00:00", "workflow_state": "Closed", "outcome": "SOLVED"}
			frappe.db.set_value("Complaint", name, values)
		return name

	def report(self, **filters):
		return self.run_as_coordinator(fifteen_days, until="2025-06-30", **filters)

	def figures(self):
		return [figure["value"] for figure in self.report()[4]]

	def test_the_worked_example_gives_two_of_five(self):
		self.assertEqual(self.figures()[:4], ["40.0 %", "2 / 5", 1, 0])

	def test_the_naive_reading_stands_beside_it(self):
		self.assertEqual(self.figures()[4:6], ["50.0 %", "2 / 4"])

	def test_it_says_after_how_many_days_half_of_them_and_nine_in_ten_are_closed(self):
		# closed after 9, 15, 16 and 29 days; what is still open does not count
		self.assertEqual(self.figures()[6], "15.5 / 25.1")
		self.assertEqual(self.run_as_coordinator(fifteen_days, until="2020-06-30")[4][6]["value"], "–")

	def test_every_row_says_how_it_counts(self):
		words = {row["name"]: row["standing"] for row in self.report()[1]}
		expected = ["in time", "in time", "late", "still open, older than the limit"]
		expected += ["undecided: open, within the limit", "late"]
		self.assertEqual([words[name] for name in self.names], expected)
		self.assertEqual(
			{row["name"] for row in self.report(counts_as="late")[1]}, {self.names[2], self.names[5]}
		)

	def test_spam_and_what_was_passed_on_the_same_day_are_left_out(self):
		spam = self.received("2025-04-02", "2025-04-20")
		frappe.db.set_value("Complaint", spam, "outcome", "SPAM")
		passed_on = self.received("2025-04-03", "2025-04-03")
		frappe.db.set_value("Complaint", passed_on, "outcome", "FORWARDED")
		self.assertEqual(self.figures()[:4], ["40.0 %", "2 / 5", 1, 2])

	def test_another_area_is_neither_listed_nor_counted(self):
		self.take(area="ELSEWHERE", received_on="2025-04-01 10:00:00")
		with self.as_user(self.coordinator):
			self.assertEqual(fifteen_days({"until": "2025-06-30"})[4][1]["value"], "2 / 5")


class TestPending(ReportTestCase):
	def test_it_holds_exactly_the_open_complaints_one_may_see(self):
		names = {self.take(), self.take(urgency="U1", received_on=add_days(now_datetime(), -30))}
		self.take(area="ELSEWHERE")
		with self.as_user(self.coordinator):
			rows = pending({})[1]
			late = pending({"only_overdue": 1})[1]
		self.assertEqual({row["name"] for row in rows}, names)
		self.assertEqual([(row["bucket"], row["age_days"]) for row in late], [("overdue", 30)])


class TestDataQuality(ReportTestCase):
	def fine(self):
		"""A complaint with nothing wrong."""
		name = self.take(feedback_type="QUESTION", category="INFO", sensitivity="INFO")
		frappe.db.set_value("Complaint", name, "next_action_on", today())
		frappe.db.set_value("CFM Interaction", frappe.db.get_value("Complaint", name, "interaction"), ENOUGH)
		return name

	def test_it_lists_exactly_the_faulty_records(self):
		fine, no_action, impossible, untold = (self.fine() for _each in range(4))
		frappe.db.set_value("Complaint", no_action, "next_action_on", None)
		frappe.db.set_value("Complaint", impossible, "occurred_on", add_days(today(), 3))
		frappe.db.set_value(
			"CFM Interaction", frappe.db.get_value("Complaint", untold, "interaction"), "explained_process", 0
		)
		waiting = make_contact(area="REPORTLAND", received_on=add_days(now_datetime(), -3)).name
		make_contact(area="REPORTLAND")
		found = {row["record"]: row["problems"] for row in self.run_as_coordinator(data_quality)[1]}
		self.assertEqual(
			found,
			{
				no_action: "no next action",
				impossible: "happened after it was received",
				untold: "the person was not told the four points",
				waiting: "not classified in time",
			},
		)
		self.assertNotIn(fine, found)

	def test_a_summary_that_names_a_number_is_found_without_being_shown(self):
		name = self.fine()
		from cfm_app.confidentiality import vault

		with self.as_user(self.operator):
			vault.change(frappe.get_doc("Complaint", name), {"summary": "Call her on +93701234567"})
		row = self.run_as_coordinator(data_quality)[1][0]
		self.assertEqual(row["problems"], "the summary shows a number or an address")
		self.assertNotIn("+93701234567", str(row))

	def test_each_person_gets_an_average(self):
		self.fine()
		frappe.db.set_value("Complaint", self.fine(), "next_action_on", None)
		row = self.run_as_coordinator(data_quality, by_person=1)[1][0]
		self.assertEqual(
			(row["received_by"], row["records"], row["faulty"], row["score"]), (self.operator, 2, 1, 95.0)
		)


class TestIntakeRatings(ReportTestCase):
	def rate(self, *ratings):
		for rating in ratings:
			contact = make_contact(area="REPORTLAND", received_on="2025-03-05 10:00:00")
			frappe.db.set_value(
				"CFM Interaction", contact.name, {"intake_rating": rating, "received_by": self.operator}
			)

	def test_the_average_of_a_month_with_its_number(self):
		self.rate(5, 4, 4, 3, 4)
		row = self.run_as_coordinator(intake_ratings)[1][0]
		self.assertEqual(
			(row["month"], row["worker"], row["n"], row["mean"]), ("2025-03", self.operator, 5, 4.0)
		)

	def test_four_ratings_are_too_few_to_show_an_average(self):
		self.rate(5, 4, 4, 3)
		row = self.run_as_coordinator(intake_ratings)[1][0]
		self.assertEqual((row["n"], row["mean"]), (4, None))


class TestOutreachReports(ReportTestCase):
	def offer(self, channel, **values):
		row = {"area": "REPORTLAND", "channel": channel, "status": "Offered", **values}
		frappe.get_doc(doctype="CFM Channel Availability", **row).insert()

	def row(self):
		with self.as_user(self.coordinator):
			rows = channel_coverage({})[1]
		return next(row for row in rows if row["area"] == "REPORTLAND")

	def test_an_area_without_a_channel_for_people_who_do_not_read_is_flagged(self):
		frappe.db.delete("CFM Channel Availability")
		self.offer("SMS", needs_literacy=1, needs_phone=1, safe_for_women=1)
		self.assertIn("without reading", self.row()["gaps"])
		self.offer("DESK", needs_literacy=0, needs_travel=1)
		self.assertNotIn("without reading", self.row()["gaps"])
		self.assertEqual((self.row()["channels"], self.row()["without_literacy"]), (2, 1))

	def test_a_suspended_channel_covers_nobody(self):
		frappe.db.delete("CFM Channel Availability")
		self.offer("DESK", status="Suspended")
		self.assertEqual(self.row()["channels"], 0)

	def test_contractors_are_counted_apart_from_staff(self):
		for audience, women in (("staff", 4), ("contractor", 3), ("contractor", 2)):
			values = {"title": audience, "kind": "Training", "audience": audience, "held_on": "2025-02-01"}
			frappe.get_doc(doctype="CFM Training", area="REPORTLAND", women=women, men=1, **values).insert()
		rows = {row["audience"]: row for row in self.run_as_coordinator(trainings)[1]}
		self.assertEqual((rows["contractor"]["sessions"], rows["contractor"]["participants"]), (2, 7))
		self.assertEqual((rows["staff"]["sessions"], rows["staff"]["participants"]), (1, 5))
