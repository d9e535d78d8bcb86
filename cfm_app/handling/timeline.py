"""The timeline of a record: every step with who and when, its words sealed. Steps are only ever added."""

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality import vault
from cfm_app.confidentiality.record_access import LINKS
from cfm_app.confidentiality.rows import insert_rows

STEP = "CFM Step"


def add(doc, kind: str, note: str = "", **facts) -> None:
	"""Remember a step of this document; `flush` writes all of them in one statement.

	`facts` may hold from_state, to_state, detail (a code) and for_person (1: shown on the tracking page).
	"""
	doc.flags.setdefault("steps", []).append({"kind": kind, "note": note, **facts})


def flush(doc) -> None:
	"""Write the steps that were added to this document."""
	steps = doc.flags.pop("steps", None) or []
	if not steps:
		return
	names = insert_rows(STEP, [_row(doc, step) for step in steps])
	for name, step in zip(names, steps, strict=True):
		vault.put(STEP, name, {"note": step["note"]})


def write(doc, kind: str, note: str = "", **facts) -> None:
	"""Add one step and write it at once."""
	add(doc, kind, note, **facts)
	flush(doc)


def of(doc, newest_first: bool = True) -> list:
	"""Return the steps of a complaint that the user who asks may list, as documents' rows without their notes."""
	order = "desc" if newest_first else "asc"
	fields = ["name", "kind", "at", "by", "from_state", "to_state", "detail", "for_person", "access_key"]
	return frappe.get_list(
		STEP, {LINKS[doc.doctype]: doc.name}, fields, order_by=f"at {order}, creation {order}", limit=500
	)


def _row(doc, step: dict) -> dict:
	return {
		LINKS[doc.doctype]: doc.name,
		"at": now_datetime(),
		"by": frappe.session.user,
		"access_key": doc.access_key,
		**{key: step.get(key) for key in ("kind", "from_state", "to_state", "detail")},
		"for_person": int(step.get("for_person") or 0),
	}
