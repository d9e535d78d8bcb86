"""Every function of the platform that a browser can call, with the arguments of somebody who is after one complaint."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import frappe

WHITELISTED = re.compile(r"^@frappe\.whitelist\(|^@whitelist\(", re.MULTILINE)
LEFT_OUT = re.compile(
	r"backup|dropbox|google|s3_|ldap|oauth|social_login|connected_app|logout|setup_wizard|sign_up|recorder|"
	r"push_notif|restart|translation_app|truncat|clear_error|frappecloud|marketplace|web_socket|telemetry|"
	r"reset_customiz|switch_theme|geolocation|file_manager\.upload|update_password|reset_password|twofactor"
)
TYPES = [
	"doctype",
	"dt",
	"document_type",
	"reference_doctype",
	"ref_doctype",
	"doc_type",
	"parent_doctype",
	"parenttype",
	"for_doctype",
	"reference_type",
	"parent",
	"doctype_name",
	"doctype_or_doc",
]
NAMES = [
	"name",
	"docname",
	"dn",
	"reference_name",
	"ref_docname",
	"document_name",
	"reference_docname",
	"doc_name",
	"value",
	"document",
	"docid",
	"keyword",
	"old_name",
	"communication",
	"record",
	"old",
]
LISTS_OF_NAMES = ["docnames", "names", "docs", "items", "targets", "document_names", "doc_names", "docs_list"]
PEOPLE = ["user", "for_user", "allocated_to", "email", "comment_email", "assign_to"]


def all_functions() -> list[str]:
	"""Return the dotted names of the platform's whitelisted functions that a trial may call."""
	for path in Path(frappe.__file__).parent.rglob("*.py"):
		_import(path)
	found = {
		f"{function.__module__}.{function.__qualname__}"
		for function in frappe.whitelisted
		if function.__module__.startswith("frappe.") and "." not in function.__qualname__
	}
	return sorted(name for name in found if not LEFT_OUT.search(name))


def arguments_for(path: str, ground) -> dict:
	"""Return arguments for a function by the names of its parameters, all about the complaint of the ground."""
	known = _known(ground)
	parameters = inspect.signature(inspect.unwrap(frappe.get_attr(path))).parameters.values()
	given = {
		parameter.name: known.get(parameter.name, "1")
		for parameter in parameters
		if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
		and (parameter.name in known or parameter.default is parameter.empty)
	}
	takes_all = not given or any(parameter.kind == parameter.VAR_KEYWORD for parameter in parameters)
	whole = {key: known[key] for key in ("doctype", "name", "fields", "filters")} if takes_all else {}
	return {key: value for key, value in {**whole, **given}.items() if key not in ("json", "files")}


def _known(ground) -> dict:
	name = ground.complaint.name
	facts = {"doctype": "Complaint", "name": name, "feedback_type": ground.complaint.feedback_type}
	return {
		**dict.fromkeys(TYPES, "Complaint"),
		**dict.fromkeys(NAMES, name),
		**{key: [name] for key in LISTS_OF_NAMES},
		**dict.fromkeys(PEOPLE, ground.reader),
		"doctypes": ["Complaint"],
		"doc": facts,
		"docdict": facts,
		"args": {**facts, "assign_to": [ground.curious]},
		"filters": {"name": name},
		"current_filters": [["Complaint", "name", "=", name]],
		"fields": ["*"],
		"fieldname": "project",
		"field": "project",
		"stats": ["project"],
		"fieldnames": ["project"],
		"txt": "",
		"searchfield": "name",
		"report_name": "Complaint Register",
		"report": "Complaint Register",
		"format": "Standard",
		"print_format": "Standard",
		"linkinfo": {"CFM Step": {"fieldname": ["complaint"]}},
		"add": "Yes",
	}


def _import(path: Path) -> None:
	inside = path.relative_to(Path(frappe.__file__).parent)
	if "tests" in inside.parts or "commands" in inside.parts or inside.name.startswith("test_"):
		return
	if WHITELISTED.search(path.read_text(encoding="utf-8")):
		import_module(".".join(("frappe", *inside.with_suffix("").parts)).removesuffix(".__init__"))
