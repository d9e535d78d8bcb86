import secrets

import frappe
from frappe import _
from frappe.utils import getdate

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import calendar_of
from cfm_app.cfm_app.doctype.cfm_legal_pack.cfm_legal_pack import law_of, term_of
from cfm_app.confidentiality import access_keys, by_action
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.record_access import area_path
from cfm_app.confidentiality.sealed_document import SealedDocument
from cfm_app.confidentiality.viewers import people_with_duty
from cfm_app.handling import alerts
from cfm_app.rules.access import FULL, RecordFacts
from cfm_app.rules.legal_clocks import due_on
from cfm_app.rules.references import new_reference

DUTY = "Data Protection"
DECIDES_THE_TERM = ("kind", "received_on", "area", "legal_pack")


class CFMDataRequest(SealedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		answer: DF.LongText | None
		answered_by: DF.Link | None
		answered_on: DF.Date | None
		area: DF.Link | None
		asked: DF.LongText | None
		channel: DF.Link | None
		due_on: DF.Date | None
		email: DF.Data | None
		extended_on: DF.Date | None
		extension_reason: DF.SmallText | None
		first_due_on: DF.Date | None
		handler: DF.Link | None
		identity_checked_by: DF.Link | None
		identity_checked_by_means: DF.Literal[
			"",
			"receipt code",
			"called the known number",
			"answered from the known address",
			"identity document seen",
			"known to a colleague in person",
			"paper of the guardian or representative",
		]
		identity_checked_on: DF.Datetime | None
		kind: DF.Literal["access", "correction", "erasure", "restriction", "objection", "portability"]
		legal_pack: DF.Link | None
		person_name: DF.Data | None
		person_told_on: DF.Date | None
		phone: DF.Data | None
		received_on: DF.Date
		records: DF.SmallText | None
		refused_because: DF.Literal[
			"",
			"not the person",
			"no data found",
			"the law obliges us to keep it",
			"it would harm somebody else",
			"repeated without a new reason",
		]
		state: DF.Literal["Received", "Identity checked", "In work", "Answered", "Refused"]
	# end: auto-generated types
	"""What a person asks about her own data. Who she is and what she says is sealed; the clock of the law is not."""

	SEALED = ("asked", "person_name", "phone", "email", "records", "answer", "extension_reason")

	def autoname(self):
		self.name = new_reference("D", secrets.choice)

	def before_insert(self):
		self.received_on = self.received_on or getdate()
		self.area = self.area or frappe.get_cached_value("CFM Settings", None, "default_area")
		by_action.restore(self)
		self.records = None  # data_requests.receive seals what is proved to be hers
		self.clean_words()

	def validate(self):
		self.check_dates()
		if self.is_new():
			self.access_key = access_keys.key_for(self.facts(), self.area)
		else:
			self.drop_words()
			by_action.restore(self)
			self.follow_changes(self.get_doc_before_save())
		if not self.due_on:
			self.set_due_date()

	def after_insert(self):
		self.seal_words()
		alerts.tell(self.in_charge(), self, "data_request")

	def on_trash(self):
		frappe.throw(_("Requests are kept as proof. Their words go when the request is over."))

	def in_charge(self) -> set[str]:
		"""Return who answers this: its handler, else everybody with the duty for its place, else the coordinators."""
		officers = {row.user for row in people_with_duty({DUTY}) if record_depth(self, row.user) == FULL}
		return {self.handler} if self.handler else officers or set(alerts.coordinators())

	def facts(self) -> RecordFacts:
		"""Return what the access rule needs to know: the duty Data Protection for this place sees it."""
		return RecordFacts(level=0, area_path=area_path(self.area), is_request=True)

	def check_dates(self):
		"""Refuse what cannot have happened yet."""
		if getdate(self.received_on) > getdate():
			frappe.throw(_("Received on lies in the future. Please check the date."))

	def follow_changes(self, before):
		"""Keep access and clock in line with place, law and kind."""
		if before.area != self.area:
			self.access_key = access_keys.key_for(self.facts(), self.area)
		if not self.extended_on and any(before.get(field) != self.get(field) for field in DECIDES_THE_TERM):
			self.due_on = None

	def set_due_date(self):
		"""Set by when the law wants an answer. Throws when no law is set up for this place."""
		self.legal_pack = self.legal_pack or law_of(self.area)
		if not self.legal_pack:
			frappe.throw(_("Choose the law this request falls under."))
		term = term_of(self.legal_pack, self.kind)
		self.due_on = due_on(getdate(self.received_on), term, calendar_of(self.area))


def on_doctype_update():
	"""Index what lists are read by."""
	access_keys.prepare_column("CFM Data Request", "due_on")
