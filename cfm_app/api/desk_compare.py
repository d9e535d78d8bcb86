"""Endpoints for administrators: how the reference data of this site differs from what the app ships."""

from dataclasses import asdict

import frappe
from frappe import _

from cfm_app.setup import compare
from cfm_app.setup.seed import SEEDED


@frappe.whitelist(methods=["GET", "POST"])
def choices() -> list:
	"""Return the reference data that the user may read: [{value, label}]."""
	return [
		{"value": doctype, "label": _(doctype)}
		for doctype in SEEDED
		if frappe.has_permission(doctype, "read")
	]


@frappe.whitelist(methods=["GET", "POST"])
def differences(doctype: str) -> dict:
	"""Return {differences: [{kind, name, field, label, shipped, here}], may_write, may_create}."""
	_must_be_seeded(doctype)
	frappe.has_permission(doctype, "read", throw=True)
	meta = frappe.get_meta(doctype)
	rows = [
		{**asdict(row), "label": _(meta.get_label(row.field)) if row.field else ""}
		for row in compare.differences(doctype)
	]
	return {
		"differences": rows,
		"may_write": frappe.has_permission(doctype, "write"),
		"may_create": frappe.has_permission(doctype, "create"),
	}


@frappe.whitelist(methods=["POST"])
def take_shipped(doctype: str, name: str, field: str) -> None:
	"""Put the shipped value of one field back. Whatever else was changed stays."""
	_must_be_seeded(doctype)
	frappe.has_permission(doctype, "write", name, throw=True)
	compare.take_shipped(doctype, name, field)


@frappe.whitelist(methods=["POST"])
def add_shipped(doctype: str, name: str) -> None:
	"""Add a shipped row that this site does not have."""
	_must_be_seeded(doctype)
	frappe.has_permission(doctype, "create", throw=True)
	compare.add_shipped(doctype, name)


def _must_be_seeded(doctype: str) -> None:
	if doctype not in SEEDED:
		frappe.throw(_("The app ships nothing of this kind."), frappe.PermissionError)
