"""Decides what is counted for publication: once for every half-year, in one table from which every reader gets a part.

One table only, because two tables of the same complaints can be compared: what one hides, the other would show.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from cfm_app.rules.suppression import without_few_sensitive

QUESTIONS, VIEWS, OTHER = "questions", "views", "other"
QUESTION_TYPES = {"QUESTION", "REQUEST", "DATA_RIGHT", "OTHER_ACTOR"}
VIEW_TYPES = {"SUGGEST", "THANKS", "OPINION", "RUMOUR"}
# days after the end of a half-year, in which late entries and corrections still arrive
SETTLING_DAYS = 15
HERE = "*"


class Group(NamedTuple):
	"""Complaints that are alike: where, of which project, which type and category, how many.

	`confidential` are those of levels 5-6 and those about staff: who may list the others must not find them by subtracting.
	"""

	area: str
	project: str
	feedback_type: str
	category: str
	confidential: bool
	number: int


def column_of(group: Group) -> str:
	"""Return the column a group is counted in: a kind, or the branch of the category tree it is about."""
	if group.confidential:
		return OTHER
	if group.feedback_type in QUESTION_TYPES:
		return QUESTIONS
	return VIEWS if group.feedback_type in VIEW_TYPES else group.category or OTHER


def cells(groups: Iterable[Group], threshold: int) -> dict[tuple[str, str], int]:
	"""Return {(row, column): number} of the lowest rows, which are "area|project".

	Confidential complaints are counted where there are at least `threshold` of them, elsewhere they are left out.
	"""
	groups = list(groups)
	confidential = Counter()
	for group in groups:
		confidential[row_of(group.area, group.project)] += group.number if group.confidential else 0
	counted = without_few_sensitive(confidential, threshold)
	found: Counter = Counter()
	for group in groups:
		row = row_of(group.area, group.project)
		if not group.confidential or row in counted:
			found[row, column_of(group)] += group.number
	return dict(found)


def row_of(area: str, project: str) -> str:
	"""Return the name of a lowest row."""
	return f"{area}|{project or HERE}"


def tree(areas: Mapping[str, str | None], rows: Iterable[str]) -> dict[str, str | None]:
	"""Return {row: the row it adds up to} for these areas {area: area above} and the lowest rows in them."""
	return {**areas, **{row: row.partition("|")[0] for row in rows}}


def half_year_of(day: date) -> str:
	"""Return the half-year of a day: "2026-H1"."""
	return f"{day.year}-H{1 if day.month <= 6 else 2}"


def days_of(half_year: str) -> tuple[date, date]:
	"""Return first and last day of "2026-H1". Raises ValueError for anything else."""
	year, _dash, half = half_year.partition("-H")
	if half not in ("1", "2") or not year.isdigit():
		raise ValueError(half_year)
	return (
		(date(int(year), 1, 1), date(int(year), 6, 30))
		if half == "1"
		else (date(int(year), 7, 1), date(int(year), 12, 31))
	)


def is_settled(half_year: str, today: date) -> bool:
	"""Tell whether a half-year is over long enough to be counted for good."""
	return (today - days_of(half_year)[1]).days > SETTLING_DAYS


def last_settled(today: date) -> str:
	"""Return the newest half-year that is over long enough."""
	newest = half_year_of(today)
	while not is_settled(newest, today):
		year, half = int(newest[:4]), newest[-1]
		newest = f"{year}-H1" if half == "2" else f"{year - 1}-H2"
	return newest
