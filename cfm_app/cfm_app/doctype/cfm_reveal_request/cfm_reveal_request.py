import secrets

import frappe
from frappe import _

from cfm_app.confidentiality import reveal, vault
from cfm_app.confidentiality.keyed_document import StoredDocument
from cfm_app.rules.references import new_reference

NAME = "CFM Reveal Request"


class CFMRevealRequest(StoredDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		area: DF.Data | None
		asked_by: DF.Link | None
		asked_on: DF.Datetime | None
		decided_as: DF.Literal["", "custodian", "stand-in"]
		decided_by: DF.Link | None
		decided_on: DF.Datetime | None
		ended_because: DF.Literal["", "time", "access changed", "people changed"]
		key_then: DF.Data | None
		last_opened_on: DF.Datetime | None
		level: DF.Int
		people_then: DF.Data | None
		reason: DF.SmallText | None
		record: DF.Data | None
		record_type: DF.Data | None
		refusal: DF.SmallText | None
		stand_ins_told: DF.Check
		state: DF.Literal["Asked", "Approved", "Refused", "Withdrawn", "Ended"]
		times_opened: DF.Int
		until: DF.Datetime | None
	# end: auto-generated types
	"""Somebody asks to see who a person is; a custodian agrees for a limited time, or refuses."""

	def autoname(self):
		self.name = new_reference("R", secrets.choice)

	def validate(self):
		if not self.is_new():
			frappe.throw(_("A request is decided with its buttons."))

	def after_insert(self):
		vault.put(self.doctype, self.name, {"reason": self.flags.reason})

	def on_trash(self):
		frappe.throw(_("Who asked to see whom stays on record."))

	@property
	def reason(self):
		"""Why she asks, for her, for who decides and for auditors."""
		return self.opened().get("reason")

	@property
	def refusal(self):
		"""Why the custodian said no."""
		return self.opened().get("refusal")

	def opened(self) -> dict[str, str]:
		"""Return the sealed words of this request for who may see it."""
		if self.is_new() or frappe.flags.cfm_vault_shut or not has_permission(self):
			return {}
		return vault.read_for_system(self.doctype, self.name)


def has_permission(doc, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Answer True or False for one request; it is changed by its own steps only."""
	if ptype not in ("read", "select", "report", "print"):
		return False
	key = frappe.db.get_value(doc.record_type, doc.record, "access_key") if doc.record_type else None
	return reveal.may_see(doc, key, user)


def permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the SQL condition for the requests this user may list. Each is judged by its record as it is now."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	names = [frappe.db.escape(row.name) for row in _with_keys() if reveal.may_see(row, row.access_key, user)]
	return f"(`tab{NAME}`.`name` in ({', '.join(names)}))" if names else "(1=0)"


def _with_keys() -> list[dict]:
	request = frappe.qb.DocType(NAME)
	rows = []
	for record_type in reveal.RECORDS:
		record = frappe.qb.DocType(record_type)
		query = frappe.qb.from_(request).join(record).on(record.name == request.record)
		query = query.select(request.name, request.asked_by, record.access_key)
		rows += query.where(request.record_type == record_type).run(as_dict=True)
	return rows


def on_doctype_update():
	"""Index what is asked: who waits for what."""
	frappe.db.add_index(NAME, ["record", "asked_by"], "record_asked_by")
	frappe.db.add_index(NAME, ["state"], "state")
