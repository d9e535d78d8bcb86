"""Decides what each referral counts for in the referral analysis, and which of its numbers may be shown (kpis K9)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from cfm_app.rules import referral_states
from cfm_app.rules.suppression import TOTAL, in_words, protect

WAITING, ACKNOWLEDGED, ACCEPTED = "waiting", "acknowledged", "accepted"
NOT_ACCEPTED, NO_FEEDBACK, RECEIVED, ENDED = "not_accepted", "no_feedback", "received", "ended"
COLUMNS = (WAITING, ACKNOWLEDGED, ACCEPTED, NOT_ACCEPTED, NO_FEEDBACK, RECEIVED, ENDED)
WITH_FEEDBACK = (ACKNOWLEDGED, ACCEPTED, NOT_ACCEPTED, RECEIVED)
ANSWERED = (ACCEPTED, NOT_ACCEPTED, RECEIVED)
EVERYTHING = ""


@dataclass(frozen=True)
class Sent:
	"""What the figures know of a referral that was sent. `group` and `line` are what a report counts it under."""

	group: str
	line: tuple[str, ...]
	state: str
	sent_on: datetime
	acknowledged_on: datetime | None = None
	answered_on: datetime | None = None
	received_on: datetime | None = None
	is_declined: bool = False


def came_to(referral: Sent) -> str:
	"""Return the one column a referral counts in: how far it came.

	What was withdrawn, revoked or passed on before anybody answered says nothing about the receiver: `ended`.
	"""
	if referral.received_on:
		return RECEIVED
	if referral.is_declined or referral.state == referral_states.NOT_ACCEPTED:
		return NOT_ACCEPTED
	if referral.answered_on:
		return ACCEPTED
	if referral.state == referral_states.NO_FEEDBACK:
		return NO_FEEDBACK
	if referral.state in referral_states.ENDED:
		return ENDED
	return ACKNOWLEDGED if referral.acknowledged_on else WAITING


def protected(referrals: Iterable[Sent], threshold: int) -> list[dict]:
	"""Return [{group, line, waiting, ..., total, feedback, received_share, days}], the sum of all first.

	Numbers are in words: "12", "<5", or a dash. `feedback` and `received_share` are shares from 0.0 to 1.0 of what is
	decided, `days` the median from sending to the answer; each None where it would tell of a number that is hidden.
	The row of a group has the line (), the sum of all the group "".
	"""
	of_row = _by_row(list(referrals))
	table = protect(_counts(of_row), _parents(of_row), COLUMNS, threshold)
	return [_row(key, of_row[key], table, threshold) for key in sorted(of_row)]


def _by_row(referrals: list[Sent]) -> dict[tuple, list[Sent]]:
	"""Return {(group, *line): referrals}, with the groups and the sum of all as rows of their own."""
	of_row: dict[tuple, list[Sent]] = defaultdict(list)
	for referral in referrals:
		for key in ((EVERYTHING,), (referral.group,), (referral.group, *referral.line)):
			of_row[key].append(referral)
	return of_row


def _parents(of_row: Mapping) -> dict[str, str | None]:
	above = {_name(key): _name((EVERYTHING,)) if len(key) == 1 else _name(key[:1]) for key in of_row}
	return {**above, _name((EVERYTHING,)): None} if of_row else {}


def _counts(of_row: Mapping) -> dict[tuple[str, str], int]:
	counts: dict[tuple[str, str], int] = defaultdict(int)
	for key, referrals in of_row.items():
		for referral in referrals if len(key) > 1 else ():
			counts[_name(key), came_to(referral)] += 1
	return counts


def _row(key: tuple, referrals: list[Sent], table: Mapping, threshold: int) -> dict:
	cells = {column: table[_name(key), column] for column in (*COLUMNS, TOTAL)}
	decided = (*WITH_FEEDBACK, NO_FEEDBACK)
	return {
		"group": key[0],
		"line": key[1:],
		**{column: in_words(value, threshold) for column, value in cells.items()},
		"feedback": _share(cells, WITH_FEEDBACK, decided),
		"received_share": _share(cells, (RECEIVED,), decided),
		"days": _days(cells, referrals, threshold),
	}


def _share(cells: Mapping, part: tuple[str, ...], whole: tuple[str, ...]) -> float | None:
	"""Return a share made of shown numbers only: whoever sees them could work it out herself."""
	if any(isinstance(cells[column], str) for column in whole):
		return None
	among = sum(cells[column] for column in whole)
	return sum(cells[column] for column in part) / among if among else None


def _days(cells: Mapping, referrals: list[Sent], threshold: int) -> float | None:
	if any(isinstance(cells[column], str) for column in ANSWERED):
		return None
	took = [
		(each.answered_on - each.sent_on).total_seconds() / 86400 for each in referrals if each.answered_on
	]
	return round(median(took), 1) if len(took) >= threshold else None


def _name(key: tuple) -> str:
	return "|".join(key)
