from zoneinfo import ZoneInfo

import frappe
from frappe import _, _lt
from frappe.utils import now_datetime

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import time_zone_of
from cfm_app.confidentiality import by_action, persons, vault
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.dependent_document import DependentDocument
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import care, clocks, outgoing, timeline, wishes
from cfm_app.handling.moments import to_utc
from cfm_app.rules.access import SENSITIVE_FROM
from cfm_app.rules.children import has_contact_plan
from cfm_app.rules.closing import APPROVAL_FROM_LEVEL, answer_needs_approval
from cfm_app.rules.safe_contact import MESSAGE_CHANNELS, may_send

ENDED = ("Delivered", "Could not respond")
WEB = "WEB"
UNSAFE = {
	"not_safe": _lt("The person said that this way of reaching them is not safe. Choose another channel."),
	"outside_hours": _lt("The person said that this is not a safe time. Try again at the time they named."),
	"child_no_messages": _lt(
		"Nothing is written to a child. Speak in person, or call as planned with the caregiver."
	),
	"no_contact_plan": _lt(
		"Before a child is called, write down with the caregiver how to reach the child safely."
	),
}
APPROVERS = {"CFM Coordinator", "CFM Sensitive Focal Point", "CFM Focal Point"}


class CFMResponse(DependentDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		answer: DF.LongText | None
		approved_by: DF.Link | None
		approved_on: DF.Datetime | None
		attempts: DF.Int
		channel: DF.Link | None
		complaint: DF.Link
		language: DF.Link | None
		last_attempt_on: DF.Datetime | None
		not_delivered_reason: DF.Literal[
			"",
			"no contact given",
			"not safe to contact",
			"unreachable",
			"person declined",
			"person died",
			"answered to the group",
		]
		person_reached: DF.Literal["", "yes", "no"]
		prepared_by: DF.Link | None
		sent_on: DF.Datetime | None
		state: DF.Literal["Draft", "Approved", "Sent", "Delivered", "Could not respond"]
		talking_points: DF.LongText | None
		understood: DF.Literal["", "yes", "partly", "no", "not asked"]
	# end: auto-generated types
	"""An answer: talking points, approval where the level asks for it, attempts, and what reached the person."""

	SEALED = ("talking_points", "answer")

	def before_insert(self):
		super().before_insert()
		by_action.restore(self)
		self.state = "Draft"
		self.prepared_by = frappe.session.user
		complaint = self.record()
		self.language = self.language or complaint.language
		self.channel = self.channel or complaint.channel

	def validate(self):
		super().validate()
		if not self.is_new():
			by_action.restore(self)

	def after_insert(self):
		super().after_insert()
		timeline.write(self.record(), "note", detail="answer prepared")

	def rewrite(self, talking_points: str, answer: str):
		"""Change the words of a draft; an approval given for other words is void."""
		self._must_be_open()
		vault.change(self, {"talking_points": talking_points, "answer": answer})
		self.update({"state": "Draft", "approved_by": None, "approved_on": None})
		self.prepared_by = frappe.session.user
		by_action.begin(self)
		self.save()

	def approve(self):
		"""Approve the talking points. Somebody else than the author does this."""
		self._must_be_open()
		if not APPROVERS & set(frappe.get_roles()):
			frappe.throw(_("Your role may not approve answers."), frappe.PermissionError)
		if self.prepared_by == frappe.session.user:
			frappe.throw(_("Somebody else has to approve what you wrote."), GuardRefused)
		if not self.talking_points and not self.answer:
			frappe.throw(_("There is nothing to approve yet."), GuardRefused)
		self.update({"state": "Approved", "approved_by": frappe.session.user, "approved_on": now_datetime()})
		by_action.begin(self)
		self.save()
		timeline.write(self.record(), "note", detail="answer approved")

	def attempt(self, reached: bool, understood: str = "not asked", note: str = ""):
		"""Record one attempt to give the answer; a person who was reached has it."""
		self._must_be_open()
		self._must_be_approved()
		self._must_be_safe()
		self.attempts = (self.attempts or 0) + 1
		self.last_attempt_on = now_datetime()
		self.person_reached = "yes" if reached else "no"
		self.sent_on = self.sent_on or now_datetime()
		self.state = "Delivered" if reached else "Sent"
		self.understood = understood if reached else None
		by_action.begin(self)
		self.save()
		complaint = self.record()
		timeline.write(
			complaint, "answer delivered" if reached else "answer attempt", note, detail=self.channel
		)
		if self.is_announced() and not reached:
			outgoing.answer_ready(self)
		if reached:
			clocks.stop(complaint, "first_answer")
			complaint.db_set(
				{key: complaint.get(key) for key in ("first_answered_on", "next_due", "is_overdue")}
			)

	def is_announced(self) -> bool:
		"""Tell whether a message says that this answer is ready: it waits on the tracking page, or for her call."""
		return self.channel == WEB or self.channel in MESSAGE_CHANNELS

	def give_up(self, reason: str):
		"""Say why no answer could be given. The close guard counts the attempts."""
		self._must_be_open()
		if not reason:
			frappe.throw(_("Say why the answer could not be given."), GuardRefused)
		self.update({"state": "Could not respond", "not_delivered_reason": reason})
		by_action.begin(self)
		self.save()
		timeline.write(self.record(), "answer attempt", detail=reason)

	def _must_be_open(self):
		if self.state in ENDED:
			frappe.throw(_("This answer is finished. Write a new one."), GuardRefused)

	def needs_approval(self) -> bool:
		"""Tell whether somebody else has to approve the talking points before this answer goes out."""
		from_level = (
			frappe.get_cached_value("CFM Settings", None, "approval_from_level") or APPROVAL_FROM_LEVEL
		)
		return not self.approved_by and answer_needs_approval(self.record().level, from_level)

	def approval_may_be_announced(self) -> bool:
		"""Tell whether a whole role may hear that this answer waits: below level 5, and about nobody of the staff."""
		facts = facts_of(self.access_key)
		return self.needs_approval() and facts.level < SENSITIVE_FROM and not facts.subjects

	def _must_be_safe(self):
		"""Refuse a channel or an hour that the person said would put her in danger."""
		complaint = self.record()
		now = to_utc(now_datetime()).astimezone(ZoneInfo(time_zone_of(complaint.area))).time()
		child = care.is_about_child(complaint)
		verdict = may_send(
			wishes.of(persons.wishes_of(complaint)),
			self.channel or "",
			now,
			sensitive=False,
			child=child,
			contact_plan=child and has_contact_plan(care.of(complaint)),
		)
		if not verdict.allowed and verdict.reason_code in UNSAFE:
			frappe.throw(str(UNSAFE[verdict.reason_code]), GuardRefused)

	def _must_be_approved(self):
		if self.needs_approval():
			frappe.throw(
				_("At this level the talking points need approval before the answer goes out."), GuardRefused
			)


def on_doctype_update():
	"""Index what lists are read by."""
	frappe.db.add_index("CFM Response", ["access_key", "modified"], "access_key_modified")
