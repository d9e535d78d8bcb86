"""Lines, wording, subscribers, messages in every state and two broadcasts for the demo organisation. Nothing leaves it."""

import json

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.confidentiality.rows import insert_row
from cfm_app.integrations.base.types import Address
from cfm_app.integrations.engine import broadcasts, consent, contact_points, outgoing_words, templates
from cfm_app.setup.demo_reference import DEMO

OUTREACH, COORDINATOR = (f"{name}@demo.cfm-app.invalid" for name in ("outreach", "coordinator"))
MESSAGE, LINE, TEMPLATE = "CFM Message", "CFM Message Line", "CFM Message Template"
# numbers of nobody: no subscriber's number begins like this
NUMBER = "+90532000{0:04d}"
# a reference of nothing, for messages whose record the demo does not have
REFERENCE = "K-7K3M9-QXPTA"


def load() -> None:
	"""Create what is missing; sending stays switched off, so that no demo ever writes to a telephone."""
	demo = json.loads((DEMO / "messages.json").read_text(encoding="utf-8"))
	before = frappe.session.user
	try:
		_set_up(demo)
		if not frappe.db.exists("CFM Broadcast", {"owner": OUTREACH}):
			line = frappe.get_doc(LINE, {"title": demo["lines"][0]["title"]})
			_write_messages(demo, line, _subscribe(demo, line))
			_plan_broadcasts(demo)
	finally:
		frappe.set_user(before)  # reason: the demo users did the work, the caller goes on as before


def _set_up(demo: dict) -> None:
	settings = frappe.get_doc("CFM Channel Settings")
	settings.allowed_countries = settings.allowed_countries or "TR, CO, SY, NL"
	settings.save()
	for account in demo["accounts"]:
		_create("CFM Provider Account", {"title": account["title"]}, account)
	for line in demo["lines"]:
		account = frappe.db.get_value("CFM Provider Account", {"title": line["account"]})
		_create(LINE, {"title": line["title"]}, {**line, "account": account})
	for words in demo["wording"]:
		_create(TEMPLATE, {field: words[field] for field in ("template_key", "language", "kind")}, words)
	_act_as(COORDINATOR)
	for name in frappe.get_all(TEMPLATE, {"reviewed_as_neutral": 0}, pluck="name"):
		frappe.get_doc(TEMPLATE, name).review()


def _subscribe(demo: dict, line) -> list[str]:
	"""Let people send START, and some of them STOP later. Returns those who go on getting messages."""
	people = [
		_subscriber(each["first"] + number, each["language"], line)
		for each in demo["subscribers"]
		for number in range(each["number"])
	]
	for person in people[: demo["stopped"]]:
		consent.stop(person, event_key=f"demo stop {person}", line=line.name, source="keyword")
	return people[demo["stopped"] :]


def _subscriber(number: int, language: str, line) -> str:
	person = contact_points.remember(Address("phone", NUMBER.format(number)), language)
	consent.start(person, event_key=f"demo start {person}", line=line.name, source="keyword")
	return person


def _write_messages(demo: dict, line, people: list[str]) -> None:
	complaints = frappe.get_all("CFM Response", pluck="complaint", limit=3) or [None]
	for number, message in enumerate(demo["messages"]):
		about = complaints[number % len(complaints)] if message["purpose"] == "answer" else None
		_write_message(message, line, people[number % len(people)], about, hours_ago=number)


def _write_message(message: dict, line, person: str, complaint: str | None, hours_ago: int) -> None:
	variables = templates.variables_for(None, line, reference=complaint or REFERENCE)
	words = templates.rendered(message["template"], "en", line.kind, variables)
	name, at = frappe.generate_hash(length=10), add_to_date(now_datetime(), hours=-hours_ago, minutes=-5)
	told = {field: message.get(field) for field in ("state", "purpose", "error_class", "error_code")}
	insert_row(
		MESSAGE,
		name=name,
		direction="Out",
		line=line.name,
		kind=line.kind,
		contact_point=person,
		template=words.template,
		language="en",
		record_type="Complaint" if complaint else None,
		record=complaint,
		segments=words.segments,
		attempts=message.get("attempts", 0),
		text_length=len(words.body),
		valid_until=add_to_date(at, hours=24),
		idempotency_key=f"demo|{name}",
		**told,
		**outgoing_words.sealed(name, words.body, {}),
	)
	frappe.db.set_value(MESSAGE, name, "creation", at, update_modified=False)


def _plan_broadcasts(demo: dict) -> None:
	_act_as(OUTREACH)
	for planned in demo["broadcasts"]:
		values = {field: value for field, value in planned.items() if field != "ask"}
		values |= {"line": frappe.db.get_value(LINE, {"title": planned["line"]}), "replies_to": COORDINATOR}
		broadcast = frappe.get_doc(doctype="CFM Broadcast", **values).insert()
		if planned.get("ask"):
			broadcasts.ask(broadcast)


def _create(doctype: str, same: dict, values: dict) -> None:
	if not frappe.db.exists(doctype, same):
		frappe.get_doc({"doctype": doctype, **values}).insert()


def _act_as(user: str) -> None:
	frappe.set_user(user)  # reason: demo work is done by the demo users, with their rights
