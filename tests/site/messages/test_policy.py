"""What our own rules forbid or delay, right before a message would leave."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

import frappe

from cfm_app.integrations.engine import consent, limits, outbox, policy
from cfm_app.testing.outbox_case import MESSAGE, NOON, POINT, utc
from cfm_app.testing.policy_case import ABUSE, ALLOWED, YES, PolicyCase
from cfm_app.testing.small_mechanism import WORDS


class TestSwitchesAndPeople(PolicyCase):
	def test_nothing_stands_against_an_ordinary_message(self):
		self.assertEqual(self.verdict(), ALLOWED)
		self.assertEqual(self.verdict(record=self.complaint()), ALLOWED)

	def test_a_switched_off_line_or_account_keeps_its_messages(self):
		name = self.queue()
		frappe.db.set_value("CFM Message Line", self.line.name, "sends", 0)
		self.assertEqual(self.verdict_on(name), ("line_off", None))
		frappe.db.set_value("CFM Message Line", self.line.name, "sends", 1)
		frappe.db.set_value("CFM Provider Account", self.line.account, "is_active", 0)
		self.assertEqual(self.verdict_on(name), ("account_paused", None))

	def test_a_stop_that_comes_between_queueing_and_sending_counts(self):
		broadcast, answer = self.queue(purpose="broadcast"), self.queue()
		consent.stop(self.person, event_key="e1", scope="information", source="keyword")
		self.assertEqual((self.verdict_on(broadcast), self.verdict_on(answer)), ("opted_out", "opted_out"))
		self.assertEqual(self.verdict(purpose="keyword"), ALLOWED)
		with freeze_time(utc(NOON + timedelta(minutes=1))):
			self.wrote(minutes=-1, record="CC-1")
			self.assertEqual((self.verdict_on(broadcast), self.verdict_on(answer)), ("opted_out", ALLOWED))

	def test_nobody_is_written_to_about_a_record_that_is_gone(self):
		doc = self.complaint()
		name = self.queue(record=doc)
		frappe.db.delete("Complaint", {"name": doc.name})
		self.assertEqual(self.verdict_on(name), "record_gone")

	def test_deleted_words_are_not_sent(self):
		name = self.queue()
		frappe.db.set_value(MESSAGE, name, "sealed", None)
		self.assertEqual(self.verdict_on(name), "words_deleted")

	def test_what_an_unreachable_number_said_later_opens_it_again(self):
		frappe.db.set_value(POINT, self.person, "unreachable_on", NOON - timedelta(hours=1))
		self.wrote(hours=2)
		self.assertEqual(self.verdict(), "unreachable")
		self.wrote(minutes=1)
		self.assertEqual(self.verdict(), ALLOWED)


class TestSafety(PolicyCase):
	def test_about_a_sensitive_record_nothing_leaves_without_an_explicit_yes(self):
		self.assertEqual(self.verdict(record=self.complaint(**ABUSE)), "no_explicit_yes")
		self.assertEqual(self.verdict(record=self.complaint(YES, **ABUSE)), ALLOWED)
		other = {**YES, "channel": "WHATSAPP"}
		self.assertEqual(self.verdict(record=self.complaint(other, **ABUSE)), "other_channel")

	def test_a_yes_that_is_taken_back_counts_at_once(self):
		doc = self.complaint(YES, **ABUSE)
		name = self.queue(record=doc)
		with patch("cfm_app.confidentiality.persons.wishes_of", return_value={"safe_to_message": False}):
			self.assertEqual(self.verdict_on(name), "not_safe")

	def test_a_record_whose_level_nobody_knows_counts_as_sensitive(self):
		doc = self.complaint()
		frappe.db.set_value("Complaint", doc.name, "access_key", None)
		self.assertEqual(self.verdict(record=doc), "no_explicit_yes")

	def test_nothing_is_written_to_a_child(self):
		self.assertEqual(self.verdict(record=self.complaint(YES, age_band="12-17")), "child_no_messages")

	def test_it_waits_for_the_hours_that_the_person_named_in_her_own_time(self):
		doc = self.complaint({**YES, "times": [["18:00", "20:00"]]})
		frappe.db.set_value("CFM Area", doc.area, "time_zone", frappe.utils.get_system_timezone())
		frappe.cache.delete_key("cfm_area_inherited")
		code, until = self.verdict(record=doc)
		self.assertEqual(code, "outside_hours")
		self.assertGreater(until, NOON)
		with freeze_time(utc(until)):
			self.assertEqual(self.verdict(record=doc), ALLOWED)

	def test_words_of_the_record_do_not_leave(self):
		doc = self.complaint()
		with patch("cfm_app.integrations.engine.outgoing_words.opened", return_value={"body": WORDS}):
			name = self.queue(record=doc)
			with patch.object(frappe.db, "commit"):
				outbox.send(name)
		self.assertEqual(
			frappe.db.get_value(MESSAGE, name, ["state", "error_code"]), ("Blocked", "shared_words")
		)
		noted = frappe.get_all("CFM Access Log", {"record": doc.name, "action": "refused"}, pluck="detail")
		self.assertEqual(noted, [f"message {name}: shared_words"])

	def test_what_forbids_is_told_before_words_are_chosen_and_what_delays_is_not(self):
		doc = self.complaint(**ABUSE)
		asked = {"line": self.line.name, "kind": self.kind, "contact_point": self.person, "template": ""}
		asked |= {"record_type": doc.doctype, "record": doc.name, "purpose": "service"}
		self.assertEqual(policy.reason_against(frappe._dict(asked)), "no_explicit_yes")
		waiting = self.complaint({**YES, "times": [["02:00", "02:01"]]})
		self.assertEqual(policy.reason_against(frappe._dict(asked, record=waiting.name)), "")


class TestPlacesTimesAndMoney(PolicyCase):
	def test_messages_go_only_to_the_countries_that_are_listed(self):
		for organisation, line, expected in (
			("SY", None, "country"),
			("", None, "country"),
			("SY, CO", None, ALLOWED),
			("SY, CO", "SY", "country"),
		):
			with self.subTest(organisation=organisation, line=line):
				self.settings(allowed_countries=organisation)
				frappe.db.set_value("CFM Message Line", self.line.name, "countries", line)
				self.assertEqual(self.verdict(), expected)

	def test_nobody_is_woken_at_night(self):
		zone = policy.ZoneInfo(policy.time_zone_of("ALL"))
		local = policy.to_utc(NOON).astimezone(zone)
		quiet_from, quiet_to = local - timedelta(hours=1), local + timedelta(hours=2)
		self.settings(quiet_from=f"{quiet_from:%H:%M}:00", quiet_to=f"{quiet_to:%H:%M}:00")
		self.assertEqual(self.verdict(), ("quiet_hours", NOON + timedelta(hours=2)))
		with freeze_time(utc(NOON + timedelta(hours=2))):
			self.assertEqual(self.verdict(), ALLOWED)

	def test_when_the_budget_of_the_day_is_used_up_everybody_hears_once_and_what_costs_waits(self):
		frappe.db.set_value("CFM Message Line", self.line.name, "price_per_segment", 1)
		self.sent_before(9, minutes=30)
		self.sent_before(5, days=1)
		self.settings(daily_budget=10, budget_stopped_on=None)
		first, second = self.queue(), self.queue()
		self.assertEqual(self.verdict_on(first), ALLOWED)
		self.sent_before(1, minutes=1)
		with patch("cfm_app.handling.alerts.tell_all") as told:
			self.assertEqual(self.verdict_on(first), ("budget", None))
			self.assertEqual(self.verdict_on(second), ("budget", None))
		self.assertEqual([call.args[2] for call in told.call_args_list], ["budget_reached"])
		self.settings(daily_budget=20)
		self.assertEqual(self.verdict_on(first), ALLOWED)
		self.settings(daily_budget=10)
		with freeze_time(utc(NOON + timedelta(days=1))):
			self.assertEqual(self.verdict_on(first), ALLOWED)

	def test_one_number_gets_five_an_hour_and_the_sixth_waits(self):
		self.settings(per_number_hour=5, per_number_day=20)
		self.sent_before(4, minutes=50)
		self.assertEqual(self.verdict(), ALLOWED)
		self.sent_before(1, minutes=10)
		code, until = self.verdict()
		self.assertEqual(code, "per_number")
		self.assertEqual(until, NOON + timedelta(minutes=10, seconds=1))

	def test_a_full_line_lets_the_next_one_wait_also_without_redis(self):
		self.sent_before(600, seconds=20)
		name = self.queue()
		with patch.object(limits.frappe.cache, "get_value", self.nothing_of_the_line):
			self.assertEqual(self.verdict_on(name), ("rate", NOON + timedelta(seconds=40)))
		with freeze_time(utc(NOON + timedelta(seconds=41))):
			self.assertEqual(self.verdict(), ALLOWED)

	def test_a_slowed_line_has_less_room_for_a_while(self):
		self.addCleanup(frappe.cache.delete_value, f"{limits.SLOWED}|{self.line.name}")
		limits.slow_down(self.line.name)
		limits.slow_down(self.line.name)
		self.assertEqual((limits.slowness_of(self.line.name), limits.room_on(self.line)), (4, 150))
