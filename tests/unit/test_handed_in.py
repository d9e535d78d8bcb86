"""A partner hears that its message arrived and whether it is done; how and by whom is not its business."""

from cfm_app.rules.handed_in import status


def test_nobody_has_looked_yet():
	assert status(0, 0, contact_ended=False, sensitive=False) == "received"


def test_somebody_works_on_it():
	assert status(2, 1, contact_ended=True, sensitive=False) == "with the people in charge"


def test_all_of_it_is_done():
	assert status(2, 2, contact_ended=True, sensitive=False) == "finished"


def test_a_contact_without_feedback_is_done():
	assert status(0, 0, contact_ended=True, sensitive=False) == "finished"


def test_a_sensitive_one_is_never_said_to_be_done():
	assert status(1, 1, contact_ended=True, sensitive=True) == "with the people in charge"
