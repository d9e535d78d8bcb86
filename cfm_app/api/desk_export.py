"""Endpoints for staff who take rows out of the site as a locked file."""

import frappe
from frappe import _

from cfm_app.api.desk_request import take_words_out_of_logs
from cfm_app.cfm_app.doctype.cfm_export_request.cfm_export_request import may_see
from cfm_app.confidentiality import exports
from cfm_app.confidentiality.exports import REQUEST, Wanted
from cfm_app.exceptions import AccessRefused, GuardRefused

KINDS = ("list", "report")


@frappe.whitelist(methods=["POST"])
def ask(
	kind: str,
	source: str,
	reason: str,
	filters: list | dict | str = "[]",
	fields: list | str = "[]",
	order_by: str = "",
) -> dict:
	"""Ask for the rows of a list (source: DocType) or a report (source: its name). Returns {name, state, rows}."""
	frappe.has_permission(REQUEST, "read", throw=True)
	take_words_out_of_logs()
	if kind not in KINDS:
		frappe.throw(_("Choose a list or a report."), GuardRefused)
	wanted = Wanted(kind, source, frappe.parse_json(filters), tuple(frappe.parse_json(fields)), order_by)
	request = exports.ask(wanted, reason)
	return {"name": request.name, "state": request.state, "rows": request.row_count}


@frappe.whitelist(methods=["POST"])
def fetch(name: str) -> dict:
	"""Return the file of a request that is ready, once: {filename, content (base64), password}."""
	return exports.hand_over(_request(name))


@frappe.whitelist(methods=["POST"])
def decide(name: str, agreed: bool) -> dict:
	"""Agree to an export that somebody else asked for, or refuse it. Returns {state}."""
	request = _request(name)
	request.decide(agreed)
	return {"state": request.state}


def _request(name: str):
	request = frappe.get_doc(REQUEST, name, for_update=True) if frappe.db.exists(REQUEST, name) else None
	if not request or not may_see(request):
		frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)
	return request
