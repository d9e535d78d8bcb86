"""One person, one contact point: however a number or an address is written, it is matched and masked."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.contact_points import (
	find_identifiers,
	mask_email,
	mask_name,
	mask_phone,
	normalise_email,
	normalise_phone,
)

REGIONS = ("CO", "SY", "NL", "AF", "TR")
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@pytest.mark.parametrize(
	("typed", "region", "expected"),
	[
		("300 123 4567", "CO", "+573001234567"),
		("+57 (300) 123-4567", None, "+573001234567"),
		("0057 300 1234567", None, "+573001234567"),
		("٠٩٣٣ ١٢٣ ٤٥٦", "SY", "+963933123456"),
		("۰۷۰۱۲۳۴۵۶۷", "AF", "+93701234567"),
		("\u202a+90\u00a0532\u00a0123\u00a045\u00a067\u202c", None, "+905321234567"),
		("06-12345678", "NL", "+31612345678"),
	],
)
def test_a_number_is_one_number_however_it_is_written(typed, region, expected):
	assert normalise_phone(typed, region) == expected


@pytest.mark.parametrize(
	("typed", "region"),
	[
		("", "CO"),
		("12", "CO"),
		("300 123 4567", None),
		("+57 300 123 4567 8901", None),
		("call me", "CO"),
		("whatsapp:TR.1502393459345", "TR"),
		("+999 123456789", None),
		("++--", "CO"),
	],
)
def test_what_cannot_be_a_phone_number_is_none(typed, region):
	assert normalise_phone(typed, region) is None


@given(
	st.sampled_from(REGIONS),
	st.sampled_from([0, 1, 2]),
	st.sampled_from([{}, ARABIC_INDIC, PERSIAN]),
)
def test_every_way_of_writing_a_number_leads_to_one(region, written_form, keyboard):
	number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
	e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
	typed = phonenumbers.format_number(number, written_form).translate(keyboard)
	assert normalise_phone(typed, region) == e164
	assert normalise_phone(e164, None) == e164


@given(st.text(max_size=40), st.sampled_from([None, *REGIONS]))
def test_any_text_gives_a_settled_number_or_none(text, region):
	number = normalise_phone(text, region)
	assert number is None or normalise_phone(number, None) == number


@pytest.mark.parametrize(
	("typed", "expected"),
	[
		(" Ana.Ruiz@Example.ORG ", "ana.ruiz@example.org"),
		("ana@bücher.example", "ana@xn--bcher-kva.example"),
		("مريم@example.org", "مريم@example.org"),
	],
)
def test_an_address_is_one_address_however_it_is_written(typed, expected):
	assert normalise_email(typed) == expected
	assert normalise_email(expected) == expected


@pytest.mark.parametrize(
	"typed",
	[
		"",
		"ana",
		"ana@",
		"@example.org",
		"a@b@example.org",
		"ana ruiz@example.org",
		"ana@example",
		"ana@exa..org",
		"ana@-example.org",
		f"{'a' * 250}@example.org",
	],
)
def test_what_is_no_address_is_none(typed):
	assert normalise_email(typed) is None


def test_masks_show_just_enough_to_recognise_ones_own():
	assert mask_phone("+573001234567") == "+57 ••• •• 67"
	assert mask_email("ana.ruiz@example.org") == "a•••@e•••.org"
	assert mask_name("Ana María Ruiz") == "A•••"
	assert mask_name("مريم") == "م•••"


@pytest.mark.parametrize("odd", ["", "12", "not a number"])
def test_an_odd_value_is_masked_whole(odd):
	assert mask_phone(odd) == "•••"
	assert mask_email(odd) == "•••"


def test_nobody_without_a_name_gets_a_masked_one():
	assert mask_name("  ") == ""


@pytest.mark.parametrize(
	("text", "kinds"),
	[
		("call her on +57 300 123 4567", ["phone"]),
		("رقمها ٠٩٣٣١٢٣٤٥٦", ["phone"]),
		("write to ana@example.org or 0701234567", ["email", "phone"]),
		("her cédula is 1.234.567.890", ["id_number"]),
		("BSN 123456782", ["id_number"]),
		("passport AB1234567", ["id_number"]),
		("her number is 3001234567", ["id_number"]),
	],
)
def test_personal_identifiers_in_a_text_are_seen(text, kinds):
	assert find_identifiers(text) == kinds


def test_a_local_number_is_a_phone_when_the_country_is_known():
	assert find_identifiers("her number is 3001234567", "CO") == ["phone"]


@pytest.mark.parametrize(
	"text",
	[
		"",
		"on 2026-11-22 10:30 at the site",
		"22-11-2026, 150 families, 1,500,000 pesos",
		"reference C-7K3M9-QXPTA",
		"households 12 to 48, tent 305",
		"paid 1.500.000 pesos",
	],
)
def test_dates_amounts_and_references_raise_no_alarm(text):
	assert find_identifiers(text) == []
