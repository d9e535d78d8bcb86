"""What our own rules forbid or delay, right before a message would leave."""

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

import frappe

from cfm_app.confidentiality.rows import insert_row
from cfm_app.integrations.base.errors import PolicyBlocked
from cfm_app.integrations.base.types import Address
from cfm_app.integrations.engine import consent, contact_points, limits, outbox, policy
from cfm_app.integrations.engine.later import NotNow
from cfm_app.testing.factories import make_complaint, somebody
from cfm_app.testing.outbox_case import KEY, MESSAGE, NOON, OPEN, PHONE, POINT, SETTINGS, OutboxCase, utc
from cfm_app.testing.scripted_provider import on_duty
from cfm_app.testing.small_mechanism import WORDS, SmallMechanism

ALLOWED = "allowed"
ABUSE = {"feedback_type": "COMPL_CONDUCT", "category": "SEAH"}
YES = {"safe_to_message": True}


class PolicyCase(SmallMechanism):
	"""A message on an open line at noon, which nothing forbids; all rolls back."""

	kind, abilities = "SMS", {}

	def setUp(self):
		super().setUp()
		self._during(on_duty(**self.abilities))
		self._during(freeze_time(utc(NOON)))
		self._during(patch.object(outbox, "_hand_over"))
		self.cached = frappe.cache.get_value
		self.settings(**OPEN)
		self.line, self.template = OutboxCase.make_line(self.kind), OutboxCase.make_template()
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)
		kind = "whatsapp" if self.kind == "WhatsApp" else "messenger" if self.kind == "Messenger" else "phone"
		self.person = contact_points.remember(Address(kind, PHONE))

	def settings(self, **values):
		frappe.db.set_single_value(SETTINGS, values)
		frappe.clear_document_cache(SETTINGS, SETTINGS)

	def queue(self, **values):
		row = {"line": self.line.name, "contact_point": self.person, "template": KEY, "purpose": "received"}
		return outbox.queue(**{**row, "variables": {"reference": "CC-7K2M4-9QRST"}, **values})

	def verdict(self, **values):
		"""Return what the rules say about a message: allowed, a code, or (a code, when it may go)."""
		return self.verdict_on(self.queue(**values))

	def verdict_on(self, name):
		try:
			policy.check(frappe.db.get_value(MESSAGE, name, "*", as_dict=True))
		except PolicyBlocked as refusal:
			return refusal.code
		except NotNow as later:
			return (later.code, later.until)
		return ALLOWED

	def complaint(self, wishes=None, **facts):
		with self.as_user(self.operator):
			return make_complaint(WORDS, people=somebody(wishes=wishes or {}), **facts)

	def wrote(self, record=None, **ago):
		at = NOON - timedelta(**ago)
		row = {"direction": "In", "line": self.line.name, "contact_point": self.person, "record": record}
		insert_row(MESSAGE, **row, creation=at, modified=at, owner="Guest", modified_by="Guest")

	def sent_before(self, number, **ago):
		at = NOON - timedelta(**ago)
		for _each in range(number):
			row = {"direction": "Out", "line": self.line.name, "contact_point": self.person, "state": "Sent"}
			insert_row(MESSAGE, **row, attempted_on=at, sent_on=at, price=1.0)

	def nothing_of_the_line(self, key, *args, **kwargs):
		"""Answer as the cache does when Redis is down."""
		return None if key.startswith(limits.SLOWED) else self.cached(key, *args, **kwargs)

	def _during(self, context):
		entered = context.__enter__()
		self.addCleanup(context.__exit__, None, None, None)
		return entered


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


class TestWhatsAppWindow(PolicyCase):
	kind, abilities = "WhatsApp", {"window_hours": 24, "templates": True}

	def test_free_words_go_for_almost_a_day_after_the_person_wrote(self):
		self.wrote(hours=23, minutes=50)
		self.assertEqual(self.verdict(), ALLOWED)

	def test_after_that_only_what_the_provider_has_approved(self):
		self.wrote(hours=24, minutes=10)
		self.assertEqual(self.verdict(), "window_closed")
		frappe.db.set_value(
			"CFM Message Template", self.template, {"content_sid": "HX1", "approval_state": "pending"}
		)
		self.assertEqual(self.verdict(), "window_closed")
		frappe.db.set_value("CFM Message Template", self.template, "approval_state", "approved")
		name = self.queue()
		self.assertEqual(self.verdict_on(name), ALLOWED)
		self.assertTrue(policy.needs_approved_words(frappe.get_doc(MESSAGE, name)))

	def test_before_words_are_chosen_any_may_still_be_approved(self):
		asked = {"line": self.line.name, "kind": self.kind, "contact_point": self.person, "template": ""}
		self.assertEqual(policy.reason_against(frappe._dict(asked)), "")
		self.assertEqual(policy.reason_against(frappe._dict(asked, template=self.template)), "window_closed")

	def test_another_line_s_conversation_opens_no_window_here(self):
		self.wrote(hours=1)
		self.line = OutboxCase.make_line(self.kind)
		self.assertEqual(self.verdict(), "window_closed")


class TestMessengerWindow(PolicyCase):
	kind, abilities = "Messenger", {"window_hours": 24}

	def test_after_a_day_nothing_goes_whatever_is_approved(self):
		values = {"content_sid": "HX1", "approval_state": "approved"}
		frappe.db.set_value("CFM Message Template", self.template, values)
		self.wrote(hours=25)
		self.assertEqual(self.verdict(), "window_closed")
		self.wrote(hours=1)
		self.assertEqual(self.verdict(), ALLOWED)


class TestNoCallIsMade(OutboxCase):
	def test_what_is_blocked_costs_no_call_and_says_why(self):
		name = self.queue()
		self.settings(allowed_countries="SY")
		self.sweep(minutes=1)
		row = self.row(name)
		self.assertEqual((row.state, row.error_code, self.provider.calls), ("Blocked", "country", []))

	def test_what_is_delayed_leaves_when_its_time_has_come(self):
		self.settings(quiet_from="00:00:00", quiet_to="23:59:00")
		name = self.queue()
		self.sweep()
		row = self.row(name)
		self.assertEqual((row.state, row.error_code, row.attempts), ("Queued", "quiet_hours", 0))
		self.assertIsInstance(row.next_attempt_at, datetime)
		self.settings(quiet_from=None, quiet_to=None)
		self.sweep(hours=23)
		self.assertEqual((self.state(name), self.row(name).error_code), ("Accepted", None))
