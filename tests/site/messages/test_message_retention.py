"""What messages leave behind goes in time, here and at the provider; the keys stay, and a hold stops it."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app.api import desk_keeping
from cfm_app.confidentiality.rows import insert_row
from cfm_app.integrations.base.errors import ConfigBroken, Permanent, Transient
from cfm_app.integrations.base.types import Capabilities
from cfm_app.integrations.engine import (
	message_retention,
	outgoing_words,
	provider_copies,
	sealed_events,
)
from cfm_app.testing import signed_gateway
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.message_case import LEDGER, MEDIA, MESSAGE, POINT, MessageCase, TellingProvider
from cfm_app.testing.small_mechanism import WORDS

EVENT = "CFM Webhook Event"


class KeepingCase(MessageCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.coordinator = make_user("Carla Coordinator", "Coordinator")
		make_grant(cls.coordinator, "Supervise")

	def aged(self, row, days, doctype=MESSAGE):
		made = now_datetime() - timedelta(days=days)
		moments = {"received_on": made} if doctype == EVENT else {"creation": made}
		frappe.db.set_value(doctype, row.name, moments, update_modified=False)
		return row

	def settings(self, **values):
		frappe.db.set_single_value("CFM Channel Settings", values)
		self.forget_settings()

	def event(self, state="Done", kind="message", words=WORDS, message=None):
		name = frappe.generate_hash(length=10)
		sealed, key_id = sealed_events.seal(self.inbound(words), name)
		key = {"event_key": frappe.generate_hash(length=20), "kind": kind, "line": self.line.name}
		insert_row(
			EVENT,
			name=name,
			state=state,
			sealed=sealed,
			key_id=key_id,
			message=message,
			received_on=now_datetime(),
			**key,
		)
		return self.row(name, EVENT)

	def sent_message(self, words="We received your message.", state="Delivered", **more):
		"""A message out as it lies after it was sent."""
		name = frappe.generate_hash(length=10)
		facts = {"direction": "Out", "line": self.line.name, "kind": "SMS", "contact_point": self.point()}
		columns = outgoing_words.sealed(name, words, {})
		ref = f"{self.line.account}:out-{name}"
		insert_row(MESSAGE, name=name, state=state, provider_key=ref, **facts, **columns, **more)
		return self.row(name)


class TestPayloads(KeepingCase):
	def test_what_a_call_said_goes_after_a_week_and_its_key_stays(self):
		old, fresh = self.aged(self.event(), 8, EVENT), self.aged(self.event(), 6, EVENT)
		message_retention.purge()
		left = self.row(old.name, EVENT)
		self.assertEqual((left.sealed, left.key_id, left.event_key), (None, None, old.event_key))
		self.assertTrue(left.purged_on)
		self.assertTrue(self.row(fresh.name, EVENT).sealed)

	def test_a_message_that_nobody_could_file_yet_is_never_lost(self):
		for state in ("New", "Failed", "Parked"):
			row = self.aged(self.event(state), 400, EVENT)
			message_retention.purge()
			self.assertTrue(self.row(row.name, EVENT).sealed, state)
		report = self.aged(self.event("Parked", "status"), 400, EVENT)
		message_retention.purge()
		self.assertIsNone(self.row(report.name, EVENT).sealed)

	def test_at_once_where_nothing_is_to_be_kept(self):
		done, waits = self.event(), self.event("New")
		message_retention.purge_at_once()
		self.assertTrue(self.row(done.name, EVENT).sealed)
		self.settings(payload_days=0)
		message_retention.purge_at_once()
		self.assertIsNone(self.row(done.name, EVENT).sealed)
		self.assertTrue(self.row(waits.name, EVENT).sealed)


class TestWords(KeepingCase):
	def test_sent_words_go_after_a_month_and_the_row_stays_as_a_number(self):
		old, fresh = self.aged(self.sent_message(), 31), self.aged(self.sent_message(), 29)
		message_retention.purge()
		left = self.row(old.name)
		self.assertEqual((left.sealed, left.key_id, left.state), (None, None, "Delivered"))
		self.assertEqual(left.provider_key, old.provider_key)
		self.assertTrue(left.words_purged_on)
		self.assertTrue(self.row(fresh.name).sealed)

	def test_what_is_still_to_be_sent_keeps_its_words(self):
		for state in ("Queued", "Retry", "Ambiguous", "Sending"):
			row = self.aged(self.sent_message(state=state), 90)
			message_retention.purge()
			self.assertTrue(self.row(row.name).sealed, state)

	def test_a_hold_keeps_them_also_on_the_contact(self):
		complaint = self.take()
		on_complaint = self.sent_message(record_type="Complaint", record=complaint.name)
		on_contact = self.sent_message(record_type="CFM Interaction", record=complaint.interaction)
		for row in (on_complaint, on_contact):
			self.aged(row, 60)
		with self.as_user(self.coordinator):
			hold = desk_keeping.hold(complaint.name, "audit", "Donor audit of this year")["hold"]
		message_retention.purge()
		self.assertTrue(self.row(on_complaint.name).sealed and self.row(on_contact.name).sealed)
		with self.as_user(self.coordinator):
			desk_keeping.lift_hold(hold)
		message_retention.purge()
		self.assertEqual((self.row(on_complaint.name).sealed, self.row(on_contact.name).sealed), (None, None))

	def test_the_second_night_has_nothing_to_do(self):
		self.aged(self.sent_message(), 60)
		self.aged(self.event(), 60, EVENT)
		self.assertTrue(any(message_retention.purge().values()))
		self.assertEqual(set(message_retention.purge().values()), {0})

	def test_where_an_attachment_lay_is_forgotten_with_them(self):
		row = self.writes("Look.", media=["https://files.provider.test/{0}/0"])
		name = frappe.db.get_value(MEDIA, {"message": row.name})
		frappe.db.set_value(MEDIA, name, {"state": "Failed", "creation": now_datetime() - timedelta(days=31)})
		message_retention.purge()
		self.assertIsNone(self.row(name, MEDIA).sealed)


class TestAddresses(KeepingCase):
	def setUp(self):
		super().setUp()
		# an answer to a keyword that still waits to be sent would need the address
		frappe.db.set_value("CFM Message Template", {"is_active": 1}, "is_active", 0)

	def test_a_number_that_only_said_a_keyword_goes(self):
		row = self.aged(self.writes("HELP", sender="+573009998877"), 31)
		point = row.contact_point
		self.aged(self.row(point, POINT), 31, POINT)
		message_retention.purge()
		self.assertIsNone(self.row(point, POINT))
		self.assertIsNone(self.row(row.name).contact_point)

	def test_a_stop_stays_as_an_index(self):
		row = self.aged(self.writes("STOP", sender="+573009998877"), 31)
		index = self.row(row.contact_point, POINT).address_index
		self.aged(self.row(row.contact_point, POINT), 31, POINT)
		message_retention.purge()
		self.assertIsNone(self.row(row.contact_point, POINT))
		self.assertEqual(frappe.get_all(LEDGER, {"contact_point": index}, pluck="change"), ["out"])
		self.assertTrue(self.stopped(sender="+573009998877"))

	def test_who_has_a_file_with_us_stays(self):
		row = self.aged(self.writes(), 400)
		self.aged(self.row(row.contact_point, POINT), 400, POINT)
		message_retention.purge()
		self.assertTrue(self.row(row.contact_point, POINT).sealed)


class TestAtTheProvider(KeepingCase):
	def waiting_refs(self):
		provider_copies.delete()
		return set(self.gone)

	def test_both_directions_go_once_they_are_over(self):
		came, went = self.writes(), self.sent_message()
		on_its_way = self.sent_message(state="Accepted")
		self.assertEqual(self.waiting_refs(), {came.provider_key.partition(":")[2], f"out-{went.name}"})
		self.assertTrue(
			self.row(came.name).purged_at_provider_on and self.row(went.name).purged_at_provider_on
		)
		self.aged(on_its_way, 3)
		self.assertIn(f"out-{on_its_way.name}", self.waiting_refs())

	def test_twice_asks_once(self):
		self.sent_message()
		self.waiting_refs()
		self.assertEqual((provider_copies.delete(), len(self.gone)), (0, 1))

	def test_not_while_its_attachment_may_still_be_fetched(self):
		row = self.writes("Look.", media=["https://files.provider.test/{0}/0"])
		self.assertEqual(self.waiting_refs(), set())
		frappe.db.set_value(MEDIA, {"message": row.name}, {"state": "Failed", "sealed": None})
		self.assertEqual(len(self.waiting_refs()), 1)

	def test_switched_off_or_not_able_nothing_is_asked(self):
		self.sent_message()
		self.settings(delete_at_provider=0)
		self.assertEqual(self.waiting_refs(), set())
		self.settings(delete_at_provider=1)
		self.provide(abilities={"deletes": False})
		self.assertEqual(self.waiting_refs(), set())
		self.assertEqual(provider_copies.left()["messages"], 0)

	def test_copies_at_one_provider_do_not_keep_those_at_another_from_being_deleted(self):
		"""A busy gateway that deletes nothing has thousands of older ones, and a night has its limit."""
		hers, older = self.sent_message(), self.aged(self.sent_message(), 5)
		gateway = signed_gateway.make_line("A busy gateway").name
		frappe.db.set_value(MESSAGE, older.name, "line", gateway)
		here_only = patch.object(
			TellingProvider,
			"capabilities",
			lambda own, _kind: Capabilities(deletes=own.account.name == self.line.account),
		)
		with here_only, patch.object(provider_copies, "MOST", 1):
			self.assertEqual(self.waiting_refs(), {f"out-{hers.name}"})
			self.assertEqual(provider_copies.left()["messages"], 0)

	def test_an_account_that_is_off_or_paused_is_left_alone(self):
		self.sent_message()
		for values in ({"is_active": 0}, {"is_active": 1, "paused_on": now_datetime()}):
			frappe.db.set_value("CFM Provider Account", self.line.account, values)
			self.assertEqual(self.waiting_refs(), set())
		frappe.db.set_value("CFM Provider Account", self.line.account, "paused_on", None)
		self.assertEqual(len(self.waiting_refs()), 1)

	def test_one_refusal_does_not_stop_the_others_and_what_is_left_is_counted(self):
		stuck, fine = self.aged(self.sent_message(), 5), self.sent_message()
		self.provide(refuses={f"out-{stuck.name}": Permanent("20009")})
		self.assertEqual(self.waiting_refs(), {f"out-{fine.name}"})
		self.assertEqual(provider_copies.left()["messages"], 1)
		self.provide(refuses={})
		provider_copies.delete()
		self.assertEqual(provider_copies.left()["messages"], 0)

	def test_a_broken_account_is_left_alone_for_this_night(self):
		rows = [self.sent_message() for _number in range(5)]
		for error, asked in ((ConfigBroken("20003"), 1), (Transient("down"), 3)):
			with patch("cfm_app.testing.message_case.TellingProvider._delete", side_effect=error) as delete:
				provider_copies.delete()
			self.assertEqual(delete.call_count, asked, error)
		self.assertEqual(len(self.waiting_refs()), len(rows))


class TestNothingElse(KeepingCase):
	def test_a_call_repeated_after_everything_is_gone_makes_no_second_contact(self):
		row = self.writes()
		done = self.aged(self.event(message=row.name), 90, EVENT)
		self.aged(row, 90)
		message_retention.purge()
		self.assertEqual(self.row(done.name, EVENT).event_key, done.event_key)
		before = frappe.db.count("CFM Interaction")
		again = self.inbound()
		again = type(again)(
			**{**again.__dict__, "key": "k", "provider_ref": row.provider_key.partition(":")[2]}
		)
		from cfm_app.integrations.engine import arrivals

		self.assertEqual(arrivals.take(again, self.line, "again"), row.name)
		self.assertEqual(frappe.db.count("CFM Interaction"), before)
