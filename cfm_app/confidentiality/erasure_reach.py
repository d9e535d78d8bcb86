"""Finds everything of the app that hangs on a record, from the DocTypes themselves, so that a new one is not forgotten."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import frappe

from cfm_app.confidentiality import files
from cfm_app.confidentiality.guards import PROTECTED, VAULT
from cfm_app.setup.owned import MODULES

# what stays although it names the record, and why
KEPT = {
	"CFM Access Log": "the law wants to know who looked; it holds no word of the person",
	"CFM Erasure": "the proof itself: counts only",
	"Complaint": "stays as numbers, see erasure_facts.py",
	"CFM Interaction": "stays as numbers, see erasure_facts.py",
}
# plain columns that hold a reference without being a Link
PLAIN_REFERENCES = {"complaint": "Complaint", "interaction": "CFM Interaction"}
# these hang on a message or an address, not on a record: message_erasure.py and message_retention.py reach them
BY_MESSAGES = (
	"CFM Broadcast Recipient",
	"CFM Consent Ledger",
	"CFM Contact Point",
	"CFM Message Media",
	"CFM Message Status",
	"CFM Webhook Event",
)
# no column of it names a record, only a keyed hash does: directory/gaps.py finds it again
BY_HASH = ("CFM Service Gap Mark",)
PARTY, PERSON, MESSAGE = "CFM Party", "CFM Person", "CFM Message"


@dataclass(frozen=True)
class Pointer:
	"""A column that may hold the name of a record: of one DocType, or of the one that `type_column` names."""

	doctype: str
	column: str
	type_column: str | None = None


def pointers_to(target: str) -> list[Pointer]:
	"""Return every column of the app that can point to records of this DocType."""
	return [pointer for doctype in own_doctypes() for pointer in _pointers_of(doctype, target)]


def own_doctypes() -> list[str]:
	"""Return the DocTypes of the app that have a table of their own."""
	own = {"module": ["in", MODULES], "issingle": 0, "is_virtual": 0}
	return frappe.get_all("DocType", own, pluck="name", order_by="name")


def clear(doctype: str, name: str, counts: Counter) -> None:
	"""Delete what hangs on this record, and what hangs on that; count the rows by table.

	Confidential rows go. A row of another kind stays and loses the link. The bytes of files go with the commit.
	"""
	for pointer in pointers_to(doctype):
		if pointer.doctype in KEPT:
			continue
		names = _rows(pointer, doctype, name)
		if not names:
			continue
		if pointer.doctype in PROTECTED:
			_delete_with_followers(pointer.doctype, names, counts)
		else:
			_unlink(pointer, names, counts)


def forget_people(people: set[str], counts: Counter) -> None:
	"""Delete these people from the vault unless another record still needs them."""
	party, person = frappe.qb.DocType(PARTY), frappe.qb.DocType(PERSON)
	needed = frappe.qb.from_(party).select(party.person).where(party.person.isin(list(people or {""})))
	gone = people - set(needed.run(pluck=True))
	if gone:
		frappe.qb.from_(person).delete().where(person.name.isin(list(gone))).run()
		counts[PERSON] += len(gone)
		_messages().forget_addresses_of(gone, counts)


def people_of(record: str) -> set[str]:
	"""Return the people in the vault who play a part in this record."""
	party = frappe.qb.DocType(PARTY)
	rows = frappe.qb.from_(party).select(party.person).where(party.record == record).run(pluck=True)
	return {person for person in rows if person}


def drop_parties(record: str, people: set[str] | None, counts: Counter) -> None:
	"""Delete the parts that these people (None: all) play in a record, and the people nobody else needs."""
	party = frappe.qb.DocType(PARTY)
	chosen = party.record == record
	if people is not None:
		chosen &= party.person.isin(list(people or {""}))
	rows = frappe.qb.from_(party).select(party.name, party.person).where(chosen).run(as_dict=True)
	if rows:
		frappe.qb.from_(party).delete().where(party.name.isin([row.name for row in rows])).run()
		counts[PARTY] += len(rows)
	forget_people({row.person for row in rows if row.person}, counts)
	_messages().forget_whose(record, people, counts)


def _delete_with_followers(doctype: str, names: list[str], counts: Counter) -> None:
	if doctype == MESSAGE:
		return _messages().forget(names, counts)
	people = _people_in(names) if doctype == PARTY else set()
	if doctype == files.TABLE:
		files.shred(names)
	if doctype not in VAULT:
		for each in names:
			clear(doctype, each, counts)
	table = frappe.qb.DocType(doctype)
	frappe.qb.from_(table).delete().where(table.name.isin(names)).run()
	counts[doctype] += len(names)
	if people:
		forget_people(people, counts)


def _messages():
	# imported here because a message knows where its attachments are sealed, and this module what hangs on a record
	from cfm_app.integrations.engine import message_erasure

	return message_erasure


def _unlink(pointer: Pointer, names: list[str], counts: Counter) -> None:
	table = frappe.qb.DocType(pointer.doctype)
	query = frappe.qb.update(table).set(table[pointer.column], None)
	query.where(table.name.isin(names)).run()
	counts[pointer.doctype] += len(names)


def _people_in(parties: list[str]) -> set[str]:
	party = frappe.qb.DocType(PARTY)
	rows = frappe.qb.from_(party).select(party.person).where(party.name.isin(parties)).run(pluck=True)
	return {person for person in rows if person}


def _rows(pointer: Pointer, target: str, name: str) -> list[str]:
	table = frappe.qb.DocType(pointer.doctype)
	query = frappe.qb.from_(table).select(table.name).where(table[pointer.column] == name)
	if pointer.type_column:
		query = query.where(table[pointer.type_column] == target)
	return query.run(pluck=True)


def _pointers_of(doctype: str, target: str) -> Iterator[Pointer]:
	meta = frappe.get_meta(doctype)
	columns = [field for field in meta.fields if not field.is_virtual]
	for field in columns:
		if field.fieldtype == "Link" and field.options == target:
			yield Pointer(doctype, field.fieldname)
		elif field.fieldtype == "Dynamic Link":
			yield Pointer(doctype, field.fieldname, field.options)
		elif field.fieldtype == "Data" and PLAIN_REFERENCES.get(field.fieldname) == target:
			yield Pointer(doctype, field.fieldname)
	if {"record", "record_type"} <= {field.fieldname for field in columns}:
		yield Pointer(doctype, "record", "record_type")
