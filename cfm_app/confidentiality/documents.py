"""The papers in the file of a complaint: what kind each sealed file is, and which mandatory ones are missing."""

import frappe
from frappe import _

from cfm_app.confidentiality import files
from cfm_app.exceptions import GuardRefused
from cfm_app.rules import documents

KIND = "CFM Document Kind"


def checklist(doc) -> list[dict]:
	"""Return the papers a complaint needs by now and those it has: [{code, title, required, there, file}]."""
	there = {row.kind: row.name for row in _kinds_of([doc.name])}
	needed = documents.required(_required_kinds(), doc.level, doc.feedback_type, bool(doc.closed_on))
	shown = [row for row in kinds() if row.code in needed or row.code in there]
	return [
		{
			"code": row.code,
			"title": _(row.title),
			"required": row.code in needed,
			"there": row.code in there,
			"file": there.get(row.code),
		}
		for row in shown
	]


def kinds() -> list[dict]:
	"""Return the kinds of papers that are in use, in their order: [{code, title, …}]."""
	fields = ["code", "title", "is_required", "required_from_level", "needed_when", "feedback_type"]
	return frappe.get_all(KIND, {"is_active": 1}, fields, order_by="sort, code")


def set_kind(doc, file: str, kind: str) -> None:
	"""Say what kind of paper a file of this record is. Raises GuardRefused for what is not there."""
	known = {row.code for row in kinds()}
	if kind not in known or file not in {row["name"] for row in files.listing(doc)}:
		frappe.throw(_("Choose a file of this record and a kind of paper."), GuardRefused)
	table = frappe.qb.DocType(files.TABLE)
	frappe.qb.update(table).set(table.kind, kind).where(table.name == file).run()


def missing_of(rows: list[dict]) -> dict[str, list[str]]:
	"""Return {complaint: titles of missing papers} of rows {name, level, feedback_type, closed_on}; complete ones are absent."""
	there: dict[str, set[str]] = {}
	for row in _kinds_of([row["name"] for row in rows]):
		there.setdefault(row.record, set()).add(row.kind)
	required, titles = _required_kinds(), {row.code: _(row.title) for row in kinds()}
	found = {}
	for row in rows:
		needed = documents.required(required, row["level"], row["feedback_type"], bool(row["closed_on"]))
		lacking = documents.missing(needed, there.get(row["name"], ()))
		if lacking:
			found[row["name"]] = [titles[code] for code in lacking]
	return found


def _required_kinds() -> list[documents.DocumentKind]:
	return [
		documents.DocumentKind(
			row.code, row.required_from_level, row.needed_when == "at closing", row.feedback_type or ""
		)
		for row in kinds()
		if row.is_required
	]


def _kinds_of(records: list[str]) -> list[dict]:
	table = frappe.qb.DocType(files.TABLE)
	query = frappe.qb.from_(table).select(table.name, table.record, table.kind)
	return query.where(table.record.isin(records or [""])).where(table.kind != "").run(as_dict=True)
