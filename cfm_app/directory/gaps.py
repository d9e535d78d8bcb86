"""Needs that no service meets, counted by kind, place and month. A gap names nobody."""

import frappe
from frappe import _
from frappe.utils import getdate

from cfm_app.confidentiality import sealing
from cfm_app.confidentiality.rows import insert_new, known_by_now

GAP, MARK = "CFM Service Gap", "CFM Service Gap Mark"


def log(service_type: str, area: str, complaint: str | None = None) -> str:
	"""Count one need that nothing meets and return the gap. The same complaint counts once in each gap."""
	gap = _gap_of(service_type, area)
	if not complaint or _is_new(gap, complaint):
		table = frappe.qb.DocType(GAP)
		frappe.qb.update(table).set(table.needs, table.needs + 1).where(table.name == gap).run()
	return gap


def forget(complaint: str) -> int:
	"""Delete what tells that this complaint was counted; the count stays. Returns how many marks went."""
	received = frappe.db.get_value(  # reason: only the day, to know from which month on marks can be
		"Complaint", complaint, "received_on"
	)
	gaps = frappe.get_all(GAP, {"month": [">=", getdate(received).strftime("%Y-%m")]}, pluck="name")
	marks = [_mark(gap, complaint) for gap in gaps]
	gone = frappe.get_all(  # reason: a keyed hash leads from a complaint to its mark, never back
		MARK, {"mark": ["in", marks or [""]]}, pluck="name"
	)
	frappe.db.delete(MARK, {"name": ["in", gone or [""]]})
	return len(gone)


def _gap_of(service_type: str, area: str) -> str:
	month = getdate().strftime("%Y-%m")
	once = f"{service_type}|{area}|{month}"
	known = frappe.db.get_value(GAP, {"once": once})
	if known:
		return known
	values = {"service_type": service_type, "area": area, "month": month, "once": once, "needs": 0}
	values["sector"] = frappe.db.get_value("CFM Service Type", service_type, "sector")
	if not values["sector"]:
		frappe.throw(_("Choose what is needed."))
	gap = frappe.get_doc({"doctype": GAP, **values})
	frappe.db.savepoint("cfm_gap")
	try:
		gap.insert(ignore_permissions=True)  # reason: operators count a need, they do not edit the register
	except frappe.UniqueValidationError:
		frappe.db.rollback(save_point="cfm_gap")  # a colleague has just begun to count the same
		frappe.clear_last_message()
		return known_by_now(GAP, "once", once)
	return gap.name


def _is_new(gap: str, complaint: str) -> bool:
	return bool(insert_new(MARK, gap=gap, mark=_mark(gap, complaint)))


def _mark(gap: str, complaint: str) -> str:
	return sealing.keyed_hash("index", f"gap|{gap}|{complaint}")
