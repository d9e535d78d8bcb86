"""Endpoints for staff: bulletins to read, and the receipt for each."""

import frappe

from cfm_app.directory import bulletins


def waiting() -> list[dict]:
	"""Return the unread bulletins of who asks, for My work."""
	if not frappe.has_permission(bulletins.BULLETIN, "read"):
		return []
	return bulletins.unread(frappe.session.user)


@frappe.whitelist(methods=["POST"])
def have_read(bulletin: str) -> None:
	"""Say that one has read a bulletin."""
	frappe.get_doc(bulletins.BULLETIN, bulletin).check_permission("read")
	bulletins.read(bulletin, frappe.session.user)


@frappe.whitelist(methods=["GET", "POST"])
def readers(bulletin: str) -> dict:
	"""Return {read, have_to} of a bulletin for who may see the receipts."""
	frappe.has_permission(bulletins.READ, "read", throw=True)
	read, have_to = bulletins.readers(bulletin)
	return {"read": read, "have_to": have_to}
