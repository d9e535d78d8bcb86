"""A file of somebody else is read without guessing, and whatever has no place here is told."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfm_app.rules.directory_rows import PROVIDERS, SERVICES, SITES, fold
from cfm_app.rules.hsds_in import Reading
from cfm_app.rules.hsds_told import AREA, KIND, Dictionary

FILE = Path(__file__).parent / "data" / "hsds_of_another_publisher.json"
TODAY = date(2026, 11, 22)


def reading_of(*services, kinds=(), areas=()):
	dictionary = Dictionary(
		kinds={fold(word): code for word, code in kinds}, areas={fold(word): code for word, code in areas}
	)
	reading = Reading(dictionary, TODAY)
	for each in services:
		reading.service(each)
	reading.finish()
	return reading


@pytest.fixture
def services():
	return json.loads(FILE.read_text(encoding="utf-8"))["contents"]


@pytest.fixture
def read(services):
	return reading_of(
		*services, kinds=[("Dental Care (Open Eligibility)", "HEALTH.PRIMARY")], areas=[("Riverton", "RIV")]
	)


def test_an_organization_with_several_services_comes_in_once_with_its_own_id(read):
	assert [row["id"] for row in read.rows[PROVIDERS]] == ["0b9f3a52-6d0e-4b44-9d1e-7a3c5e2f8b61", "org-town"]
	assert read.rows[SERVICES][1]["provider"] == "0b9f3a52-6d0e-4b44-9d1e-7a3c5e2f8b61"
	assert read.rows[SERVICES][3]["provider"] == ""


def test_the_dentist_is_found_where_and_when_people_can_go(read):
	service, (site, _town) = read.rows[SERVICES][0], read.rows[SITES]
	assert (service["id"], service["title"]) == ("5f3c7d2e-9a41-4c1b-8f60-2d9b1c7e4a10", "عيادة الأسنان")
	assert service["plain_words"] == "علاج الأسنان مجاناً للأطفال.\n\n- حشو\n- خلع"
	assert (service["age_from"], service["languages"]) == (2, "ar, tr")
	assert service["documents"] == "Any paper with a name\nVaccination card"
	assert (site["area"], site["address"]) == ("RIV", "1 Bridge Street, Riverton, Riverland, 27000")
	assert (site["hours"], site["phone"]) == ("Mon-Fri 08:30-16:00; Sat 09:00-12:00", "+90 342 111 22 33")
	assert (site["latitude"], site["longitude"]) == ("37.0662", "37.3833")


def test_a_fee_that_does_not_fit_is_shortened_and_told(read):
	cost = read.rows[SERVICES][0]["cost"]
	assert len(cost) <= 140
	assert cost.endswith("before treatment begins,…")
	assert read.told.left["service.fees_description (shortened)"] == 1


def test_a_service_without_places_says_nothing_about_ours(read):
	assert [row.get("keeps_sites") for row in read.rows[SERVICES]] == [None, True, None, True]


def test_a_closed_service_is_in_use_and_suspended_and_its_first_saturday_is_told(read):
	eyes = read.rows[SERVICES][1]
	assert (eyes["is_active"], eyes["capacity"]) == (1, "suspended")
	assert read.told.left["service.schedules"] == 1


def test_words_that_nobody_knows_are_asked_for(services):
	told = reading_of(*services).told
	assert set(told.unknown) == {
		(KIND, "Dental Care (Open Eligibility)"),
		(KIND, "Children (Open Eligibility)"),
		(KIND, "Vision Care (Open Eligibility)"),
		(KIND, "Help with papers at the town hall"),
		(KIND, "Nobody's service"),
		(AREA, "Riverton, Riverland"),
		(AREA, "Riverland"),
		(AREA, "Town hall"),
	}


def test_half_of_the_areas_people_come_from_would_turn_people_away():
	areas = [{"name": "Riverton"}, {"name": "Sealand"}]
	read = reading_of({"name": "A", "service_areas": areas}, areas=[("Riverton", "RIV")])
	assert "catchment" not in read.rows[SERVICES][0]
	assert read.told.left["service.service_areas"] == 1
	whole = reading_of({"name": "A", "service_areas": areas}, areas=[("Riverton", "RIV"), ("Sealand", "SEA")])
	assert whole.rows[SERVICES][0]["catchment"] == "RIV, SEA"


def test_everything_that_has_no_place_is_told(read):
	expected = """service.alternate_name service.maximum_age service.assured_date service.assurer_email service.alert
		service.wait_time service.url service.contacts service.cost_options service.attributes service.schedules
		service.attributes.taxonomy_term service.service_areas service_at_location.description schedule.notes
		organization.description organization.organization_identifiers organization.locations language.note phones
		phone.extension location.transportation location.accessibility location.addresses"""
	remarks = {"service.fees_description (shortened)", "location (virtual)", "schedules (time zone)"}
	assert set(read.told.left) == {*expected.split(), *remarks}
	assert "Ayşe" not in json.dumps(read.rows, ensure_ascii=False)


def test_a_place_named_elsewhere_in_the_file_is_found_by_its_id():
	location = {"id": "x", "location_type": "physical", "name": "Hall", "addresses": [{"city": "Riverton"}]}
	read = reading_of(
		{
			"id": "1",
			"name": "A",
			"organization": {"id": "2", "name": "B", "locations": [location]},
			"service_at_locations": [{"location_id": "x"}],
		},
		areas=[("Riverton", "RIV")],
	)
	assert (read.rows[SITES][0]["title"], read.rows[SITES][0]["area"]) == ("Hall", "RIV")
	assert read.told.left["organization.locations"] == 0


def test_organizations_that_stand_apart_from_their_services_are_found_by_id():
	reading = Reading(Dictionary(), TODAY)
	reading.organization({"id": "o1", "name": "Helpers", "email": "nobody at home"})
	reading.service({"id": "1", "name": "Advice", "organization_id": "o1"})
	assert reading.rows[SERVICES][0]["provider"] == reading.rows[PROVIDERS][0]["id"] == "o1"
	assert "public_email" not in reading.rows[PROVIDERS][0]
	assert reading.told.left["organization.email"] == 1


@pytest.mark.parametrize("value", [{"en": "Advice"}, ["Advice"], True, None])
def test_what_is_no_text_is_no_name(value):
	row = reading_of({"id": "1", "name": value, "description": value}).rows[SERVICES][0]
	assert row["title"] == ""


NAMES = st.sampled_from(
	[
		"id",
		"name",
		"status",
		"description",
		"organization",
		"organization_id",
		"service_at_locations",
		"location",
		"location_id",
		"addresses",
		"city",
		"address_1",
		"latitude",
		"longitude",
		"schedules",
		"byday",
		"opens_at",
		"freq",
		"languages",
		"code",
		"attributes",
		"taxonomy_term",
		"link_type",
		"value",
		"minimum_age",
		"maximum_age",
		"service_areas",
		"required_documents",
		"document",
		"phones",
		"number",
		"email",
		"website",
		"locations",
	]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
	LEAVES,
	lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
	max_leaves=30,
)


@settings(max_examples=300)
@given(st.dictionaries(NAMES, ANYTHING, max_size=12))
def test_no_shape_of_a_file_stops_the_reader(service):
	rows = reading_of(service).rows
	assert len(rows[SERVICES]) == 1
	cells = [cell for sheet in rows.values() for row in sheet for cell in row.values()]
	assert all(isinstance(cell, str | int | bool) for cell in cells)
