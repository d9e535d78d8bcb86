"""A place knows its weekend, holidays and time zone from the places above it, and takes along what lies below it."""

from datetime import date
from unittest.mock import patch

import frappe

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import calendar_of, phone_region_of, time_zone_of
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint, make_grant, make_user


def make_area(code, parent=None, **values):
	area = {"doctype": "CFM Area", "code": code, "title": code, "parent_cfm_area": parent, "is_group": 1}
	return frappe.get_doc({**area, **values}).insert()


def path_of_area(code):
	return frappe.db.get_value("CFM Area", code, "path")


class TestAreas(CFMTestCase):
	def setUp(self):
		super().setUp()
		make_area("T-SY", time_zone="Asia/Damascus", weekend="Fri-Sat", phone_region="sy")
		make_area("T-IDLIB", "T-SY", holidays=[{"day": "2026-03-20", "occasion": "Eid"}])
		make_area("T-HARIM", "T-IDLIB", weekend="Fri", holidays=[{"day": "2026-03-21"}])
		make_area("T-NL", time_zone="Europe/Amsterdam", weekend="Sat-Sun")

	def test_every_place_below_starts_with_the_path_of_the_place_above(self):
		syria, idlib, harim = map(path_of_area, ("T-SY", "T-IDLIB", "T-HARIM"))
		self.assertEqual((idlib, harim), (syria + "01", syria + "0101"))
		self.assertFalse(path_of_area("T-NL").startswith(syria))

	def test_a_camp_inherits_time_zone_weekend_and_holidays_from_the_places_above(self):
		calendar = calendar_of("T-HARIM")
		self.assertEqual(calendar.timezone, "Asia/Damascus")
		self.assertEqual(calendar.weekend, {4})
		self.assertEqual(calendar.holidays, {date(2026, 3, 20), date(2026, 3, 21)})
		self.assertEqual(calendar_of("T-IDLIB").weekend, {4, 5})
		self.assertEqual(phone_region_of("T-HARIM"), "SY")

	def test_without_an_area_the_organisation_decides(self):
		settings = frappe.get_doc("CFM Settings")
		settings.update({"weekend": "Fri", "time_zone": "Asia/Kabul", "phone_region": "AF"})
		settings.save()
		self.assertEqual(calendar_of(None).weekend, {4})
		self.assertEqual((time_zone_of(None), phone_region_of(None)), ("Asia/Kabul", "AF"))

	def test_a_changed_time_zone_holds_at_once_in_every_place_below(self):
		self.assertEqual(time_zone_of("T-HARIM"), "Asia/Damascus")
		area = frappe.get_doc("CFM Area", "T-SY")
		area.time_zone = "Europe/Istanbul"
		area.save()
		self.assertEqual(time_zone_of("T-HARIM"), "Europe/Istanbul")

	def test_a_district_that_moves_takes_everything_below_along(self):
		before = path_of_area("T-IDLIB")
		idlib = frappe.get_doc("CFM Area", "T-IDLIB")
		idlib.parent_cfm_area = "T-NL"
		with patch("cfm_app.confidentiality.access_keys.area_moved") as moved:
			idlib.save()

		after = path_of_area("T-NL") + "01"
		self.assertEqual((path_of_area("T-IDLIB"), path_of_area("T-HARIM")), (after, after + "01"))
		moved.assert_called_once_with(before, after)
		self.assertEqual(calendar_of("T-HARIM").timezone, "Europe/Amsterdam")

	def test_who_sees_a_complaint_follows_the_place_it_is_about(self):
		syria, netherlands = (
			make_user("Samir Syria", "Focal Point"),
			make_user("Nel Netherlands", "Focal Point"),
		)
		make_grant(syria, "Handle", area="T-SY")
		make_grant(netherlands, "Handle", area="T-NL")
		operator = make_user("Olga Operator", "Operator")
		make_grant(operator, "Intake")
		with self.as_user(operator):
			complaint = make_complaint(area="T-HARIM")
		idlib = frappe.get_doc("CFM Area", "T-IDLIB")
		idlib.parent_cfm_area = "T-NL"
		idlib.save()
		with self.as_user(netherlands):
			self.assertEqual(
				frappe.get_list("Complaint", {"name": complaint.name}, pluck="name"), [complaint.name]
			)
		with self.as_user(syria):
			self.assertEqual(frappe.get_list("Complaint", {"name": complaint.name}), [])

	def test_saving_a_place_that_stays_leaves_its_path_alone(self):
		make_area("T-SALQIN", "T-IDLIB")
		before = path_of_area("T-HARIM")
		harim = frappe.get_doc("CFM Area", "T-HARIM")
		harim.title = "Harim"
		harim.save()
		self.assertEqual(path_of_area("T-HARIM"), before)

	def test_a_place_cannot_lie_below_itself(self):
		syria = frappe.get_doc("CFM Area", "T-SY")
		syria.parent_cfm_area = "T-HARIM"
		with self.assert_refused("part of itself", frappe.ValidationError):
			syria.save()

	def test_an_unknown_place_above_is_refused(self):
		with self.assert_refused("T-NOWHERE", frappe.LinkValidationError):
			make_area("T-LOST", "T-NOWHERE")

	def test_a_place_that_takes_no_places_says_what_to_tick(self):
		make_area("T-END", "T-SY", title="Last village", is_group=0)
		with self.assert_refused("Last village", frappe.ValidationError):
			make_area("T-BEYOND", "T-END")

	def test_wrong_time_zones_and_countries_are_refused_with_an_example(self):
		with self.assert_refused("Asia/Damascus", frappe.ValidationError):
			make_area("T-MARS", time_zone="Mars/Olympus")
		with self.assert_refused("like SY", frappe.ValidationError):
			make_area("T-MARS", phone_region="XX")
