"""References from one complaint to other records: plain text, so that no list can join what they point to.

Frappe joins through a link field whatever the linked record is. The links that stay (from a step to its complaint)
point to records with the same access key.
"""

import frappe
from frappe import _

from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.viewers import viewer
from cfm_app.exceptions import NotAllowedHere
from cfm_app.rules.access import FULL, NONE, SUMMARY, depth

# field: (type, how deep the person who writes the reference must see the record)
REFERENCES = {
	"interaction": ("CFM Interaction", FULL),
	"duplicate_of": ("Complaint", SUMMARY),
	"about_complaint": ("Complaint", NONE),
}


def check(doc) -> None:
	"""Refuse a new reference to a record that is not there or that the user may not see. Raises NotAllowedHere."""
	if doc.flags.ignore_permissions:  # reason: the app itself writes, nobody chose the record
		return
	before = doc.get_doc_before_save()
	for field, (doctype, needed) in REFERENCES.items():
		name = doc.get(field)
		if name and not (before and before.get(field) == name):
			_check_one(doctype, name, needed)


def _check_one(doctype: str, name: str, needed: int) -> None:
	facts = facts_of(frappe.db.get_value(doctype, name, "access_key"))
	if not facts or depth(facts, viewer()) < needed:
		frappe.throw(_("There is no such record, or you may not open it."), NotAllowedHere)
