"""Fills a test site with as many complaints as a measurement needs, each with everything that belongs to one.

bench --site NAME execute cfm_app.testing.generator.generate --kwargs "{'complaints': 200000}"
"""

from datetime import datetime, time, timedelta
from random import Random

import click

import frappe
from frappe import _
from frappe.utils import getdate, update_progress_bar

from cfm_app.confidentiality import access_log
from cfm_app.testing.generator_ground import Ground, lay_ground
from cfm_app.testing.generator_store import Store
from cfm_app.testing.generator_story import Story

CHUNK = 1000
OLD_CORNER = 100  # complaints of a place where nothing has happened for years
DAYS, OLD_DAYS = 3 * 365, 30
WAITING_EVERY = 50  # one contact in so many is still unclassified
LOCKED_OUT = 400  # complaints about staff, at any size: each makes an access key of its own


def generate(complaints: int = 1000, seed: int | None = None, until: str | None = None) -> dict:
	"""Insert this many complaints of the three years before `until` (default: today) and return {doctype: rows}.

	The same seed and day give the same rows; only the sealed bytes differ, because every seal has a nonce of its
	own. Without a seed the number of complaints that are there is taken, so a second run adds others. Interactions, people, parties, consents, steps, responses, follow-ups and the access log come along, all
	really sealed and under the access key the rule gives them. Only for sites that allow tests.
	"""
	if not frappe.conf.allow_tests:
		frappe.throw(
			_("Made-up complaints belong on a test site: bench --site NAME set-config allow_tests true")
		)
	seed = frappe.db.count("Complaint") if seed is None else seed
	ground, store = lay_ground(), Store()
	today = datetime.combine(getdate(until), time.min)
	while access_log.chain():
		continue
	for first in range(0, complaints, CHUNK):
		chunk = range(first, min(first + CHUNK, complaints))
		for number in chunk:
			_tell(store, ground, Random(f"{seed}:{number}"), number, complaints, today)
		store.write()
		frappe.db.commit()  # reason: one transaction over millions of rows would fill the undo log
		update_progress_bar(_("Complaints"), chunk.stop - 1, complaints)
	click.echo()
	store.refresh_statistics()
	return dict(store.written)


def _tell(
	store: Store, ground: Ground, random: Random, number: int, complaints: int, today: datetime
) -> None:
	if number < min(OLD_CORNER, complaints // 10):
		place, received = ground.old_corner, _moment(random, today, DAYS, DAYS + OLD_DAYS)
	else:
		place, received = ground.choose_place(random), _moment(random, today, 1, DAYS)
	about_staff = random.random() < LOCKED_OUT / complaints
	Story(store, ground, random, received, place).tell(today, about_staff)
	if not number % WAITING_EVERY:
		Story(store, ground, random, _moment(random, today, 1, 3), place).tell_waiting()


def _moment(random: Random, today: datetime, from_days: int, to_days: int) -> datetime:
	"""Return a moment in working hours, at least `from_days` and less than `to_days` days before today."""
	day = today - timedelta(days=random.randrange(from_days, to_days))
	return day + timedelta(seconds=random.randrange(7 * 3600, 19 * 3600))
