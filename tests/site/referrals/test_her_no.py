"""She says that the help has not come, by call, message or tracking page: it is red everywhere until somebody acts."""

from unittest.mock import patch

from frappe.utils import add_days, today

from cfm_app.api import desk_help_came, desk_referral_board, desk_referrals, desk_work
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts, help_came, referrals
from cfm_app.rules.access import FULL
from cfm_app.testing.referral_case import ReferralCase

RED = {"word": "overdue", "reason": "not_received", "asks": False}


class TestHerNo(ReferralCase):
	def setUp(self):
		super().setUp()
		self.referral = self.act(self.sent(), "Accept")

	def she_says_no(self):
		help_came.it_has_not_come(self.referral, referrals.THE_PERSON, "tracking page", "Nobody called me.")

	def call_says_no(self, user=None, note="She waited all day."):
		with self.as_user(user or self.focal):
			desk_help_came.not_received(self.referral.name, "call", note)
		self.referral.reload()

	def on_board(self):
		with self.as_user(self.focal):
			columns = desk_referral_board.board()["columns"]
		rows = [row for column in columns for row in column["rows"] if row["name"] == self.referral.name]
		return rows[0]["standing"]

	def on_form(self):
		with self.as_user(self.focal):
			return desk_referrals.referral_page(self.referral.name)["standing"]

	def on_complaint(self):
		with self.as_user(self.focal):
			return desk_referrals.of(self.complaint, FULL)[0]["standing"]

	def in_work_of(self, user):
		with self.as_user(user):
			rows = desk_work.work_list()["sent_referrals"]
		return [row["name"] for row in rows if row["name"] == self.referral.name]

	def is_red(self):
		return (self.on_board(), self.on_form(), self.in_work_of(self.focal)) == (
			RED,
			RED,
			[self.referral.name],
		)

	def test_it_is_red_on_the_board_on_the_form_on_the_complaint_and_in_the_work_of_who_referred(self):
		self.assertNotEqual(self.on_board(), RED)
		self.assertEqual(self.in_work_of(self.focal), [])
		self.she_says_no()
		self.assertTrue(self.is_red())
		self.assertIn(RED, [self.on_complaint()])

	def test_what_a_colleague_hears_on_the_phone_is_as_red_and_her_words_stay_sealed(self):
		self.call_says_no()
		self.assertTrue(self.is_red())
		with self.as_user(self.focal):
			step = desk_referrals.referral_page(self.referral.name)["steps"][0]
		self.assertEqual(
			(step.action, step.detail, step.note), (help_came.NOT_RECEIVED, "call", "She waited all day.")
		)
		self.assertFalse(self.holds("tabCFM Referral Step", "detail", "waited"))

	def test_who_referred_hears_it_from_a_colleague_and_not_from_herself(self):
		told = []
		tell = lambda users, _doc, code: told.extend((user, code) for user in users)  # noqa: E731
		with patch.object(alerts, "tell_all", tell):
			self.call_says_no()
			self.assertEqual(told, [])
			help_came.it_has_not_come(self.referral, referrals.Actor("sender", self.operator), "call")
		self.assertEqual(told, [(self.focal, "referral_not_received")])

	def test_the_work_of_nobody_else_shows_it(self):
		self.she_says_no()
		for other in (self.operator, self.stranger, self.legal):
			self.assertEqual(self.in_work_of(other), [], other)

	def test_whatever_who_referred_does_next_ends_the_red(self):
		for act in (self.ask_for_news, self.link, self.look_for_another_way):
			self.she_says_no()
			act()
			self.assertEqual(self.in_work_of(self.focal), [], act.__name__)

	def ask_for_news(self):
		with self.as_user(self.focal):
			desk_referrals.ask_for_news(self.referral.name)
		self.referral.reload()

	def link(self):
		with self.as_user(self.focal):
			desk_referrals.link_person(self.referral.name, False, "Nobody picked up.")
		self.referral.reload()

	def look_for_another_way(self):
		self.referral = self.act(self.referral, "Withdraw")

	def test_her_own_yes_ends_it(self):
		self.she_says_no()
		help_came.it_came(self.referral, "tracking page")
		self.assertIsNone(self.referral.reload().not_received_on)

	def test_a_new_date_of_the_partner_is_an_act_and_its_word_against_hers_is_none(self):
		self.she_says_no()
		partner = referrals.receiver("Legal Aid Society")
		referrals.move(self.referral, "Report as delivered", partner, delivered_on=today())
		self.assertTrue(self.is_red())
		referrals.move(self.referral, "Schedule", partner, scheduled_on=add_days(today(), 3))
		self.assertIsNone(self.referral.reload().not_received_on)

	def test_it_cannot_be_said_of_a_draft_or_of_what_has_ended(self):
		self.referral = self.act(self.referral, "Withdraw")
		with self.assert_refused("as it stands now", GuardRefused):
			self.call_says_no()
		self.referral = self.draft()
		with self.assert_refused("as it stands now", GuardRefused):
			self.call_says_no()

	def test_who_may_not_write_in_it_may_not_say_it(self):
		for other in (self.analyst, self.stranger):
			with self.assert_refused("no such record", AccessRefused):
				self.call_says_no(other)
		self.assertIsNone(self.referral.reload().not_received_on)
