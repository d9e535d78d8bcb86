"""With the person on the line: what opens when, where to look next, and how much room there is today."""

from freezegun import freeze_time

import frappe

from cfm_app.api import desk_bulletins, desk_services
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.directory import make_service, name_for_sector
from cfm_app.testing.factories import make_area, make_user

SUNDAY_NIGHT = "2026-05-03 22:00:00"
MONDAY_MORNING = "2026-05-04 09:30:00"


class TestInACall(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.operator = make_user("Omar Operator", "Operator")
		self.province = make_area("CALLPROVINCE")
		frappe.db.set_value("CFM Area", self.province, "time_zone", "UTC")
		frappe.cache.delete_value("cfm_area_inherited")
		self.town = make_area("CALLTOWN", self.province)
		self.next_town = make_area("CALLNEXT", self.province)

	def find(self, area, **need):
		with self.as_user(self.operator):
			return desk_services.find_services({"service_type": "LEGAL.CIVIL", "area": area, **need})

	def office(self, area=None, hours="", **values):
		site = {"title": "Office", "area": area or self.town, "hours": hours}
		return make_service(service_type="LEGAL.CIVIL", sites=[site], **values)

	def test_she_says_when_the_office_opens_next(self):
		self.office(hours="Mon-Fri 08:30-16:00")
		with freeze_time(SUNDAY_NIGHT):
			[card] = self.find(self.town)["suggested"]
		self.assertEqual((card["is_open_now"], card["opens_at"]), (False, "Mon 08:30"))

	def test_an_open_office_and_one_without_hours_have_no_next_opening(self):
		self.office(hours="Mon-Fri 08:30-16:00", title="Open")
		self.office(title="Unknown")
		with freeze_time(MONDAY_MORNING):
			cards = {card["title"]: card for card in self.find(self.town)["suggested"]}
		self.assertEqual([cards[title]["is_open_now"] for title in ("Open", "Unknown")], [True, None])
		self.assertEqual([card["opens_at"] for card in cards.values()], ["", ""])

	def test_of_two_offices_the_nearer_stands_first_and_says_how_far_but_never_a_hidden_one(self):
		frappe.db.set_value("CFM Area", self.town, {"latitude": 37.15, "longitude": 38.79})
		self.office_at(37.06, 37.38, title="A far office")
		self.office_at(37.16, 38.80, title="Z near office")
		hidden = self.office_at(37.15, 38.79, title="Hidden")
		frappe.db.set_value("CFM Service Site", {"parent": hidden.name}, "is_hidden", 1)
		cards = {card["title"]: card["distance"] for card in self.find(self.town)["suggested"]}
		self.assertLess(list(cards).index("Z near office"), list(cards).index("A far office"))
		self.assertEqual(cards, {"Z near office": 1.4, "A far office": 125.4, "Hidden": None})

	def office_at(self, latitude, longitude, **values):
		site = {"title": "Office", "area": self.town, "latitude": latitude, "longitude": longitude}
		return make_service(service_type="LEGAL.CIVIL", sites=[site], **values)

	def test_she_reads_for_whom_it_is_before_she_sends_anybody(self):
		self.office(
			for_sex="women and girls", age_from=12, has_ramp=1, nationalities="Syrian", vulnerability="widows"
		)
		[card] = self.find(self.town)["suggested"]
		self.assertEqual(
			(card["for_whom"], card["also"]), ("women and girls, from 12 years", "Without steps")
		)
		self.assertEqual((card["nationalities"], card["vulnerability"]), ("Syrian", "widows"))

	def test_where_nothing_is_she_looks_in_the_place_around_it(self):
		self.office(self.next_town)
		found = self.find(self.town)
		self.assertEqual(found["suggested"], [])
		self.assertEqual(found["wider"], {"name": self.province, "title": "Callprovince"})
		found = self.find(found["wider"]["name"])
		self.assertEqual(len(found["suggested"]), 1)
		self.assertEqual(found["wider"]["name"], "ALL")
		self.assertIsNone(self.find("ALL")["wider"])

	def test_one_who_keeps_the_entry_says_that_it_is_full_and_operators_read_it(self):
		service = self.office()
		with self.as_user(name_for_sector(make_user("Hala Legal", "Focal Point"))):
			desk_services.set_capacity(service.name, "full")
		self.assertEqual(self.find(self.town)["others"][0]["against"], ["full"])
		with self.as_user(self.operator):
			[bulletin] = [row for row in desk_bulletins.waiting() if row.service == service.name]
		self.assertIn("Capacity: full", bulletin.words)

	def test_a_title_that_nobody_chose_from_the_list_is_not_taken_for_a_need_without_services(self):
		self.office()
		for typed in ({"service_type": "Civil documentation"}, {"area": "The town of calls"}):
			with self.assert_refused("from the list", frappe.ValidationError):
				self.find(**{"area": self.town, **typed})

	def test_an_operator_does_not_say_how_much_room_there_is(self):
		service = self.office()
		with self.as_user(self.operator), self.assert_refused("", frappe.PermissionError):
			desk_services.set_capacity(service.name, "full")
		self.assertEqual(frappe.db.get_value("CFM Service", service.name, "capacity"), "open")

	def test_room_is_said_in_one_of_four_words(self):
		service = self.office()
		with self.assert_refused("Capacity", frappe.ValidationError):
			desk_services.set_capacity(service.name, "plenty")
