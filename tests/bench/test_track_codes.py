"""Whether a code is right, wrong, expired or no code at all: the time until a page is chosen tells nobody.

That the work is the same is a test of the site (leaks/test_guests_codes.py); here it is timed.
"""

from contextlib import contextmanager
from statistics import median
from time import perf_counter
from types import SimpleNamespace
from unittest.mock import patch

import pytest

import frappe

from cfm_app.confidentiality import receipts
from cfm_app.portal.track_page import _open

ROUNDS = 300
QUICKEST, SLOWEST = 0.75, 1.35
WRONG = "1234 5678 9012 3456"


@pytest.fixture
def codes(filled_site):
	"""What may be typed, by kind; the codes that were given out are undone with the request."""
	yield {
		"right": given_out_for(frappe.get_all("CFM Interaction", limit=1, pluck="name")[0]),
		"expired": given_out_for("K-GONE0-00000"),
		"too short": "12",
		"empty": "",
		"words": "please open",
		"far too long": "7" * 50_000,
		"hostile": "' or 1=1 -- {{ 7*7 }}",
	}
	frappe.db.rollback()


def given_out_for(contact: str) -> str:
	code = receipts.code_for(f"measured {contact}")
	receipts.issue(frappe._dict(name=contact), code)
	return code


def test_every_code_takes_as_long_as_a_wrong_one(codes, write_down):
	with only_deciding() as shown:
		took = durations({"wrong": WRONG, **codes})
	assert shown.call_count == ROUNDS, "the right code opens, and no other"
	wrong = took.pop("wrong")
	for kind, samples in took.items():
		write_down(f"a code to follow a message, {kind}", SLOWEST, samples, wrong)
	ratios = {kind: median(samples) / median(wrong) for kind, samples in took.items()}
	assert all(QUICKEST < ratio < SLOWEST for ratio in ratios.values()), ratios


@contextmanager
def only_deciding():
	"""What happens between a typed code and the page, without page and limits; yields what stands for the opened page."""
	with (
		patch("cfm_app.portal.track_page._show", return_value=None) as shown,
		patch("cfm_app.portal.track_page._ask_for_code", return_value=None),
		patch("cfm_app.portal.turns.code_tries.must_wait", return_value=False),
		patch("cfm_app.portal.turns.code_tries.is_locked", return_value=False),
		patch.object(frappe.local, "request", SimpleNamespace(remote_addr="192.0.2.1"), create=True),
	):
		yield shown


def durations(codes) -> dict[str, list[float]]:
	"""Milliseconds of each kind, taken by turns so that a busy machine slows all of them alike."""
	took = {kind: [] for kind in codes}
	for _round in range(ROUNDS):
		for kind, typed in codes.items():
			begun = perf_counter()
			_open({"code": typed})
			took[kind].append((perf_counter() - begun) * 1000)
	return took
