"""Our own numbers, pages and mailboxes are written in one form each."""

import pytest

from cfm_app.rules.line_address import can_be_answered, normalised


@pytest.mark.parametrize(
	("kind", "typed", "kept"),
	[
		("SMS", " +57 300 123 4567", "+573001234567"),
		("SMS", "4567", "4567"),
		("SMS", "CFM Help", "CFM Help"),
		("SMS", "300 123 4567", None),
		("WhatsApp", "whatsapp:+57 300 123 4567", "+573001234567"),
		("WhatsApp", "4567", None),
		("Messenger", "messenger:1234567", "1234567"),
		("Messenger", "our page", None),
		("E-mail", "Help@Example.ORG", "help@example.org"),
		("E-mail", "help", None),
	],
)
def test_an_address_has_one_form(kind, typed, kept):
	assert normalised(kind, typed) == kept


def test_nobody_answers_a_name():
	assert not can_be_answered("SMS", "CFM Help")
	assert can_be_answered("SMS", "4567")
	assert can_be_answered("SMS", "+573001234567")
	assert can_be_answered("E-mail", "help@example.org")
