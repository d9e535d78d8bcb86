"""Nobody lets go: what is not answered is said, reminded of, and what is urgent stays red."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

import frappe

from cfm_app.api import desk_help_came, desk_referrals
from cfm_app.handling import alerts, referral_chasers, referrals
from cfm_app.handling.moments import to_utc
from cfm_app.rules import referral_figures
from cfm_app.testing.directory import make_service
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.referral_case import ReferralCase


class ClockCase(ReferralCase):
	def after(self, referral, hours):
		told = []

		def tell(users, _doc, code):
			told.extend((user, code) for user in users)

		with (
			freeze_time(to_utc(referral.sent_on + timedelta(hours=hours))),
			patch.object(frappe.db, "commit"),
			patch.multiple(alerts, tell_all=tell, tell_all_now=tell),
		):
			done = referral_chasers.look_after()
		referral.reload()
		return done, told

	def steps(self, referral, action):
		return frappe.db.count("CFM Referral Step", {"referral": referral.name, "action": action})


class TestTheClock(ClockCase):
	def test_no_answer_in_time_is_said_once_and_the_sender_hears_of_it(self):
		referral = self.sent(priority="URGENT")
		done, _told = self.after(referral, 71.9)
		self.assertEqual((done["late"], referral.workflow_state), (0, "Sent"))
		_done, told = self.after(referral, 72)
		self.assertEqual(referral.workflow_state, "No feedback")
		self.assertIn((self.focal, "referral_late"), told)
		done, _told = self.after(referral, 72.2)
		self.assertEqual((done["late"], self.steps(referral, "No answer in time")), (0, 1))

	def test_a_late_answer_still_counts(self):
		referral = self.sent(priority="URGENT")
		self.after(referral, 80)
		self.assertEqual(self.act(referral, "Accept").workflow_state, "Accepted")

	def test_the_receiver_is_reminded_at_half_time_and_not_every_five_minutes(self):
		referral = self.sent(priority="URGENT")
		reminded = [self.after(referral, hours)[0]["chased"] for hours in (35, 36, 36.1, 59, 60)]
		self.assertEqual(reminded, [0, 1, 0, 0, 1])
		self.assertEqual(self.steps(referral, "Asked for news"), 2)

	def test_our_own_department_hears_the_reminder(self):
		referral = self.act(self.draft(self.department(), priority="URGENT"), "Send")
		_done, told = self.after(referral, 36)
		self.assertIn((self.legal, "referral_news"), told)

	def test_an_urgent_caller_who_is_not_linked_comes_back_to_the_sender(self):
		referral = self.act(self.sent(priority="EMERG", mode="warm handover"), "Accept")
		done, told = self.after(referral, 12)
		self.assertEqual((done["not_linked"], told), (1, [(self.focal, "referral_not_linked")]))
		self.assertEqual(self.after(referral, 13)[0]["not_linked"], 0)

	def test_what_has_ended_reminds_nobody(self):
		referral = self.act(self.sent(priority="URGENT"), "Withdraw")
		done, told = self.after(referral, 500)
		self.assertEqual((set(done.values()), told), ({0}, []))

	def test_one_that_cannot_be_looked_after_holds_up_no_other(self):
		broken, fine = self.sent(priority="URGENT"), self.sent_elsewhere()
		moved = referrals.move

		def move(referral, *arguments, **facts):
			if referral.name == broken.name:
				raise RuntimeError("the database is full of holes")
			return moved(referral, *arguments, **facts)

		with patch.object(referrals, "move", move), patch.object(frappe.db, "rollback"):
			done, _told = self.after(fine, 80)
		self.assertEqual((done["late"], fine.workflow_state), (1, "No feedback"))

	def sent_elsewhere(self):
		service = make_service(provider=self.service.provider, title="Her day in court")
		return self.act(self.draft(service=service, priority="URGENT"), "Send")


class TestTheEnd(ClockCase):
	def setUp(self):
		super().setUp()
		self.most_reminders(2)
		self.coordinator = make_user("Cora Coordinator", "Coordinator")
		make_grant(self.coordinator, "Supervise")
		self.referral = self.sent(priority="URGENT")

	def most_reminders(self, number):
		frappe.db.set_single_value("CFM Settings", "referral_reminders", number)
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		self.addCleanup(frappe.clear_document_cache, "CFM Settings", "CFM Settings")

	def ends_at(self, referral, *hours):
		"""Return what the clock did at each of these hours: (chased, ended)."""
		done = [self.after(referral, hour)[0] for hour in hours]
		return [(each["chased"], each["ended"]) for each in done]

	def test_after_so_many_reminders_the_clock_is_silent(self):
		done = self.ends_at(self.referral, 36, 60, 84, 108, 1000)
		self.assertEqual(done, [(1, 0), (1, 0), (0, 1), (0, 0), (0, 0)])
		self.assertEqual(self.steps(self.referral, "Asked for news"), 2)
		self.assertEqual(self.steps(self.referral, "No more reminders"), 1)

	def test_who_referred_and_who_supervises_are_told_once(self):
		self.ends_at(self.referral, 36, 60)
		_done, told = self.after(self.referral, 84)
		self.assertEqual(
			{user for user, code in told if code == "referral_unanswered"} >= {self.focal, self.coordinator},
			True,
		)
		self.assertNotIn("referral_unanswered", [code for _user, code in self.after(self.referral, 200)[1]])

	def test_it_still_counts_as_without_feedback(self):
		self.ends_at(self.referral, 36, 60, 84)
		counted = referral_figures.came_to(
			referral_figures.Sent("", (), self.referral.workflow_state, self.referral.sent_on)
		)
		self.assertEqual((self.referral.workflow_state, counted), ("No feedback", "no_feedback"))

	def test_it_stands_in_the_work_of_who_referred_until_somebody_answers(self):
		self.ends_at(self.referral, 36, 60, 84)
		self.assertEqual(self.in_work(), [self.referral.name])
		self.act(self.referral, "Accept")
		self.assertEqual(self.in_work(), [])

	def in_work(self):
		with self.as_user(self.focal):
			rows = desk_help_came.waiting()
		return [row["name"] for row in rows if row["name"] == self.referral.name]

	def test_who_answers_starts_the_count_anew(self):
		self.ends_at(self.referral, 36, 60, 84)
		self.referral = self.act(self.referral, "Acknowledge")
		self.assertEqual((self.referral.reminders, self.referral.reminders_ended_on), (0, None))

	def test_what_a_colleague_asks_herself_counts_for_nothing(self):
		with self.as_user(self.focal):
			for _time in range(5):
				desk_referrals.ask_for_news(self.referral.name)
		self.assertEqual(self.referral.reload().reminders, 0)

	def test_alerts_about_a_person_who_is_not_linked_end_as_well(self):
		urgent = self.act(self.sent_warm(), "Accept")
		done = [self.after(urgent, hour)[0] for hour in (12, 24, 36, 48)]
		self.assertEqual([each["not_linked"] for each in done], [1, 1, 0, 0])
		self.assertIn(urgent.name, self.ended())

	def sent_warm(self):
		service = make_service(provider=self.service.provider, title="A safe bed")
		return self.act(self.draft(service=service, priority="EMERG", mode="warm handover"), "Send")

	def ended(self):
		return frappe.get_all("Referral", {"reminders_ended_on": ["is", "set"]}, pluck="name")

	def test_without_a_number_the_shipped_one_holds(self):
		self.most_reminders(0)
		done = self.ends_at(self.referral, *range(36, 36 + 24 * 7, 24))
		self.assertEqual([chased for chased, _ended in done], [1, 1, 1, 1, 1, 0, 0])
