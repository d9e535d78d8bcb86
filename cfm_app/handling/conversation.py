"""The thread of messages with the person of a record, one for each number or address, for who may read the record."""

from datetime import timedelta

import frappe
from frappe.utils import get_fullname

from cfm_app.confidentiality import vault
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.handling import message_failures, message_marks
from cfm_app.integrations.engine import contact_points, media, outgoing_words
from cfm_app.portal import languages
from cfm_app.rules.access import FULL
from cfm_app.rules.message_states import ENDED_BADLY, REACHED, WAITING

MESSAGE, POINT, STEP, CONTACT = "CFM Message", "CFM Contact Point", "CFM Step", "CFM Interaction"
FIELDS = [
	*(
		"name",
		"direction",
		"kind",
		"contact_point",
		"record_type",
		"record",
		"template",
		"language",
		"segments",
	),
	*(
		"price",
		"state",
		"conflict",
		"error_class",
		"error_code",
		"asked_by",
		"creation",
		"delivered_on",
		"words_purged_on",
	),
	*("sealed", "key_id", "media_count"),
]
LINKS = {CONTACT: "interaction", "Complaint": "complaint"}
# words and row are written in one transaction; between them may be a lock
TOGETHER = timedelta(seconds=30)


def of(record) -> list[dict]:
	"""Return [{contact_point, kind, masked, stopped, unreachable, messages}], the newest thread first.

	`messages` as `_shown` returns them, oldest first. [] for who may not read the record in full.
	"""
	if record_depth(record) < FULL:
		return []
	records = [record, *_contact_of(record)]
	rows = _rows(records)
	said, attached = _said(records, rows), _attached(records)
	threads: dict[str, list] = {}
	for row in rows:
		threads.setdefault(row.contact_point or "", []).append(_shown(row, said, attached))
	newest_first = sorted(threads, key=lambda point: threads[point][-1]["at"], reverse=True)
	return [{**_point(point), "messages": threads[point]} for point in newest_first]


def _contact_of(record) -> list:
	"""Return the contact a complaint came from, where the user may read that as well."""
	name = record.get("interaction")
	contact = frappe.get_doc(CONTACT, name) if name and frappe.db.exists(CONTACT, name) else None
	may_read = contact and record_depth(contact) == FULL and contact.has_permission("read")
	return [contact] if may_read else []


def _rows(records: list) -> list:
	of_these = {"record": ["in", [record.name for record in records]]}
	return frappe.get_all(MESSAGE, of_these, FIELDS, order_by="creation")  # reason: the depth was asked above


def _said(records: list, rows: list) -> dict[str, str]:
	"""Return {message in: its words}, which stand in the record itself or in a step of it."""
	waiting = {
		record.name: [row for row in rows if row.direction == "In" and row.record == record.name]
		for record in records
	}
	found = {}
	for record in records:
		for at, words in _words_with_times(record):
			near = [row for row in waiting[record.name] if abs(row.creation - at) <= TOGETHER]
			if near:
				nearest = min(near, key=lambda row: abs(row.creation - at))
				waiting[record.name].remove(nearest)
				found[nearest.name] = words
	return found


def _words_with_times(record):
	if record.doctype == CONTACT:
		yield record.creation, vault.read(record).get("message", "")
	steps = frappe.get_all(  # reason: the depth was asked above
		STEP,
		{LINKS[record.doctype]: record.name, "kind": "message from person"},
		["name", "at"],
		order_by="at, creation",
	)
	for step in steps:
		yield step.at, vault.read_for_system(STEP, step.name).get("note", "")


def _attached(records: list) -> dict[str, list]:
	found: dict[str, list] = {}
	for record in records:
		for row in media.of_record(record):
			found.setdefault(row.message, []).append(
				{"name": row.name, "state": row.state, "reason": row.reason, "size": row.size}
			)
	return found


def _shown(row, said: dict[str, str], attached: dict[str, list]) -> dict:
	"""Return {name, direction, at, kind, state, words, language, parts, price, reason, by, may_cancel, …} of a message."""
	is_out = row.direction == "Out"
	return {
		"name": row.name,
		"direction": row.direction,
		"at": row.creation,
		"kind": row.kind,
		"state": row.state,
		"mark": message_marks.states_in_words()[row.state],
		"words": outgoing_words.opened(row).get("body", "") if is_out else said.get(row.name, ""),
		"words_deleted": bool(row.words_purged_on),
		"title": frappe.get_cached_value("CFM Message Template", row.template, "title")
		if row.template
		else "",
		"language": languages.own_name(row.language) if row.language else "",
		"parts": row.segments,
		"price": row.price,
		"reason": "" if row.state in REACHED else message_failures.in_words(row.error_class, row.error_code),
		"conflict": row.conflict,
		"delivered_on": row.delivered_on,
		"by": get_fullname(row.asked_by) if row.asked_by else "",
		"attachments": attached.get(row.name, []),
		"may_cancel": is_out and row.state in WAITING,
		"may_send_again": is_out and row.state in ENDED_BADLY and bool(row.sealed),
	}


def _point(name: str) -> dict:
	row = name and frappe.db.get_value(POINT, name, ["kind", "opted_out", "unreachable_on"], as_dict=True)
	if not row:  # withheld, or its time was over
		return {"contact_point": "", "kind": "withheld", "masked": "", "stopped": "", "unreachable": False}
	return {
		"contact_point": name,
		"kind": row.kind,
		"masked": contact_points.masked(name),
		"stopped": row.opted_out or "",
		"unreachable": bool(row.unreachable_on),
	}
