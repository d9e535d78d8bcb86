"""Probes: what the platform leaves behind where others may look (paths 20, 26, 31, 32, 34, 35, 44)."""

import gzip

import frappe
from frappe import _lt

from cfm_app.self_check.ground import LEARNED
from cfm_app.self_check.probe import probe

TRACES = "cfm_app.confidentiality.traces"
SCRIPTS = "cfm_app.confidentiality.scripts"
KEEP_CLASSES = _lt("Let no other app replace the classes of Error Log and Access Log.")
REMOVE_IT = _lt("Remove what was set up on the confidential type.")
REPORT = "Complaint Register"


def leaving(number: int, title, guard, remedy=KEEP_CLASSES):
	"""Register a probe of something that must hold nothing, whoever set it off."""
	return probe(number, title, guard=guard, remedy=remedy, reaches_reader=False)


@leaving(20, _lt("An error report keeps the values of variables"), f"{TRACES}.redact_error")
def keep_variables_in_an_error_report(ground, user: str) -> str:
	def break_down():
		story = f"They asked {ground.words} for money."
		try:
			raise ValueError(story)
		except ValueError:
			return _logged(frappe.log_error())

	return ground.in_code(user, break_down)


@leaving(20, _lt("An error report keeps the words of an error"), f"{TRACES}.redact_error")
def keep_the_words_of_an_error(ground, user: str) -> str:
	def break_down():
		try:
			raise ValueError(f"{ground.person} cannot be found\n    {ground.words} says so")
		except ValueError as error:
			return _logged(frappe.log_error(title=str(error)))

	return ground.in_code(user, break_down)


@leaving(20, _lt("Another app words an error report itself"), f"{TRACES}.redact_error")
def word_an_error_report(ground, user: str) -> str:
	def log():
		frappe.get_doc("Complaint", ground.complaint.name)
		return _logged(frappe.log_error(title=f"About {ground.person}", message=f"She said {ground.words}"))

	return ground.in_code(user, log)


@leaving(
	26,
	_lt("A prepared report is read by its name"),
	(f"{TRACES}.refuse_prepared_report", "cfm_app.api.platform_records.run_report"),
	remedy=_lt("Delete the prepared reports on confidential types."),
)
def read_a_prepared_report(ground, user: str) -> str:
	prepared = ground.in_code(ground.reader, lambda: _prepare(ground)).strip('"')
	frappe.db.set_value("Report", REPORT, "prepared_report", 1)
	frappe.clear_document_cache("Report", REPORT)
	named = {"prepared_report_name": prepared}
	answer = ground.request(user, "frappe.desk.query_report.run", report_name=REPORT, filters=named)
	frappe.db.set_value("Report", REPORT, "prepared_report", 0)
	frappe.clear_document_cache("Report", REPORT)
	return answer


@leaving(31, _lt("The log of prints keeps the page"), f"{TRACES}.QuietAccessLog.forget_content")
def keep_a_page_in_the_access_log(ground, user: str) -> str:
	ground.request(
		user,
		"frappe.core.doctype.access_log.access_log.make_access_log",
		doctype="Complaint",
		document=ground.complaint.name,
		page=f"<p>{ground.words}</p>",
		filters={"complainant": ground.person},
	)
	return frappe.as_json(
		frappe.get_all("Access Log", {"reference_document": ground.complaint.name}, ["page", "filters"])
	)


@leaving(
	32,
	_lt("Browsers with the list open hear of a record"),
	"cfm_app.confidentiality.sealed_document.SealedDocument.notify_update",
	remedy=_lt("Update cfm_app: it says nothing to lists."),
)
def tell_every_list(ground, user: str) -> str:
	frappe.local.cfm_held["messages"].clear()
	name = ground.complaint.name
	asked = {"doctype": "Complaint", "name": name, "fieldname": "next_action_on", "value": "2031-01-01"}
	ground.request(ground.reader, "frappe.client.set_value", **asked)
	sent = [arguments for arguments, _named in frappe.local.cfm_held["messages"]]
	others = [message for message in sent if not message[2].startswith(("doc:", "user:"))]
	return f"{others}\n{LEARNED}" if name in str(others) else str(others)


@leaving(34, _lt("A saved filter keeps a name"), f"{SCRIPTS}.guard_saved_filter", remedy=REMOVE_IT)
def keep_a_name_in_a_filter(ground, user: str) -> str:
	filters = [["Complaint", "complainant", "like", f"%{ground.person}%"]]
	saved = {
		"doctype": "List Filter",
		"filter_name": "Hers",
		"reference_doctype": "Complaint",
		"for_user": user,
	}
	return ground.request(
		user, "frappe.client.insert", doc={**saved, "filters": frappe.as_json(filters)}
	) and frappe.as_json(frappe.get_all("List Filter", {"for_user": user}, pluck="filters"))


@leaving(
	34,
	_lt("What a list remembers for its reader keeps a name"),
	"cfm_app.api.platform_records.save_user_settings",
	remedy=REMOVE_IT,
)
def keep_a_name_in_the_settings_of_a_list(ground, user: str) -> str:
	filters = [["Complaint", "complainant", "like", f"%{ground.person}%"]]
	settings = {"doctype": "Complaint", "user_settings": {"List": {"filters": filters}}}
	ground.request(user, "frappe.model.utils.user_settings.save", **settings)
	kept = frappe.cache.hget("_user_settings", f"Complaint::{user}")
	frappe.cache.hdel("_user_settings", f"Complaint::{user}")
	return str(kept)


@leaving(34, _lt("A webhook sends records to another system"), f"{SCRIPTS}.guard_webhook", remedy=REMOVE_IT)
def send_by_webhook(ground, user: str) -> str:
	hook = {
		"doctype": "Webhook",
		"name": "Trial",
		"webhook_doctype": "Complaint",
		"webhook_docevent": "on_update",
	}
	return _made_by_administrator(
		ground, {**hook, "request_url": "https://example.invalid/hook", "enabled": 1}
	)


@leaving(44, _lt("A server script runs on records"), f"{SCRIPTS}.guard_server_script", remedy=REMOVE_IT)
def run_a_server_script(ground, user: str) -> str:
	script = {"doctype": "Server Script", "name": "Trial", "script_type": "Permission Query"}
	return _made_by_administrator(
		ground, {**script, "reference_doctype": "Complaint", "script": "conditions = '1=1 or 1=1'"}
	)


@leaving(
	44,
	_lt("A notification on another type fetches the record in its template"),
	"cfm_app.confidentiality.templates.opens_another",
	remedy=_lt("Update cfm_app: templates read no other record."),
)
def word_a_notification(ground, user: str) -> str:
	"""An administrator words what is sent on every to-do; the reader writes one."""
	fetched = f"{{{{ frappe.get_doc('Complaint', '{ground.complaint.name}').narrative }}}}"
	words = {"channel": "System Notification", "subject": fetched, "message": fetched, "event": "New"}
	notification = {
		"doctype": "Notification",
		"name": "Trial",
		"document_type": "ToDo",
		"enabled": 1,
		**words,
	}
	recipients = [{"receiver_by_document_field": "allocated_to"}]
	ground.in_code(
		"Administrator", lambda: frappe.get_doc({**notification, "recipients": recipients}).insert()
	)
	todo = {"description": "Buy tea", "allocated_to": user, "assigned_by": ground.reader}
	ground.request(ground.reader, "POST /api/resource/ToDo", json=todo)
	told = frappe.get_all("Notification Log", {"for_user": user}, ["subject", "email_content"])
	return f"{told}\n{ground.held}"


@leaving(44, _lt("A client script runs in the form"), f"{SCRIPTS}.guard_client_script", remedy=REMOVE_IT)
def run_a_client_script(ground, user: str) -> str:
	script = {"doctype": "Client Script", "name": "Trial", "dt": "Complaint", "view": "Form", "enabled": 1}
	return _made_by_administrator(ground, {**script, "script": "frappe.ui.form.on('Complaint', {})"})


def _logged(log) -> str:
	return f"{log.method}\n{log.error}"


def _made_by_administrator(ground, values: dict) -> str:
	answer = ground.in_code("Administrator", lambda: frappe.get_doc(values).insert().name)
	return f"{answer}\n{LEARNED}" if frappe.db.exists(values["doctype"], answer.strip('"')) else answer


def _prepare(ground) -> str:
	"""Make the prepared report that a worker would have left."""
	prepared = frappe.new_doc("Prepared Report", report_name=REPORT)
	prepared.insert(ignore_permissions=True)  # reason: as the platform inserts it
	content = gzip.compress(frappe.as_json({"columns": [], "result": [[ground.project]]}).encode())
	file = frappe.new_doc("File", file_name="report.json.gz", is_private=1, content=content)
	file.update({"attached_to_doctype": "Prepared Report", "attached_to_name": prepared.name})
	file.insert(ignore_permissions=True)  # reason: as the platform inserts it
	return prepared.name
