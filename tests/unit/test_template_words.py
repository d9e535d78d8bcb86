"""What may be filled into a message: typed values, never free text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.template_words import (
	UnfitValue,
	fill,
	is_approved_text,
	numbered,
	problems,
	sample,
	variables_of,
)

LINK = "https://feedback.example.org/feedback/track"
FIT = {
	"reference": "C-7K3M9-QXPTA",
	"helpline": "+573001234567",
	"date": "7 de diciembre de 2026",
	"link": LINK,
	"organisation": "Médecins du Désert",
}
BODY = "{organisation}: {reference}, {date}, {helpline}, {link}"


def test_every_variable_is_filled_in_as_it_is():
	assert fill(BODY, FIT, [LINK]) == ", ".join(
		["Médecins du Désert: C-7K3M9-QXPTA", FIT["date"], FIT["helpline"], LINK]
	)


@pytest.mark.parametrize(
	"name, value",
	[
		("reference", "the guard asked my sister"),
		("reference", ""),
		("reference", "c-7k3m9-qxpta"),
		("helpline", "call the women's shelter"),
		("helpline", "+57 300 {reference}"),
		("date", "the day of the rape"),
		("date", ""),
		("link", "https://evil.example/feedback/track"),
		("link", LINK + "?code=4821093755661204"),
		("organisation", "x" * 61),
		("organisation", "two\nlines"),
		("organisation", "{reference}"),
	],
)
def test_a_value_of_another_kind_is_refused(name, value):
	with pytest.raises(UnfitValue, match=name):
		fill(BODY, {**FIT, name: value}, [LINK])


def test_a_name_that_is_no_variable_is_refused_when_worded_and_when_sent():
	assert problems("Dear {name}, {category}") == ["name", "category"]
	with pytest.raises(UnfitValue, match="name"):
		fill("Dear {name}", {"name": "Amina"})


@pytest.mark.parametrize("body", ["{", "}", "a {reference", "{{reference}}", "{reference.__class__}", "{0}"])
def test_braces_that_do_not_fit_are_noticed(body):
	assert problems(body)


def test_approved_templates_number_their_variables_in_order():
	body = "{reference} {link} {reference}"
	assert variables_of(body) == ("reference", "link")
	assert numbered(body, FIT) == {"1": FIT["reference"], "2": LINK}


def test_the_longest_form_is_at_least_as_long_as_a_real_one():
	assert len(sample(BODY, FIT["organisation"])) >= len(fill(BODY, FIT, [LINK]))


@given(st.text())
def test_words_without_variables_stay_as_they_are(text):
	if not set(text) & set("{}"):
		assert fill(text, {}) == text


@pytest.mark.parametrize(
	("body", "approved", "same"),
	[
		("We received it.", " We  received\r\nit. ", True),
		("{reference}: call {helpline}. {reference}", "{{1}}: call {{2}}. {{1}}", True),
		("{reference}: call {helpline}.", "{{2}}: call {{1}}.", False),
		("{reference}", "reference", False),
		("We received it.", "We received it!", False),
		("We received it.", "", False),
	],
)
def test_what_a_provider_keeps_is_told_from_other_words(body, approved, same):
	assert is_approved_text(body, approved) is same
