import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.confidentiality import by_action
from cfm_app.exceptions import GuardRefused
from cfm_app.integrations.engine import broadcasts
from cfm_app.rules.broadcasts import KINDS_OF_LINE, TO_ONE_PERSON, pace


class CFMBroadcast(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		approved_by: DF.Link | None
		approved_on: DF.Datetime | None
		area: DF.Link | None
		asked_by: DF.Link | None
		asked_on: DF.Datetime | None
		audience_fingerprint: DF.Data | None
		blocked: DF.Data | None
		delivered: DF.Data | None
		estimate: DF.Data | None
		failed: DF.Data | None
		held_foreign: DF.Data | None
		held_stopped: DF.Data | None
		held_unreachable: DF.Data | None
		held_unworded: DF.Data | None
		language: DF.Link | None
		line: DF.Link
		parts: DF.Data | None
		paused_because: DF.Data | None
		people: DF.Data | None
		per_minute: DF.Int
		project: DF.Link | None
		replies: DF.Data | None
		replies_to: DF.Link | None
		sent: DF.Data | None
		start_on: DF.Datetime | None
		state: DF.Literal["Draft", "Asked", "Approved", "Running", "Paused", "Done", "Cancelled"]
		template_key: DF.Autocomplete
		title: DF.Data
		waiting: DF.Data | None
		written_since: DF.Date | None
	# end: auto-generated types
	"""A neutral message to many people, asked for by one and approved by another."""

	def validate(self):
		by_action.restore(self)
		self.check_line()
		self.check_words()
		self.check_taker_of_replies()
		self.per_minute = pace(self.per_minute)
		self.follow_changes()

	def on_trash(self):
		frappe.throw(_("What went to many people stays on record."), GuardRefused)

	def check_line(self):
		"""Refuse a line that cannot write to many people, such as one of Messenger, where only answers are allowed."""
		kind, sends = frappe.get_cached_value("CFM Message Line", self.line, ["kind", "sends"])
		if kind not in KINDS_OF_LINE or not sends:
			frappe.throw(
				_("This line cannot send to many people. Choose one of SMS, WhatsApp or e-mail that sends."),
				GuardRefused,
			)

	def check_words(self):
		"""Refuse what the app says to one person, such as that her message was received."""
		if self.template_key in TO_ONE_PERSON:
			frappe.throw(
				_("This message is for one person. Choose one that is meant for many."), GuardRefused
			)

	def check_taker_of_replies(self):
		"""Let replies go to an enabled member of staff only."""
		taker = self.replies_to and frappe.db.get_value("User", self.replies_to, ["enabled", "user_type"])
		if taker and taker != (1, "System User"):
			frappe.throw(_("Replies are taken by an active member of staff."), GuardRefused)

	def follow_changes(self):
		"""Take a broadcast back to its draft when something of it changes; what already runs is not changed any more."""
		before = self.get_doc_before_save()
		if before and broadcasts.plan_of(before) != broadcasts.plan_of(self):
			broadcasts.void(self)
