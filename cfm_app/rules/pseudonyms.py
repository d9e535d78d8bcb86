"""Decides what of a complaint a researcher may work with: months and bands instead of days and ages, groups instead of one."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
BANDS = ((15, "0-15"), (30, "16-30"), (90, "31-90"), (10**6, "91+"))
ANY = "*"


def pseudonym(key: bytes, study: str, record: str) -> str:
	"""Return the number of a record in one study: the same on every look, another one in every other study.

	Without the key nobody leads it back to the record, or joins the files of two studies.
	"""
	digest = hmac.new(key, f"research|{study}|{record}".encode(), hashlib.sha256).digest()
	return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])


def month_of(moment) -> str:
	"""Return the month of a date or datetime: "2026-03"."""
	return moment.strftime("%Y-%m")


def days_in_band(received: date, closed: date | None) -> str:
	"""Return how long a complaint took, in bands: an exact number of days would give the days away."""
	if not closed:
		return "open"
	taken = (closed - received).days
	return next(band for most, band in BANDS if taken <= most)


def generalised(rows: Sequence[dict], fields: Sequence[str], least: int = 5) -> list[dict]:
	"""Return the rows so that at least `least` share every combination of these fields; what cannot be is left out.

	`fields` stand in the order in which they may be given up. In groups that are too small the first field becomes
	ANY, then the second as well, and so on; rows that are too few even then do not appear.
	"""
	ready: list[tuple[int, dict]] = []
	waiting = [(number, dict(row)) for number, row in enumerate(rows)]
	for step in range(len(fields) + 1):
		groups = Counter(_group(row, fields) for _number, row in waiting)
		ready += [each for each in waiting if groups[_group(each[1], fields)] >= least]
		waiting = [each for each in waiting if groups[_group(each[1], fields)] < least]
		if step < len(fields):
			waiting = [(number, {**row, fields[step]: ANY}) for number, row in waiting]
	return [row for _number, row in sorted(ready, key=lambda each: each[0])]


def smallest_group(rows: Iterable[dict], fields: Sequence[str]) -> int:
	"""Return how many rows share the rarest combination of these fields, 0 without rows."""
	return min(Counter(_group(row, fields) for row in rows).values(), default=0)


def _group(row: dict, fields: Sequence[str]) -> tuple:
	return tuple(row[field] for field in fields)
