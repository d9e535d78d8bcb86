"""Who may read the access log: auditors, except about what they are complained of; who supervises, for one record."""

import frappe
from frappe.utils import get_fullname

from cfm_app.confidentiality import access_keys
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.guards import CONFIDENTIAL
from cfm_app.confidentiality.log_reasons import LOG
from cfm_app.confidentiality.permissions import is_locked_out
from cfm_app.confidentiality.viewers import viewer
from cfm_app.rules.access import duties_on

SEES_WHO_LOOKED = {"Supervise", "Sensitive"}
ROWS_IN_FORM = 30
LOOKS = ("view", "reveal", "file", "print", "export", "refused", "share")


def has_permission(doc, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Answer True or False for one row: an auditor reads it unless it is about a record that is about her."""
	if ptype not in ("read", "select", "report", "export"):
		return False
	known = doc.record_type in CONFIDENTIAL and doc.record
	key = frappe.db.get_value(doc.record_type, doc.record, "access_key") if known else None
	return not is_locked_out(key, user or frappe.session.user)


def permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the SQL condition for the rows a user may list, "" when nothing is about her."""
	user = user or frappe.session.user
	keys = access_keys.locked_keys(user)
	if user == "Administrator" or not keys:
		return ""
	listed = ", ".join(frappe.db.escape(key) for key in keys)
	about_her = " or ".join(
		f"`tab{LOG}`.`record` in (select `name` from `tab{record_type}` where `access_key` in ({listed}))"  # nosec B608
		for record_type in CONFIDENTIAL
	)
	return f"(not (coalesce({about_her}, 0)))"


def of(doc, depth: int) -> list[dict] | None:
	"""Return who looked at a complaint, newest first: [{at, by_name, action}]; None for who does not answer for it."""
	facts = facts_of(doc.access_key)
	if not facts or not duties_on(facts, viewer()) & SEES_WHO_LOOKED:
		return None
	table = frappe.qb.DocType(LOG)
	query = frappe.qb.from_(table).select(table.at, table.user, table.action)
	query = query.where(table.record == doc.name).where(table.action.isin(LOOKS))
	rows = query.orderby(table.name, order=frappe.qb.desc).limit(ROWS_IN_FORM).run(as_dict=True)
	return [{"at": row.at, "by_name": get_fullname(row.user), "action": row.action} for row in rows]
