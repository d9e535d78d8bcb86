"""The directory leaves in Open Referral's words and comes back from its own file as it went."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import directory_rows, hsds, hsds_out
from cfm_app.rules.directory_rows import COLUMNS, PROVIDERS, SERVICES, SITES
from cfm_app.rules.hsds_hours import canonical
from cfm_app.rules.hsds_in import Reading
from cfm_app.rules.hsds_out import Place, Words
from cfm_app.rules.hsds_told import Dictionary

TODAY = date(2026, 11, 22)
KINDS = {"LEGAL.CIVIL": "Civil documentation", "HEALTH.PRIMARY": "Primary health care"}
PLACES = {"NIZIP": Place("Nizip", "Gaziantep", "TR"), "GAZIANTEP": Place("Gaziantep", "Türkiye", "TR")}
DICTIONARY = Dictionary(
	kinds={directory_rows.fold(code): code for code in KINDS},
	areas={directory_rows.fold(code): code for code in PLACES},
)
WORDS = Words(kinds=KINDS, places=PLACES, labels={"has_ramp": "Without steps"})
TEXTS = {"plain_words", "access_words", "documents", "referral_criteria", "vulnerability", "address"}
CODES = {"languages": st.sampled_from(["", "ar, tr", "ar", "Kurmanji, zh-Hans"])}
CODES |= {"catchment": st.sampled_from(["", "NIZIP", "GAZIANTEP, NIZIP"])}
CODES |= {"area": st.sampled_from(list(PLACES)), "service_type": st.sampled_from(list(KINDS))}
CODES |= {"hours": st.sampled_from(["", "24/7", "Mon-Fri 08:30-16:00; Sat 09:00-12:00"])}
CODES |= {"capacity": st.sampled_from(["open", "limited", "full", "suspended"])}
CODES |= {"public_email": st.sampled_from(["", "info@example.org"])}
CODES |= {"website": st.sampled_from(["", "https://example.org/a?b=c", "www.example.org"])}
CODES |= {"title": st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=30)}
KIND_OF_VALUE = {
	directory_rows.YES_NO: st.sampled_from([0, 1]),
	directory_rows.NUMBER: st.integers(0, 99),
	directory_rows.DECIMAL: st.floats(-80, 80).map(lambda value: round(value, 6)),
	directory_rows.DAY: st.sampled_from([None, "2026-01-31", "2027-12-31"]),
}
LINE = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="'"), max_size=20)
LONG = st.lists(LINE, max_size=4).map(lambda lines: "\n".join(lines).strip())


def rows_of(sheet):
	"""A strategy for rows of one sheet as the directory gives them."""
	return st.fixed_dictionaries({column.name: value_of(column) for column in COLUMNS[sheet]})


def value_of(column):
	if column.name in CODES:
		return CODES[column.name]
	return KIND_OF_VALUE.get(column.kind, LONG if column.name in TEXTS else LINE)


def written(provider, service, sites):
	provider = {**provider, "id": hsds.identity(PROVIDERS, "abc")}
	service = {**service, "id": hsds.identity(SERVICES, "def")}
	organization = hsds_out.organization(provider)
	return organization, hsds_out.service(service, sites, organization, WORDS)


def reading_of(*services, organizations=(), dictionary=DICTIONARY):
	reading = Reading(dictionary, TODAY)
	for each in organizations:
		reading.organization(each)
	for each in services:
		reading.service(each)
	reading.finish()
	return reading


def cell(sheet, name, value):
	"""A value as the reader of cells takes it, so that nothing, 0 and an empty text are one."""
	if name == "hours":
		return canonical(value)
	column = next(column for column in COLUMNS[sheet] if column.name == name)
	known = {directory_rows.plain(value), *KINDS, *PLACES}
	return directory_rows.read(column, value, known) or ""


def assert_same(sheet, before, after, but=()):
	for name, value in before.items():
		if name not in but:
			assert cell(sheet, name, after[name]) == cell(sheet, name, directory_rows.as_cell(value)), name


@given(rows_of(PROVIDERS), rows_of(SERVICES), st.lists(rows_of(SITES), min_size=1, max_size=3))
def test_a_file_of_our_own_comes_back_whole_and_nothing_of_it_is_left(provider, service, sites):
	reading = reading_of(json.loads(json.dumps(written(provider, service, sites)[1])))
	assert_same(PROVIDERS, provider, reading.rows[PROVIDERS][0], but=("id",))
	assert_same(SERVICES, service, reading.rows[SERVICES][0], but=("id", "provider"))
	for site, read in zip(sites, reading.rows[SITES], strict=True):
		assert_same(SITES, site, read, but=("service",))
	assert reading.told.as_dict() == {"left": [], "unknown": [], "more": 0}


def plain(sheet, **values):
	return {**{column.name: "" for column in COLUMNS[sheet]}, "title": "Legal aid", **values}


def test_another_program_finds_what_it_looks_for_in_the_fields_of_the_specification():
	provider = plain(PROVIDERS, website="https://example.org", public_phone="+90 1", public_email="a@b.org")
	service = plain(
		SERVICES, service_type="LEGAL.CIVIL", is_active=1, capacity="suspended", languages="ar, tr"
	)
	service |= {"cost": "Free", "documents": "Passport\nPhoto", "age_from": 18, "has_ramp": 1}
	site = plain(SITES, title="Office", area="NIZIP", address="Main Street 1", hours="Mon 09:00-12:00")
	organization, found = written(provider, service, [{**site, "latitude": 37.0, "longitude": 37.8}])
	assert (organization["website"], organization["phones"][0]["number"]) == ("https://example.org", "+90 1")
	assert (found["status"], found["fees_description"], found["minimum_age"]) == (
		"temporarily closed",
		"Free",
		18,
	)
	assert [each["code"] for each in found["languages"]] == ["ar", "tr"]
	assert [each["document"] for each in found["required_documents"]] == ["Passport", "Photo"]
	location = found["service_at_locations"][0]["location"]
	address = location["addresses"][0]
	assert (address["city"], address["state_province"], address["country"]) == ("Nizip", "Gaziantep", "TR")
	assert (location["latitude"], location["accessibility"][0]["description"]) == (37.0, "Without steps")
	assert found["attributes"][0]["taxonomy_term"]["name"] == "Civil documentation"


def test_who_verified_an_entry_stays_at_home_and_when_goes_out():
	own = hsds.identity(SERVICES, "def")
	row = plain(SERVICES, service_type="LEGAL.CIVIL") | {"id": own}
	organization = hsds_out.organization(plain(PROVIDERS) | {"id": hsds.identity(PROVIDERS, "abc")})
	words = Words(checked={own: ("2026-11-01", "by phone")})
	found = hsds_out.service(row, [], organization, words)
	assert found["assured_date"] == "2026-11-01"
	(entry,) = found["metadata"]
	assert (entry["last_action_type"], entry["updated_by"]) == ("verified by phone", "")


def test_an_entry_keeps_the_id_it_came_with_and_others_always_get_the_same():
	theirs = "ac148810-d857-441c-9679-408f346de14b"
	assert hsds.identity(SERVICES, "def", theirs) == theirs
	assert hsds.identity(SERVICES, "def", "S1") == hsds.identity(SERVICES, "def")
	assert hsds.identity(SERVICES, "def") != hsds.identity(PROVIDERS, "def")
	assert hsds.is_id(hsds.identity(SERVICES, "def"))
	assert not hsds.is_id("S1")
