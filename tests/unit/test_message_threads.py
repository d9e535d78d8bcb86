"""Which file a message belongs to, and what a person's way of writing a reference comes to."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.message_threads import (
	ASKED_LATELY,
	MOST_REFERENCES,
	REPLY_TO_BROADCAST,
	SAME_CONTACT,
	File,
	belongs_to,
	is_reply_to_broadcast,
	references_in,
)

NOW = datetime(2026, 11, 22, 12)
SECOND = timedelta(seconds=1)


def contact(name="K-1", ago=timedelta(hours=1)):
	return File("CFM Interaction", name, NOW - ago, is_contact=True)


def complaint(name="C-1", ago=timedelta(hours=1), **more):
	return File("Complaint", name, NOW - ago, **more)


@pytest.mark.parametrize(
	("text", "found"),
	[
		("C-7K3M9-QXPTA", ["C-7K3M9-QXPTA"]),
		("my number is c7k3m9qxpta thanks", ["C-7K3M9-QXPTA"]),
		("c 7k3m9 qxpta", ["C-7K3M9-QXPTA"]),
		("C‑7K3M9‑QXPTA.", ["C-7K3M9-QXPTA"]),
		("\u2067K-٧K3M9-QXPTA\u2069 رقم", ["K-7K3M9-QXPTA"]),
		("C-OIL00-00000", ["C-01100-00000"]),
		("K-7K3M9-QXPTA and again k-7k3m9-qxpta", ["K-7K3M9-QXPTA"]),
		("C-7K3M9-QXPTA K-7K3M9-QXPTA", ["C-7K3M9-QXPTA", "K-7K3M9-QXPTA"]),
		("xC-7K3M9-QXPTA", []),
		("C-7K3M9-QXPTAB", []),
		("C-7K3M9-QXPT", []),
		("I-7K3M9-QXPTA", []),
		("+93 701 234 567", []),
		("", []),
	],
)
def test_a_reference_is_read_however_it_is_written(text, found):
	assert references_in(text) == found


def test_a_long_list_of_guesses_is_cut_short():
	text = " ".join(f"C-{number:05}-00000" for number in range(50))
	assert len(references_in(text)) == MOST_REFERENCES


@given(st.text())
def test_any_text_can_be_looked_through(text):
	assert all(reference[0] in "CK" for reference in references_in(text))


def test_nothing_known_is_a_new_contact():
	assert belongs_to([], ["C-1"], NOW) is None
	assert belongs_to([complaint()], [], NOW) is None


def test_a_file_she_names_comes_before_one_that_waits():
	waiting, named = complaint("C-1", is_waiting=True), complaint("C-2", timedelta(days=200))
	assert belongs_to([waiting, named], ["C-2"], NOW) == named


def test_a_complaint_is_also_known_by_the_contact_it_came_from():
	named = complaint("C-2", contact="K-2")
	assert belongs_to([contact("K-3"), named], ["K-2"], NOW) == named


def test_the_first_reference_that_is_hers_counts():
	assert belongs_to([complaint("C-2"), complaint("C-3")], ["C-9", "C-3", "C-2"], NOW).record == "C-3"


def test_a_question_comes_before_an_open_contact():
	asked = complaint(asked_on=NOW - ASKED_LATELY)
	assert belongs_to([contact(), asked], [], NOW) == asked
	assert belongs_to([contact(), complaint(is_waiting=True)], [], NOW).record == "C-1"


def test_the_latest_question_counts():
	older = complaint("C-1", asked_on=NOW - timedelta(days=3))
	newer = complaint("C-2", timedelta(days=9), asked_on=NOW - timedelta(days=1))
	assert belongs_to([older, newer], [], NOW) == newer


def test_a_question_of_long_ago_is_forgotten():
	assert belongs_to([complaint(asked_on=NOW - ASKED_LATELY - SECOND)], [], NOW) is None


def test_a_contact_is_open_for_a_day():
	assert belongs_to([contact(ago=SAME_CONTACT)], [], NOW).record == "K-1"
	assert belongs_to([contact(ago=SAME_CONTACT + SECOND)], [], NOW) is None
	assert belongs_to([contact("K-1", timedelta(hours=5)), contact("K-2")], [], NOW).record == "K-2"


def test_a_reply_to_news_comes_within_a_week():
	assert is_reply_to_broadcast(NOW - REPLY_TO_BROADCAST, NOW)
	assert not is_reply_to_broadcast(NOW - REPLY_TO_BROADCAST - SECOND, NOW)
	assert not is_reply_to_broadcast(None, NOW)
