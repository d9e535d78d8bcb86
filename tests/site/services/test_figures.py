"""The figures on referrals and gaps: they count what who asks may see, and no number points to a person."""

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, now_datetime

from cfm_app.confidentiality import export_rows
from cfm_app.confidentiality.rows import insert_rows
from cfm_app.directory import gaps
from cfm_app.testing.factories import make_area, make_user
from cfm_app.testing.referral_case import ReferralCase


class TestReferralFigures(ReferralCase):
	def setUp(self):
		super().setUp()
		frappe.db.delete("Referral")
		self.pattern = frappe.get_doc("Referral", self.draft().name)
		frappe.db.delete("Referral")

	def written(self, number, state, **more):
		"""Write referrals of Laleh's complaint, sent eight days ago."""
		same = ("complaint", "kind", "provider", "service_type", "sector", "area", "priority", "access_key")
		row = {field: self.pattern.get(field) for field in same}
		row |= {"workflow_state": state, "sent_on": add_days(now_datetime(), -8), **more}
		insert_rows("Referral", [dict(row) for _each in range(number)])

	def report(self, name, user=None):
		span = {"from_date": add_days(now_datetime(), -60).date(), "to_date": now_datetime().date()}
		with self.as_user(user or self.focal):
			return run(name, span)["result"]

	def test_a_partner_that_answered_and_let_others_wait(self):
		answered = {
			"answered_on": add_days(now_datetime(), -6),
			"acknowledged_on": add_days(now_datetime(), -7),
		}
		self.written(6, "Accepted", **answered)
		self.written(5, "Closed", received_confirmed_on=now_datetime(), **answered)
		self.written(9, "No feedback")
		everything, partner, line = self.report("Partner Performance")
		self.assertEqual(everything["group_title"], "All")
		self.assertEqual(partner["group_title"], "Legal Aid Society")
		self.assertEqual(line["sector_title"], frappe.db.get_value("CFM Sector", "LEGAL", "title"))
		for row in (everything, partner, line):
			self.assertEqual(
				[row[column] for column in ("total", "accepted", "received", "no_feedback", "not_accepted")],
				["20", "6", "5", "9", "0"],
			)
			self.assertEqual((row["feedback"], row["received_share"], row["days"]), (55, 25, 2))

	def test_feedback_inside_and_outside_stands_apart(self):
		self.written(7, "Sent")
		self.written(8, "Accepted", kind="internal", answered_on=now_datetime())
		rows = {
			row["group_title"]: row for row in self.report("Referral Feedback") if not row["sector_title"]
		}
		self.assertEqual(
			{title: row["total"] for title, row in rows.items()},
			{"All": "15", "external": "7", "internal": "8"},
		)

	def test_a_single_refusal_is_not_counted_out(self):
		self.written(20, "Accepted", answered_on=now_datetime())
		self.written(1, "Not accepted", decline_reason="person declined")
		line = self.report("Partner Performance")[-1]
		self.assertEqual(line["not_accepted"], "<5")
		self.assertFalse(line["total"].isdigit() and line["accepted"].isdigit())

	def test_who_may_not_see_the_complaint_does_not_count_its_referrals(self):
		self.written(12, "Accepted", answered_on=now_datetime())
		self.assertEqual(self.report("Partner Performance", self.stranger), [])

	def test_an_operator_gets_no_figures_of_partners(self):
		operator = make_user("Omar Operator", "Operator")
		with self.assert_refused("", frappe.PermissionError):
			self.report("Partner Performance", operator)

	def test_drafts_are_not_counted(self):
		self.written(12, "Draft", sent_on=None)
		self.assertEqual(self.report("Referral Feedback"), [])

	def test_as_a_file_they_are_counts_without_records(self):
		self.assertLessEqual(
			{"Partner Performance", "Referral Feedback", "Service Gaps"}, export_rows.WITHOUT_RECORDS
		)


class TestServiceGaps(ReferralCase):
	def setUp(self):
		super().setUp()
		frappe.db.delete("CFM Service Gap")
		self.town, self.village = make_area("GAPTOWN"), make_area("GAPVILLAGE")
		self.coordinator = make_user("Cora Coordinator", "Coordinator")

	def needs(self, number, service_type, area):
		for _each in range(number):
			gap = gaps.log(service_type, area)
		return gap

	def report(self, **filters):
		with self.as_user(self.coordinator):
			return {row["area_title"]: row for row in run("Service Gaps", filters)["result"]}

	def test_where_what_is_missing_stands_in_a_table(self):
		self.needs(6, "LEGAL.CIVIL", self.town)
		self.needs(7, "GBV.SAFEHOUSE", self.village)
		found = self.report()
		self.assertEqual((found["Gaptown"]["LEGAL"], found["Gaptown"]["GBV"]), ("6", "0"))
		self.assertEqual((found["All"]["total"], found["Gapvillage"]["GBV"]), ("13", "7"))

	def test_the_need_of_one_person_shows_in_no_number(self):
		self.needs(1, "GBV.SAFEHOUSE", self.village)
		self.needs(9, "GBV.SAFEHOUSE", self.town)
		found = self.report()
		self.assertEqual(found["Gapvillage"]["GBV"], "<5")
		self.assertFalse(found["Gaptown"]["GBV"].isdigit() and found["All"]["GBV"].isdigit())

	def test_what_was_filled_is_asked_for_no_more(self):
		gap = frappe.get_doc("CFM Service Gap", self.needs(6, "LEGAL.CIVIL", self.town))
		with self.as_user(self.coordinator):
			gap.update({"state": "filled"}).save()
		self.assertEqual(self.report(), {})
		self.assertEqual(self.report(all_states=1)["All"]["total"], "6")
