"""Whoever hears in a call that an entry is wrong proposes what is right; who keeps it accepts or says no, at once."""

from unittest.mock import patch

import frappe

from cfm_app.api import desk_service_keeping as keeping
from cfm_app.api import desk_work
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.directory import make_service, name_for_sector
from cfm_app.testing.factories import make_user

SERVICE = "CFM Service"


class TestSuggestions(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.owner = make_user("Nadia Owner", "Focal Point")
		self.operator = make_user("Omar Operator", "Operator")
		self.stranger = make_user("Sami Stranger", "Focal Point")
		sites = [{"title": "Clinic", "phone": "111"}, {"title": "House", "is_hidden": 1}]
		self.service = make_service(owner_user=self.owner, sites=sites)
		self.clinic, self.house = (site.name for site in self.service.sites)

	def propose(self, field, value, site="", user=None):
		with self.as_user(user or self.operator):
			return keeping.propose(self.service.name, field, value, site)["suggestion"]

	def waiting(self, user):
		with self.as_user(user):
			return [row["name"] for row in desk_work.work_list()["suggestions"]]

	def told(self, user):
		return frappe.get_all("Notification Log", {"for_user": user}, pluck="subject")

	def test_the_operator_hears_of_a_new_phone_and_the_owner_takes_it_over_in_one_click(self):
		made = self.propose("phone", "222", self.clinic)
		self.assertEqual(
			self.told(self.owner), ["Help with papers: a colleague proposes a change. Accept it or say no."]
		)
		self.assertEqual(self.waiting(self.owner), [made])
		with self.as_user(self.owner):
			keeping.accept(made)
		self.assertEqual(self.service.reload().sites[0].phone, "222")
		logged = frappe.get_last_doc("CFM Service Change", {"service": self.service.name})
		self.assertEqual((logged.field, logged.changed_by), ("sites", self.owner))
		[bulletin] = frappe.get_all("CFM Bulletin", {"service": self.service.name}, ["is_urgent"])
		self.assertEqual(bulletin.is_urgent, 1)
		self.assertEqual(
			self.told(self.operator), ["Help with papers: the change you proposed was accepted."]
		)
		self.assertEqual(self.waiting(self.owner), [])

	def test_without_a_mail_account_the_operator_is_not_asked_for_one(self):
		def no_account(**_mail):
			frappe.throw("Please setup default Email Account", frappe.OutgoingEmailError)

		frappe.local.message_log = []
		with patch.object(frappe, "sendmail", no_account):
			self.propose("capacity", "full")
		self.assertEqual(len(self.told(self.owner)), 1)
		self.assertEqual(frappe.local.message_log, [])

	def test_who_says_no_leaves_the_entry_as_it_is_and_tells_who_proposed(self):
		made = self.propose("capacity", "full")
		with self.as_user(self.owner):
			keeping.reject(made)
			with self.assert_refused("decided about this already", frappe.ValidationError):
				keeping.accept(made)
		self.assertEqual(self.service.reload().capacity, "open")
		self.assertEqual(
			self.told(self.operator), ["Help with papers: the change you proposed was not taken over."]
		)

	def test_nobody_else_decides(self):
		made = self.propose("capacity", "full")
		for user in (self.operator, self.stranger):
			with self.as_user(user):
				for decide in (keeping.accept, keeping.reject):
					with self.assert_refused():
						decide(made)
			self.assertEqual(self.waiting(user), [])
		self.assertEqual(frappe.db.get_value("CFM Service Suggestion", made, "state"), "open")
		self.assertEqual(self.service.reload().capacity, "open")

	def test_it_waits_for_the_sector_when_the_owner_has_left(self):
		made = self.propose("capacity", "full")
		name_for_sector(self.stranger)
		self.assertEqual(self.waiting(self.stranger), [])
		frappe.db.set_value("User", self.owner, "enabled", 0)
		self.assertEqual(self.waiting(self.stranger), [made])
		with self.as_user(self.stranger):
			keeping.accept(made)
		self.assertEqual(self.service.reload().capacity, "full")

	def test_what_the_entry_could_not_take_is_refused_when_it_is_proposed(self):
		for field, value, site, saying in (
			("hours", "in the mornings", self.clinic, "Mon-Fri 08:30-16:00"),
			("capacity", "plenty", "", "Capacity"),
			("capacity", "open", "", "says already"),
			("owner_user", self.operator, "", "Choose what should be changed"),
			("verified_on", "2026-01-01", "", "Choose what should be changed"),
			("phone", "1", "no-such-site", "Choose what should be changed"),
			("plain_words", "x" * 501, "", "at most 500"),
		):
			with self.subTest(field), self.assert_refused(saying, frappe.ValidationError):
				self.propose(field, value, site)
		self.assertFalse(frappe.db.exists("CFM Service Suggestion", {"service": self.service.name}))

	def test_nothing_of_a_hidden_place_is_written_down(self):
		fits = {"address": "Rose street 12", "hours": "Mon-Fri 08:30-16:00", "phone": "+93701112233"}
		for field, value in fits.items():
			with self.subTest(field), self.assert_refused("focal point alone", frappe.ValidationError):
				self.propose(field, value, self.house)
		self.assertFalse(frappe.db.exists("CFM Service Suggestion", {"service": self.service.name}))

	def test_what_has_changed_in_between_is_not_written_over(self):
		made = self.propose("capacity", "limited")
		self.service.update({"capacity": "full"}).save()
		with self.as_user(self.owner), self.assert_refused("something else by now", frappe.ValidationError):
			keeping.accept(made)
		self.assertEqual(self.service.reload().capacity, "full")

	def test_an_age_and_a_day_come_over_as_what_they_are(self):
		for field, value in (("age_to", "17"), ("ends_on", "2030-12-31"), ("is_active", "0")):
			made = self.propose(field, value)
			with self.as_user(self.owner):
				keeping.accept(made)
			self.assertEqual(str(self.service.reload().get(field)), value)
