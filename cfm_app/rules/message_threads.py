"""Decides where a message that came in belongs: to a file the person is known to have with us, or to a new contact."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cfm_app.rules.references import normalise_reference
from cfm_app.rules.text_cleaning import western_digits

SAME_CONTACT = timedelta(hours=24)
ASKED_LATELY = timedelta(days=14)
REPLY_TO_BROADCAST = timedelta(days=7)
MOST_REFERENCES = 5
# C and K begin the references of complaints and contacts; people write them with any gap, or none
GAP = "[\\s.\u00ad\u200b-\u200f\u2010-\u2015\u2066-\u2069\u2212-]*"
REFERENCE_IN_TEXT = re.compile(f"(?<![0-9A-Z])[CK]{GAP}[0-9A-Z]{{5}}{GAP}[0-9A-Z]{{5}}(?![0-9A-Z])")


@dataclass(frozen=True)
class File:
	"""A complaint, or a contact that nobody has classified yet, that this sender has to do with.

	`contact`: the contact a complaint came from, whose reference the person may know it by; `asked_on`: when a
	question to the person was last put; `is_waiting`: work on it waits for her answer.
	"""

	record_type: str
	record: str
	written_on: datetime | None = None
	is_contact: bool = False
	contact: str = ""
	is_waiting: bool = False
	asked_on: datetime | None = None


def references_in(text: str) -> list[str]:
	"""Return the references a person wrote, in their written form, each once, at most five."""
	found = REFERENCE_IN_TEXT.findall(western_digits(text).upper())
	read = dict.fromkeys(filter(None, map(normalise_reference, found)))
	return list(read)[:MOST_REFERENCES]


def belongs_to(files: Iterable[File], mentioned: list[str], now: datetime) -> File | None:
	"""Return the file a message belongs to, None for a new contact.

	A file the person names comes first, then one that waits for her answer or asked lately, then a contact of the
	last 24 hours that nobody has classified. `files` are her own; of several the latest counts.
	"""
	files = list(files)
	named = [file for known in mentioned for file in files if known in (file.record, file.contact)]
	asking = [file for file in files if file.is_waiting or _within(file.asked_on, ASKED_LATELY, now)]
	fresh = [file for file in files if file.is_contact and _within(file.written_on, SAME_CONTACT, now)]
	if named:
		return named[0]
	if asking:
		return max(asking, key=lambda file: file.asked_on or file.written_on or datetime.min)
	return max(fresh, key=lambda file: file.written_on, default=None)


def is_reply_to_broadcast(sent_on: datetime | None, now: datetime) -> bool:
	"""Tell whether a message may answer a broadcast that was the last thing we sent, at this time."""
	return _within(sent_on, REPLY_TO_BROADCAST, now)


def _within(moment: datetime | None, span: timedelta, now: datetime) -> bool:
	return moment is not None and now - moment <= span
