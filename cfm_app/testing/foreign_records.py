"""One record of every confidential and every vault DocType, of which an attacker knows the name and nothing else."""

import frappe
from frappe.utils import now_datetime, today

from cfm_app import hooks
from cfm_app.confidentiality.guards import PROTECTED
from cfm_app.testing.expected_rights import KEPT_BY_NAME

NEVER_COMPARED = {"CFM Access Log"}  # grows with every attempt, as it should
PLACES_OF_A_NAME = ("complaint", "interaction", "record", "reference_name")
FILLED = {
	"Data": lambda word: word,
	"Small Text": lambda word: word,
	"Date": lambda _word: today(),
	"Datetime": lambda _word: now_datetime(),
}


def names_on(ground) -> dict[str, str]:
	"""Return {DocType: name} of one record each that hangs on the ground's complaint, made where there is none."""
	known = {
		"Complaint": ground.complaint.name,
		"CFM Interaction": ground.contact.name,
		"CFM Response": ground.response.name,
		"CFM Consent": ground.consent.name,
		"CFM Step": ground.step,
		"CFM Sealed File": ground.file,
	}
	for doctype in guarded_types():
		known.setdefault(doctype, None)
	return {
		doctype: name or _found(doctype, ground) or bare_record(doctype, ground)
		for doctype, name in known.items()
	}


def guarded_types() -> list[str]:
	"""Return every DocType whose records not everybody with the role may see: confidential, sealed, or by its own hook."""
	return sorted({*PROTECTED, *hooks.has_permission} - set(KEPT_BY_NAME))


def absent(names: dict[str, str]) -> dict[str, str]:
	"""Return the same with names that nobody has, of the same shape."""
	return {
		doctype: f"{str(name)[:-4]}{'2222' if '-' in str(name) else 'zzzz'}"
		for doctype, name in names.items()
	}


def snapshot() -> dict[str, dict]:
	"""Return {DocType: {name: row}} of everything confidential and sealed on the site."""
	return {doctype: _rows(doctype) for doctype in guarded_types() if doctype not in NEVER_COMPARED}


def changes(before: dict, after: dict, names: dict[str, str]) -> list[str]:
	"""Return what was changed, removed, or newly hung on the named records, in a few words each."""
	return [
		line
		for doctype in before
		for line in _changes(doctype, before[doctype], after[doctype], set(names.values()))
	]


def _rows(doctype: str) -> dict[str, dict]:
	rows = frappe.qb.from_(frappe.qb.DocType(doctype)).select("*").run(as_dict=True)
	return {row["name"]: row for row in rows}


def _changes(doctype: str, before: dict, after: dict, names: set[str]) -> list[str]:
	gone = [f"{doctype} {name} is gone" for name in before if name not in after]
	changed = [
		f"{doctype} {name}: {', '.join(_columns(row, after[name]))}"
		for name, row in before.items()
		if name in after and after[name] != row
	]
	hung = [
		f"{doctype} {name} was hung on it"
		for name, row in after.items()
		if name not in before and names & {row.get(place) for place in PLACES_OF_A_NAME}
	]
	return gone + changed + hung


def _columns(before: dict, after: dict) -> list[str]:
	return [column for column in before if before[column] != after[column]]


def _found(doctype: str, ground) -> str | None:
	meta = frappe.get_meta(doctype)
	for place, name in (("record", ground.complaint.name), ("complaint", ground.complaint.name)):
		if meta.has_field(place) and (found := frappe.db.get_value(doctype, {place: name})):
			return found
	if doctype == "CFM Access Key":
		return ground.complaint.access_key
	if doctype == "CFM Person":
		return frappe.db.get_value("CFM Party", {"record": ground.complaint.name}, "person")
	return None


def bare_record(doctype: str, ground) -> str:
	"""Write a bare row, past every controller: who may see it hangs on its key alone."""
	doc = frappe.new_doc(doctype)
	for field in doc.meta.fields:
		if field.fieldtype in FILLED and not field.is_virtual and not field.options:
			doc.set(field.fieldname, FILLED[field.fieldtype](ground.words))
	place = {"complaint": ground.complaint.name, "interaction": ground.contact.name}
	doc.update({**place, "record_type": "Complaint", "record": ground.complaint.name})
	doc.access_key = ground.complaint.access_key
	doc.name = None if doc.meta.autoname == "autoincrement" else frappe.generate_hash(length=10)
	doc.db_insert()
	return doc.name
