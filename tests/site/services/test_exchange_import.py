"""The directory goes out as a spreadsheet, is filled in by a partner, comes back, and can be taken back."""

from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook

import frappe

from cfm_app.api import desk_directory
from cfm_app.directory import exchange_rows
from cfm_app.testing.directory import make_provider, make_service
from cfm_app.testing.exchange_case import PROVIDER, SERVICE, SITE, ExchangeTestCase
from cfm_app.testing.factories import make_user


class TestGoingOut(ExchangeTestCase):
	def test_what_goes_out_and_comes_in_changes_nothing(self):
		provider = make_provider("=Evil & Sons", website="https://example.org", languages="ar, tr")
		make_service(
			title="+Help\nwith papers",
			provider=provider.name,
			plain_words="'quoted\r\n- one\n- two",
			catchment=[{"area": "SERVICELAND"}, {"area": "ALL"}],
			sites=[
				{"title": "A", "latitude": 36.2021, "longitude": 37.1343, "phone": "+90 212"},
				{"title": "@B"},
			],
			starts_on="2026-01-01",
			age_from=18,
			has_ramp=1,
		)
		looked = self.look_at(self.export())
		self.assertEqual((looked["items"], looked["new_count"], looked["changed_count"]), ([], 0, 0))
		self.assertGreaterEqual(looked["same_count"], 2)

	def test_nothing_in_it_runs_as_a_formula(self):
		make_service(title="=1+1", provider=make_provider("@SUM(A1)").name)
		book = load_workbook(BytesIO(self.export()))
		self.assertEqual({cell.data_type for page in book for row in page for cell in row} & {"f"}, set())

	def test_headings_speak_the_reader_s_language_and_codes_stay(self):
		frappe.local.lang = "ar"
		self.addCleanup(setattr, frappe.local, "lang", "en")
		page = load_workbook(BytesIO(self.export()))["services"]
		self.assertNotEqual(page["C1"].value, "Name")
		self.assertEqual(page["C2"].value, "title")

	def test_hidden_places_and_focal_points_are_in_no_file(self):
		provider = make_provider("Careful Hands", focal_name="Fatma Focal", focal_phone="+90 555 777")
		make_service(
			service_type="GBV.SAFEHOUSE",
			title="Rose house",
			provider=provider.name,
			sites=[{"title": "Rose gate"}],
		)
		make_service(
			title="Advice",
			provider=provider.name,
			sites=[{"title": "Front"}, {"title": "Rose room", "is_hidden": 1}],
		)
		shown = frappe.as_json(exchange_rows.current())
		self.assertIn("Front", shown)
		for word in ("Rose", "Fatma", "+90 555 777"):
			self.assertNotIn(word, shown)

	def test_an_operator_takes_nothing_out_and_brings_nothing_in(self):
		with self.as_user(make_user("Omar Operator", "Operator")):
			with self.assert_refused("", frappe.PermissionError):
				desk_directory.export_directory()
			with self.assert_refused("", frappe.PermissionError):
				desk_directory.look_at("x.xlsx", "")


class TestComingIn(ExchangeTestCase):
	def test_a_new_list_is_looked_at_first_then_applied_with_all_that_belongs_together(self):
		data = self.file([PROVIDER], [SERVICE], [SITE])
		looked = self.look_at(data)
		self.assertEqual(self.counts(looked), (2, 0, 0, 0))
		self.assertFalse(frappe.db.exists("CFM Service", {"imported_id": "S1"}))
		self.bring_in(data)
		service = frappe.get_doc("CFM Service", {"imported_id": "S1"})
		self.assertEqual(
			(service.cost, service.owner_user, service.freshness), ("Free", self.officer, "never verified")
		)
		self.assertEqual(frappe.db.get_value("Service Provider", service.provider, "title"), "River Clinic")
		self.assertEqual([(site.title, site.hours) for site in service.sites], [("Tent", "Mon 09:00-12:00")])
		self.assertEqual(self.counts(self.look_at(data)), (0, 0, 2, 0))

	def test_without_an_id_the_same_provider_kind_place_and_name_is_the_same_entry(self):
		self.bring_in(self.file([PROVIDER], [SERVICE], [SITE]))
		again = {**SERVICE, "id": None, "provider": "RIVER  clinic", "title": "vaccinátion", "cost": "5"}
		looked = self.bring_in(self.file([], [again], [{**SITE, "service": "vaccinátion"}]))
		self.assertEqual(self.counts(looked), (0, 1, 0, 0))
		self.assertEqual(frappe.db.get_value("CFM Service", {"imported_id": "S1"}, "cost"), "5")

	def test_each_refused_row_says_why_and_the_others_come_in(self):
		looked = self.bring_in(
			self.file(
				[PROVIDER, {"id": "P2", "title": ""}],
				[
					SERVICE,
					{**SERVICE, "id": "S2", "title": "Two", "service_type": "MAGIC"},
					{**SERVICE, "id": "S3", "title": "Three", "provider": "Nobody"},
					{**SERVICE, "id": "S4", "title": "Four", "age_from": 9, "age_to": 3},
					{**SERVICE, "id": "S5", "title": "Five"},
					SERVICE,
				],
				[SITE, {**SITE, "service": "S5", "area": "ATLANTIS"}],
			)
		)
		expected = [("title", "missing"), ("service_type", "unknown"), ("provider", "provider")]
		expected += [("ends_on", "unreadable"), ("", "site"), ("", "twice")]
		self.assertEqual(self.reasons(looked), expected)
		self.assertEqual(frappe.db.count("CFM Service", {"imported_id": ["like", "S%"]}), 1)

	def test_one_that_cannot_be_stored_leaves_nothing_behind(self):
		looked = self.look_at(self.file([PROVIDER], [SERVICE], [SITE]))
		frappe.db.savepoint("before_import")
		with (
			self.as_user(self.officer),
			patch("cfm_app.directory.verification.set_standing", side_effect=frappe.ValidationError),
			self.assertRaises(frappe.ValidationError),
		):
			desk_directory.apply_import(looked["name"])
		frappe.db.rollback(save_point="before_import")
		importing_state = frappe.db.get_value("CFM Directory Import", looked["name"], "state")
		self.assertEqual(
			(importing_state, frappe.db.exists("Service Provider", {"imported_id": "P1"})), ("Checked", None)
		)

	def test_a_directory_that_changed_meanwhile_asks_for_a_second_look(self):
		self.bring_in(self.file([PROVIDER], [SERVICE], [SITE]))
		looked = self.look_at(self.file([], [{**SERVICE, "provider": "River Clinic", "cost": "7"}], [SITE]))
		frappe.get_doc("CFM Service", {"imported_id": "S1"}).update({"cost": "7"}).save()
		with self.as_user(self.officer), self.assert_refused("Look at it once more", frappe.ValidationError):
			desk_directory.apply_import(looked["name"])

	def test_a_file_never_reaches_a_hidden_place(self):
		service = make_service(
			title="Advice",
			imported_id="S9",
			sites=[{"title": "Front"}, {"title": "Rose room", "is_hidden": 1}],
		)
		house = make_service(service_type="GBV.SAFEHOUSE", title="Rose house", imported_id="S8")
		row = {"provider": "Helping Hands", "service_type": "LEGAL.CIVIL"}
		looked = self.bring_in(
			self.file(
				[],
				[{**row, "id": "S9", "title": "Advice"}, {**row, "id": "S8", "title": "Mine now"}],
				[{"service": "S9", "title": "New front", "area": "SERVICELAND"}],
			)
		)
		self.assertEqual(self.reasons(looked), [("", "hidden")])
		sites = {site.title for site in service.reload().sites}
		self.assertEqual((sites, house.reload().title), ({"Rose room", "New front"}, "Rose house"))

	def test_operators_get_one_bulletin_not_one_for_each_row(self):
		before = frappe.db.count("CFM Bulletin")
		self.bring_in(
			self.file([PROVIDER], [{**SERVICE, "id": f"S{each}", "title": f"No {each}"} for each in range(9)])
		)
		self.assertEqual(frappe.db.count("CFM Bulletin"), before + 1)


class TestTakingBack(ExchangeTestCase):
	def setUp(self):
		super().setUp()
		self.bring_in(self.file([PROVIDER], [SERVICE], [SITE]))
		self.service = frappe.get_doc("CFM Service", {"imported_id": "S1"})

	def change(self, **values):
		return self.bring_in(
			self.file(
				[],
				[{**SERVICE, "provider": "River Clinic", "cost": "9", **values}],
				[{**SITE, "title": "House"}],
			)
		)

	def test_one_click_puts_back_what_was_there(self):
		looked = self.change()
		self.assertEqual(self.service.reload().sites[0].title, "House")
		self.assertEqual(self.take_back(looked), 0)
		self.service.reload()
		self.assertEqual((self.service.cost, [site.title for site in self.service.sites]), ("Free", ["Tent"]))

	def test_what_somebody_changed_since_stays_hers(self):
		looked = self.change()
		self.service.reload().update({"documents": "None"}).save()
		self.assertEqual(self.take_back(looked), 1)
		self.assertEqual(self.service.reload().cost, "9")

	def test_what_was_new_goes_out_of_use_and_a_second_click_is_refused(self):
		looked = self.bring_in(
			self.file([], [{**SERVICE, "id": "S7", "title": "Brand new", "provider": "River Clinic"}])
		)
		self.take_back(looked)
		self.assertEqual(frappe.db.get_value("CFM Service", {"imported_id": "S7"}, "is_active"), 0)
		with self.assert_refused("taken back", frappe.ValidationError):
			self.take_back(looked)
