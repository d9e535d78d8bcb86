"""The only way by which rows about confidential records leave the site as a file.

What is asked for is judged (rules/export_rules.py), agreed to by a second person when it is much, counted in the access
log, and handed over once, locked with a password that is stored nowhere.
"""

import base64
import json
import secrets
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.utils import add_days, now_datetime
from frappe.utils.user import get_users_with_role

from cfm_app.cfm_app.doctype.cfm_export_request.cfm_export_request import (
	DECIDERS,
	DOWNLOADED,
	READY,
	WAITING,
	CFMExportRequest,
)
from cfm_app.confidentiality import access_log, export_file, export_rows
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts
from cfm_app.rules import export_rules

REQUEST = "CFM Export Request"


@dataclass(frozen=True)
class Wanted:
	"""A list (`source`: DocType) or a report (`source`: its name) with what was chosen in it."""

	kind: str
	source: str
	filters: list | dict
	fields: tuple = ()
	order_by: str = ""


def ask(wanted: Wanted, reason: str) -> CFMExportRequest:
	"""Ask for a file. Returns the request: Ready, or Waiting for a second person. Raises AccessRefused, GuardRefused."""
	if len((reason or "").strip()) < 5:
		frappe.throw(_("Say what the file is for."), GuardRefused)
	found = _judged(wanted)
	request = _remember(wanted, found, reason.strip())
	if request.state == WAITING:
		alerts.tell_all(deciders() - {frappe.session.user}, request, "export_asked")
	return request


def hand_over(request: CFMExportRequest) -> dict:
	"""Make the file of a request that is ready. Returns {filename, content (base64), password}: once, to who asked.

	The rows are those that she may see now. Raises AccessRefused or GuardRefused.
	"""
	_must_be_hers_and_ready(request)
	wanted = Wanted(kind=request.kind, source=request.source, **request.query())
	found = _judged(wanted)
	if len(found.rows) > request.row_count:
		frappe.throw(
			_("There are {0} rows now, {1} were asked for. Ask again.").format(
				len(found.rows), request.row_count
			),
			GuardRefused,
		)
	password = export_rules.new_password(secrets.choice)
	content = export_file.locked(export_file.sheet(found, request.name), password)
	request.db_set({"state": DOWNLOADED, "downloaded_on": now_datetime(), "rows_in_file": len(found.rows)})
	access_log.write("export", request, _in_code(wanted, len(found.rows)))
	name = f"{frappe.scrub(wanted.source)}-{request.name}.xlsx"
	return {"filename": name, "content": base64.b64encode(content).decode(), "password": password}


def deciders() -> set[str]:
	"""Return the enabled users whose role lets them agree to an export."""
	return {user for role in DECIDERS for user in get_users_with_role(role)}


def rows_alone() -> int:
	"""Return how many rows one person may take out without a second one."""
	return frappe.get_cached_value("CFM Settings", None, "export_rows_alone") or 500


def _judged(wanted: Wanted) -> export_rows.Found:
	"""Return the rows, unless they may not leave. A refusal stands in the access log."""
	found = export_rows.find(wanted)
	verdict = export_rules.verdict(found.levels, len(found.rows), rows_alone())
	if verdict == "sensitive" or export_rows.asks_for_sensitive(wanted):
		_refuse(
			wanted,
			_(
				"Records of levels 5 and 6, and contacts that nobody has classified, never leave as a file. Choose levels 0 to 4."
			),
		)
	if verdict == "empty":
		frappe.throw(_("There is nothing to export."), GuardRefused)
	return found


def _remember(wanted: Wanted, found: export_rows.Found, reason: str) -> CFMExportRequest:
	request = frappe.new_doc(REQUEST, kind=wanted.kind, source=wanted.source, row_count=len(found.rows))
	verdict = export_rules.verdict(found.levels, len(found.rows), rows_alone())
	days = frappe.get_cached_value("CFM Settings", None, "export_days") or 3
	request.update(
		{
			"asked_by": frappe.session.user,
			"asked_on": now_datetime(),
			"expires_on": add_days(now_datetime(), days),
			"state": READY if verdict == "alone" else WAITING,
			"filters_in_code": _in_code(wanted, len(found.rows)),
		}
	)
	query = {"filters": wanted.filters, "fields": wanted.fields, "order_by": wanted.order_by}
	request.flags.update({"reason": reason, "query": json.dumps(query, default=str)})
	request.insert(ignore_permissions=True)  # reason: no role creates requests by hand; _judged has asked
	return request


def _must_be_hers_and_ready(request: CFMExportRequest) -> None:
	if request.asked_by != frappe.session.user:
		frappe.throw(_("Only who asked for this file may fetch it."), AccessRefused)
	if request.state == WAITING:
		frappe.throw(_("Somebody else has to agree first."), GuardRefused)
	if request.state != READY:
		frappe.throw(_("This file was fetched or refused. Ask again."), GuardRefused)
	if request.is_too_late():
		frappe.throw(_("The days in which this file could be fetched are over. Ask again."), GuardRefused)


def _in_code(wanted: Wanted, rows: int) -> str:
	"""Return what the log says: where from, how many rows, which filters, without anything that somebody typed."""
	filters = export_rows.as_conditions(wanted.filters)
	coded = export_rows.coded_fields(wanted)
	text = f"{wanted.source}: {rows}; {export_rules.filters_in_code(filters, coded)}"
	return text[: export_rules.LONGEST_DETAIL]


def _refuse(wanted: Wanted, message: str) -> None:
	about = frappe._dict(doctype=REQUEST, name=wanted.source)
	access_log.refuse(about, f"export {_in_code(wanted, 0)}"[: export_rules.LONGEST_DETAIL])
	frappe.throw(message, AccessRefused)
