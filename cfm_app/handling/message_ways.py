"""Finds how a person can be written to about a record, and whether that is allowed and safe."""

from dataclasses import dataclass

import frappe
from frappe import _dict

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import phone_region_of
from cfm_app.confidentiality import persons
from cfm_app.integrations.base.types import Address
from cfm_app.integrations.engine import contact_points
from cfm_app.rules.contact_points import normalise_email, normalise_phone

MESSAGE, LINE, POINT = "CFM Message", "CFM Message Line", "CFM Contact Point"
KIND_OF_CHANNEL = {"SMS": "SMS", "WHATSAPP": "WhatsApp", "EMAIL": "E-mail"}
SERVICE = "service"


@dataclass(frozen=True)
class Way:
	"""A line and a contact point of this person, or `reason`: a code of message_marks.reasons()."""

	line: str = ""
	contact_point: str = ""
	reason: str = ""

	def __bool__(self) -> bool:
		return not self.reason


def way_to(record, template: str = "", looks_only: bool = False) -> Way:
	"""Return how to write to the person of a complaint or contact, or why not.

	Where she wrote from comes first. A number that she only told us is used when she said that messages are safe; who
	`looks_only` makes no contact point of it and gets "" for one that is new. `template` (a document's name) also asks
	whether these words may go there now.
	"""
	way = _written_from(record) or _told(record, contact_points.find if looks_only else None)
	if not way or not way.contact_point:
		return way
	reason = reason_against(record, way, template)
	return Way(way.line, way.contact_point, reason) if reason else way


def reason_against(record, way: Way, template: str = "") -> str:
	"""Return the code of what forbids to write this way, "" when nothing does.

	That it would wait for an hour is no reason; that nothing goes out at all now is one.
	"""
	from cfm_app.integrations.engine import policy

	return _out_of_use(way.line) or policy.reason_against(
		_dict(
			line=way.line,
			kind=frappe.get_cached_value(LINE, way.line, "kind"),
			contact_point=way.contact_point,
			record_type=record.doctype,
			record=record.name,
			purpose=SERVICE,
			template=template,
		)
	)


def _out_of_use(line: str) -> str:
	facts = frappe.get_cached_doc(LINE, line)
	account = frappe.db.get_value(
		"CFM Provider Account", facts.account, ["is_active", "paused_on"], as_dict=True
	)
	if not frappe.get_cached_doc("CFM Channel Settings").sending_on:
		return "sending_off"
	if not (facts.is_active and facts.sends):
		return "line_off"
	return "account_paused" if account.paused_on or not account.is_active else ""


def records_of(record) -> list[str]:
	"""Return the names whose messages belong to a record: its own, and that of the contact it came from."""
	return [name for name in (record.name, record.get("interaction")) if name]


def _written_from(record) -> Way | None:
	"""Return the line and contact point of the newest message in that can be answered there."""
	message, line, point = (frappe.qb.DocType(doctype) for doctype in (MESSAGE, LINE, POINT))
	query = frappe.qb.from_(message).join(line).on(line.name == message.line)
	query = query.join(point).on(point.name == message.contact_point)  # some are forgotten in time
	query = query.select(message.line, message.contact_point).where(message.record.isin(records_of(record)))
	query = query.where((message.direction == "In") & message.contact_point.isnotnull())
	query = query.where((line.is_active == 1) & (line.sends == 1))
	rows = query.orderby(message.creation, order=frappe.qb.desc).limit(1).run()
	return Way(*rows[0]) if rows else None


def _told(record, find=None) -> Way:
	"""Return a way by the number or address in the vault, which needs an explicit yes."""
	identity, wishes = persons.contact_of(record), persons.wishes_of(record)
	addresses = _addresses(identity, wishes, phone_region_of(record.area))
	if not addresses:
		return Way(reason="no_address")
	if not wishes.get("safe_to_message"):
		return Way(reason="not_safe" if wishes.get("safe_to_message") is False else "no_explicit_yes")
	for kind, address in addresses:
		line = _line_for(record, kind)
		if line:
			language = wishes.get("language") or record.language
			return Way(line, find(address) or "" if find else contact_points.remember(address, language))
	return Way(reason="no_line")


def _addresses(identity: dict, wishes: dict, region: str) -> list[tuple[str, Address]]:
	"""Return [(kind of line, address)] in the order in which to try them."""
	phone = normalise_phone(identity.get("phone") or "", region or None)
	email = normalise_email(identity.get("email") or "")
	known = {
		"SMS": Address("phone", phone) if phone else None,
		"WhatsApp": Address("whatsapp", phone) if phone else None,
		"E-mail": Address("email", email) if email else None,
	}
	wanted = KIND_OF_CHANNEL.get(wishes.get("channel"))
	kinds = [wanted] if wanted else ["SMS", "E-mail"]
	return [(kind, known[kind]) for kind in kinds if known[kind]]


def _line_for(record, kind: str) -> str | None:
	"""Return the line of this kind that sends: of the record's project or area before any other."""
	rows = frappe.get_all(  # reason: our own lines, nobody's record
		LINE, {"kind": kind, "is_active": 1, "sends": 1}, ["name", "project", "area"], order_by="creation"
	)
	rows.sort(key=lambda row: (row.project != record.project, row.area != record.area))
	fitting = [row.name for row in rows if row.project in (None, "", record.project)]
	return next(iter(fitting or [row.name for row in rows]), None)
