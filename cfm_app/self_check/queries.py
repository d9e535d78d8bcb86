"""Probes: questions to the database that the permission hooks do not see (paths 2, 12, 13, 14, 15, 17, 18)."""

import frappe
from frappe import _lt
from frappe.utils.global_search import update_global_search

from cfm_app.self_check.probe import probe

CUSTOMISING = "cfm_app.confidentiality.customising"
REFERENCE = "cfm_app.confidentiality.guards.refuse_reference"
REPORT = f"{CUSTOMISING}.guard_report"
DELETE_REPORT = _lt("Delete the report, or build it again with the report builder.")
CLEAR_SEARCH = _lt("Take confidential types out of Global Search Settings and rebuild the search.")


DOWNLOAD = "frappe.email.doctype.auto_email_report.auto_email_report.download"


def _list_rows_of_a_plain_table(ground) -> str:
	"""An event is private to the reader, the rows of its table are not."""
	guests = [{"reference_doctype": "CFM Project", "reference_docname": ground.project}]
	event = {"subject": "x", "starts_on": frappe.utils.now(), "event_type": "Private", "owner": ground.reader}
	frappe.get_doc(doctype="Event", event_participants=guests, **event).insert()
	return _list_rows(ground, ground.curious, "Event Participants", "Event", ["reference_docname"])


@probe(2, _lt("The rows of a table inside the record are listed"), control=_list_rows_of_a_plain_table)
def list_rows_of_a_table(ground, user: str) -> str:
	"""Complaints have no tables inside; the attacker tries every table of the site with their name on it."""
	tables = frappe.get_all("DocType", {"istable": 1, "module": ("like", "CFM%")}, pluck="name")
	tries = [_list_rows(ground, user, table, "Complaint", ["*"]) for table in tables]
	row = {"parent": ground.complaint.name, "parenttype": "Complaint", "parentfield": "holidays"}
	return "\n".join([*tries, ground.request(user, f"POST /api/resource/{tables[0]}", json=row)])


@probe(12, _lt("A report in SQL reads the table"), guard=REPORT, reaches_reader=False, remedy=DELETE_REPORT)
def query_report(ground, user: str) -> str:
	sql = "select name, project, access_key from `tabComplaint`"
	return "\n".join(_run_report(ground, user, ref_doctype, sql) for ref_doctype in ("Complaint", "ToDo"))


@probe(
	12,
	_lt("An administrator reads the table in the console"),
	guard="cfm_app.confidentiality.system_console.ClosedSystemConsole.run",
	reaches_reader=False,
	remedy=_lt("Remove cfm_allow_system_console from the site's configuration."),
)
def system_console(ground, _user: str) -> str:
	"""The console serves the administrators only, so one of them asks."""
	typed = {"doctype": "System Console", "type": "SQL", "console": "select project from `tabComplaint`"}
	asked = {"doc": frappe.as_json(typed)}
	return ground.request(
		"Administrator", "frappe.desk.doctype.system_console.system_console.execute_code", **asked
	)


@probe(
	13,
	_lt("The global search keeps the record"),
	guard=(f"{CUSTOMISING}.guard_global_search", f"{CUSTOMISING}.guard_property_setter"),
	reaches_reader=False,
	remedy=CLEAR_SEARCH,
)
def global_search(ground, user: str) -> str:
	"""An administrator makes complaints searchable; whoever has the role then finds what is handed to the search."""
	ground.in_code("Administrator", _make_searchable)
	frappe.cache.hdel("global_search", "search_priorities")
	found = [
		ground.request(user, "frappe.utils.global_search.search", text=ground.project, doctype="Complaint")
	]
	saved = frappe.get_doc("Complaint", ground.complaint.name)
	ground.in_code("Administrator", lambda: update_global_search(saved))
	frappe.cache.hdel("global_search", "search_priorities")
	return "\n".join([*found, ground.held])


def _guess_in_a_plain_column(ground) -> str:
	words = f"She told of {ground.words}"
	frappe.get_doc(doctype="ToDo", description=words, allocated_to=ground.curious).insert()
	return _guess(ground, ground.curious, "ToDo", "description")


@probe(
	14, _lt("A hidden value is guessed by filters, character by character"), control=_guess_in_a_plain_column
)
def guess_by_filters(ground, user: str) -> str:
	fields = ("narrative", "complainant", "answers", "plan", "summary")
	tries = [_guess(ground, user, "Complaint", field) for field in fields]
	return "\n".join(
		[*tries, _guess(ground, user, "CFM Step", "note"), _guess(ground, user, "CFM Response", "answer")]
	)


@probe(15, _lt("Tags carry titles of records to everybody"), guard=REFERENCE, reaches_reader=False)
def tag(ground, user: str) -> str:
	about = {"document_type": "Complaint", "document_name": ground.complaint.name}
	link = {"doctype": "Tag Link", **about, "title": f"About {ground.words}", "tag": "Urgent"}
	frappe.get_doc(doctype="Tag", name="Urgent").insert(ignore_if_duplicate=True)
	ground.in_code("Administrator", lambda: frappe.get_doc(link).insert())
	listed = ground.request(user, "GET /api/resource/Tag Link", fields=["document_name", "title"])
	return listed + ground.request(user, "frappe.desk.doctype.tag.tag.get_documents_for_tag", tag="#Urgent")


def _schedule_a_report_of_projects(ground) -> str:
	"""The same with a report that may be mailed: it shows the projects to whoever schedules it."""
	frappe.get_doc("User", ground.reader).add_roles("Report Manager")
	report = _report(
		"All projects",
		"CFM Project",
		report_type="Report Builder",
		json='{"fields": [["name", "CFM Project"]]}',
	)
	name = ground.in_code(ground.reader, lambda: _schedule(report, ground.reader, ground.reader).name)
	return ground.request(ground.reader, DOWNLOAD, name=name.strip('"'))


@probe(
	17,
	_lt("A scheduled report runs as somebody else"),
	control=_schedule_a_report_of_projects,
	guard=(f"{CUSTOMISING}.guard_auto_email_report", "cfm_app.api.platform.download_scheduled_report"),
)
def scheduled_report(ground, user: str) -> str:
	"""The attacker may schedule reports: he lets one run as the reader, and takes the reader's own."""
	frappe.get_doc("User", user).add_roles("Report Manager")
	report = _report(
		"Complaints by project",
		"Complaint",
		report_type="Report Builder",
		json='{"fields": [["project", "Complaint"]]}',
	)
	own = ground.in_code(user, lambda: _schedule(report, ground.reader, user).name)
	readers = ground.in_code(ground.reader, lambda: _schedule(report, ground.reader, ground.reader).name)
	return "\n".join(
		ground.request(
			user, f"frappe.email.doctype.auto_email_report.auto_email_report.{step}", name=name.strip('"')
		)
		for name in (own, readers)
		for step in ("download", "send_now")
	)


@probe(
	18,
	_lt("The connections of a project count records one may not see"),
	guard="cfm_app.api.platform.get_open_count",
	reaches_reader=False,
)
def connections(ground, user: str) -> str:
	link = {"parent": "CFM Project", "parenttype": "DocType", "parentfield": "links", "custom": 1}
	shown = {"link_doctype": "Complaint", "link_fieldname": "project"}
	frappe.get_doc(doctype="DocType Link", **link, **shown).db_insert()
	frappe.clear_cache(doctype="CFM Project")
	empty = frappe.get_doc(doctype="CFM Project", code="EMPTY", title="Empty").insert().name
	asked = {"doctype": "CFM Project", "items": ["Complaint"]}
	counted = [
		ground.request(user, "frappe.desk.notifications.get_open_count", **asked, name=name).replace(name, "")
		for name in (ground.project, empty)
	]
	frappe.clear_cache(doctype="CFM Project")
	return ground.compared(*counted)


def _list_rows(ground, user: str, table: str, parent: str, fields: list[str]) -> str:
	asked = {"fields": fields, "parent": parent, "limit_page_length": 500}
	return "\n".join(
		(
			ground.request(user, "frappe.client.get_list", doctype=table, **asked),
			ground.request(user, f"GET /api/resource/{table}", **asked),
			ground.request(user, "frappe.desk.reportview.get", doctype=table, **asked, parent_doctype=parent),
		)
	)


def _run_report(ground, user: str, ref_doctype: str, sql: str) -> str:
	name = f"All of them by {ref_doctype}"
	made = ground.in_code(
		"Administrator", lambda: _report(name, ref_doctype, report_type="Query Report", query=sql)
	)
	run = ground.request(user, "frappe.desk.query_report.run", report_name=name)
	return "\n".join(("" if ground.project in made else made, run))


def _report(name: str, ref_doctype: str, **values) -> str:
	roles = [{"role": "CFM Operator"}, {"role": "CFM Focal Point"}]
	report = frappe.get_doc(
		doctype="Report", report_name=name, ref_doctype=ref_doctype, is_standard="No", roles=roles, **values
	)
	return report.insert().name


def _schedule(report: str, runs_as: str, mailed_to: str):
	return frappe.get_doc(
		doctype="Auto Email Report",
		report=report,
		user=runs_as,
		email_to=mailed_to,
		format="CSV",
		frequency="Daily",
		enabled=1,
		send_if_data=0,
	).insert(ignore_permissions=True)  # reason: the attacker is given the right to schedule


def _make_searchable() -> None:
	settings = frappe.get_doc("Global Search Settings")
	settings.append("allowed_in_global_search", {"document_type": "Complaint"})
	settings.save()
	searched = {"property": "in_global_search", "value": "1", "property_type": "Check"}
	frappe.make_property_setter({"doctype": "Complaint", "fieldname": "project", **searched})


def _guess(ground, user: str, doctype: str, field: str) -> str:
	"""Ask whether the value holds the first letters of the secret, then letters that it does not hold."""
	answers = []
	for guess in (ground.words[:4], "zzzz"):
		asked = {"doctype": doctype, "fields": ["name"], "filters": [[doctype, field, "like", f"%{guess}%"]]}
		shown = ground.request(user, "frappe.client.get_list", **asked)
		either = ground.request(
			user, "frappe.desk.reportview.get", doctype=doctype, fields=["name"], or_filters=asked["filters"]
		)
		answers.append((shown + either).replace(guess, ""))
	return ground.compared(*answers)
