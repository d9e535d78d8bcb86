"""The service directory: what may stand in it, who keeps it true, and what an operator is told of it."""

from datetime import date

from freezegun import freeze_time

import frappe
from frappe.utils import add_days, getdate

from cfm_app.api import desk_bulletins, desk_services
from cfm_app.directory import bulletins, verification
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.directory import make_provider, make_service, name_for_sector
from cfm_app.testing.factories import make_area, make_user


class TestAnEntry(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.officer = make_user("Nadia Outreach", "Outreach Officer")
		make_area("SERVICELAND")
		self.operator = make_user("Omar Operator", "Operator")

	def test_a_safe_house_has_no_address_anywhere(self):
		with self.as_user(self.officer), self.assert_refused("hidden place", frappe.ValidationError):
			make_service(
				service_type="GBV.SAFEHOUSE", sites=[{"title": "The house", "address": "12 Rose Street"}]
			)
		house = make_service(service_type="GBV.SAFEHOUSE", sites=[{"title": "The house"}])
		self.assertEqual([site.is_hidden for site in house.sites], [1])

	def test_hours_nobody_can_read_are_refused_with_an_example(self):
		with self.as_user(self.officer), self.assert_refused("Mon-Fri 08:30-16:00", frappe.ValidationError):
			make_service(sites=[{"title": "Office", "hours": "in the mornings"}])

	def test_a_new_entry_is_not_trusted_until_somebody_has_verified_it(self):
		with self.as_user(self.officer):
			service = make_service(verified=False)
			self.assertEqual(service.freshness, "never verified")
			desk_services.verify(service.name, "by phone")
		service.reload()
		self.assertEqual((service.freshness, service.verified_by), ("verified", "Nadia Outreach"))
		self.assertEqual(service.due_on, add_days(getdate(), 30))

	def test_nobody_writes_by_hand_that_it_was_verified(self):
		with self.as_user(self.officer):
			service = make_service(verified=False)
			service.update({"verified_on": getdate(), "freshness": "verified"})
			service.save()
		self.assertEqual(service.reload().freshness, "never verified")

	def test_an_operator_reads_but_does_not_change(self):
		service = make_service()
		with self.as_user(self.operator), self.assert_refused("", frappe.PermissionError):
			desk_services.verify(service.name, "by phone")

	def test_an_entry_nobody_looks_after_becomes_due_then_stale_and_its_owner_is_told(self):
		service = make_service(owner_user=self.officer)
		day = getdate(service.verified_on)
		for days, standing in ((29, "verified"), (30, "due"), (60, "stale")):
			with freeze_time(date.fromordinal(day.toordinal() + days)):
				verification.refresh()
			self.assertEqual(frappe.db.get_value("CFM Service", service.name, "freshness"), standing)
		told = frappe.get_all("Notification Log", {"for_user": self.officer, "document_type": "CFM Service"})
		self.assertEqual(len(told), 2)


class TestChanges(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.health = name_for_sector(make_user("Hala Health", "Focal Point"))
		self.operator = make_user("Omar Operator", "Operator")
		self.service = make_service(sites=[{"title": "Clinic", "phone": "111"}])
		with self.as_user(self.operator):
			for row in desk_bulletins.waiting():
				desk_bulletins.have_read(row.name)

	def waiting(self):
		with self.as_user(self.operator):
			return [row for row in desk_bulletins.waiting() if row.service == self.service.name]

	def change(self, **values):
		with self.as_user(self.health):
			service = frappe.get_doc("CFM Service", self.service.name)
			service.sites[0].phone = values.pop("phone", service.sites[0].phone)
			service.update(values)
			service.save()

	def test_a_new_phone_by_the_health_focal_point_is_logged_and_announced(self):
		self.change(phone="222")
		logged = frappe.get_last_doc("CFM Service Change", {"service": self.service.name})
		self.assertEqual((logged.field, logged.changed_by), ("sites", self.health))
		[bulletin] = self.waiting()
		self.assertIn("222", bulletin.words)

	def test_who_has_read_it_is_not_asked_again_until_it_changes_again(self):
		self.change(phone="222")
		with self.as_user(self.operator):
			desk_bulletins.have_read(self.waiting()[0].name)
			desk_bulletins.have_read(bulletins.unread("Administrator")[0].name)
		self.assertEqual(self.waiting(), [])
		self.change(capacity="full")
		[bulletin] = self.waiting()
		self.assertIn("Capacity: full", bulletin.words)

	def test_what_only_the_office_needs_is_logged_and_not_announced(self):
		self.change(funding_ends_on=add_days(getdate(), 90))
		self.assertTrue(
			frappe.db.exists("CFM Service Change", {"service": self.service.name, "field": "funding_ends_on"})
		)
		self.assertEqual(self.waiting(), [])

	def test_the_coordinator_sees_who_has_read_it(self):
		self.change(phone="222")
		[bulletin] = self.waiting()
		with self.as_user(self.operator):
			desk_bulletins.have_read(bulletin.name)
			with self.assert_refused("", frappe.PermissionError):
				desk_bulletins.readers(bulletin.name)
		with self.as_user(make_user("Cora Coordinator", "Coordinator")):
			[read] = desk_bulletins.readers(bulletin.name)["read"]
		self.assertEqual(read["name"], "Omar Operator")


class TestFinder(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.operator = make_user("Omar Operator", "Operator")
		self.province = make_area("FINDPROVINCE")
		self.town = make_area("FINDTOWN", self.province)
		self.elsewhere = make_area("FINDELSEWHERE")

	def find(self, **need):
		with self.as_user(self.operator):
			return desk_services.find_services({"service_type": "LEGAL.CIVIL", "area": self.town, **need})

	def in_town(self, **values):
		return make_service(
			service_type="LEGAL.CIVIL", sites=[{"title": "Office", "area": self.town}], **values
		)

	def test_an_operator_in_a_call_finds_what_the_woman_can_use_and_why_not_the_rest(self):
		legal = self.in_town(title="Papers for all")
		self.in_town(title="For men", for_sex="men and boys")
		self.in_town(title="Full", capacity="full")
		self.in_town(title="Old entry", verified=False)
		make_service(service_type="LEGAL.CIVIL", sites=[{"title": "Far", "area": self.elsewhere}])
		found = self.find(sex="FEMALE", age=30)
		self.assertEqual([card["name"] for card in found["suggested"]], [legal.name])
		self.assertEqual(
			{card["title"]: card["against"] for card in found["others"]},
			{"For men": ["sex"], "Full": ["full"], "Old entry": ["stale"]},
		)

	def test_an_office_of_the_whole_province_serves_her_town(self):
		office = make_service(
			service_type="LEGAL.CIVIL",
			sites=[{"title": "Elsewhere", "area": self.elsewhere}],
			catchment=[{"area": self.province}],
		)
		self.assertEqual([card["name"] for card in self.find()["suggested"]], [office.name])

	def test_where_nothing_is_found_the_gap_is_counted_once_for_each_person(self):
		self.assertEqual(self.find()["suggested"], [])
		with self.as_user(self.operator):
			gap = desk_services.log_gap("LEGAL.CIVIL", self.town)["gap"]
			desk_services.log_gap("LEGAL.CIVIL", self.town)
		self.assertEqual(frappe.db.get_value("CFM Service Gap", gap, ["needs", "sector"]), (2, "LEGAL"))

	def test_a_hidden_place_shows_its_area_and_nothing_else(self):
		make_service(service_type="GBV.SAFEHOUSE", sites=[{"title": "House", "area": self.town}])
		with self.as_user(self.operator):
			[card] = desk_services.find_services({"service_type": "GBV.SAFEHOUSE", "area": self.town})[
				"suggested"
			]
		self.assertEqual(card["sites"], [{"is_hidden": True, "area_title": "Findtown"}])

	def test_without_saying_what_is_needed_nothing_is_searched(self):
		with (
			self.as_user(self.operator),
			self.assert_refused("Choose what is needed", frappe.ValidationError),
		):
			desk_services.find_services({"area": self.town})

	def test_a_provider_that_stopped_working_is_not_suggested(self):
		self.in_town(provider=make_provider("Gone", is_active=0).name)
		self.assertEqual(self.find()["suggested"], [])
