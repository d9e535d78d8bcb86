"""What waits for somebody: in the order of work, with what is overdue in sight, and the same in the weekly digest."""

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.api.desk_work import work_list
from cfm_app.cfm_app.report.pending_and_overdue.pending_and_overdue import execute as pending_report
from cfm_app.cfm_app.report.unclassified_contacts.unclassified_contacts import execute as unclassified_report
from cfm_app.handling import deadlines
from cfm_app.testing.factories import make_complaint, make_contact
from cfm_app.testing.small_desk import SmallDeskCase


class TestMyWork(SmallDeskCase):
	def take(self, urgency, hours_ago=1):
		with self.as_user(self.operator):
			received = add_to_date(now_datetime(), hours=-hours_ago)
			return make_complaint(area="DESKLAND", urgency=urgency, received_on=received).name

	def work(self, user):
		with self.as_user(user):
			return work_list()

	def test_the_emergency_comes_first_then_what_is_due_first(self):
		later = self.take("U4", hours_ago=2)
		sooner = self.take("U4", hours_ago=30)
		emergency = self.take("U1", hours_ago=0)
		self.assertEqual(
			[row["name"] for row in self.work(self.colleague)["complaints"]], [emergency, sooner, later]
		)

	def test_what_is_overdue_is_counted(self):
		self.take("U4")
		late = self.take("U1", hours_ago=24 * 20)
		work = self.work(self.colleague)
		self.assertEqual((work["counts"]["overdue"], work["counts"]["open"]), (1, 2))
		self.assertEqual([row["name"] for row in work["complaints"] if row["bucket"] == "overdue"], [late])

	def test_nobody_finds_the_work_of_others(self):
		self.take("U1")
		self.assertEqual(self.work(self.operator)["complaints"], [])

	def test_the_inbox_shows_the_oldest_first_and_says_what_waits_too_long(self):
		fresh = make_contact(area="DESKLAND")
		old = make_contact(area="DESKLAND", received_on=add_to_date(now_datetime(), hours=-30))
		work = self.work(self.operator)
		self.assertEqual([row["name"] for row in work["contacts"]], [old.name, fresh.name])
		self.assertEqual([row["is_late"] for row in work["contacts"]], [True, False])
		self.assertEqual(self.work(self.colleague)["contacts"], [])

	def test_the_report_of_unclassified_contacts_agrees_with_the_inbox(self):
		make_contact(area="DESKLAND")
		make_contact(area="DESKLAND", received_on=add_to_date(now_datetime(), hours=-30))
		with self.as_user(self.operator):
			inbox = [row["name"] for row in work_list()["contacts"]]
			self.assertEqual([row["name"] for row in unclassified_report({})[1]], inbox)
			self.assertEqual([row["name"] for row in unclassified_report({"only_late": 1})[1]], inbox[:1])

	def test_a_to_do_with_its_reference_stands_in_the_list_until_it_is_done(self):
		name = self.take("U4")
		task = frappe.get_doc(doctype="ToDo", allocated_to=self.colleague, description="Call the committee")
		task.update({"reference_type": "Complaint", "reference_name": name})
		task.insert()
		shown = self.work(self.colleague)["todos"]
		self.assertEqual([(row["name"], row["reference_name"]) for row in shown], [(task.name, name)])
		task.status = "Closed"
		task.save()
		self.assertEqual(self.work(self.colleague)["todos"], [])

	def test_the_weekly_digest_holds_the_rows_of_the_pending_report(self):
		self.take("U4")
		self.take("U2", hours_ago=60)
		digest = [row.name for row in deadlines.digest_rows(self.colleague)]
		with self.as_user(self.colleague):
			report = [row["name"] for row in pending_report({"handler": self.colleague})[1]]
		self.assertEqual((len(digest), digest), (2, report))

	def test_open_complaints_without_a_next_action_are_found(self):
		name = self.take("U4")
		with self.as_user(self.colleague):
			self.assertIn(name, [row["name"] for row in pending_report({"without_next_action": 1})[1]])
			complaint = frappe.get_doc("Complaint", name)
			complaint.next_action_on = frappe.utils.today()
			complaint.save()
			self.assertNotIn(name, [row["name"] for row in pending_report({"without_next_action": 1})[1]])
