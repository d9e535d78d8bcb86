import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from cfm_app.confidentiality import access_log, sharing
from cfm_app.confidentiality.dependent_document import DependentDocument
from cfm_app.handling import timeline
from cfm_app.rules.sharing import KINDS


class CFMDisclosure(DependentDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		agreement: DF.Link | None
		complaint: DF.Link
		how: DF.Literal["in person", "by phone", "on paper", "by encrypted mail", "on a shared platform"]
		overridden: DF.Data | None
		reason: DF.SmallText | None
		recall_answer: DF.Literal["", "deleted", "returned", "kept by law", "no answer"]
		recalled_on: DF.Datetime | None
		receiver: DF.Data | None
		shared_by: DF.Link | None
		shared_on: DF.Datetime
		shares_files: DF.Check
		shares_identity: DF.Check
		shares_minimum: DF.Check
		shares_words: DF.Check
		what: DF.SmallText | None
	# end: auto-generated types
	"""Something about a person that went to another organisation: who received what, when, and by what right."""

	SEALED = ("receiver", "what", "reason")

	def before_insert(self):
		self.shared_by = frappe.session.user
		self.shared_on = self.shared_on or now_datetime()
		super().before_insert()
		self.check_receiver()
		self.overridden = ", ".join(sharing.check(self.record(), self.agreement, self.kinds(), self.reason))

	def validate(self):
		super().validate()
		if get_datetime(self.shared_on) > now_datetime():
			frappe.throw(_("It cannot have been shared in the future."))

	def after_insert(self):
		reason = self.words_to_seal().get("reason", "") if self.overridden else ""
		super().after_insert()
		record = self.record()
		timeline.write(record, "shared", detail=self.agreement_title())
		access_log.write("share", record, ",".join(sorted(self.kinds())), reason)

	def check_receiver(self):
		"""Somebody received it, and something was given."""
		if not (self.agreement or (self.receiver or "").strip()):
			frappe.throw(_("Say who received it."))
		if not self.kinds():
			frappe.throw(_("Say what was shared."))

	def kinds(self) -> frozenset:
		"""Return the kinds of rules/sharing.py that were given."""
		return frozenset(kind for kind in KINDS if self.get(f"shares_{kind}"))

	def agreement_title(self) -> str:
		"""Return the organisation behind the agreement, "" without one: its name is in the vault then."""
		return frappe.db.get_value("CFM Sharing Agreement", self.agreement, "organisation") or ""

	def record_recall(self, answer: str = ""):
		"""Remember that the receiver was asked to delete what it has, and what it answered."""
		self.recalled_on = self.recalled_on or now_datetime()
		self.recall_answer = answer or self.recall_answer
		self.save(
			ignore_permissions=True
		)  # reason: the endpoint asked the access rule; roles may only add rows
		timeline.write(self.record(), "receiver asked to delete", detail=self.recall_answer or "")


def on_doctype_update():
	"""Index what lists are read by."""
	frappe.db.add_index("CFM Disclosure", ["access_key", "modified"], "access_key_modified")
