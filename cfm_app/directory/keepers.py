"""Who keeps which entry of the directory true. The rule is in rules/service_keepers.py; here it gets its facts."""

from collections import defaultdict

import frappe

from cfm_app.handling import alerts
from cfm_app.rules import service_keepers
from cfm_app.rules.service_keepers import Entry, SectorPerson

SERVICE, PERSON = "CFM Service", "CFM Sector Focal Point"
PLACES = ("CFM Service Site", "CFM Service Area")
DIRECTORS = ("CFM Outreach Officer", "CFM Coordinator", "CFM Administrator", "System Manager")
"""these answer for the whole directory; who has none of these roles keeps what names her, or her sector"""
LAST_RESORT = ("CFM Coordinator", "CFM Administrator")
ABLE = (*DIRECTORS, "CFM Focal Point", "CFM Sensitive Focal Point")
FIELDS = ["name", "owner_user", "co_editors", "sector"]


def has_permission(doc, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Answer True or False for changing one entry; reading, and making a new one, hang on the role alone.

	Judged by what is stored: nobody names herself in the very save that needs it.
	"""
	user = user or frappe.session.user
	if ptype != "write" or doc.get("__islocal") or answers_for_all(user):
		return True
	stored = frappe.db.get_value(SERVICE, doc.name, FIELDS, as_dict=True)
	return not stored or service_keepers.may_change(user, entries([stored])[stored.name], people())


def answers_for_all(user: str) -> bool:
	"""Tell whether this person answers for the whole directory."""
	return user == "Administrator" or bool(set(DIRECTORS) & set(frappe.get_roles(user)))


def of(service: str) -> list[str]:
	"""Return who keeps this entry true today, the owner alone as a rule. Empty only on a site without staff."""
	[row] = frappe.get_all(SERVICE, {"name": service}, FIELDS)
	return by_entry([row])[row.name]


def by_entry(rows: list) -> dict[str, list[str]]:
	"""Return {entry: users} of these rows of the directory, which hold FIELDS."""
	able_users, directors, named = able(), _with_role(LAST_RESORT), people()
	return {
		name: service_keepers.keepers(entry, named, able_users, directors)
		for name, entry in entries(rows).items()
	}


def entries(rows: list) -> dict[str, Entry]:
	"""Return {name: Entry} of these rows of the directory, which hold FIELDS."""
	paths = _paths([row.name for row in rows])
	return {
		row.name: Entry(row.owner_user or "", row.co_editors or "", row.sector or "", tuple(paths[row.name]))
		for row in rows
	}


def able() -> frozenset[str]:
	"""Return the people with an account in use and a role that may change entries."""
	return frozenset({*_with_role(ABLE), "Administrator"})


def people() -> list[SectorPerson]:
	"""Return the focal points of all sectors."""
	person, area = frappe.qb.DocType(PERSON), frappe.qb.DocType("CFM Area")
	query = frappe.qb.from_(person).left_join(area).on(area.name == person.area)
	query = query.select(person.user, person.parent, area.path).orderby(person.parent).orderby(person.idx)
	return [SectorPerson(user, sector, path or "") for user, sector, path in query.run()]


def _paths(names: list[str]) -> dict[str, list[str]]:
	found = defaultdict(list)
	area = frappe.qb.DocType("CFM Area")
	for doctype in PLACES if names else ():
		table = frappe.qb.DocType(doctype)
		query = frappe.qb.from_(table).join(area).on(area.name == table.area).select(table.parent, area.path)
		for parent, path in query.where(table.parent.isin(names)).run():
			found[parent].append(path)
	return found


def _with_role(roles: tuple[str, ...]) -> list[str]:
	return sorted({user for role in roles for user in alerts.with_role(role)} - {"Administrator"})
