"""Counts a half-year once, hides what is too small, and keeps what may be shown: for municipalities, partners and the public."""

import json
from collections import defaultdict

from pypika import Case
from pypika.functions import Coalesce, Count

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime

from cfm_app.api.desk_titles import title
from cfm_app.rules import published_numbers as rules
from cfm_app.rules import suppression
from cfm_app.rules.access import SENSITIVE_FROM
from cfm_app.rules.published_numbers import OTHER, QUESTIONS, VIEWS, Group

DOCTYPE = "CFM Published Numbers"
TOP = "*"


def freeze_settled() -> str:
	"""Count the newest half-year that is over long enough, once. Returns its name."""
	period = rules.last_settled(getdate())
	if not frappe.db.exists(DOCTYPE, period):
		freeze(period)
	return period


def freeze(period: str):
	"""Count a half-year and keep what may be shown. Raises ValueError while it is not settled."""
	if not rules.is_settled(period, getdate()):
		raise ValueError(f"{period} is not over long enough")
	threshold = smallest_count()
	counted = rules.cells(_groups(*rules.days_of(period)), threshold)
	areas = _areas()
	parents = rules.tree(areas, {row for row, _column in counted})
	columns = sorted({column for _row, column in counted})
	shown = defaultdict(dict)
	for (row, column), value in suppression.protect(counted, parents, columns, threshold).items():
		shown[row][column] = value
	numbers = frappe.new_doc(DOCTYPE, period=period, threshold=threshold, counted_on=now_datetime())
	numbers.shown = json.dumps({"columns": columns, "areas": areas, "cells": shown})
	numbers.flags.counted = True
	return numbers.insert(ignore_permissions=True)  # reason: a scheduled job counts, nobody is logged in


def periods() -> list[str]:
	"""Return the half-years that were counted, the newest first."""
	return frappe.get_all(DOCTYPE, pluck="name", order_by="name desc")


def of_area(period: str, area: str | None = None) -> list[dict]:
	"""Return the rows of an area and of the areas below it: [{row, title, indent, <column>: text, total}].

	Areas without a single complaint are left out.
	"""
	numbers = frappe.get_cached_doc(DOCTYPE, period)
	table = numbers.table()
	found = []
	for row, depth in _below(table["areas"], area if area in table["areas"] else _highest_row(table)):
		if table["cells"][row][suppression.TOTAL] != 0:
			found.append(
				{"row": row, "title": _area_title(row), "indent": depth, **_words(table, row, numbers)}
			)
	return found


def of_project(period: str, project: str) -> list[dict]:
	"""Return the rows of a project, one for each place; they are not added up, because the sum would tell what is hidden."""
	numbers = frappe.get_cached_doc(DOCTYPE, period)
	table = numbers.table()
	rows = [row for row in table["cells"] if row.partition("|")[2] == project]
	return [
		{"row": row, "title": _area_title(row.partition("|")[0]), "indent": 0, **_words(table, row, numbers)}
		for row in sorted(rows)
	]


def column_titles(period: str) -> dict[str, str]:
	"""Return {column: what people read} in the order of the table: kinds first, then what complaints were about."""
	columns = frappe.get_cached_doc(DOCTYPE, period).table()["columns"]
	kinds = {QUESTIONS: _("Questions and requests"), VIEWS: _("Suggestions, opinions, thanks")}
	named = {column: title("CFM Category", column) for column in columns if column not in (*kinds, OTHER)}
	last = {OTHER: _("Other and serious matters")}
	return {column: words for column, words in {**kinds, **named, **last}.items() if column in columns}


def smallest_count() -> int:
	"""Return the threshold: counts below it are hidden, and it is never less than 3."""
	return max(3, frappe.get_cached_value("CFM Settings", None, "smallest_count") or 5)


def legend(threshold: int) -> str:
	"""Return what the marks mean."""
	return _(
		"<{0} stands for a number from 1 to {1}. A dash stands for any number: it is not shown, because small numbers could be worked out from it. Serious complaints are counted only where there are at least {0} of them."
	).format(threshold, threshold - 1)


def _groups(start, end) -> list[Group]:
	complaint, key, outcome = (
		frappe.qb.DocType(name) for name in ("Complaint", "CFM Access Key", "CFM Outcome")
	)
	is_open = (complaint.level < SENSITIVE_FROM) & (Coalesce(key.subjects, "x") == "")
	confidential = Case().when(is_open, 0).else_(1)
	by = (complaint.area, complaint.project, complaint.feedback_type, complaint.category, confidential)
	query = (
		frappe.qb.from_(complaint)
		.left_join(key)
		.on(key.name == complaint.access_key)
		.left_join(outcome)
		.on(outcome.name == complaint.outcome)
		.select(*by, Count("*"))
		.where(complaint.received_on[start : f"{end} 23:59:59"])
		.where(Coalesce(outcome.counts, "") != "Left out")
		.groupby(*by)
	)
	branch_of = branches()
	return [
		Group(area or TOP, project or "", kind or "", branch_of.get(category, ""), bool(hidden), number)
		for area, project, kind, category, hidden, number in query.run()
	]


def _areas() -> dict[str, str | None]:
	rows = frappe.get_all("CFM Area", fields=["name", "parent_cfm_area"], order_by="path")
	return {TOP: None, **{row.name: row.parent_cfm_area or TOP for row in rows}}


def branches() -> dict[str, str]:
	"""Return {category: the branch of the tree it belongs to}."""
	above = dict(frappe.get_all("CFM Category", fields=["name", "parent_cfm_category"], as_list=True))
	return {category: _highest(category, above) for category in above}


def _highest(category: str, above: dict) -> str:
	while above.get(category):
		category = above[category]
	return category


def _below(areas: dict, top: str, depth: int = 0):
	yield top, depth
	for area, parent in areas.items():
		if parent == top:
			yield from _below(areas, area, depth + 1)


def _highest_row(table: dict) -> str:
	"""Return the area that holds all others where there is one, so that the whole is not shown twice."""
	highest = [area for area, parent in table["areas"].items() if parent == TOP]
	is_whole = len(highest) == 1 and table["cells"][highest[0]] == table["cells"][TOP]
	return highest[0] if is_whole else TOP


def _area_title(area: str) -> str:
	return _("All together") if area == TOP else title("CFM Area", area)


def _words(table: dict, row: str, numbers) -> dict[str, str]:
	return {
		column: suppression.in_words(value, numbers.threshold)
		for column, value in table["cells"][row].items()
	}
