"""A message to many is asked for by one and approved by another, who approves what she has seen."""

from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.integrations.engine import broadcasts
from cfm_app.integrations.engine.broadcast_numbers import RECIPIENT
from cfm_app.testing.broadcast_case import TYPE, Broadcasts
from cfm_app.testing.factories import make_area
from cfm_app.testing.subscribers import make_line, phone, plan, subscribe, switch_sending_on


class TestTwoPeople(Broadcasts):
	def test_one_asks_another_approves(self):
		self.subscribers(6)
		doc = self.asked()
		self.assertEqual(self.state(doc), "Asked")
		broadcasts.go_on()
		self.assertEqual(self.handed_over(doc), [])
		self.approve(doc)
		broadcasts.go_on()
		self.assertEqual(len(self.handed_over(doc)), 6)
		self.assertEqual(self.state(doc), "Running")

	def test_who_may_approve_hears_that_one_waits_and_who_asked_does_not(self):
		self.subscribers(6)
		with patch("cfm_app.handling.alerts.tell_all") as told:
			doc = self.asked()
		users, about, code = told.call_args.args
		self.assertIn(self.carla, users)
		self.assertFalse({self.otto, self.farid} & users)
		self.assertEqual((about.name, code), (doc.name, "broadcast_asked"))

	def test_nobody_approves_what_she_asked_for(self):
		self.subscribers(6)
		with self.as_user(self.carla):
			doc = plan(self.line)
			broadcasts.ask(doc)
		with self.assert_refused("Somebody else", GuardRefused):
			self.approve(doc, self.carla)
		self.approve(doc, self.ada)
		self.assertEqual(self.state(doc), "Approved")

	def test_only_who_has_the_role_asks_and_approves(self):
		self.subscribers(6)
		doc = self.asked()
		for user in (self.otto, self.farid):
			with self.assert_refused("role", AccessRefused):
				self.approve(doc, user)
		for user in (self.farid, self.ada):
			with self.assert_refused("role", AccessRefused):
				self.step(doc, "ask", user)

	def test_states_and_names_written_into_the_form_count_for_nothing(self):
		self.subscribers(6)
		forged = {
			"state": "Approved",
			"approved_by": self.carla,
			"approved_on": now_datetime(),
			"people": "9",
		}
		with self.as_user(self.otto):
			born = plan(self.line, **forged)
			doc = frappe.get_doc(TYPE, born.name)
			doc.update({**forged, "title": "Tuesday"}).save()
		stored = frappe.get_doc(TYPE, born.name)
		self.assertEqual((stored.state, stored.approved_by, stored.people), ("Draft", None, None))
		self.assertEqual(stored.title, "Tuesday")
		broadcasts.go_on()
		self.assertEqual(self.handed_over(stored), [])

	def test_a_changed_plan_is_asked_for_anew(self):
		self.subscribers(6)
		doc, elsewhere = self.approved(), make_area("ELSEWHERE")
		with self.as_user(self.otto):
			frappe.get_doc(TYPE, doc.name).update({"area": elsewhere}).save()
		stored = frappe.get_doc(TYPE, doc.name)
		self.assertEqual((stored.state, stored.approved_by, stored.people), ("Draft", None, None))
		self.assertEqual(frappe.db.count(RECIPIENT, {"broadcast": doc.name}), 0)

	def test_another_name_or_taker_of_replies_changes_nothing_of_it(self):
		self.subscribers(6)
		doc = self.approved()
		with self.as_user(self.otto):
			frappe.get_doc(TYPE, doc.name).update({"title": "New", "replies_to": self.farid}).save()
		self.assertEqual(self.state(doc), "Approved")

	def test_what_is_approved_is_what_was_seen(self):
		self.subscribers(6)
		doc = self.asked()
		with self.assert_refused("changed", GuardRefused):
			self.approve(doc, seen="something else")
		seen = frappe.db.get_value(TYPE, doc.name, "audience_fingerprint")
		frappe.db.set_value(
			"CFM Message Template",
			{"language": "en", "template_key": "market_day"},
			"body",
			"Come on Friday.",
		)
		with self.assert_refused("changed", GuardRefused):
			self.approve(doc, seen=seen)

	def test_other_words_at_the_provider_are_noticed(self):
		self.subscribers(6)
		doc = self.asked()
		english = {"language": "en", "template_key": "market_day"}
		frappe.db.set_value("CFM Message Template", english, "content_sid", "HX9")
		with self.assert_refused("changed", GuardRefused):
			self.approve(doc)

	def test_other_people_on_the_list_are_noticed(self):
		self.subscribers(6)
		doc = self.asked()
		late = subscribe(phone(99), self.line)
		frappe.db.set_value(RECIPIENT, {"broadcast": doc.name}, "contact_point", late)
		with self.assert_refused("changed", GuardRefused):
			self.approve(doc)

	def test_a_cheap_one_goes_alone_where_the_organisation_says_so(self):
		self.subscribers(6)
		switch_sending_on(second_person_above=1)
		self.assertEqual(self.state(self.asked()), "Approved")
		self.subscribers(30, first=100)
		self.assertEqual(self.state(self.asked()), "Asked")

	def test_without_a_price_it_is_never_cheap(self):
		self.subscribers(6)
		switch_sending_on(second_person_above=1)
		self.line.update({"price_per_segment": 0}).save()
		self.assertEqual(self.state(self.asked()), "Asked")

	def test_messenger_takes_no_messages_to_many(self):
		with self.as_user(self.otto), self.assert_refused("many people", GuardRefused):
			plan(self._messenger())

	def _messenger(self):
		with self.as_user("Administrator"):
			return make_line("Messenger", address="12345", channel="MESSENGER")

	def test_it_is_not_deleted(self):
		doc = self.asked_with(6)
		with self.assert_refused("stays", GuardRefused):
			frappe.delete_doc(TYPE, doc.name)

	def asked_with(self, number):
		self.subscribers(number)
		return self.asked()
