"""Functions of the platform that ignore the access rule, answered by it instead for confidential types.

The platform's functions are called through their modules: imported by name they could be called from the browser
under this module's name, past the function that stands in for them.
"""

import frappe
from frappe import _, client
from frappe.core.page.permission_manager import permission_manager
from frappe.desk import notifications
from frappe.email.doctype.auto_email_report import auto_email_report
from frappe.geo import utils as maps
from frappe.utils import cint

from cfm_app import compat, hooks
from cfm_app.confidentiality.customising import refuse_right
from cfm_app.confidentiality.guards import PROTECTED

WRITE_ONLY = {"CFM Provider Account", "CFM Signing Key", "User"}


@frappe.whitelist(methods=["GET", "POST"])
def get_count(
	doctype: str, filters: dict | list | str | None = None, debug: bool = False, cache: bool = False
) -> int:
	"""Count what the user may list; the platform's own function counts every row."""
	if doctype not in PROTECTED and doctype not in hooks.has_permission:
		return client.get_count(doctype, filters, debug, cache)
	frappe.has_permission(doctype, "read", throw=True)
	return compat.permitted_count(doctype, frappe.parse_json(filters))


@frappe.whitelist(methods=["GET", "POST"])
def validate_link(doctype: str, docname: str, fields: list | str | None = None) -> dict:
	"""Answer about a record one may not read as about one that does not exist; the platform tells them apart."""
	frappe.has_permission(doctype, "select" if frappe.only_has_select_perm(doctype) else "read", throw=True)
	if doctype in PROTECTED and not frappe.get_list(doctype, {"name": docname}, pluck="name", limit=1):
		return frappe._dict(name=None)
	return client.validate_link(doctype, docname, fields)


@frappe.whitelist(methods=["GET", "POST"])
def get_open_count(doctype: str, name: str, items: list | str | None = None) -> dict:
	"""Count the connections of a document without confidential records: the platform counts those of everybody."""
	frappe.get_doc(doctype, name).check_permission("read")
	asked = frappe.parse_json(items)
	if asked is None:
		groups = frappe.get_meta(doctype).get_dashboard_data().transactions
		asked = [item for group in groups for item in group.get("items")]
	return notifications.get_open_count(doctype, name, [item for item in asked if item not in PROTECTED])


@frappe.whitelist(methods=["GET", "POST"])
def get_password(doctype: str, name: str, fieldname: str) -> str:
	"""Hand out no key of a provider or a colleague: whoever has it could send or read as them."""
	frappe.only_for("System Manager")
	if doctype in WRITE_ONLY:
		frappe.throw(_("A key that was saved is not shown again."), frappe.PermissionError)
	return client.get_password(doctype, name, fieldname)


@frappe.whitelist(methods=["GET", "POST"])
def get_coords(doctype: str, filters: list | str | None = None, type: str = "coordinates") -> dict:
	"""Draw no map of confidential records: the platform would show every one of them to whoever has the role."""
	frappe.has_permission(doctype, "read", throw=True)
	if doctype in PROTECTED:
		frappe.throw(_("Confidential records are not shown on a map."), frappe.PermissionError)
	return maps.get_coords(doctype, frappe.parse_json(filters), type)


@frappe.whitelist(methods=["POST"])
def set_right(
	doctype: str, role: str, permlevel: int, ptype: str, value: str | None = None, if_owner: int = 0
) -> str | None:
	"""Change one right in the permission manager; the platform writes it past every check of the document."""
	frappe.only_for("System Manager")
	if cint(value):
		refuse_right(doctype, [ptype])
	return permission_manager.update(doctype, role, permlevel, ptype, value, if_owner)


@frappe.whitelist(methods=["GET", "POST"])
def download_scheduled_report(name: str) -> None:
	"""Hand a scheduled report on confidential records to the person it runs as, and to nobody else."""
	_must_be_own(name)
	auto_email_report.download(name)


@frappe.whitelist(methods=["POST"])
def send_scheduled_report(name: str) -> None:
	"""Send a scheduled report on confidential records when the person asks as whom it runs."""
	_must_be_own(name)
	auto_email_report.send_now(name)


def _must_be_own(name: str) -> None:
	scheduled = frappe.get_doc("Auto Email Report", name)
	scheduled.check_permission("read")
	report_type = frappe.db.get_value("Report", scheduled.report, "ref_doctype")
	if report_type in PROTECTED and scheduled.user != frappe.session.user:
		frappe.throw(_("This report shows what another person may see."), frappe.PermissionError)
