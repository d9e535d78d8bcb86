"""Access needs are codes, whatever order they come in; words somebody typed are no code."""

import pytest

from cfm_app.rules.access_needs import CODES, codes_of, stored_form


def test_codes_are_kept_once_and_in_one_order():
	assert stored_form("sign language,ramp, ramp") == "ramp, sign language"
	assert codes_of("sign language, ramp") == ["ramp", "sign language"]


@pytest.mark.parametrize("nothing", [None, "", " , ,"])
def test_nothing_is_nothing(nothing):
	assert stored_form(nothing) is None
	assert codes_of(nothing) == []


@pytest.mark.parametrize("typed", ["ask for Amina", "ramp, ask for Amina", "RAMP"])
def test_words_that_could_name_somebody_are_no_code(typed):
	with pytest.raises(ValueError):
		stored_form(typed)


def test_what_was_typed_before_there_were_codes_is_not_shown():
	assert codes_of("ramp, ask for Amina") == ["ramp"]


def test_every_code_comes_back_as_it_went():
	assert codes_of(stored_form(", ".join(reversed(CODES)))) == list(CODES)
