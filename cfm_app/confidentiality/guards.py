"""Refuses what the platform would otherwise let through: shares, assignments, tags, follows, comments, files, links."""

from urllib.parse import unquote

import frappe
from frappe import _
from frappe.utils import strip_html

from cfm_app.confidentiality import files
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.exceptions import NotAllowedHere
from cfm_app.rules.access import SUMMARY

CONFIDENTIAL = (
	"Complaint",
	"CFM Interaction",
	"CFM Step",
	"CFM Consent",
	"CFM Response",
	"CFM Follow Up",
	"CFM Disclosure",
	"CFM Investigation",
	"CFM Hold",
	"CFM Data Request",
	"CFM Erasure",
	"Referral",
	"CFM Referral Step",
)
VAULT = (
	"CFM Sealed Content",
	"CFM Sealed File",
	"CFM Person",
	"CFM Party",
	"CFM Receipt",
	"CFM Access Key",
	"CFM Access Log",
	"CFM Contact Point",
	"CFM Consent Ledger",
	"CFM Message",
	"CFM Message Status",
	"CFM Message Media",
	"CFM Webhook Event",
	"CFM Broadcast Recipient",
	"CFM Service Gap Mark",
	"CFM Partner Link",
)
PROTECTED = (*CONFIDENTIAL, *VAULT, "CFM Reveal Request")
SPELLED_SMALL = {name.casefold() for name in PROTECTED}
LINKING_TYPES = {"Link", "Dynamic Link", "Table", "Table MultiSelect"}


def refuse_share(doc, _method=None) -> None:
	"""DocShare: confidential records are not shared; access follows grants."""
	if doc.share_doctype in PROTECTED:
		refuse(_("Confidential records cannot be shared. Access follows the focal points."))


def guard_assignment(doc, _method=None) -> None:
	"""ToDo: by and to somebody who may read the record, and without a word about it."""
	if doc.reference_type not in PROTECTED:
		return
	record = frappe.get_doc(doc.reference_type, doc.reference_name)
	if record_depth(record, doc.allocated_to) < SUMMARY or not _may_assign(doc, record):
		refuse(_("{0} may not see this record, so it cannot be assigned to them.").format(doc.allocated_to))
	if doc.is_new() and not _says_nothing(doc):
		_refuse_words_of_assignment(doc)
	doc.description = _("Look at {0}").format(doc.reference_name)


def _refuse_words_of_assignment(todo) -> None:
	"""Assigning mails and queues its own copy of the words, so it is refused; a to-do made by hand loses them, with a word why."""
	if (
		todo.flags.ignore_permissions
	):  # reason: the platform's assigning is known by it, nothing is skipped here
		refuse(_("Assign it without a description: the platform would mail and queue the words as they are."))
	frappe.msgprint(
		_("The words of the to-do are not kept. Write them as a note in the record, where they are sealed.")
	)


def _may_assign(todo, record) -> bool:
	who = frappe.session.user
	return not todo.is_new() or who == "Administrator" or record_depth(record, who) >= SUMMARY


def _says_nothing(todo) -> bool:
	said = strip_html(todo.description or "").strip()
	by_platform = _("Assignment for {0} {1}").format(todo.reference_type, todo.reference_name)
	return said in ("", by_platform, _("Look at {0}").format(todo.reference_name))


def refuse_comment(doc, _method=None) -> None:
	"""Comment: words about a confidential record belong in its timeline, where they are sealed."""
	if doc.reference_doctype in PROTECTED:
		refuse(_("Write notes in the timeline of the record, where they stay confidential."))


def refuse_communication(doc, _method=None) -> None:
	"""Communication: no e-mail thread is kept on a confidential record, only what a Notification sent without words."""
	from_notification = doc.communication_type == "Automated Message"
	without_words = frappe.flags.cfm_vault_shut or not frappe.request
	if doc.reference_doctype in PROTECTED and not (from_notification and without_words):
		refuse(_("Messages cannot be written from here. Use the answer of the record."))


def refuse_reference(doc, _method=None) -> None:
	"""Tags, follows, share keys, and rules that assign, repeat, reward or track: none of them on a confidential record."""
	fields = ("document_type", "ref_doctype", "reference_doctype", "ref_type")
	if any(doc.get(field) in PROTECTED for field in fields):
		refuse(_("This is not possible on confidential records."))


def refuse_file(doc, _method=None) -> None:
	"""File: files of confidential records are sealed; the platform keeps none, and no second name for one of ours."""
	names_sealed_file = files.FOLDER in unquote(unquote(doc.file_url or "")).casefold()
	if doc.attached_to_doctype in PROTECTED or names_sealed_file:
		refuse(_("Add files in the form itself, where they are sealed."))


def neutral_notification(doc, _method=None) -> None:
	"""Notification Log: the reference is enough; whatever the platform took along is dropped."""
	if doc.document_type in PROTECTED:
		doc.email_content = None


def strip_unsafe_arguments() -> None:
	"""Before each request: the browser may not tell a link search to ignore permissions, nor describe an assignment."""
	if str(frappe.form_dict.get("doctype") or "").strip().casefold() in SPELLED_SMALL:
		for argument in ("ignore_user_permissions", "description"):
			frappe.form_dict.pop(argument, None)


def use_stand_ins() -> None:
	"""Before each request: a function that is named in an argument is replaced as one that is named in the address.

	Link search, trees and mappings call whatever whitelisted function the browser names, past
	override_whitelisted_methods.
	"""
	stand_ins = frappe.get_hooks("override_whitelisted_methods")
	for argument, value in frappe.form_dict.items():
		if isinstance(value, str) and value in stand_ins:
			frappe.form_dict[argument] = stand_ins[value][-1]


def refuse(message: str) -> None:
	"""Throw NotAllowedHere."""
	frappe.throw(message, NotAllowedHere, title=_("Confidential"))
