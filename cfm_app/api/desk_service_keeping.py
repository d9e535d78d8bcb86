"""Endpoints for staff: entries that wait for who keeps them, and changes that others propose."""

import frappe
from frappe.utils import get_fullname

from cfm_app.api.desk_titles import title
from cfm_app.directory import keepers, suggestions, to_verify, verification

SERVICE, SUGGESTION = verification.SERVICE, suggestions.SUGGESTION


def waiting() -> list[dict]:
	"""Return the entries that wait for who asks, for My work."""
	if not frappe.has_permission(SERVICE, "write"):
		return []
	rows = to_verify.of(frappe.session.user)
	for row in rows:
		row.provider_title = title("Service Provider", row.provider)
		row.type_title = title("CFM Service Type", row.service_type)
	return rows


def proposed() -> list[dict]:
	"""Return the proposed changes that wait for who asks, for My work."""
	if not frappe.has_permission(SERVICE, "write"):
		return []
	return [_in_words(row) for row in suggestions.waiting_for(frappe.session.user)]


@frappe.whitelist(methods=["GET", "POST"])
def entry(service: str) -> dict:
	"""Return {may_change, keepers: [names], suggestions} of an entry for its form."""
	doc = _open(service, "read")
	return {
		"may_change": bool(frappe.has_permission(SERVICE, "write", doc)),
		"keepers": [get_fullname(user) for user in keepers.of(service)],
		"suggestions": [_in_words(row) for row in suggestions.of(service)],
	}


@frappe.whitelist(methods=["POST"])
def take_over(service: str) -> None:
	"""Become the one who keeps this entry true."""
	doc = _open(service, "write")
	verification.take_over(doc, frappe.session.user)


@frappe.whitelist(methods=["POST"])
def take_out_of_use(service: str) -> None:
	"""Say that a service is no longer there."""
	doc = _open(service, "write")
	verification.take_out_of_use(doc)


@frappe.whitelist(methods=["POST"])
def propose(service: str, field: str, value: str, site: str = "") -> dict:
	"""Propose a value to who keeps the entry. `site`: name of the row, for address, hours, phone. Returns {suggestion}."""
	doc = _open(service, "read")
	return {"suggestion": suggestions.propose(doc, field, value, site)}


@frappe.whitelist(methods=["POST"])
def accept(suggestion: str) -> None:
	"""Write a proposed value into its entry."""
	doc = frappe.get_doc(SUGGESTION, suggestion, for_update=True)
	service = _open(doc.service, "write")
	suggestions.accept(doc, service)


@frappe.whitelist(methods=["POST"])
def reject(suggestion: str) -> None:
	"""Say no to a proposed value."""
	doc = frappe.get_doc(SUGGESTION, suggestion, for_update=True)
	_open(doc.service, "write")
	suggestions.reject(doc)


def _open(service: str, right: str):
	doc = frappe.get_doc(SERVICE, service)
	doc.check_permission(right)
	return doc


def _in_words(row) -> dict:
	label = frappe.get_meta(SERVICE).get_label(row.field) if not row.site else _label_of_site(row.field)
	return {
		**row,
		"label": frappe._(label),
		"site_title": frappe.db.get_value("CFM Service Site", row.site, "title") if row.site else "",
		"proposed_by_name": get_fullname(row.proposed_by),
	}


def _label_of_site(field: str) -> str:
	return frappe.get_meta("CFM Service Site").get_label(field)
