"""Every function of the app that the browser may call, and what an attacker would send to it.

A new endpoint needs no line here as long as its arguments have names that are known; an unknown one fails the
test with a sentence that says what to add.
"""

import inspect
import pkgutil
from dataclasses import dataclass
from importlib import import_module

import frappe

import cfm_app

NOT_SHIPPED_CODE = ("cfm_app.testing", "cfm_app.tests")
RECORD = "@"  # a value that begins with it names a record of cfm_app/testing/foreign_records.py

# what an attacker sends, by the name of the argument
ARGUMENTS = {
	"account": "an-account",
	"action": "Withdraw",
	"add": "Yes",
	"agreed": True,
	"agreement": "@CFM Sharing Agreement",
	"all_doctypes": False,
	"allegation": "I heard something.",
	"answer": "Hello",
	"answers": {},
	"are_default_filters": True,
	"area": "ALL",
	"args": "{}",
	"asked": {"kind": "Access"},
	"attachment": "@CFM Message Media",
	"attempts": 5,
	"because": "I would like to",
	"body": "Hello {reference}",
	"bulletin": "@CFM Bulletin",
	"cache": False,
	"capacity": "full",
	"channel": None,
	"choices": {},
	"code": "000000",
	"color": "",
	"complaint": "@Complaint",
	"consent": "@CFM Consent",
	"contact": "@CFM Interaction",
	"content": "UEsDBA==",
	"current_filters": "[]",
	"custom_columns": None,
	"data": "{}",
	"debug": False,
	"directory_import": "no-such-import",
	"disclosure": "@CFM Disclosure",
	"disposition": "Spam",
	"dn": "@Complaint",
	"docname": "@Complaint",
	"docs": ["@Complaint"],
	"doctype": "Complaint",
	"dt": "Complaint",
	"earlier": "",
	"end": "2026-12-31",
	"event": "@CFM Webhook Event",
	"export_fields": {"Complaint": ["name", "project"]},
	"export_filters": {},
	"export_records": "all",
	"export_without_column_meta": False,
	"facts": {"feedback_type": "THANKS", "level": 0},
	"faq": "@CFM FAQ",
	"field": "narrative",
	"fieldname": "auth_token",
	"fields": ["name", "project"],
	"file": "@CFM Sealed File",
	"file_type": "CSV",
	"file_kind": "xlsx",
	"filename": "services.xlsx",
	"filters": "[]",
	"follow_up": "@CFM Follow Up",
	"format": "Complaint Sheet",
	"hold": "@CFM Hold",
	"how": "by phone",
	"if_owner": 0,
	"ignore_prepared_report": False,
	"instead_of": "no-such-import",
	"is_tree": False,
	"items": [],
	"keys": [],
	"kind": "note",
	"kinds": ["facts"],
	"language": "en",
	"letterhead": None,
	"level": 0,
	"limits": "",
	"line": "no-such-line",
	"linked": True,
	"means": "document seen",
	"message": "I was told something.",
	"method": "OTP App",
	"name": "@Complaint",
	"need": {"service_type": "LEGAL.CIVIL"},
	"no_letterhead": False,
	"note": "I was here",
	"one_session": False,
	"options": "{}",
	"order_by": "",
	"parent_doctype": "Complaint",
	"parent_field": "",
	"part": "findings",
	"pause_seconds": 60,
	"people": [],
	"permlevel": 0,
	"person": {"role": "witness", "identity": {"name": "A stranger"}},
	"person_told_on": "2026-11-01",
	"provider": "",
	"ptype": "read",
	"ratings": {},
	"reached": True,
	"reason": "I would like to know",
	"receipt": "",
	"record_type": "Complaint",
	"records": ["@Complaint"],
	"reference": "@Complaint",
	"report_name": "Pending and Overdue",
	"request": "@CFM Reveal Request",
	"response": "@CFM Response",
	"result": "satisfied",
	"role": "CFM Operator",
	"roles": ["System Manager"],
	"seen": "2026-11-01 00:00:00",
	"select_columns": {"Complaint": ["name", "project"]},
	"service": "@CFM Service",
	"service_type": "LEGAL.CIVIL",
	"session_expiry": "08:00",
	"site": "",
	"source": "Complaint",
	"start": "2026-11-01",
	"state": "Closed",
	"step": "cancel",
	"suggestion": "no-such-suggestion",
	"tag": "urgent",
	"tags": '["urgent"]',
	"talking_points": "",
	"team": ["@attacker"],
	"template": False,
	"template_key": "update",
	"terms_of_reference": "",
	"text": "I was here",
	"type": "coordinates",
	"understood": "yes",
	"user": "@attacker",
	"user_settings": '{"last_view": "List"}',
	"value": "1",
	"web_form": "feedback",
	"web_form_name": "feedback",
	"whose": "team",
	"with_data": True,
	"words": {},
}
# where the same name means something else: by the beginning of the endpoint's path
OWN_ARGUMENTS = {
	"cfm_app.api.desk_broadcast.": {"name": "no-such-broadcast"},
	"cfm_app.api.desk_compare.": {"doctype": "CFM Category", "name": "QUANT", "field": "title"},
	"cfm_app.api.desk_complaint.contact_page": {"name": "@CFM Interaction"},
	"cfm_app.api.desk_data_request.": {
		"name": "@CFM Data Request",
		"asked": "What do you know about me?",
		"kind": "access",
		"words": "This is what we know.",
	},
	"cfm_app.api.desk_data_request.record_for": {"name": "@Complaint"},
	"cfm_app.api.desk_export.": {"name": "@CFM Export Request", "kind": "list"},
	"cfm_app.api.desk_investigation.": {"name": "@CFM Investigation"},
	"cfm_app.api.desk_outbox.": {"message": "@CFM Message", "event": "@CFM Webhook Event"},
	"cfm_app.api.desk_messages.": {"message": "@CFM Message"},
	"cfm_app.api.desk_messages.review_template": {"name": "update-en"},
	"cfm_app.api.desk_referral_inbox.": {"name": "@Referral"},
	"cfm_app.api.desk_referrals.": {"name": "@Referral", "facts": {}},
	"cfm_app.api.desk_referrals.reply": {"words": "We have read it."},
	"cfm_app.api.desk_help_came.": {"name": "@Referral"},
	"cfm_app.api.desk_service_keeping.": {"field": "capacity", "value": "full"},
	"cfm_app.api.platform.get_password": {"doctype": "CFM Provider Account"},
	"cfm_app.api.platform_records.get_group_by_count": {"field": "project"},
	"cfm_app.api.platform_records.run_report": {"filters": "{}"},
}
# what these read from the request without naming it
UNNAMED_ARGUMENTS = {
	"cfm_app.api.platform_exports.export_list": {
		"doctype": "Complaint",
		"fields": '["name", "project"]',
		"file_format_type": "CSV",
		"title": "Complaint",
	},
	"cfm_app.api.platform_exports.export_report": {
		"report_name": "Pending and Overdue",
		"file_format_type": "CSV",
		"visible_idx": "[]",
	},
}


class UnknownArgument(Exception):
	"""An endpoint takes something for which this file has no value."""


@dataclass(frozen=True)
class Endpoint:
	"""A whitelisted function: where it is, what it takes, how it is called, and whether strangers may."""

	path: str
	takes: tuple[str, ...]
	methods: tuple[str, ...]
	open_to_guests: bool

	@property
	def target(self) -> str:
		"""The request line of an attack."""
		method = "POST" if "POST" in self.methods else self.methods[0]
		return f"{method} /api/method/{self.path}"

	def arguments(self, records: dict[str, str]) -> dict:
		"""Return what to send when `records` {DocType: name} are attacked. Raises UnknownArgument."""
		values = self._values()
		unknown = [name for name in self.takes if name not in values]
		if unknown:
			raise UnknownArgument(
				f"{self.path} takes {', '.join(unknown)}: say in cfm_app/testing/endpoints.py what an attacker would send"
			)
		sent = {name: _filled_in(values[name], records) for name in self.takes}
		sent |= UNNAMED_ARGUMENTS.get(self.path, {})
		return {name: value for name, value in sent.items() if value is not None}

	def aims_at(self) -> set[str]:
		"""Return the DocTypes of the records whose names it takes."""
		values = self._values()
		named = (values.get(name) for name in self.takes)
		return {value[1:] for value in named if isinstance(value, str) and value.startswith(RECORD)}

	def _values(self) -> dict:
		own = [values for beginning, values in OWN_ARGUMENTS.items() if self.path.startswith(beginning)]
		return {**ARGUMENTS, **{name: value for values in own for name, value in values.items()}}


def every_endpoint() -> list[Endpoint]:
	"""Return all whitelisted functions of the app, by their path, after importing every module of it."""
	for module in pkgutil.walk_packages(cfm_app.__path__, "cfm_app."):
		if not module.name.startswith(NOT_SHIPPED_CODE):
			import_module(module.name)
	ours = [function for function in frappe.whitelisted if function.__module__.startswith("cfm_app.")]
	return sorted({_endpoint(function) for function in ours}, key=lambda endpoint: endpoint.path)


def _endpoint(function) -> Endpoint:
	return Endpoint(
		f"{function.__module__}.{function.__qualname__}",
		tuple(name for name in inspect.signature(function).parameters if name != "self"),
		tuple(frappe.allowed_http_methods_for_whitelisted_func[function]),
		function in frappe.guest_methods,
	)


def _filled_in(value, records: dict[str, str]):
	if isinstance(value, list):
		return [_filled_in(each, records) for each in value]
	if isinstance(value, str) and value.startswith(RECORD):
		return records.get(value[1:]) or "no-such-record"
	return value
