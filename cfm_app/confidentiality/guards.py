"""Refuses what the platform would otherwise let through: shares, assignments, tags, follows, comments, files, links."""

import frappe
from frappe import _

from cfm_app.confidentiality.permissions import record_depth
from cfm_app.exceptions import NotAllowedHere
from cfm_app.rules.access import SUMMARY
from cfm_app.rules.redaction import without_values

CONFIDENTIAL = (
	"Complaint",
	"CFM Interaction",
	"CFM Step",
	"CFM Consent",
	"CFM Response",
	"CFM Follow Up",
	"CFM Disclosure",
)
VAULT = (
	"CFM Sealed Content",
	"CFM Sealed File",
	"CFM Person",
	"CFM Party",
	"CFM Receipt",
	"CFM Access Key",
	"CFM Access Log",
)
PROTECTED = (*CONFIDENTIAL, *VAULT)
LINKING_TYPES = {"Link", "Dynamic Link", "Table", "Table MultiSelect"}


def refuse_share(doc, _method=None) -> None:
	"""DocShare: confidential records are not shared; access follows grants."""
	if doc.share_doctype in PROTECTED:
		_refuse(_("Confidential records cannot be shared. Access follows the focal points."))


def guard_assignment(doc, _method=None) -> None:
	"""ToDo: only to somebody who may read the record, and without a word about it."""
	if doc.reference_type not in PROTECTED:
		return
	record = frappe.get_doc(doc.reference_type, doc.reference_name)
	if record_depth(record, doc.allocated_to) < SUMMARY:
		_refuse(_("{0} may not see this record, so it cannot be assigned to them.").format(doc.allocated_to))
	doc.description = _("Look at {0}").format(doc.reference_name)


def refuse_comment(doc, _method=None) -> None:
	"""Comment: words about a confidential record belong in its timeline, where they are sealed."""
	if doc.reference_doctype in PROTECTED:
		_refuse(_("Write notes in the timeline of the record, where they stay confidential."))


def refuse_communication(doc, _method=None) -> None:
	"""Communication: no e-mail thread is kept on a confidential record, only what a Notification sent without words."""
	from_notification = doc.communication_type == "Automated Message"
	without_words = frappe.flags.cfm_vault_shut or not frappe.request
	if doc.reference_doctype in PROTECTED and not (from_notification and without_words):
		_refuse(_("Messages cannot be written from here. Use the answer of the record."))


def refuse_reference(doc, _method=None) -> None:
	"""Tag Link, Document Follow, Document Share Key: none of them on a confidential record."""
	fields = ("document_type", "ref_doctype", "reference_doctype", "ref_type")
	if any(doc.get(field) in PROTECTED for field in fields):
		_refuse(_("This is not possible on confidential records."))


def refuse_file(doc, _method=None) -> None:
	"""File: files of confidential records are sealed; the platform keeps none."""
	if doc.attached_to_doctype in PROTECTED:
		_refuse(_("Add files in the form itself, where they are sealed."))


def redact_error(doc, _method=None) -> None:
	"""Error Log: keep where it broke, drop every value: a local variable may be somebody's story."""
	doc.error = without_values(doc.error or "")


def neutral_notification(doc, _method=None) -> None:
	"""Notification Log: the reference is enough; whatever the platform took along is dropped."""
	if doc.document_type in PROTECTED:
		doc.email_content = None


def guard_custom_field(doc, _method=None) -> None:
	"""Custom Field: text on a confidential type is sealed; nothing may link to or fetch from one."""
	target = doc.options if doc.fieldtype in LINKING_TYPES else None
	source = frappe.get_meta(doc.dt).get_field((doc.fetch_from or "").split(".")[0])
	if target in PROTECTED or (source and source.options in PROTECTED):
		_refuse(
			_("A field cannot link to or fetch from a confidential type: it would show what the form hides.")
		)
	if doc.dt in VAULT:
		_refuse(_("The vault takes no further fields."))
	if doc.dt in CONFIDENTIAL and doc.fieldtype in ("Data", "Small Text", "Text", "Long Text", "Phone"):
		doc.is_virtual = 1
		doc.options = f"doc.sealed('{doc.fieldname}')"


def guard_doctype(doc, _method=None) -> None:
	"""DocType: a type made in Desk may not link to a confidential one."""
	linked = {field.options for field in doc.fields if field.fieldtype in LINKING_TYPES}
	if doc.custom and linked & set(PROTECTED):
		_refuse(
			_("A field cannot link to or fetch from a confidential type: it would show what the form hides.")
		)


def guard_auto_email_report(doc, _method=None) -> None:
	"""Auto Email Report: a report on confidential records runs as the person who sets it up."""
	report_type = frappe.db.get_value("Report", doc.report, "ref_doctype")
	if report_type in PROTECTED and doc.user != frappe.session.user:
		_refuse(_("A scheduled report on confidential records runs with your own rights only."))


def guard_report(doc, _method=None) -> None:
	"""Report: no raw SQL over confidential tables."""
	if doc.report_type == "Query Report" and doc.ref_doctype in PROTECTED:
		_refuse(_("Query reports would ignore who may see what. Use the report builder."))


def strip_unsafe_arguments() -> None:
	"""Before each request: the browser may not tell a link search to ignore permissions, nor describe an assignment."""
	if frappe.form_dict.get("doctype") in PROTECTED:
		for argument in ("ignore_user_permissions", "description"):
			frappe.form_dict.pop(argument, None)


def _refuse(message: str) -> None:
	frappe.throw(message, NotAllowedHere, title=_("Confidential"))
