"""Puts the reference data into a site once. What is there already belongs to the site and is never touched."""

import json
from pathlib import Path

import frappe

REFERENCE = Path(__file__).parent / "reference"
DEFAULT_PACKS = ("core", "protection")
SETTINGS = ("CFM Settings", "CFM Channel Settings")

# what a row links to stands before it
SEEDED = {
	"CFM Urgency": "code",
	"CFM Sensitivity Level": "code",
	"CFM Feedback Type": "code",
	"CFM Category": "code",
	"CFM Channel": "code",
	"CFM Outcome": "code",
	"CFM Area": "code",
	"CFM Legal Pack": "code",
	"CFM Retention Rule": "code",
	"CFM Document Kind": "code",
	"CFM Sector": "code",
	"CFM Service Type": "code",
	"CFM Privacy Notice": "name",
	"CFM Message Template": "name",
}


def create_missing(packs: tuple[str, ...] = DEFAULT_PACKS) -> int:
	"""Create the shipped rows that the site does not have and return how many; `packs` says which sets to take."""
	return sum(_create_missing_rows(doctype, packs) for doctype in SEEDED)


def fill_settings() -> None:
	"""Give a fresh site the settings that no form default can know: the area and the language to start with."""
	settings = frappe.get_doc("CFM Settings")
	settings.default_area = settings.default_area or "ALL"
	settings.default_language = settings.default_language or _site_language()
	settings.save()


def fill_unset_settings() -> None:
	"""Store the default of every setting that the site has never stored, on a new site or after an update.

	Frappe reads a default only while nothing of a settings page is stored: one stored value makes all others empty.
	"""
	for doctype in SETTINGS:
		stored = frappe.db.get_singles_dict(doctype)
		unset = {
			field.fieldname: field.default
			for field in frappe.get_meta(doctype).fields
			if field.default and field.fieldname not in stored
		}
		if unset:
			frappe.db.set_single_value(doctype, unset, update_modified=False)


def shipped_rows(doctype: str) -> dict[str, dict]:
	"""Return what the app ships for a DocType, by document name."""
	file = REFERENCE / f"{frappe.scrub(doctype)}.json"
	rows = json.loads(file.read_text(encoding="utf-8"))
	return {_name(doctype, row): row for row in rows}


def _create_missing_rows(doctype: str, packs: tuple[str, ...]) -> int:
	present = set(frappe.get_all(doctype, pluck="name"))
	missing = {
		name: row
		for name, row in shipped_rows(doctype).items()
		if name not in present and row.get("pack", "core") in packs
	}
	if doctype == "CFM Privacy Notice" and present:
		# a site with a notice of its own decides itself what people are told
		return 0
	for name, row in missing.items():
		frappe.get_doc({"doctype": doctype, **row}).insert(set_name=name)
	return len(missing)


def _name(doctype: str, row: dict) -> str:
	if SEEDED[doctype] == "code":
		return row["code"]
	return f"{row.get('version') or row['template_key']}-{row['language']}"


def _site_language() -> str:
	return frappe.db.get_single_value("System Settings", "language") or "en"
