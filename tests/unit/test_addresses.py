"""Whoever writes is known by one address, and whoever cannot be answered is never taken for a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.integrations.base.types import Address
from cfm_app.rules.addresses import (
	WITHHELD,
	country_of,
	messenger_sender,
	own_sender,
	phone_sender,
	whatsapp_sender,
)


@pytest.mark.parametrize("region", [None, "LS", "AF"])
@pytest.mark.parametrize(
	"caller",
	[
		"",
		"  ",
		"ANONYMOUS",
		"Restricted",
		"UNKNOWN",
		"UNAVAILABLE",
		"+266696687",
		"266696687",
		"+7378742833",
		"+2562533",
		"+8656696",
		"+86282452253",
		"client:op_7f",
		"sip:someone@example.org",
		"12345",
		"Vodafone",
		"+999123456789",
		"TR.1502",
	],
)
def test_who_cannot_be_answered_is_withheld(caller, region):
	assert phone_sender(caller, region) == WITHHELD


@pytest.mark.parametrize(
	("written", "region", "number"),
	[
		("+93701234567", None, "+93701234567"),
		("93701234567", None, "+93701234567"),
		("93701234567", "AF", "+93701234567"),
		("0701234567", "AF", "+93701234567"),
		("0093701234567", None, "+93701234567"),
		("۰۷۰۱۲۳۴۵۶۷", "AF", "+93701234567"),
		("905321234567", "AF", "+905321234567"),
		("+15005550006", None, "+15005550006"),
	],
)
def test_a_gateway_may_write_a_number_in_many_ways(written, region, number):
	assert phone_sender(written, region) == Address("phone", number)


def test_a_national_number_without_a_country_is_not_guessed():
	assert phone_sender("0701234567") == WITHHELD


@pytest.mark.parametrize(
	("written", "address"),
	[
		("whatsapp:+5215512345678", Address("whatsapp", "+5215512345678")),
		("whatsapp:905321234567", Address("whatsapp", "+905321234567")),
		("whatsapp:TR.1502ab9", Address("bsuid", "TR.1502ab9")),
		("whatsapp:TR." + "9" * 128, Address("bsuid", "TR." + "9" * 128)),
		("whatsapp:TR." + "9" * 129, WITHHELD),
		("whatsapp:", WITHHELD),
		("whatsapp:+12", WITHHELD),
	],
)
def test_whatsapp_writes_a_number_or_an_id_of_the_business(written, address):
	assert whatsapp_sender(written) == address


@pytest.mark.parametrize(
	("written", "address"),
	[
		("messenger:3141592653589793", Address("messenger", "3141592653589793")),
		("messenger:", WITHHELD),
		("messenger:a b", WITHHELD),
	],
)
def test_messenger_writes_an_id(written, address):
	assert messenger_sender(written) == address


@pytest.mark.parametrize(
	("address", "country"),
	[
		(Address("phone", "+905321234567"), "TR"),
		(Address("whatsapp", "+573001234567"), "CO"),
		(Address("phone", "+12125550123"), "US"),
		(Address("bsuid", "TR.1502ab9"), "TR"),
		(Address("phone", "+88161234567"), ""),
		(Address("phone", "+80012345678"), ""),
		(Address("messenger", "905321234567"), ""),
		(Address("email", "ana@example.org"), ""),
		(WITHHELD, ""),
	],
)
def test_a_message_goes_to_a_country_or_to_none(address, country):
	assert country_of(address) == country


@pytest.mark.parametrize(
	("typed", "kept"),
	[
		("+57 300 123 4567", "+573001234567"),
		(" 4567 ", "4567"),
		("CFM Help", "CFM Help"),
		("Twelve letter", None),
		("CFM<script>", None),
		("300 123 4567", None),
		("", None),
	],
)
def test_our_own_number_is_a_number_a_short_code_or_a_name(typed, kept):
	assert own_sender(typed) == kept


@given(st.text())
def test_anything_written_has_an_answer(text):
	for read in (phone_sender, whatsapp_sender, messenger_sender):
		address = read(text)
		assert (address.kind == "withheld") == (address.value == "")
		country_of(address)
	own_sender(text)
