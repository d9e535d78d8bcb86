"""Takes away what the app put into a site outside its own modules; Frappe removes the modules themselves."""

from pathlib import Path

import click

import frappe
from frappe import _

from cfm_app.confidentiality import access_version, keys
from cfm_app.setup.custom_fields import CUSTOM_FIELDS
from cfm_app.setup.owned import DEFAULTS_OWNER, ROLES, WORKFLOW_ACTIONS, WORKFLOW_STATES

# Records of other modules that point to a DocType by name: DocType, field
POINTERS = {
	"Assignment Rule": "document_type",
	"Auto Repeat": "reference_doctype",
	"Calendar View": "reference_doctype",
	"Comment": "reference_doctype",
	"Communication": "reference_doctype",
	"Communication Link": "link_doctype",
	"Custom DocPerm": "parent",
	"Custom Field": "dt",
	"Deleted Document": "deleted_doctype",
	"DocShare": "share_doctype",
	"Document Follow": "ref_doctype",
	"Email Queue": "reference_doctype",
	"File": "attached_to_doctype",
	"Kanban Board": "reference_doctype",
	"List Filter": "reference_doctype",
	"List View Settings": "name",
	"Notification": "document_type",
	"Notification Log": "document_type",
	"Property Setter": "doc_type",
	"Tag Link": "document_type",
	"ToDo": "reference_type",
	"User Permission": "allow",
	"Version": "ref_doctype",
	"View Log": "reference_doctype",
	"Web Form": "doc_type",
	"Workflow Action": "reference_doctype",
}
# Tables without a DocType: table, column
PLAIN_TABLES = {"__UserSettings": "doctype", "__global_search": "doctype"}


def before_uninstall() -> None:
	"""Remove what depends on the app's DocTypes while they still exist."""
	_remove_workflows()
	_remove_custom_fields()
	_remove_pointers()
	_remove_roles()
	_remove_scheduled_jobs()
	frappe.db.delete("DefaultValue", {"parent": DEFAULTS_OWNER})
	_say_where_the_keys_are()


def after_uninstall() -> None:
	"""Remove the traces that removing the modules left, and the columns of our fields on other DocTypes."""
	_remove_pointers()
	frappe.db.delete("DefaultValue", {"parent": access_version.PARENT})
	frappe.db.delete("Patch Log", {"patch": ("like", "cfm_app.%")})
	_drop_columns()
	_drop_sequences()
	frappe.clear_cache()
	frappe.db.commit()  # reason: Frappe committed before this hook and does not commit after it


def doctypes() -> list[str]:
	"""Return the names of the app's DocTypes, read from its files, so that it works when they are gone from the site."""
	files = Path(__file__).parent.glob("*/doctype/*/*.json")
	documents = (frappe.parse_json(file.read_text(encoding="utf-8")) for file in files)
	return sorted(document["name"] for document in documents if document.get("doctype") == "DocType")


def _remove_workflows() -> None:
	for name in frappe.get_all("Workflow", {"document_type": ("in", doctypes())}, pluck="name"):
		_delete("Workflow", name)
	for state in WORKFLOW_STATES:
		if not frappe.db.exists("Workflow Document State", {"state": state, "parenttype": "Workflow"}):
			_delete("Workflow State", state)
	for action in WORKFLOW_ACTIONS:
		if not frappe.db.exists("Workflow Transition", {"action": action, "parenttype": "Workflow"}):
			_delete("Workflow Action Master", action)


def _remove_custom_fields() -> None:
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			_delete("Custom Field", f"{doctype}-{field['fieldname']}")


def _remove_pointers() -> None:
	ours = doctypes()
	for doctype, field in POINTERS.items():
		if not frappe.db.table_exists(doctype):
			continue
		for name in frappe.get_all(doctype, {field: ("in", ours)}, pluck="name"):
			_delete(doctype, name)
	for table, column in PLAIN_TABLES.items():
		frappe.db.delete(table, {column: ("in", ours)})


def _remove_roles() -> None:
	for doctype in ("Has Role", "Custom DocPerm"):
		frappe.db.delete(doctype, {"role": ("in", ROLES)})
	for role in ROLES:
		_delete("Role", role)


def _remove_scheduled_jobs() -> None:
	for name in frappe.get_all("Scheduled Job Type", {"method": ("like", "cfm_app.%")}, pluck="name"):
		_delete("Scheduled Job Type", name)


def _delete(doctype: str, name: str) -> None:
	# permanently, or the content would stay in Deleted Document
	frappe.delete_doc(
		doctype, name, force=True, ignore_missing=True, ignore_on_trash=True, delete_permanently=True
	)


def _drop_columns() -> None:
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			if frappe.db.has_column(doctype, field["fieldname"]):
				frappe.db.sql_ddl(f"ALTER TABLE `tab{doctype}` DROP COLUMN `{field['fieldname']}`")


def _drop_sequences() -> None:
	# Frappe makes one for each DocType that counts its rows and forgets it
	for doctype in doctypes():
		frappe.db.sql_ddl(f"DROP SEQUENCE IF EXISTS `{frappe.scrub(doctype)}_id_seq`")


def _say_where_the_keys_are() -> None:
	click.secho(
		_(
			"The keys of the vault stay on this server, because backups cannot be read without them: {0}"
		).format(keys.key_file()),
		fg="yellow",
	)
