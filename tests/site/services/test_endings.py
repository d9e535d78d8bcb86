"""Services end, and so does their money: the owner hears of it before, and nobody is sent there afterwards."""

from datetime import timedelta

from freezegun import freeze_time

import frappe
from frappe.utils import add_days, getdate

from cfm_app.api import desk_services
from cfm_app.directory import public, to_verify, verification
from cfm_app.directory.public import Asked
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.directory import make_provider, make_service
from cfm_app.testing.factories import make_area, make_user


class TestEndings(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.owner = make_user("Nadia Owner", "Focal Point")
		self.operator = make_user("Omar Operator", "Operator")
		self.town = make_area("ENDTOWN")
		self.end = getdate() + timedelta(days=45)

	def ending(self, **values):
		provider = make_provider("Open house", is_public=1).name
		sites = [{"title": "Office", "area": self.town}]
		return make_service(owner_user=self.owner, is_public=1, provider=provider, sites=sites, **values)

	def find(self):
		with self.as_user(self.operator):
			return desk_services.find_services({"service_type": "LEGAL.CIVIL", "area": self.town})

	def told(self):
		return frappe.get_all(
			"Notification Log", {"for_user": self.owner}, pluck="subject", order_by="creation, name"
		)

	def day(self, days_after_end):
		return freeze_time(self.end + timedelta(days=days_after_end))

	def test_the_owner_is_warned_a_month_before_and_told_when_it_is_over_once_each(self):
		self.ending(ends_on=self.end)
		for days in (-31, -30, -29, 0, 1, 2):
			with self.day(days):
				verification.warn_of_ends()
		self.assertEqual(
			self.told(),
			[
				"Help with papers ends within a month. Find out whether it goes on.",
				"Help with papers has ended. Nobody is sent there until somebody has looked at it again.",
			],
		)

	def test_a_new_end_is_warned_of_again(self):
		service = self.ending(ends_on=self.end)
		with self.day(-20):
			verification.warn_of_ends()
			with self.as_user(self.owner):
				service.reload().update({"ends_on": self.end + timedelta(days=100)}).save()
		with self.day(80):
			verification.warn_of_ends()
		self.assertEqual(len(self.told()), 2)

	def test_until_the_end_operators_read_the_day_and_after_it_why_not(self):
		service = self.ending(ends_on=add_days(getdate(), 10))
		[card] = self.find()["suggested"]
		self.assertEqual((card["last_day"], card["ends_soon"]), (getdate(service.ends_on), True))
		service.db_set("ends_on", add_days(getdate(), -1))
		found = self.find()
		self.assertEqual(found["suggested"], [])
		[card] = found["others"]
		self.assertEqual((card["against"], card["last_day"]), (["ended"], getdate(add_days(getdate(), -1))))

	def test_where_the_money_has_ended_nobody_is_sent_until_somebody_has_made_sure(self):
		service = self.ending(funding_ends_on=add_days(getdate(), -5))
		service.db_set("verified_on", add_days(getdate(), -6))
		self.assertEqual([card["against"] for card in self.find()["others"]], [["ended"]])
		self.assertEqual(public.find(Asked(area=self.town)), [])
		self.assertEqual([row.reasons for row in to_verify.of(self.owner)], [["ended"]])
		with self.as_user(self.owner):
			desk_services.verify(service.name, "by phone")
		self.assertEqual(len(self.find()["suggested"]), 1)
		self.assertEqual(len(public.find(Asked(area=self.town))), 1)
		self.assertEqual(to_verify.of(self.owner), [])


class TestCycles(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.service = make_service()

	def due_in(self):
		return (getdate(self.service.reload().due_on) - getdate()).days

	def choose(self, doctype, name, cycle):
		frappe.get_doc(doctype, name).update({"verify_cycle": cycle}).save()

	def test_an_administrator_lets_a_sector_be_verified_weekly(self):
		self.assertEqual(self.due_in(), 30)
		self.choose("CFM Sector", "LEGAL", "weekly")
		self.assertEqual((self.due_in(), self.service.verify_every_days), (7, 7))
		self.assertEqual(make_service(title="A new one").verify_every_days, 7)

	def test_the_type_says_more_than_the_sector_and_the_entry_more_than_its_type(self):
		self.choose("CFM Sector", "LEGAL", "weekly")
		self.choose("CFM Service Type", "LEGAL.CIVIL", "every two weeks")
		self.assertEqual(self.due_in(), 14)
		self.service.update({"verify_cycle": "every three months"}).save()
		self.assertEqual(self.due_in(), 91)
		self.choose("CFM Sector", "LEGAL", "monthly")
		self.assertEqual(self.due_in(), 91)

	def test_nobody_writes_another_number_of_days_by_hand(self):
		self.service.update({"verify_every_days": 3650}).save()
		self.assertEqual(self.due_in(), 30)

	def test_in_a_weekly_cycle_what_nobody_looked_at_is_stale_after_two_weeks(self):
		self.choose("CFM Sector", "LEGAL", "weekly")
		for days, standing in ((6, "verified"), (7, "due"), (14, "stale")):
			with freeze_time(getdate() + timedelta(days=days)):
				verification.refresh()
			self.assertEqual(self.service.reload().freshness, standing)
