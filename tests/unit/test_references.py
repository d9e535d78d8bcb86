"""A reference is read over a bad line and a receipt code is copied from paper: both must come back."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.references import (
	new_receipt_code,
	new_reference,
	normalise_receipt_code,
	normalise_reference,
)

choosers = st.integers().map(lambda seed: random.Random(seed).choice)
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def test_a_reference_looks_as_printed():
	symbols = iter("7K3M9QXPTA")
	assert new_reference("C", lambda alphabet: next(symbols)) == "C-7K3M9-QXPTA"


def test_a_reference_never_uses_letters_that_people_confuse():
	offered = []
	new_reference("C", lambda alphabet: offered.append(alphabet) or alphabet[0])
	assert len(offered) == 10
	assert all(len(set(alphabet)) == 32 and not set("ILOU") & set(alphabet) for alphabet in offered)


@pytest.mark.parametrize("prefix", ["", "c", "C1", "C-", "TOOLONGPREFIX"])
def test_a_prefix_that_could_not_be_read_back_is_refused(prefix):
	with pytest.raises(ValueError, match="prefix"):
		new_reference(prefix, lambda alphabet: alphabet[0])


@pytest.mark.parametrize(
	"typed",
	[
		"c-7k3m9-qxpta",
		" C7K3M9QXPTA ",
		"C 7K3M9 QXPTA",
		"C–7K3M9–QXPTA",
		"\u200fC-٧K٣M٩-QXPTA",
		"c.7k3m9_qxpta",
	],
)
def test_a_reference_is_found_however_it_is_typed(typed):
	assert normalise_reference(typed) == "C-7K3M9-QXPTA"


def test_lookalikes_are_read_as_digits_but_only_behind_the_prefix():
	assert normalise_reference("oil-O1L0I-OOOOO") == "OIL-01101-00000"


@pytest.mark.parametrize(
	"typed", ["", "C-7K3M9", "C-7K3M9-QXPTU", "C-7K3M9-QXPT", "7K3M9QXPTA", "C-7K3M9-QXPTA-1"]
)
def test_what_cannot_be_a_reference_is_none(typed):
	assert normalise_reference(typed) is None


@given(choosers, st.sampled_from(["C", "R", "CASE"]), st.booleans(), st.sampled_from(["-", "", " ", "/"]))
def test_every_new_reference_comes_back(choose, prefix, lower, separator):
	reference = new_reference(prefix, choose)
	typed = reference.replace("-", separator)
	assert normalise_reference(typed.lower() if lower else typed) == reference


def test_a_receipt_code_has_sixteen_digits_in_four_groups():
	digits = iter("4821093755661204")
	assert new_receipt_code(lambda alphabet: next(digits)) == "4821 0937 5566 1204"


@given(choosers, st.sampled_from([{}, ARABIC_INDIC, PERSIAN]), st.sampled_from([" ", "", "-", "  ", "–"]))
def test_every_receipt_code_comes_back_from_any_keyboard(choose, keyboard, separator):
	code = new_receipt_code(choose)
	assert normalise_receipt_code(code.translate(keyboard).replace(" ", separator)) == code


@pytest.mark.parametrize(
	"typed", ["", "482109375566120", "48210937556612041", "4821 0937 5566 120x", "²" * 16]
)
def test_what_has_not_exactly_sixteen_digits_is_none(typed):
	assert normalise_receipt_code(typed) is None
