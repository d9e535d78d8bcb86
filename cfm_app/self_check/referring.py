"""Probes: every way to a referral for somebody who has nothing to do with its complaint."""

import frappe
from frappe import _lt
from frappe.share import add_docshare

from cfm_app.confidentiality import partner_links
from cfm_app.self_check.ground import LEARNED
from cfm_app.self_check.links import STRIPPED, UPDATE_FRAPPE
from cfm_app.self_check.probe import probe
from cfm_app.self_check.reading import KEEP_HOOKS, KEYS, RULE
from cfm_app.self_check.referral_ground import REFERRAL, STEP, accepted_referral, noted_step, told
from cfm_app.self_check.shares import RULE_FIRST, RUN_MIGRATE

INBOX = "cfm_app.api.desk_referral_inbox"
FIELDS = ["name", "access_needs"]
YEARS = {"start": "2000-01-01", "end": "2100-01-01"}


def referring(number: int, title, guard: tuple[str, ...] = RULE, **rest):
	"""Register a probe against a referral of the ground's complaint."""
	return probe(number, title, guard=guard, **{"remedy": KEEP_HOOKS, **rest})


@referring(49, _lt("Referrals are listed"))
def list_referrals(ground, user: str) -> str:
	referral = accepted_referral(ground)
	column = f"`tab{REFERRAL}`.`name`"
	answers = (
		ground.request(user, f"GET /api/resource/{REFERRAL}", fields=FIELDS),
		ground.request(user, f"GET /api/v2/document/{REFERRAL}", fields=FIELDS),
		ground.request(user, "frappe.client.get_list", doctype=REFERRAL, fields=FIELDS),
		ground.request(user, "frappe.desk.reportview.get", doctype=REFERRAL, fields=[column]),
		ground.request(user, "frappe.desk.reportview.export_query", doctype=REFERRAL, file_format_type="CSV"),
	)
	return told("\n".join(answers), referral.name)


@referring(49, _lt("A referral is opened by its reference"))
def open_a_referral(ground, user: str) -> str:
	name = accepted_referral(ground).name
	asked = {"doctype": REFERRAL, "name": name}
	answers = (
		ground.request(user, f"GET /api/resource/{REFERRAL}/{name}"),
		ground.request(user, f"GET /api/v2/document/{REFERRAL}/{name}"),
		ground.request(user, "frappe.client.get", **asked),
		ground.request(user, "frappe.desk.form.load.getdoc", **asked),
		ground.request(user, "cfm_app.api.desk_referrals.referral_page", name=name),
	)
	return "\n".join(answers)


@referring(49, _lt("The steps of a referral are read"))
def read_its_steps(ground, user: str) -> str:
	referral = accepted_referral(ground)
	step = noted_step(ground, referral)
	wanted = {"fields": ["name", "referral", "detail"], "filters": [["referral", "=", referral.name]]}
	listed = ground.request(user, f"GET /api/resource/{STEP}", **wanted)
	return told(listed, step) + ground.request(user, f"GET /api/resource/{STEP}/{step}")


@referring(27, _lt("The board and the calendar of referrals are drawn"))
def draw_the_board(ground, user: str) -> str:
	referral = accepted_referral(ground)
	frappe.db.set_value(REFERRAL, referral.name, {"workflow_state": "Sent", "due_on": frappe.utils.now()})
	shown = {"field_map": {"id": "name", "start": "due_on", "end": "due_on", "title": "access_needs"}}
	answers = (
		ground.request(user, "cfm_app.api.desk_referral_board.board"),
		ground.request(user, "GET /api/method/cfm_app.api.desk_referral_board.calendar", **YEARS),
		ground.request(user, "frappe.desk.calendar.get_events", doctype=REFERRAL, **YEARS, **shown),
	)
	return told("\n".join(answers), referral.name)


@referring(
	49, _lt("A colleague opens what was sent to another department"), guard=(f"{INBOX}.refuse_others",)
)
def open_the_sheet_of_another(ground, user: str) -> str:
	"""The reader is the receiver here: she gets the sheet with the person, and nobody else does."""
	name = accepted_referral(ground).name
	answers = (
		ground.request(user, f"{INBOX}.sheet", name=name),
		ground.request(user, f"{INBOX}.link_person", name=name, linked=1),
	)
	return "\n".join(answers)


@referring(41, _lt("The referral form is printed"))
def print_the_form(ground, user: str) -> str:
	asked = {"doctype": REFERRAL, "name": accepted_referral(ground).name, "format": "Referral Form"}
	return ground.request(user, "GET /printview", **asked, no_letterhead=1)


@referring(
	49, _lt("The figures of partners name whom one's own people do not work with"), guard=(*RULE, KEYS)
)
def read_the_figures(ground, user: str) -> str:
	accepted_referral(ground)
	return ground.request(user, "frappe.desk.query_report.run", report_name="Partner Performance")


@referring(
	1, _lt("A link search for referrals asks to ignore permissions"), guard=(STRIPPED,), remedy=UPDATE_FRAPPE
)
def search_referrals(ground, user: str) -> str:
	accepted_referral(ground)
	asked = {"doctype": REFERRAL, "txt": "", "filter_fields": ["access_needs"], "as_dict": 1}
	return ground.request(user, "frappe.desk.search.search_widget", **asked, ignore_user_permissions=1)


@referring(49, _lt("A provider shows which referrals it has"))
def go_from_the_provider(ground, user: str) -> str:
	"""Everybody may open a provider; the list of what hangs on it is asked for."""
	referral = accepted_referral(ground)
	asked = {"doctype": "Service Provider", "docname": referral.provider}
	linked = ground.request(user, "frappe.desk.form.linked_with.get", **asked)
	wanted = {"doctype": REFERRAL, "filters": [["provider", "=", referral.provider]], "fields": ["name"]}
	return told(linked + ground.request(user, "frappe.client.get_list", **wanted), referral.name)


@referring(48, _lt("A made-up referral goes through the workflow"))
def move_a_made_up_referral(ground, user: str) -> str:
	referral = accepted_referral(ground)
	made_up = {"doctype": REFERRAL, "name": referral.name, "workflow_state": "Draft", "access_key": ""}
	made_up["complaint"] = ground.complaint.name
	sent = {"doc": frappe.as_json(made_up)}
	return "\n".join(
		(
			ground.request(user, "frappe.model.workflow.get_transitions", **sent),
			ground.request(user, "frappe.model.workflow.apply_workflow", **sent, action="Withdraw"),
		)
	)


@referring(8, _lt("A share of a referral is left over from before"), guard=(RULE_FIRST,), remedy=RUN_MIGRATE)
def referral_share_left_over(ground, user: str) -> str:
	name = accepted_referral(ground).name
	share = {"share_doctype": REFERRAL, "share_name": name, "user": user, "read": 1}
	frappe.get_doc({"doctype": "DocShare", "name": frappe.generate_hash(length=10), **share}).db_insert()
	return ground.request(user, f"GET /api/resource/{REFERRAL}/{name}")


@referring(
	8,
	_lt("An administrator shares a referral"),
	guard=("cfm_app.confidentiality.guards.refuse_share", RULE_FIRST),
	remedy=RUN_MIGRATE,
)
def share_a_referral(ground, user: str) -> str:
	name, flags = accepted_referral(ground).name, {"ignore_share_permission": True}
	ground.in_code("Administrator", lambda: add_docshare(REFERRAL, name, user, write=1, flags=flags))
	return ground.request(user, f"GET /api/resource/{REFERRAL}/{name}")


def _open_with_the_right_address(ground) -> str:
	address = _address(ground, accepted_referral(ground))
	return ground.request("Guest", f"GET /referral/{address}")


@probe(
	47, _lt("A thief of the database guesses the address of a partner"), control=_open_with_the_right_address
)
def open_with_what_is_stored(ground, _user: str) -> str:
	"""Whatever is stored of the address is tried in its place, and so is the address after it was revoked."""
	referral = accepted_referral(ground)
	address = _address(ground, referral)
	stored = frappe.db.get_value(partner_links.TABLE, {"record": referral.name}, ["name", "token_index"])
	ground.in_code(ground.reader, lambda: partner_links.revoke(referral))
	tried = (*stored, referral.name, address, address.lower(), f"{address}%00", f"{address}/../{address}")
	return "\n".join(ground.request("Guest", f"GET /referral/{each}") for each in tried)


@referring(
	49,
	_lt("Who may read a referral asks a colleague of her own choice, past the directory"),
	guard=("cfm_app.cfm_app.doctype.referral.referral.Referral.check_receiver",),
	reaches_reader=False,
)
def choose_the_receiver(ground, user: str) -> str:
	"""The reader wants to hand the person to an accomplice without consent and agreement."""
	forged = {"complaint": ground.complaint.name, "kind": "internal", "receiver": user, "priority": "NORMAL"}
	ground.request(ground.reader, f"POST /api/resource/{REFERRAL}", json=forged)
	return LEARNED if frappe.db.exists(REFERRAL, {"receiver": user}) else ""


def _address(ground, referral) -> str:
	made = ground.in_code(ground.reader, lambda: partner_links.make_for_referral(referral))
	return frappe.parse_json(made)["address"].rpartition("/")[2]
