"""She goes there herself: she is told where, nothing about her leaves, and somebody asks later whether she got there."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

import frappe
from frappe.www.printview import get_html_and_style

from cfm_app.api import desk_referral_inbox, desk_referrals
from cfm_app.cfm_insight import referral_counts
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts, help_came, referral_chasers, referral_paper
from cfm_app.handling.moments import to_utc
from cfm_app.rules.referral_clocks import SELF
from cfm_app.testing.directory import make_service
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.small_mechanism import NAME, PHONE

SITE = {
	"title": "Office",
	"address": "12 Mill Road",
	"hours": "Mon-Fri 08:00-16:00",
	"phone": "+31 20 555 0100",
}


class SheGoesHerself(ReferralCase):
	def setUp(self):
		super().setUp()
		self.open_door = make_service(
			provider=self.service.provider,
			title="Papers at the counter",
			sites=[dict(SITE)],
			documents="Any paper",
		)

	def told(self, service=None, **facts):
		return self.act(self.draft(service or self.open_door, mode=SELF, **facts), "Send")

	def later(self, referral, hours):
		heard = []

		def tell(users, doc, code):
			if doc.name == referral.name:
				heard.extend((user, code) for user in users)

		with (
			freeze_time(to_utc(referral.sent_on + timedelta(hours=hours))),
			patch.object(frappe.db, "commit"),
			patch.multiple(alerts, tell_all=tell, tell_all_now=tell),
		):
			referral_chasers.look_after()
			return heard, self.page(referral.reload())

	def page(self, referral):
		with self.as_user(self.focal):
			return desk_referrals.referral_page(referral.name)


class TestNothingLeaves(SheGoesHerself):
	def test_no_consent_and_no_agreement_is_needed_to_tell_her_where_to_go(self):
		with self.as_user(self.focal):
			against = desk_referrals.stands_against(self.complaint.name, self.open_door.name, {"mode": SELF})
		self.assertEqual((against["words"], against["missing"]), ([], []))
		self.assertEqual(self.told().workflow_state, "Sent")

	def test_the_partner_gets_no_link_no_mail_and_no_reminder(self):
		before = frappe.db.count("Email Queue")
		referral = self.told(priority="URGENT")
		with self.as_user(self.focal), self.assert_refused("goes there herself", GuardRefused):
			desk_referrals.make_link(referral.name)
		self.later(referral, 500)
		self.act(referral, "Withdraw")
		self.assertEqual(frappe.db.count("Email Queue"), before)
		self.assertFalse(
			frappe.db.exists("CFM Referral Step", {"referral": referral.name, "action": "Asked for news"})
		)

	def test_our_own_department_hears_nothing_of_it(self):
		referral = self.told(self.department())
		self.assertIsNone(referral.receiver)
		with self.as_user(self.legal):
			self.assertNotIn(referral.name, {row["name"] for row in desk_referral_inbox.waiting()})
			with self.assert_refused("no such record", AccessRefused):
				desk_referral_inbox.sheet(referral.name)

	def test_nobody_is_sent_to_a_closed_door_or_a_hidden_place(self):
		closed = make_service(provider=self.service.provider, title="By paper", how_to_access="referral only")
		hidden = make_service(
			provider=self.service.provider, title="A house", sites=[{"title": "H", "is_hidden": 1}]
		)
		for service, words in ((closed, "nobody without a referral"), (hidden, "This place is hidden")):
			with self.assert_refused(words, GuardRefused):
				self.told(service)

	def test_it_counts_against_no_partner(self):
		self.told()
		with self.as_user(self.focal):
			wanted = [*referral_counts._wanted({}), ["complaint", "=", self.complaint.name]]
			self.assertEqual(frappe.get_list("Referral", wanted), [])


class TestSheIsAsked(SheGoesHerself):
	def test_who_told_her_is_reminded_to_ask_when_the_time_is_over_and_not_before(self):
		referral = self.told(priority="URGENT")
		self.assertEqual(self.later(referral, 71.9)[0], [])
		heard, page = self.later(referral, 72)
		self.assertEqual(heard, [(self.focal, "referral_ask_person")])
		self.assertEqual(page["standing"], {"word": "overdue", "reason": "ask_person", "asks": False})
		self.assertEqual(self.later(referral, 73)[0], [])

	def test_she_says_yes_and_it_is_received(self):
		referral = self.act(self.told(), "Confirm that the service was received", confirmed_by="call")
		self.assertEqual(referral.workflow_state, "Service received")
		self.assertEqual(self.page(referral)["standing"]["word"], "on track")

	def test_she_says_it_herself_because_nobody_else_will(self):
		referral = self.told()
		self.assertTrue(help_came.may_be_said(referral))
		help_came.it_came(referral, "tracking page")
		self.assertEqual(referral.reload().workflow_state, "Service received")

	def test_she_was_turned_away_and_another_way_is_found(self):
		referral = self.act(self.told(), "Decline", decline_reason="not eligible")
		self.assertEqual((referral.workflow_state, referral.decline_reason), ("Not accepted", "not eligible"))
		self.assertIn("Transfer", self.page(referral)["actions"])

	def test_nobody_answers_for_a_receiver_that_knows_nothing(self):
		actions = set(self.page(self.told())["actions"])
		self.assertFalse(actions & {"Acknowledge", "Accept", "Schedule", "Report as delivered"})
		self.assertIn("Confirm that the service was received", actions)


class TestWhatSheTakesAlong(SheGoesHerself):
	def taken(self, referral, user=None):
		with self.as_user(user or self.operator):
			return frappe.get_print("Referral", referral.name, "Where To Go", no_letterhead=1)

	def test_it_says_where_when_and_what_to_bring_and_nothing_about_her(self):
		paper = self.taken(self.told())
		for words in (*SITE.values(), "Any paper", "Papers at the counter"):
			self.assertIn(words, paper)
		body = paper[paper.index("<section") :]
		for hers in (NAME, PHONE, "Laleh", "burned", self.complaint.name):
			self.assertNotIn(hers, body)

	def test_the_desk_s_own_print_view_shows_the_same_and_gives_nobody_away(self):
		referral = self.told()
		with self.as_user(self.operator):
			frappe.form_dict.print_format = "Where To Go"  # as the request carries it
			shown = get_html_and_style("Referral", referral.name, print_format="Where To Go")["html"]
		self.assertIn("12 Mill Road", shown)
		self.assertFalse(frappe.db.exists("CFM Access Log", {"record": referral.name, "action": "print"}))

	def test_it_speaks_her_language_first(self):
		with self.as_user(self.operator):
			sheets = referral_paper.for_person(self.told())
		self.assertEqual(
			[(sheet["language"], sheet["direction"]) for sheet in sheets], [("ar", "rtl"), ("en", "ltr")]
		)

	def test_a_hidden_place_stays_hidden_on_it(self):
		hidden = make_service(
			provider=self.service.provider,
			title="A house",
			sites=[{"title": "Rose", "address": "", "is_hidden": 1}],
		)
		self.allow()
		paper = self.taken(self.act(self.draft(hidden), "Send"))
		self.assertNotIn("Rose", paper)
		self.assertIn("we bring you together", paper)

	def test_who_may_not_see_the_referral_prints_nothing(self):
		referral = self.told()
		with self.assertRaises((frappe.PermissionError, frappe.DoesNotExistError)):
			self.taken(referral, self.stranger)
		with self.as_user(self.stranger):
			self.assertEqual(referral_paper.for_person(referral), [])

	def test_the_operator_hears_it_before_anything_is_sent(self):
		with self.as_user(self.focal):
			told = desk_referrals.stands_against(self.complaint.name, self.open_door.name)["tell"]
		self.assertIn("12 Mill Road", dict(told)["Where"])
