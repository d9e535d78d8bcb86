import secrets

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate, now_datetime

from cfm_app.confidentiality import access_keys, by_action, persons, record_access, references
from cfm_app.confidentiality.sealed_document import SealedDocument
from cfm_app.exceptions import AccessRefused
from cfm_app.handling import alerts, clocks, conflicts, levels, routing, timeline, titles
from cfm_app.rules.access import SENSITIVE_FROM
from cfm_app.rules.references import new_reference
from cfm_app.workflows import effects, guards, states

DECIDES_HANDLER = ("level", "category", "project", "area", "independence", "fears_retaliation")


class Complaint(SealedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		about_action_or_inaction: DF.Literal["", "something done", "something not done"]
		about_complaint: DF.Data | None
		access_key: DF.Data | None
		acknowledge_due: DF.Datetime | None
		acknowledged_on: DF.Datetime | None
		age_band: DF.Literal["", "0-4", "5-11", "12-17", "18-59", "60+", "UNKNOWN"]
		aid_worker_involved: DF.Literal["", "yes", "no", "unknown"]
		answers: DF.LongText | None
		area: DF.Link | None
		assessment: DF.LongText | None
		category: DF.Link | None
		changed_something: DF.Literal["", "individual fix", "procedure", "design", "none"]
		channel: DF.Link | None
		child_affected: DF.Check
		closed_on: DF.Datetime | None
		complainant: DF.SmallText | None
		correspondence: DF.LongText | None
		duplicate_of: DF.Data | None
		evaluation: DF.LongText | None
		evidence: DF.LongText | None
		facts: DF.LongText | None
		faq: DF.Link | None
		fears_retaliation: DF.Check
		feedback_type: DF.Link
		first_answer_due: DF.Datetime | None
		first_answered_on: DF.Datetime | None
		forwarded_to: DF.Data | None
		handler: DF.Link | None
		has_disability: DF.Literal["", "yes", "no", "not asked"]
		in_default_queue: DF.Check
		independence: DF.Literal["", "outside the project", "kept from the project"]
		interaction: DF.Data | None
		is_overdue: DF.Check
		language: DF.Link | None
		level: DF.Int
		lowering_asked_by: DF.Link | None
		lowering_to: DF.Int
		narrative: DF.LongText | None
		next_action_on: DF.Date | None
		next_due: DF.Datetime | None
		occurred_on: DF.Date | None
		other_party: DF.LongText | None
		paper_file: DF.Data | None
		outcome: DF.Link | None
		plan: DF.LongText | None
		population_status: DF.Literal[
			"", "REFUGEE", "ASYLUM", "IDP", "RETURNEE", "HOST", "STATELESS", "MIGRANT", "RESIDENT", "UNKNOWN"
		]
		project: DF.Link | None
		question_behind: DF.SmallText | None
		received_by: DF.Link | None
		received_on: DF.Datetime
		received_via: DF.Literal["direct", "other staff", "hotline", "box", "solicited"]
		reopen_count: DF.Int
		resolve_due: DF.Datetime | None
		resolved_at_first_contact: DF.Check
		routing_rule: DF.Link | None
		satisfaction_rating: DF.Int
		seen_on: DF.Datetime | None
		sensitivity: DF.Link | None
		sex: DF.Literal["", "FEMALE", "MALE", "OTHER", "PREFER_NOT", "UNKNOWN"]
		summary: DF.LongText | None
		support_need: DF.SmallText | None
		urgency: DF.Link | None
		urgency_rank: DF.Int
		waiting_reason: DF.Literal[
			"",
			"waiting for complainant",
			"unreachable",
			"waiting for other agency",
			"investigation stage",
			"security access",
		]
		wanted_result: DF.SmallText | None
		wants_woman: DF.Check
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""Any feedback item. The document holds routing data only; the words are in the vault."""

	SEALED = (
		"narrative",
		"summary",
		"question_behind",
		"support_need",
		"wanted_result",
		"plan",
		"facts",
		"evidence",
		"other_party",
		"assessment",
		"correspondence",
		"evaluation",
	)

	def autoname(self):
		self.name = new_reference("C", secrets.choice)

	def onload(self):
		titles.read_ahead(self)

	def before_insert(self):
		by_action.restore(self)
		self.received_on = self.received_on or now_datetime()
		self.received_by = self.received_by or frappe.session.user
		self.workflow_state = states.RECEIVED
		self.flags.may_have_pauses = False
		self.clean_words()

	def validate(self):
		self.check_dates()
		references.check(self)
		if not self.is_new():
			by_action.restore(self)
		levels.set_level(self)
		if self.is_new():
			self.start()
		else:
			self.drop_words()
			self.follow_changes(self.get_doc_before_save())

	def after_insert(self):
		timeline.add(self, "received", detail=self.channel, for_person=1)
		self.seal_words()

	def on_update(self):
		before = self.get_doc_before_save()
		if before and before.workflow_state != self.workflow_state:
			effects.after_saving(self, before.workflow_state)
		if before and before.access_key != self.access_key:
			record_access.carry_to_followers(self)
		if self.handler and (not before or before.handler != self.handler):
			alerts.tell([self.handler], self, "assigned")
		timeline.flush(self)

	def on_trash(self):
		frappe.throw(_("Complaints are not deleted. They are closed, and erased when their time is over."))

	@property
	def complainant(self):
		"""The complainant in one line, masked where the level asks for it."""
		people = [party for party in self.people() if party["role"] == persons.COMPLAINANT]
		return (
			" · ".join(filter(None, (people[0][key] for key in ("name", "phone", "email"))))
			if people
			else None
		)

	@property
	def answers(self):
		"""Answers to the questions an administrator added to the public form, one a line."""
		added = frappe.get_meta("CFM Interaction").get("fields", {"is_custom_field": 1})
		if not self.interaction or not added:
			return None
		return frappe.get_doc("CFM Interaction", self.interaction).answers_for(self)

	def people(self) -> list[dict]:
		"""Return the parties as the user who asks may see them."""
		return [] if self.is_new() else persons.parties_of(self)

	def check_dates(self):
		"""Refuse what cannot have happened yet."""
		if get_datetime(self.received_on) > now_datetime():
			frappe.throw(_("Received on lies in the future. Please check the date."))
		if self.occurred_on and getdate(self.occurred_on) > getdate():
			frappe.throw(_("Happened on lies in the future. Please check the date."))
		if self.occurred_on and getdate(self.occurred_on) > getdate(self.received_on):
			frappe.throw(_("It cannot have happened after it was received. Please check the dates."))

	def start(self):
		"""Give a new complaint its access, its handler and its clocks."""
		conflicts.note_subjects(self)
		record_access.set_key(self)
		routing.route(self)
		clocks.set_due_dates(self)

	def follow_changes(self, before):
		"""Bring access, routing, clocks and state in line with what was changed."""
		if before.level != self.level:
			levels.guard_change(self, before)
		if self.changed(before, "level", "project", "area", "independence"):
			record_access.set_key(self, team=set() if before.level != self.level else None)
		if self.changed(before, "duplicate_of") and self.duplicate_of:
			conflicts.share_with_twin(self)
		if self.changed(before, *DECIDES_HANDLER) and not self.flags.keep_handler:
			self.route_again()
		if self.changed(before, "level", "urgency", "area", "received_on"):
			clocks.set_due_dates(self)
		if before.workflow_state != self.workflow_state:
			guards.check(self, before.workflow_state)
			effects.before_saving(self, before.workflow_state)
		clocks.set_next_due(self)

	def route_again(self):
		"""Route once more when the handler may no longer work on it or nobody does."""
		timeline.add(self, "classified", detail=self.category)
		if self.workflow_state in (states.RECEIVED, states.TRIAGED) or not routing.may_handle(
			self, self.handler
		):
			routing.route(self)

	def check_handler(self):
		"""Route anew when the handler may no longer work on this complaint: it may be about her."""
		if self.handler and not routing.may_handle(self, self.handler):
			routing.route(self)
			self.db_set(
				{key: self.get(key) for key in ("handler", "routing_rule", "in_default_queue", "seen_on")}
			)
			record_access.write_key(self)
			timeline.flush(self)

	def assign(self, user: str):
		"""Hand the complaint to somebody who may work on it; at levels 5-6 this names her in its team."""
		if not routing.may_handle(self, user):
			frappe.throw(_("This person may not work on this complaint."), AccessRefused)
		self.handler, self.in_default_queue, self.seen_on = user, 0, None
		if self.level >= SENSITIVE_FROM:
			record_access.set_key(self, team=routing.named_team(self))
		timeline.add(self, "assigned", detail=user)
		self.flags.keep_handler = True
		by_action.begin(self)
		self.save()

	def changed(self, before, *fields) -> bool:
		"""Tell whether one of these fields differs from what was stored."""
		return any((before.get(field) or None) != (self.get(field) or None) for field in fields)


def on_doctype_update():
	"""Index what lists are read by: the access key with the order of the list, and the work of one handler."""
	access_keys.prepare_column("Complaint", "modified")
	frappe.db.add_index("Complaint", ["handler", "closed_on"], "handler_closed_on")
