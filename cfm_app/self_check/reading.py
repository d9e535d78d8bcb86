"""Probes: every way of the platform to list, open, count, draw or print records (paths 27, 28, 39, 41 and those that held)."""

import re

import frappe
from frappe import _lt

from cfm_app.confidentiality.guards import PROTECTED
from cfm_app.self_check.ground import LEARNED
from cfm_app.self_check.probe import probe

RULE = (
	"cfm_app.confidentiality.permissions.permission_query_conditions",
	"cfm_app.confidentiality.permissions.has_permission",
)
KEYS = "cfm_app.confidentiality.access_keys.condition"
KEEP_HOOKS = _lt("Let no other app answer for the permissions of confidential types.")
FIELDS = ["name", "project"]
COLUMNS = ["`tabComplaint`.`name`", "`tabComplaint`.`project`"]


def reading(number: int, title, guard: tuple[str, ...] = RULE):
	"""Register a probe that reads: what it returns must hold nothing of the complaint."""
	return probe(number, title, guard=guard, remedy=KEEP_HOOKS)


@reading(49, _lt("Records are listed through the API"))
def list_through_the_api(ground, user: str) -> str:
	return _all(
		ground.request(user, "GET /api/resource/Complaint", fields=FIELDS),
		ground.request(user, "GET /api/v2/document/Complaint", fields=FIELDS),
		ground.request(user, "frappe.client.get_list", doctype="Complaint", fields=FIELDS),
		ground.request(user, "frappe.desk.reportview.get_list", doctype="Complaint", fields=FIELDS),
		ground.request(user, "frappe.desk.reportview.get", doctype="Complaint", fields=COLUMNS),
	)


@reading(49, _lt("A list is asked for with arguments of the server"))
def list_with_arguments_of_the_server(ground, user: str) -> str:
	asked = {"doctype": "Complaint", "fields": FIELDS, "ignore_permissions": 1, "user": ground.reader}
	return _all(
		ground.request(user, "GET /api/resource/Complaint", **asked),
		ground.request(user, "frappe.client.get_list", **asked),
		ground.request(user, "frappe.desk.reportview.get", **{**asked, "fields": COLUMNS, "strict": 0}),
	)


@reading(49, _lt("A record is opened by its reference"))
def open_by_reference(ground, user: str) -> str:
	name, asked = ground.complaint.name, {"doctype": "Complaint", "name": ground.complaint.name}
	return _all(
		ground.request(user, f"GET /api/resource/Complaint/{name}"),
		ground.request(user, f"GET /api/v2/document/Complaint/{name}/"),
		ground.request(user, "frappe.desk.form.load.getdoc", **asked),
		ground.request(user, "frappe.client.get", **asked),
		ground.request(
			user, "frappe.client.get_value", doctype="Complaint", filters={"name": name}, fieldname="project"
		),
	)


@reading(49, _lt("What belongs to a record is opened by its name"))
def open_what_belongs_to_it(ground, user: str) -> str:
	belongings = (ground.contact, ground.response, ground.consent)
	return _all(
		*(ground.request(user, f"GET /api/resource/{doc.doctype}/{doc.name}") for doc in belongings),
		ground.request(user, f"GET /api/resource/CFM Step/{ground.step}"),
	)


@reading(49, _lt("The surroundings of a form are loaded alone"))
def load_the_surroundings(ground, user: str) -> str:
	asked = {"doctype": "Complaint", "name": ground.complaint.name}
	tries = (
		ground.request(user, "frappe.desk.form.load.get_docinfo", **asked),
		ground.request(user, "frappe.desk.form.load.get_communications", **asked),
		ground.request(
			user, "frappe.realtime.can_subscribe_doc", doctype="Complaint", docname=ground.complaint.name
		),
	)
	return _all(*(_opened(answer) for answer in tries))


@reading(27, _lt("A report view groups by a field"))
def group_in_a_report_view(ground, user: str) -> str:
	grouped = {
		"doctype": "Complaint",
		"fields": ["`tabComplaint`.`project`"],
		"group_by": "`tabComplaint`.`project`",
		"aggregate_function": "count",
		"aggregate_on_doctype": "Complaint",
		"aggregate_on_field": "name",
	}
	return _all(
		ground.request(user, "frappe.desk.reportview.get", **grouped, view="Report"),
		ground.request(
			user,
			"frappe.desk.listview.get_group_by_count",
			doctype="Complaint",
			current_filters=[],
			field="project",
		),
	)


@reading(27, _lt("The sidebar of a list counts values"))
def count_in_the_sidebar(ground, user: str) -> str:
	asked = {"doctype": "Complaint", "stats": ["project"], "filters": []}
	real, made_up = (
		_body(
			ground.request(
				user,
				"frappe.desk.listview.get_group_by_count",
				doctype="Complaint",
				current_filters=[["Complaint", "project", "=", project]],
				field="level",
			)
		)
		for project in (ground.project, "NO-SUCH-PROJECT")
	)
	return _all(
		ground.compared(real, made_up),
		ground.request(user, "frappe.desk.reportview.get_sidebar_stats", **asked),
	)


@reading(27, _lt("A calendar or a Gantt chart is drawn"))
def draw_a_calendar(ground, user: str) -> str:
	field_map = {"id": "name", "start": "received_on", "end": "received_on", "title": "project"}
	return ground.request(
		user,
		"frappe.desk.calendar.get_events",
		doctype="Complaint",
		start="2000-01-01",
		end="2100-01-01",
		field_map=field_map,
		fields=FIELDS,
	)


@reading(27, _lt("A chart made in the browser is drawn"))
def draw_a_chart(ground, user: str) -> str:
	chart = {
		"doctype": "Dashboard Chart",
		"name": "Trial",
		"chart_name": "Trial",
		"chart_type": "Group By",
		"document_type": "Complaint",
		"group_by_type": "Count",
		"group_by_based_on": "project",
		"filters_json": "[]",
		"timeseries": 0,
		"is_public": 1,
	}
	return ground.request(
		user, "frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart=chart, no_cache=1
	)


@reading(27, _lt("A saved chart is drawn right after its reader drew it"))
def draw_a_saved_chart(ground, user: str) -> str:
	asked = {"chart_name": "Complaints received"}
	answers = [
		ground.request(who, "frappe.desk.doctype.dashboard_chart.dashboard_chart.get", **asked)
		for who in (ground.reader, user)
	]
	counted = re.search(r'"values":\s*\[([^\]]*)\]', answers[-1])
	return f"{answers[-1]}\n{LEARNED}" if counted and re.search("[1-9]", counted[1]) else answers[-1]


@reading(49, _lt("Every report on confidential records is built"), guard=(*RULE, KEYS))
def build_every_report(ground, user: str) -> str:
	reports = frappe.get_all("Report", {"ref_doctype": ("in", PROTECTED), "disabled": 0}, pluck="name")
	answers = [ground.request(user, "frappe.desk.query_report.run", report_name=name) for name in reports]
	return _all(*answers, LEARNED if ground.complaint.name in _all(*answers) else "")


@reading(45, _lt("A number card counts other people's records"))
def count_with_a_card(ground, user: str) -> str:
	card = {"doctype": "Number Card", "name": "Trial", "document_type": "Complaint", "function": "Count"}
	real, made_up = (
		_body(
			ground.request(
				user,
				"frappe.desk.doctype.number_card.number_card.get_result",
				doc=card,
				filters=[["Complaint", "project", "=", project]],
			)
		)
		for project in (ground.project, "NO-SUCH-PROJECT")
	)
	return ground.compared(real, made_up)


@reading(49, _lt("A report adds a column of records by name"))
def add_a_column_to_a_report(ground, user: str) -> str:
	return ground.request(
		user,
		"frappe.desk.query_report.get_data_for_custom_field",
		doctype="Complaint",
		field="project",
		names=[ground.complaint.name],
	)


@reading(49, _lt("A link field searches without any flag"))
def search_a_link(ground, user: str) -> str:
	asked = {"doctype": "Complaint", "txt": "", "filter_fields": ["project"], "as_dict": 1}
	return ground.request(user, "frappe.desk.search.search_widget", **asked)


@reading(28, _lt("A list is drawn for the website"))
def list_for_the_website(ground, user: str) -> str:
	return _all(
		ground.request(user, "frappe.www.list.get", doctype="Complaint"),
		ground.request(user, "frappe.www.list.get_list_data", doctype="Complaint"),
	)


@probe(
	49,
	_lt("A web form shows a record to whoever took it in"),
	guard="cfm_app.api.platform_records._must_be_plain",
	reaches_reader=False,
	remedy=KEEP_HOOKS,
)
def open_in_a_web_form(ground, user: str) -> str:
	"""The attacker took the complaint in; since then it has become one that she may not see."""
	frappe.db.set_value("Complaint", ground.complaint.name, "owner", user)
	form = frappe.db.get_value("Web Form", {"doc_type": "CFM Interaction"}, "name")
	asked = {"doctype": "Complaint", "docname": ground.complaint.name, "web_form_name": form}
	return ground.request(user, "frappe.website.doctype.web_form.web_form.get_form_data", **asked)


@reading(41, _lt("A record is printed"))
def print_a_record(ground, user: str) -> str:
	name = ground.complaint.name
	asked = {"doctype": "Complaint", "name": name, "format": "Standard", "no_letterhead": 1}
	return _all(
		ground.request(user, "GET /printview", **asked),
		ground.request(
			user,
			"frappe.www.printview.get_html_and_style",
			doc="Complaint",
			name=name,
			print_format="Standard",
		),
	)


@reading(49, _lt("What links to a record is asked for"))
def ask_what_links_to_it(ground, user: str) -> str:
	"""The contact: of the types that link to a complaint, some are closed to these roles, and all are refused then."""
	asked = {"doctype": "CFM Interaction", "docname": ground.contact.name}
	answer = ground.request(user, "frappe.desk.form.linked_with.get", **asked)
	received = frappe.db.get_value("CFM Step", {"interaction": ground.contact.name})
	return _all(answer, LEARNED if received in answer else "")


def _all(*answers: str) -> str:
	return "\n".join(answers)


def _body(answer: str) -> str:
	"""Leave out what may differ between two requests that say the same: the headers."""
	status, _headers, *rest = answer.split("\n\n") if "\n\n" in answer else (answer, "")
	return status + "".join(rest)


def _opened(answer: str) -> str:
	return f"{answer}\n{LEARNED}" if answer.startswith("200") else answer
