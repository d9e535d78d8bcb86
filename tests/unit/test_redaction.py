"""An error report says where something broke and nothing about whom."""

import traceback

from cfm_app.rules.redaction import without_values

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
