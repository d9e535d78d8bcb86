"""An error report says where something broke and nothing about whom."""

import traceback

from cfm_app.rules.redaction import neutral_title, place_of, without_values

WITH_VARIABLES = """Traceback with variables (most recent call last):
  File "apps/cfm_app/intake.py", line 9, in take_contact
    contact.insert()
      words = {'message': 'They asked my sister Laleh for money.'}
      second = 'line one
line two with Laleh'
builtins.ValueError: Laleh cannot be found"""


def test_variables_and_the_words_of_the_error_are_gone():
	report = without_values(WITH_VARIABLES)
	assert "Laleh" not in report
	assert "line 9, in take_contact" in report
	assert report.endswith("builtins.ValueError")


def test_a_plain_traceback_keeps_file_line_and_type():
	person = " ".join(["Amina", "Rahimi"])
	try:
		raise ValueError(person)
	except ValueError:
		report = without_values(traceback.format_exc())
	assert person not in report
	assert "test_redaction.py" in report
	assert report.strip().endswith("ValueError")


def test_words_chosen_by_a_developer_stay():
	assert without_values("Nightly backup skipped") == "Nightly backup skipped"


def test_a_story_laid_out_like_code_is_still_a_story():
	report = without_values(
		"Traceback (most recent call last):\n"
		'  File "intake.py", line 9, in take\n    take(words)\n'
		"ValueError: She wrote:\n    Laleh was there\n  File Laleh"
	)
	assert "take(words)" in report
	assert "Laleh" not in report


def test_a_title_that_repeats_the_error_becomes_the_place_where_it_broke():
	report = WITH_VARIABLES
	assert (
		neutral_title("Laleh cannot be found", report)
		== "builtins.ValueError in cfm_app/intake.py:9 take_contact"
	)
	assert neutral_title("Nightly check", report) == "Nightly check"


def test_a_stack_without_an_error_has_a_place_too():
	assert place_of('  File "/bench/apps/cfm_app/a.py", line 3, in run\n    log()\n') == "cfm_app/a.py:3 run"
	assert place_of("") == "unknown place"
