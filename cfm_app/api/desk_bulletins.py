"""Endpoints for staff: bulletins to read, and the receipt for each."""

import frappe

from cfm_app.directory import bulletins


def waiting() -> list[dict]:
	"""Return the unread bulletins of who asks, for My work."""
	if not frappe.has_permission(bulletins.BULLETIN, "read"):
		return []
	return bulletins.unread(frappe.session.user)


@frappe.whitelist(methods=["GET", "POST"])
def urgent() -> list[dict]:
	"""Return the unread urgent bulletins of who asks, for quick intake and the service finder."""
	if not frappe.has_permission(bulletins.BULLETIN, "read"):
		return []
	return bulletins.unread(frappe.session.user, only_urgent=True)


@frappe.whitelist(methods=["POST"])
def have_read(bulletin: str) -> None:
	"""Say that one has read a bulletin."""
	frappe.get_doc(bulletins.BULLETIN, bulletin).check_permission("read")
	bulletins.read(bulletin, frappe.session.user)


@frappe.whitelist(methods=["GET", "POST"])
def readers(bulletin: str) -> dict:
	"""Return {read: [{name, read_on}], waiting: [names]} of a bulletin, for who may see the receipts."""
	doc = frappe.get_doc(bulletins.BULLETIN, bulletin)
	doc.check_permission("read")
	if not bulletins.may_see_readers(doc, frappe.session.user):
		frappe.has_permission(bulletins.READ, "read", throw=True)
	read, still_to_read = bulletins.readers(bulletin)
	return {"read": read, "waiting": still_to_read}
