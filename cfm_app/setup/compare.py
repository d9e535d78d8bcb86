"""Shows where the reference data of a site differs from what the app ships."""

from dataclasses import dataclass

import frappe
from frappe.utils import cstr

from cfm_app.setup.seed import SEEDED, shipped_rows


@dataclass(frozen=True)
class Difference:
	"""One thing that differs. `kind` is "changed", "missing" or "added"; `field` is empty unless a value changed."""

	kind: str
	name: str
	field: str = ""
	shipped: str = ""
	here: str = ""


def differences(doctype: str) -> list[Difference]:
	"""Return what differs from the shipped version, sorted by name. Raises KeyError for a DocType that ships nothing."""
	if doctype not in SEEDED:
		raise KeyError(doctype)
	shipped = shipped_rows(doctype)
	here = {name: frappe.get_doc(doctype, name) for name in frappe.get_all(doctype, pluck="name")}
	found = [Difference("missing", name) for name in shipped.keys() - here.keys()]
	found += [Difference("added", name) for name in here.keys() - shipped.keys()]
	for name in shipped.keys() & here.keys():
		found += _changed_values(name, shipped[name], here[name])
	return sorted(found, key=lambda difference: (difference.name, difference.field))


def take_shipped(doctype: str, name: str, field: str) -> None:
	"""Put the shipped value of one field of a row back, checked like any change. Raises KeyError for what is not shipped."""
	document = frappe.get_doc(doctype, name)
	document.set(field, shipped_rows(doctype)[name][field])
	document.save()


def add_shipped(doctype: str, name: str) -> None:
	"""Add a shipped row that the site does not have. Raises KeyError for what is not shipped."""
	frappe.get_doc({"doctype": doctype, **shipped_rows(doctype)[name]}).insert(set_name=name)


def _changed_values(name: str, shipped: dict, here) -> list[Difference]:
	pairs = ((field, _text(value), _text(here.get(field), value)) for field, value in shipped.items())
	return [
		Difference("changed", name, field, theirs, ours) for field, theirs, ours in pairs if theirs != ours
	]


def _text(value, pattern=None) -> str:
	if not isinstance(value, list):
		return cstr(value)
	fields = list((pattern or value)[0])
	return "; ".join(", ".join(cstr(row.get(field)) for field in fields) for row in value)
