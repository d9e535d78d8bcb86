import json
import secrets

import frappe
from frappe import _
from frappe.utils import add_days, getdate, now_datetime, nowdate

from cfm_app.confidentiality import access_keys, record_access
from cfm_app.confidentiality.sealed_document import SealedDocument
from cfm_app.confidentiality.sealing import mark_of
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import timeline
from cfm_app.rules.investigation import OPENED
from cfm_app.rules.references import new_reference

USUAL_DAYS = 60
OWNED_BY_STEPS = ("complaint", "state", "opened_on", "opened_by", "ended_on")


class CFMInvestigation(SealedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		allegation: DF.LongText | None
		complaint: DF.Link
		conclusion: DF.LongText | None
		due_on: DF.Date | None
		ended_on: DF.Datetime | None
		findings: DF.LongText | None
		measures: DF.LongText | None
		opened_by: DF.Link | None
		opened_on: DF.Datetime | None
		paper_file: DF.Data | None
		plan: DF.LongText | None
		referred_to: DF.LongText | None
		state: DF.Literal["Opened", "Planned", "Under way", "Report written", "Closed", "Referred"]
		team: DF.LongText | None
		terms_of_reference: DF.LongText | None
	# end: auto-generated types
	"""The file of an investigation, apart from the complaint: open to the people named for it and to nobody else.

	handling/investigations.py opens it and moves it along.
	"""

	SEALED = (
		"allegation",
		"terms_of_reference",
		"plan",
		"findings",
		"conclusion",
		"measures",
		"referred_to",
		"team",
	)

	def autoname(self):
		self.name = new_reference("I", secrets.choice)

	def before_insert(self):
		self.state, self.opened_on, self.opened_by = OPENED, now_datetime(), frappe.session.user
		self.due_on = self.due_on or add_days(nowdate(), USUAL_DAYS)
		self.clean_words()

	def validate(self):
		if self.due_on and getdate(self.due_on) < getdate(self.opened_on):
			frappe.throw(_("An investigation cannot be finished before it was opened."))
		if self.is_new():
			self.give_key(json.loads(self.team))
		else:
			self.drop_words()
			self.keep_what_only_steps_change()

	def after_insert(self):
		timeline.write(self, "received")
		self.seal_words()

	def on_trash(self):
		frappe.throw(_("The file of an investigation is not deleted. It is closed."))

	def keep_what_only_steps_change(self):
		"""State and history change by the steps of the work, which ask what has to be written first."""
		changed = any(self.has_value_changed(field) for field in OWNED_BY_STEPS)
		if changed and not self.flags.takes_a_step:
			frappe.throw(_("Use the steps of the investigation to change this."), GuardRefused)

	def give_key(self, team: list[str]):
		"""Open this file to these users alone."""
		team = frozenset(map(mark_of, team))
		self.access_key = record_access.investigation_key(self.get_complaint(), team)

	def get_complaint(self):
		"""Return the complaint that is investigated."""
		return frappe.get_doc("Complaint", self.complaint)


def on_doctype_update():
	"""Index what lists are read by."""
	access_keys.prepare_column("CFM Investigation", "opened_on")
