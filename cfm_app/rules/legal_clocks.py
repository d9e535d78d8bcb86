"""Decides by when the law wants a person's request about her data answered (reference-data 12)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from cfm_app.rules.clocks import Calendar

Term = Literal["access", "claim"]
Unit = Literal["days", "working days", "months"]
Standing = Literal["answered", "answered late", "on track", "due soon", "overdue"]

TERM_OF_KIND: dict[str, Term] = {
	"access": "access",
	"portability": "access",
	"correction": "claim",
	"erasure": "claim",
	"restriction": "claim",
	"objection": "claim",
}
WARN_DAYS = 3


@dataclass(frozen=True)
class LegalTerm:
	"""How long a law gives, and by how much it may be made longer once; both in the same unit."""

	amount: int
	unit: Unit
	extension: int = 0


def due_on(received: date, term: LegalTerm, calendar: Calendar) -> date:
	"""Return the last day for the answer; the day of receipt does not count.

	A term in months ends on the same day of the month, or on its last day. A last day that is a day off stays:
	the earlier day is right under every law.
	"""
	return _after(received, term.amount, term.unit, calendar)


def extended_due_on(first_due: date, term: LegalTerm, calendar: Calendar) -> date:
	"""Return the last day after the one extension, which follows the end of the first term.

	Raises ValueError when this law knows no extension.
	"""
	if term.extension <= 0:
		raise ValueError("this term cannot be extended")
	return _after(first_due, term.extension, term.unit, calendar)


def standing(due: date, answered: date | None, today: date, warn_days: int = WARN_DAYS) -> Standing:
	"""Say how a request stands: the due day itself is still in time."""
	if answered:
		return "answered" if answered <= due else "answered late"
	if today > due:
		return "overdue"
	return "due soon" if (due - today).days <= warn_days else "on track"


def pack_for(country: str, packs: dict[str, frozenset[str]], default: str | None) -> str | None:
	"""Return the pack that names this country (two letters), else the default of the organisation."""
	fitting = sorted(pack for pack, countries in packs.items() if country and country in countries)
	return fitting[0] if fitting else default


def _after(day: date, amount: int, unit: Unit, calendar: Calendar) -> date:
	if unit == "months":
		return day + relativedelta(months=amount)
	if unit == "days":
		return day + timedelta(days=amount)
	for _working_day in range(amount):
		day += timedelta(days=1)
		while not calendar.is_working_day(day):
			day += timedelta(days=1)
	return day
