"""The directory goes to another organisation in Open Referral's format, and theirs comes in."""

import base64
import json
import zipfile
from io import BytesIO
from pathlib import Path

import frappe

from cfm_app.api import desk_directory
from cfm_app.directory import verification
from cfm_app.rules import hsds
from cfm_app.testing.directory import make_provider, make_service
from cfm_app.testing.exchange_case import PROVIDER, SERVICE, SITE, ExchangeTestCase
from cfm_app.testing.factories import make_user

OTHERS = Path(__file__).parents[2] / "unit" / "data" / "hsds_of_another_publisher.json"
DENTIST = "5f3c7d2e-9a41-4c1b-8f60-2d9b1c7e4a10"
CHOICES = {
	"service_type": {
		"Dental Care (Open Eligibility)": "HEALTH.PRIMARY",
		"Vision Care (Open Eligibility)": "HEALTH.REHAB",
		"Help with papers at the town hall": "LEGAL.CIVIL",
		"Nobody's service": "LEGAL.CIVIL",
	},
	"area": {"Riverton, Riverland": "SERVICELAND", "Town hall": "SERVICELAND"},
}
OF_THE_MOMENT = {"last_modified", "assured_date", "metadata"}


class HSDSTestCase(ExchangeTestCase):
	def setUp(self):
		super().setUp()
		self.empty()

	def empty(self):
		"""An organisation that starts with nothing."""
		for doctype in ("CFM Service Site", "CFM Service Area", "CFM Service", "Service Provider"):
			frappe.db.delete(doctype)

	def fill(self):
		clinic = make_provider(
			"=Nehir & نهر",
			kind="national organisation",
			website="https://river.example",
			public_phone="+90 342 1",
			public_email="info@river.example",
			languages="ar, tr",
		)
		make_service(
			title="علاج <الأسنان>",
			provider=clinic.name,
			service_type="HEALTH.PRIMARY",
			plain_words="Teeth\n\n- pull\n- fill",
			documents="Passport\nPhoto",
			catchment=[{"area": "SERVICELAND"}, {"area": "ALL"}],
			for_sex="women and girls",
			age_from=5,
			age_to=60,
			capacity="suspended",
			has_ramp=1,
			starts_on="2026-01-01",
			ends_on="2026-02-01",
			sites=[
				{
					"title": "A",
					"hours": "24/7",
					"address": "Main Street 1",
					"latitude": 36.2,
					"longitude": 37.1,
				},
				{"title": "B", "hours": "Mon-Fri 08:30-12:00; Mon-Fri 13:00-16:00", "phone": "+90 212"},
			],
		)
		make_service(title="Advice", provider=clinic.name, is_active=0, is_public=1, sites=[])
		make_provider("Nobody's services")

	def parts(self, data):
		with zipfile.ZipFile(BytesIO(data)) as packed:
			return {name: json.loads(packed.read(name)) for name in packed.namelist()}

	def lasting(self, data):
		"""What a file says, without when somebody here last looked at it or changed it."""
		parts = self.parts(data)
		parts["services.json"] = [
			{name: value for name, value in service.items() if name not in OF_THE_MOMENT}
			for service in parts["services.json"]
		]
		return {name: sorted(found, key=lambda each: each["id"]) for name, found in parts.items()}


class TestOurOwnFile(HSDSTestCase):
	def test_a_directory_that_was_emptied_is_the_same_again_after_its_file_came_in(self):
		self.fill()
		before = self.export("hsds")
		self.empty()
		looked = self.bring_in(before)
		left = [{"path": "service.assured_date", "count": 2}]
		self.assertEqual((self.counts(looked), looked["left"], looked["unknown"]), ((5, 0, 0, 0), left, []))
		self.assertEqual(self.lasting(self.export("hsds")), self.lasting(before))

	def test_it_comes_in_beside_what_stands_there_and_everything_is_the_same(self):
		self.fill()
		looked = self.look_at(self.export("hsds"))
		self.assertEqual((self.counts(looked), looked["items"]), ((0, 0, 5, 0), []))

	def test_an_entry_that_was_renamed_in_the_file_is_still_the_same_one(self):
		self.fill()
		parts = self.parts(self.export("hsds"))
		for service in parts["services.json"]:
			service["name"] += " (new name)"
		looked = self.look_at(json.dumps(parts["services.json"]).encode())
		self.assertEqual(self.counts(looked), (0, 2, 1, 0))
		self.assertEqual([item["fields"] for item in looked["items"]], [["title"], ["title"]])

	def test_a_spreadsheet_and_this_file_speak_of_the_same_entries(self):
		self.fill()
		data = self.export("hsds")
		self.empty()
		self.bring_in(data)
		self.assertEqual(self.counts(self.look_at(self.export())), (0, 0, 5, 0))
		self.assertEqual(self.counts(self.look_at(data)), (0, 0, 5, 0))

	def test_what_was_verified_elsewhere_is_still_to_be_verified_here(self):
		self.fill()
		data = self.export("hsds")
		verified = [service.get("assured_date") for service in self.parts(data)["services.json"]]
		self.assertEqual(verified, [frappe.utils.today()] * 2)
		self.empty()
		self.bring_in(data)
		self.assertEqual(set(frappe.get_all("CFM Service", pluck="freshness")), {"never verified"})

	def test_nothing_of_a_hidden_place_or_a_person_is_in_it(self):
		hands = make_provider("Careful Hands", focal_name="Fatma Focal", focal_phone="+90 555 777")
		house = make_service(
			service_type="GBV.SAFEHOUSE",
			title="Rose house",
			provider=hands.name,
			sites=[{"title": "Rose gate"}],
		)
		advice = make_service(
			title="Advice",
			provider=hands.name,
			sites=[{"title": "Front"}, {"title": "Rose room", "is_hidden": 1}],
		)
		verification.verify(advice, "by visit", "Vera Visitor")
		shown = json.dumps(self.parts(self.export("hsds")), ensure_ascii=False)
		self.assertIn("Front", shown)
		for word in ("Rose", "SAFEHOUSE", "Fatma", "+90 555 777", "Vera", house.name, self.officer):
			self.assertNotIn(word, shown)

	def test_what_one_clears_and_changes_in_the_file_is_cleared_and_changed(self):
		self.fill()
		parts = self.parts(self.export("hsds"))
		dentist = next(each for each in parts["services.json"] if "الأسنان" in each["name"])
		del dentist["required_documents"]
		dentist["service_at_locations"][1]["phones"][0]["number"] = "+90 999"
		looked = self.bring_in(json.dumps(parts["services.json"]).encode())
		self.assertEqual([item["fields"] for item in looked["items"]], [["documents", "sites"]])
		service = frappe.get_last_doc("CFM Service", {"service_type": "HEALTH.PRIMARY"})
		self.assertEqual((service.documents, [site.phone for site in service.sites]), ("", ["", "+90 999"]))
		self.take_back(looked)
		self.assertEqual(self.counts(self.look_at(self.export("hsds"))), (0, 0, 5, 0))
		self.assertEqual(service.reload().documents, "Passport\nPhoto")


class TestTheFileOfSomebodyElse(HSDSTestCase):
	def setUp(self):
		super().setUp()
		self.data = OTHERS.read_bytes()

	def asked(self, looked):
		return {(each["kind"], each["words"]) for each in looked["unknown"]}

	def test_it_waits_until_somebody_says_what_its_words_mean(self):
		looked = self.look_at(self.data)
		self.assertEqual(self.counts(looked), (2, 0, 0, 4))
		self.assertIn(("service_type", "Dental Care (Open Eligibility)"), self.asked(looked))
		self.assertIn(("area", "Riverton, Riverland"), self.asked(looked))

	def test_it_comes_in_with_its_own_ids_and_tells_what_it_leaves(self):
		looked = self.bring_in(b"\xef\xbb\xbf" + self.data, CHOICES)
		self.assertEqual(self.counts(looked), (5, 0, 0, 1))
		self.assertEqual(self.reasons(looked), [("provider", "missing")])
		self.assertIn({"path": "service.contacts", "count": 1}, looked["left"])
		dentist = frappe.get_doc("CFM Service", {"imported_id": DENTIST})
		self.assertEqual((dentist.title, dentist.languages), ("عيادة الأسنان", "ar, tr"))
		self.assertEqual(
			[(site.title, site.area, site.hours) for site in dentist.sites],
			[("Riverside House", "SERVICELAND", "Mon-Fri 08:30-16:00; Sat 09:00-12:00")],
		)
		self.assertEqual((dentist.is_public, dentist.freshness), (0, "never verified"))
		services = frappe.get_all("CFM Service", {"provider": dentist.provider}, pluck="title")
		self.assertCountEqual(services, ["عيادة الأسنان", "Eye tests"])

	def test_what_it_does_not_say_the_cost_of_is_not_called_free(self):
		self.bring_in(self.data, CHOICES)
		self.assertEqual(frappe.db.get_value("CFM Service", {"title": "Eye tests"}, "cost"), "")

	def test_the_second_time_nobody_is_asked_and_every_row_is_the_same(self):
		self.bring_in(self.data, CHOICES)
		self.assertEqual(self.counts(self.look_at(self.data)), (0, 0, 5, 1))

	def test_their_ids_go_out_again(self):
		self.bring_in(self.data, CHOICES)
		ids = {service["id"] for service in self.parts(self.export("hsds"))["services.json"]}
		self.assertIn(DENTIST, ids)

	def test_what_we_added_to_their_entry_stays_when_their_file_says_nothing_about_it(self):
		self.bring_in(self.data, CHOICES)
		eyes = frappe.get_doc("CFM Service", {"title": "Eye tests"})
		eyes.append("sites", {"title": "Our finding", "area": "SERVICELAND"})
		eyes.update({"is_public": 1, "has_ramp": 1}).save()
		changed = json.loads(self.data)
		changed["contents"][1]["fees_description"] = "Free"
		self.bring_in(json.dumps(changed).encode())
		eyes.reload()
		self.assertEqual((eyes.cost, eyes.is_public, eyes.has_ramp), ("Free", 1, 1))
		self.assertEqual([site.title for site in eyes.sites], ["Our finding"])

	def test_taken_back_it_is_out_of_use_and_the_words_are_asked_for_again(self):
		looked = self.bring_in(self.data, CHOICES)
		self.assertEqual(self.take_back(looked), 0)
		self.assertEqual(set(frappe.get_all("CFM Service", pluck="is_active")), {0})
		self.assertIn(("area", "Town hall"), self.asked(self.look_at(self.data)))

	def test_no_file_reaches_or_makes_a_hidden_place(self):
		house = make_service(service_type="GBV.SAFEHOUSE", title="Rose house", sites=[{"title": "Rose"}])
		found = json.loads(self.data)["contents"][:1]
		hidden = {**CHOICES, "service_type": {"Dental Care (Open Eligibility)": "GBV.SAFEHOUSE"}}
		looked = self.look_at(json.dumps(found).encode(), hidden)
		self.assertEqual(self.reasons(looked), [("", "hidden")])
		for known in (house.name, hsds.identity("services", house.name)):
			found[0]["id"] = known
			self.assertEqual(
				self.reasons(self.look_at(json.dumps(found).encode(), CHOICES)), [("", "hidden")]
			)

	def test_an_entry_that_came_as_a_spreadsheet_before_is_found_by_provider_kind_place_and_name(self):
		self.bring_in(
			self.file(
				[{**PROVIDER, "title": "Riverside Health نهر"}],
				[{**SERVICE, "title": "عيادة الأسنان"}],
				[{**SITE, "title": "Riverside House"}],
			)
		)
		looked = self.bring_in(self.data, CHOICES)
		self.assertEqual(self.counts(looked), (3, 2, 0, 1))
		self.assertEqual(frappe.db.count("CFM Service", {"title": "عيادة الأسنان"}), 1)

	def test_the_address_of_a_shelter_is_not_even_kept_with_the_file(self):
		found = json.loads(self.data)["contents"][:1]
		hidden = {**CHOICES, "service_type": {"Dental Care (Open Eligibility)": "GBV.SAFEHOUSE"}}
		data = json.dumps(found).encode()
		with self.as_user(self.officer):
			first = self.look_at(data)["name"]
			sent = base64.b64encode(data).decode()
			second = desk_directory.look_at("list", sent, hidden, instead_of=first)["name"]
		self.assertFalse(frappe.db.exists("CFM Directory Import", first))
		kept = frappe.db.get_value("CFM Directory Import", second, "rows")
		self.assertIn("GBV.SAFEHOUSE", kept)
		for word in ("Bridge Street", "+90 342", "37.0662", "08:30"):
			self.assertNotIn(word, kept)

	def test_a_place_that_goes_into_hiding_is_forgotten_in_the_file_it_came_from(self):
		self.fill()
		data = self.export("hsds")
		self.look_at(data)
		service = frappe.get_last_doc("CFM Service", {"service_type": "HEALTH.PRIMARY"})
		for site in service.sites:
			site.update({"is_hidden": 1, "address": "", "phone": "", "latitude": 0, "longitude": 0})
		service.save()
		kept = "".join(frappe.get_all("CFM Directory Import", pluck="rows"))
		self.assertNotIn("Main Street", kept)

	def test_only_one_s_own_look_is_forgotten(self):
		looked = self.look_at(self.data)["name"]
		with self.as_user(make_user("Nora Outreach", "Outreach Officer")):
			desk_directory.look_at("list", base64.b64encode(self.data).decode(), instead_of=looked)
		applied = self.bring_in(self.data, CHOICES)["name"]
		with self.as_user(self.officer):
			desk_directory.look_at("list", base64.b64encode(self.data).decode(), instead_of=applied)
		self.assertTrue(frappe.db.exists("CFM Directory Import", looked))
		self.assertTrue(frappe.db.exists("CFM Directory Import", applied))
