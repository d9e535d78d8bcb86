"""At the desk: what stands against a referral is said first, another way is found, and the board shows what is late."""

from datetime import timedelta

from freezegun import freeze_time

import frappe
from frappe.utils import now_datetime

from cfm_app.api import desk_referral_board, desk_referrals, desk_services
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.rules.access import FULL
from cfm_app.testing.directory import make_provider, make_service
from cfm_app.testing.factories import make_area, make_grant, make_user
from cfm_app.testing.referral_case import ReferralCase


class TestBeforeSending(ReferralCase):
	def against(self, service=None, **facts):
		with self.as_user(self.focal):
			return desk_referrals.stands_against(self.complaint.name, (service or self.service).name, facts)

	def test_a_missing_consent_is_said_before_anything_is_typed(self):
		self.assertIn("There is no consent", self.against()["words"][0])
		self.allow()
		self.assertEqual(self.against()["words"], [])

	def test_her_story_needs_a_consent_of_its_own(self):
		self.allow()
		self.assertTrue(self.against(shares_words=1)["words"])

	def test_what_the_receiver_needs_is_named(self):
		frappe.db.set_value("Complaint", self.complaint.name, "age_band", None)
		self.assertEqual(self.against()["missing"], ["Age"])

	def test_our_own_department_is_asked_without_a_paper(self):
		team = self.department()
		self.assertEqual(self.against(team)["words"], [])
		self.assertTrue(self.against(team, is_protection=1)["words"])

	def test_asking_makes_no_referral(self):
		self.against()
		self.assertFalse(frappe.db.exists("Referral", {"complaint": self.complaint.name}))

	def test_the_operator_who_has_her_on_the_line_refers_her_herself(self):
		self.allow()
		with self.as_user(self.operator):
			made = desk_referrals.start(
				self.complaint.name, {"service": self.service.name}, {"service_requested": "Papers."}
			)
			desk_referrals.act(made["name"], "Send")
		sent = frappe.get_doc("Referral", made["name"])
		self.assertEqual((sent.workflow_state, sent.sent_by), ("Sent", self.operator))

	def test_of_two_that_fit_our_own_department_stands_first(self):
		team = self.department()
		with self.as_user(self.focal):
			found = desk_services.find_services({"service_type": "LEGAL.CIVIL"})["suggested"]
		names = [card["name"] for card in found]
		self.assertLess(names.index(team.name), names.index(self.service.name))


class TestAnotherWay(ReferralCase):
	def setUp(self):
		super().setUp()
		self.declined = self.act(self.sent(), "Decline", decline_reason="no capacity / waiting list")
		provider = make_provider("Second Lawyers", agreement=self.agreement.name)
		self.second = make_service(provider=provider.name, title="Papers, too")

	def instead(self, earlier=None):
		with self.as_user(self.focal):
			made = desk_referrals.start(
				self.complaint.name,
				{"service": self.second.name},
				{"service_requested": "An identity card."},
				(earlier or self.declined).name,
			)
		return frappe.get_doc("Referral", made["name"])

	def state(self, referral):
		return frappe.db.get_value("Referral", referral.name, "workflow_state")

	def test_the_earlier_one_is_let_go_only_when_the_other_has_been_sent(self):
		other = self.instead()
		self.assertEqual(other.earlier_referral, self.declined.name)
		self.assertEqual(self.state(self.declined), "Not accepted")
		self.act(other, "Send")
		self.assertEqual((self.state(other), self.state(self.declined)), ("Sent", "Transferred on"))
		step = frappe.get_all(
			"CFM Referral Step", {"referral": self.declined.name, "action": "Transfer"}, pluck="detail"
		)
		self.assertEqual(step, [other.name])

	def test_what_cannot_be_sent_lets_nothing_go(self):
		other = self.instead()
		frappe.db.set_value("Complaint", self.complaint.name, "sex", None)
		with self.assert_refused("cannot answer without", GuardRefused):
			self.act(other, "Send")
		self.assertEqual(self.state(self.declined), "Not accepted")

	def test_what_has_ended_goes_no_other_way(self):
		ended = self.act(self.declined, "Withdraw")
		with self.assert_refused("as it stands now", GuardRefused):
			self.instead(ended)

	def test_the_referral_of_another_complaint_is_not_let_go(self):
		with self.as_user(self.operator):
			another = self.take(sex="MALE", age_band="60+", language="ar")
		with self.as_user(self.focal), self.assert_refused("as it stands now", GuardRefused):
			desk_referrals.start(another.name, {"service": self.second.name}, {}, self.declined.name)

	def test_nobody_names_an_earlier_one_by_hand(self):
		with self.as_user(self.focal):
			made = frappe.get_doc(
				doctype="Referral",
				complaint=self.complaint.name,
				service=self.second.name,
				earlier_referral=self.declined.name,
			).insert()
		self.assertFalse(frappe.db.get_value("Referral", made.name, "earlier_referral"))


class TestTheBoard(ReferralCase):
	def board(self, user=None, **filters):
		with self.as_user(user or self.focal):
			found = desk_referral_board.board(filters)["columns"]
		mine = {
			column["state"]: [
				row["name"] for row in column["rows"] if row["complaint"] == self.complaint.name
			]
			for column in found
		}
		return {state: names for state, names in mine.items() if names}

	def test_what_is_red_stands_on_top(self):
		calm = self.sent(priority="NORMAL")
		urgent = self.act(self.draft(self.another_service(), priority="EMERG"), "Send")
		self.assertEqual(self.board()["Sent"], [urgent.name, calm.name])

	def test_the_urgent_board_leaves_out_what_can_wait(self):
		calm = self.sent(priority="NORMAL")
		urgent = self.act(self.draft(self.another_service(), priority="EMERG"), "Send")
		self.assertEqual(self.board(only_urgent=1), {"Sent": [urgent.name]})
		with freeze_time(now_datetime() + timedelta(days=15)):
			self.assertEqual(set(self.board(only_urgent=1)["Sent"]), {urgent.name, calm.name})

	def test_a_place_holds_what_lies_in_it_and_nothing_else(self):
		make_area("BOARDLAND")
		make_area("BOARDTOWN", parent="BOARDLAND")
		make_area("ELSEWHERE")
		inside, outside = self.draft(area="BOARDTOWN"), self.draft(area="ELSEWHERE")
		self.assertEqual(self.board(area="BOARDLAND"), {"Draft": [inside.name]})
		self.assertEqual(set(self.board()["Draft"]), {inside.name, outside.name})

	def test_what_has_ended_is_gone_from_it(self):
		self.act(self.sent(), "Withdraw")
		self.assertEqual(self.board(), {})

	def test_who_may_not_see_the_complaint_sees_no_card(self):
		self.sent()
		self.assertEqual(self.board(self.stranger), {})

	def test_the_calendar_shows_answers_that_are_due_and_services_to_come(self):
		waiting = self.sent(priority="URGENT")
		coming = self.act(self.act(self.draft(self.another_service()), "Send"), "Accept")
		day = now_datetime() + timedelta(days=5)
		coming = self.act(coming, "Schedule", scheduled_on=str(day))
		start, end = now_datetime(), now_datetime() + timedelta(days=30)
		with self.as_user(self.focal):
			events = desk_referral_board.calendar(str(start), str(end))
		names = {waiting.name, coming.name}
		found = [event["name"] for event in events if event["name"] in names]
		self.assertEqual(found, [waiting.name, coming.name])
		with self.as_user(self.stranger):
			self.assertEqual(desk_referral_board.calendar(str(start), str(end)), [])

	def calendar(self, user=None, **asked):
		start, end = now_datetime() - timedelta(days=3), now_datetime() + timedelta(days=30)
		mine = set(frappe.get_all("Referral", {"complaint": self.complaint.name}, pluck="name"))
		with self.as_user(user or self.focal):
			events = desk_referral_board.calendar(str(start), str(end), **asked)
		return {event["name"]: event for event in events if event["name"] in mine}

	def test_days_that_are_none_get_a_sentence(self):
		with self.as_user(self.focal), self.assert_refused("open the page again", GuardRefused):
			desk_referral_board.calendar("next week", "2026-13-45")

	def test_the_calendar_says_late_in_a_word_and_not_by_a_colour_alone(self):
		referral = self.sent()
		self.assertIn("answer due", self.calendar()[referral.name]["title"])
		referral.db_set("due_on", now_datetime() - timedelta(days=1))
		event = self.calendar()[referral.name]
		self.assertTrue(event["title"].startswith("overdue: "))
		self.assertEqual(event["look"], "danger")

	def test_the_calendar_of_one_partner_of_mine_and_of_my_team(self):
		referral = self.sent()
		colleague = make_user("Rami Referrer", "Focal Point", line_manager=self.focal)
		self.addCleanup(frappe.db.set_value, "User", colleague, "cfm_line_manager", None)
		make_grant(colleague, "Handle")
		self.assertIn(referral.name, self.calendar(whose="me"))
		self.assertNotIn(referral.name, self.calendar(colleague, whose="me"))
		self.assertIn(referral.name, self.calendar(colleague, whose="team"))
		self.assertIn(referral.name, self.calendar(provider=referral.provider))
		self.assertEqual(self.calendar(provider=make_provider("Somebody else").name), {})

	def test_the_calendar_of_my_team_shows_nothing_that_i_may_not_list(self):
		self.sent()
		self.assertEqual(self.calendar(self.stranger, whose="team"), {})

	def test_the_steps_of_a_referral_are_read_with_their_words_by_who_may_read_the_complaint(self):
		referral = self.act(self.sent(), "Accept", note="The clerk said yes.")
		with self.as_user(self.focal):
			steps = desk_referrals.steps(referral.name)
			page = desk_referrals.of(self.complaint, FULL)
		self.assertEqual([step.action for step in steps], ["Accept", "Send", "Drafted"])
		self.assertEqual(steps[0].note, "The clerk said yes.")
		self.assertNotIn("The clerk said yes.", str(page))
		self.assertTrue(page[0]["sent_on"] and page[0]["answered_on"])
		for user in (self.stranger, self.analyst):
			with self.as_user(user), self.assertRaises(AccessRefused):
				desk_referrals.steps(referral.name)

	def test_a_stranger_lets_nothing_go_another_way(self):
		referral = self.sent()
		with self.as_user(self.stranger), self.assert_refused("", AccessRefused):
			desk_referrals.start(self.complaint.name, {"service": self.service.name}, {}, referral.name)
