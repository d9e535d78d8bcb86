"""People in the vault: who they are, what they are in a record, and how to reach them safely."""

import json

from pypika import Criterion

import frappe
from frappe import _

from cfm_app.confidentiality import access_log, record_access, sealing
from cfm_app.confidentiality import reveal as reveal_requests
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.rows import insert_row
from cfm_app.confidentiality.viewers import viewer
from cfm_app.exceptions import AccessRefused
from cfm_app.rules import contact_points
from cfm_app.rules.access import (
	FULL,
	PROTECTED_ROLES,
	duties_on,
	may_reveal,
	party_is_masked,
	party_is_shown,
)
from cfm_app.rules.reveal import needs_agreement

SUBJECT = "subject of complaint"
COMPLAINANT = "complainant"
MASKS = {
	"name": contact_points.mask_name,
	"phone": contact_points.mask_phone,
	"email": contact_points.mask_email,
	"alias": contact_points.mask_name,
	"staff": contact_points.mask_email,
}
MOST_NAMESAKES = 40
IDENTITY_FIELDS = ("name", "phone", "email", "alias", "wishes")


def remember(identity: dict, region: str | None = None) -> str:
	"""Store an identity {name, phone, email, alias, wishes} and return the person's random name.

	Somebody known by the same number or address and the same name is not stored twice, unless she now wishes to be
	reached another way: what she says counts for what she says it about.
	"""
	identity = {key: value for key, value in identity.items() if key in IDENTITY_FIELDS and value}
	indexes = _indexes(identity, region)
	known = _known_person(identity, indexes)
	return known or _insert_person(identity, indexes)


def attach(doc, role: str, person: str = "", staff: str = "", note: str = "") -> None:
	"""Give a person or a staff member a role in a record. A staff member complained of is locked out at once."""
	sealed, key_id = sealing.seal(json.dumps({"staff": staff, "note": note}), f"CFM Party|{doc.name}|{role}")
	insert_row(
		"CFM Party",
		record_type=doc.doctype,
		record=doc.name,
		role=role,
		person=person,
		staff_index=sealing.mark_of(staff) if staff else None,
		sealed=sealed,
		key_id=key_id,
	)
	if staff and role == SUBJECT:
		record_access.lock_out(doc, {staff})


def copy_parties(source, target, without: frozenset = frozenset()) -> None:
	"""Give a complaint the people of the contact it came from, without those in these roles."""
	for party in _parties(source):
		if party.role in without:
			continue
		opened = _open_party(party, source.name)
		attach(target, party.role, party.person, opened["staff"], opened["note"])


def parties_of(doc) -> list[dict]:
	"""Return [{role, name, phone, email, alias, masked, staff, note}] as far as the user who asks may see."""
	if frappe.flags.cfm_vault_shut or record_depth(doc) < FULL:
		return []
	facts = facts_of(doc.access_key)
	duties = duties_on(facts, viewer())
	return [
		_shown(party, doc, party_is_masked(party.role, facts.level, duties))
		for party in _parties(doc)
		if party_is_shown(party.role, duties)
	]


def reveal(doc, reason: str = "") -> list[dict]:
	"""Return the parties of a record unmasked, with the reason in the access log.

	From level 5 on the reason is the one a custodian has agreed to. Raises AccessRefused, RevealNeedsAgreement.
	"""
	check_may_reveal(doc)
	if needs_agreement(facts_of(doc.access_key).level):
		request = reveal_requests.use_agreement(doc)
		access_log.write("reveal", doc, request.name, request.reason)
	elif len((reason or "").strip()) < 5:
		frappe.throw(_("Say why you need to know who this is."))
	else:
		access_log.write("reveal", doc, reason=reason.strip())
	return [_shown(party, doc, masked=False) for party in _parties(doc)]


def check_may_reveal(doc, tried: str = "reveal") -> None:
	"""Refuse, and log, what only those may do who may have names unmasked. Raises AccessRefused."""
	facts = facts_of(doc.access_key)
	if not facts or not may_reveal(facts, viewer()):
		access_log.refuse(doc, tried)
		frappe.throw(_("You may not see who this is."), AccessRefused)


def wishes_of(doc) -> dict:
	"""Return the complainant's wishes on how to be reached: {channel, language, times, safe_to_message, …}; {} if unknown."""
	for party in _parties(doc):
		if party.role == COMPLAINANT and party.person:
			return (_identity(party.person) or {}).get("wishes") or {}
	return {}


def wishes_of_people(people: set[str]) -> dict[str, dict]:
	"""Return {person: wishes} of those of these people who stated some, for a sender. Never show it."""
	if not people:
		return {}
	table = frappe.qb.DocType("CFM Person")
	query = frappe.qb.from_(table).select(table.name, table.sealed, table.key_id)
	rows = query.where(table.name.isin(sorted(people))).run()
	found = {name: _open_identity(name, sealed, key_id).get("wishes") for name, sealed, key_id in rows}
	return {name: wishes for name, wishes in found.items() if wishes}


def contact_of(doc) -> dict:
	"""Return the complainant's identity for a sender that the access rule has let through. Never show it."""
	parties = [party for party in _parties(doc) if party.role == COMPLAINANT and party.person]
	return (_identity(parties[0].person) or {}) if parties else {}


def names_of(doc) -> list[str]:
	"""Return names, numbers and addresses of everybody in a record, to take them out of a text. Never show them."""
	found = []
	for party in _parties(doc):
		shown = _shown(party, doc, masked=False)
		found += [shown[key] for key in ("name", "phone", "email", "alias")]
		found.append(frappe.utils.get_fullname(shown["staff"]) if shown["staff"] else "")
	return [each for each in found if each]


def earlier_records(doc) -> list[str]:
	"""Return other records of the same number or address that the user who asks may read: names only."""
	people = {party.person for party in _parties(doc) if party.role == COMPLAINANT and party.person}
	if not people:
		return []
	same = _people_with_same_index(people)
	rows = frappe.get_all(  # reason: the vault; only names that the user may list come out below
		"CFM Party",
		{"person": ["in", same], "record": ["!=", doc.name], "record_type": doc.doctype},
		pluck="record",
	)
	return frappe.get_list(doc.doctype, {"name": ["in", rows]}, pluck="name", limit=20) if rows else []


def known_by(identity: dict, region: str | None = None) -> dict[str, bool]:
	"""Return {person: same name} of everybody in the vault with this number or address, for a data request.

	Families share a phone, so an equal number with another name may be somebody else.
	"""
	found: dict[str, bool] = {}
	for field, index in _indexes(identity, region).items():
		if not index:
			continue
		for person in frappe.get_all(
			"CFM Person", {field: index}, pluck="name"
		):  # reason: the vault, names only
			found[person] = _same_name(_identity(person) or {}, identity)
	return found


def _same_name(known: dict, asked: dict) -> bool:
	return (known.get("name") or "").casefold().strip() == (asked.get("name") or "").casefold().strip()


def _people_with_same_index(people: set[str]) -> list[str]:
	table = frappe.qb.DocType("CFM Person")
	indexes = (
		frappe.qb.from_(table)
		.select(table.phone_index, table.email_index)
		.where(table.name.isin(list(people)))
	)
	found = {index for row in indexes.run() for index in row if index}
	if not found:
		return list(people)
	same = (table.phone_index.isin(list(found))) | (table.email_index.isin(list(found)))
	return frappe.qb.from_(table).select(table.name).where(same).run(pluck=True)


def _indexes(identity: dict, region: str | None) -> dict:
	phone = contact_points.normalise_phone(identity.get("phone") or "", region or None)
	email = contact_points.normalise_email(identity.get("email") or "")
	return {
		"phone_index": sealing.blind_index("phone", phone) if phone else None,
		"email_index": sealing.blind_index("email", email) if email else None,
	}


def _known_person(identity: dict, indexes: dict) -> str | None:
	table, wanted = frappe.qb.DocType("CFM Person"), identity.get("name", "").casefold()
	same = [table[field] == index for field, index in indexes.items() if index]
	query = frappe.qb.from_(table).select(table.name, table.sealed, table.key_id).limit(MOST_NAMESAKES)
	for name, sealed, key_id in query.where(Criterion.any(same)).run() if same else ():
		known = _open_identity(name, sealed, key_id)
		wishes_fit = not identity.get("wishes") or identity["wishes"] == known.get("wishes")
		if known.get("name", "").casefold() == wanted and wishes_fit:
			return name
	return None


def _insert_person(identity: dict, indexes: dict) -> str:
	name = frappe.generate_hash(length=10)
	sealed, key_id = sealing.seal(json.dumps(identity, ensure_ascii=False), f"CFM Person|{name}")
	return insert_row("CFM Person", name=name, sealed=sealed, key_id=key_id, **indexes)


def _parties(doc) -> list[dict]:
	party, person = frappe.qb.DocType("CFM Party"), frappe.qb.DocType("CFM Person")
	query = frappe.qb.from_(party).left_join(person).on(person.name == party.person)
	query = query.select(party.role, party.person, party.sealed, party.key_id)
	query = query.select(person.sealed.as_("identity"), person.key_id.as_("identity_key"))
	return query.where(party.record == doc.name).orderby(party.creation).run(as_dict=True)


def _shown(party, doc, masked: bool) -> dict:
	identity = _open_identity(party.person, party.identity, party.identity_key) if party.identity else {}
	shown = {key: identity.get(key, "") for key in ("name", "phone", "email", "alias")}
	shown |= _open_party(party, doc.name)
	return {"role": party.role, "masked": masked, **(_masked(shown, party.role) if masked else shown)}


def _masked(shown: dict, role: str) -> dict:
	"""Return a party with its identity masked; what describes an accused person or a witness stays away."""
	hidden = {key: mask(shown[key]) for key, mask in MASKS.items() if shown.get(key)}
	return {**shown, **hidden, **({"note": ""} if role in PROTECTED_ROLES else {})}


def _open_party(party, record: str) -> dict:
	return json.loads(sealing.open_sealed(party.sealed, party.key_id, f"CFM Party|{record}|{party.role}"))


def _identity(person: str) -> dict | None:
	row = frappe.db.get_value("CFM Person", person, ["sealed", "key_id"], as_dict=True)
	return _open_identity(person, row.sealed, row.key_id) if row else None


def _open_identity(person: str, sealed: str, key_id: str) -> dict:
	return json.loads(sealing.open_sealed(sealed, key_id, f"CFM Person|{person}"))
