"""Who saw what, and why: rows are only ever added. What makes a change of them show stands in log_chain.py."""

import frappe
from frappe.utils import now_datetime

from cfm_app import compat
from cfm_app.confidentiality import log_chain, log_reasons
from cfm_app.confidentiality.log_chain import LOG, broken_rows, chain, head, verify

__all__ = ["broken_rows", "chain", "head", "refuse", "verify", "view_once", "write"]

REFUSED = 403


def write(action: str, doc=None, detail: str = "", reason: str = "") -> None:
	"""Add a row. `detail` is a code, never content; `reason` is what the user typed and is sealed.

	The row is committed even when the request only reads, because a look that is not logged did not happen.
	"""
	row = {
		"at": now_datetime(),
		"user": frappe.session.user,
		"action": action,
		"record_type": doc.doctype if doc else None,
		"record": doc.name if doc else None,
		"detail": detail,
	}
	if reason:
		row["reason_mac"] = log_reasons.mac(row, reason)
		row["sealed_reason"] = log_reasons.sealed(reason, row["record"])
	row["row_mac"] = log_chain.row_mac(row)
	_insert(row)
	frappe.local.flags.commit = True


def view_once(doc) -> None:
	"""Log that this user reads the content of a record, once a request."""
	seen = getattr(frappe.local, "cfm_views_logged", None)
	if seen is None:
		seen = frappe.local.cfm_views_logged = set()
	if (doc.doctype, doc.name, frappe.session.user) not in seen:
		seen.add((doc.doctype, doc.name, frappe.session.user))
		write("view", doc)


def refuse(doc, detail: str) -> None:
	"""Log that somebody tried what she may not.

	A request that is refused is rolled back, so its row is written after that, by `write_refusals`.
	"""
	if getattr(frappe.local, "request", None):
		frappe.flags.setdefault("cfm_refusals", []).append((doc, detail))
	else:
		write("refused", doc, detail)


def note_refused_opening(doc, user: str) -> None:
	"""Remember that the access rule said no to this reader; it counts if the request ends in a refusal."""
	if user == frappe.session.user and not doc.is_new():
		frappe.flags.cfm_refused_opening = doc


def write_refusals(response=None, request=None) -> None:
	"""After each request: log what was refused in it."""
	refusals = frappe.flags.pop("cfm_refusals", None) or []
	opening = frappe.flags.pop("cfm_refused_opening", None)
	if opening and not refusals and response is not None and response.status_code == REFUSED:
		refusals = [(opening, "open")]
	if refusals:
		frappe.db.rollback()
		for doc, detail in refusals:
			write("refused", doc, detail)
		frappe.db.commit()  # reason: the request was rolled back, that somebody tried must stay


def _insert(row: dict) -> None:
	stamps = {"creation": row["at"], "modified": row["at"], "owner": row["user"], "modified_by": row["user"]}
	values = {"name": compat.next_number(LOG), **row, **stamps}
	table = frappe.qb.DocType(LOG)
	frappe.qb.into(table).columns(*values).insert(*values.values()).run()
