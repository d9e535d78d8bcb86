import secrets

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from cfm_app.confidentiality import by_action, persons, record_access
from cfm_app.confidentiality.sealed_document import SealedDocument
from cfm_app.confidentiality.vault import read_for_system
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import timeline
from cfm_app.rules.references import new_reference

ENDED = ("Classified", "No feedback")


class CFMInteraction(SealedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		about_aid_worker: DF.Literal["", "Yes", "No", "I do not know"]
		access_key: DF.Data | None
		alias: DF.Data | None
		answer_by: DF.Data | None
		answers: DF.LongText | None
		area: DF.Link | None
		channel: DF.Link
		claimed_by: DF.Link | None
		claimed_on: DF.Datetime | None
		closed_on: DF.Datetime | None
		contact: DF.Data | None
		direction: DF.Literal["Incoming", "Outgoing"]
		disposition: DF.Literal[
			"",
			"Feedback recorded",
			"Information given",
			"Follow-up of an earlier item",
			"Silent",
			"Prank",
			"Wrong number",
			"Dropped",
			"Abusive",
			"Test",
			"Spam",
		]
		email: DF.Data | None
		explained_channels: DF.Check
		explained_confidentiality: DF.Check
		explained_deadline: DF.Check
		explained_process: DF.Check
		feedback_type: DF.Link | None
		good_times: DF.Data | None
		happened: DF.LongText | None
		heard_from: DF.Data | None
		held_for_review: DF.Check
		intake_rating: DF.Int
		is_anonymous: DF.Check
		language: DF.Link | None
		may_call: DF.Data | None
		may_leave_voice_message: DF.Data | None
		may_write: DF.Data | None
		message: DF.LongText | None
		person_name: DF.Data | None
		phone: DF.Data | None
		prefers_woman: DF.Data | None
		privacy_notice: DF.Link | None
		project: DF.Link | None
		received_by: DF.Link | None
		received_on: DF.Datetime
		received_via: DF.Literal["direct", "other staff", "hotline", "box", "solicited"]
		safe_contact: DF.SmallText | None
		speaker: DF.Literal[
			"",
			"self",
			"family",
			"neighbour",
			"caregiver",
			"leader",
			"staff",
			"professional",
			"anonymous",
			"group",
		]
		state: DF.Literal["New", "Claimed", "Classified", "No feedback"]
		stay_anonymous: DF.Data | None
		submission_key: DF.Data | None
		your_name: DF.Data | None
	# end: auto-generated types
	"""One contact on any channel; 0..n complaints come of it. Unclassified contacts are the inbox."""

	SEALED = ("message", "happened")

	def autoname(self):
		self.name = new_reference("K", secrets.choice)

	def before_insert(self):
		by_action.restore(self)
		self.received_on = self.received_on or now_datetime()
		if get_datetime(self.received_on) > now_datetime():
			frappe.throw(_("Received on lies in the future. Please check the date."))
		if frappe.session.user != "Guest":
			self.received_by = self.received_by or frappe.session.user
		self.clean_words()

	def validate(self):
		if self.is_new():
			record_access.set_key(self)
			return
		self.drop_words()
		by_action.restore(self)
		self.follow_changes(self.get_doc_before_save())

	def after_insert(self):
		timeline.add(self, "received", detail=self.channel, for_person=1)
		self.seal_words()

	def on_update(self):
		timeline.flush(self)

	def on_trash(self):
		frappe.throw(_("Contacts are not deleted. Close them with a disposition."))

	@property
	def person_name(self):
		return self._complainant().get("name")

	@property
	def contact(self):
		person = self._complainant()
		return " · ".join(filter(None, (person.get("phone"), person.get("email")))) or None

	@property
	def safe_contact(self):
		"""How the person wants to be reached, in plain words."""
		from cfm_app.handling.wishes import in_words

		return in_words(persons.wishes_of(self)) if self._complainant() else None

	@property
	def answers(self):
		return self.answers_for(self)

	def answers_for(self, record) -> str | None:
		"""Return question and answer of every field an administrator added, for who may read `record`."""
		from cfm_app.confidentiality.permissions import record_depth
		from cfm_app.rules.access import FULL

		if record.is_new() or record_depth(record) < FULL:
			return None
		words = read_for_system(self.doctype, self.name)
		lines = [
			(field.label, words.get(field.fieldname) or self.get(field.fieldname)) for field in self._added()
		]
		return "\n".join(f"{_(label)}: {answer}" for label, answer in lines if answer) or None

	def follow_changes(self, before):
		"""Guard the end of a contact and keep its access in line with place and project."""
		if self.state not in ENDED and (before.area != self.area or before.project != self.project):
			record_access.set_key(self)
			record_access.carry_to_followers(self)
		if self.disposition and before.state not in ENDED:
			self.end()

	def claim(self):
		"""Take this contact from the inbox; only one person can."""
		if self.state != "New":
			frappe.throw(_("{0} has already taken this contact.").format(self.claimed_by or ""), GuardRefused)
		self.update({"state": "Claimed", "claimed_by": frappe.session.user, "claimed_on": now_datetime()})
		by_action.begin(self)
		self.save()

	def end(self):
		"""Close the contact by its disposition. Feedback recorded needs at least one complaint."""
		has_complaints = bool(self._complaint_keys())
		if self.disposition == "Feedback recorded" and not has_complaints:
			frappe.throw(_("Record the feedback first, or choose how else this contact ended."), GuardRefused)
		self.state = "Classified" if has_complaints else "No feedback"
		self.closed_on = now_datetime()
		timeline.add(self, "classified", detail=self.disposition)

	def complaints_made(self, complaints: list, disposition: str):
		"""End the contact with the access of the most confidential complaint made of it."""
		self.disposition = disposition
		self.state = "Classified" if complaints else "No feedback"
		self.closed_on = now_datetime()
		self.claimed_by = self.claimed_by or frappe.session.user
		if complaints:
			self.access_key = record_access.strictest_key([made.access_key for made in complaints])
		ended = ("disposition", "state", "closed_on", "claimed_by", "access_key")
		frappe.db.set_value(self.doctype, self.name, {key: self.get(key) for key in ended})
		self.notify_update()
		record_access.carry_to_followers(self)

	def _complaint_keys(self) -> list[str]:
		return frappe.get_all(  # reason: whether complaints exist, not which, decides how a contact ends
			"Complaint", {"interaction": self.name}, pluck="access_key"
		)

	def _complainant(self) -> dict:
		if self.is_new():
			return {}
		return next((party for party in persons.parties_of(self) if party["role"] == persons.COMPLAINANT), {})

	def _added(self) -> list:
		return [field for field in self.meta.fields if field.get("is_custom_field") and field.label]


def on_doctype_update():
	"""Index what the inbox is read by."""
	frappe.db.add_index("CFM Interaction", ["access_key", "state", "received_on"], "access_key_state")
	frappe.db.add_index("CFM Interaction", ["received_by", "received_on"], "received_by_received_on")
