import frappe
from frappe import _
from frappe.utils import get_datetime, getdate, now_datetime

from cfm_app.confidentiality.dependent_document import DependentDocument
from cfm_app.handling import timeline
from cfm_app.rules import sharing


class CFMConsent(DependentDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		agreement: DF.Link | None
		complaint: DF.Link | None
		expires_on: DF.Date | None
		given: DF.Literal["yes", "no"]
		given_on: DF.Datetime
		how: DF.Literal["spoken", "signed", "online", "by guardian"]
		interaction: DF.Link | None
		limits: DF.SmallText | None
		may_files: DF.Check
		may_identity: DF.Check
		may_minimum: DF.Check
		may_words: DF.Check
		privacy_notice: DF.Link | None
		purpose: DF.Literal[
			"record and handle",
			"answer the person",
			"share for referral",
			"use as a story",
			"record the call",
		]
		withdrawn_on: DF.Datetime | None
	# end: auto-generated types
	"""What the person agreed to, or did not: one purpose each, with an end and a withdrawal."""

	SEALED = ("limits",)

	def before_insert(self):
		self.given_on = self.given_on or now_datetime()
		self.withdrawn_on = None
		super().before_insert()

	def validate(self):
		super().validate()
		self.check_dates()
		self.check_kinds()

	def after_insert(self):
		super().after_insert()
		timeline.write(self.record(), "consent", detail=f"{self.purpose}: {self.given}")

	def check_dates(self):
		"""Consent is given today or earlier, and ends later."""
		if get_datetime(self.given_on) > now_datetime():
			frappe.throw(_("Consent cannot be given in the future."))
		if self.expires_on and getdate(self.expires_on) < getdate(self.given_on):
			frappe.throw(_("Consent cannot end before it was given."))

	def check_kinds(self):
		"""Consent to share says what may be shared."""
		kinds = any(self.get(f"may_{kind}") for kind in sharing.KINDS)
		if self.purpose == "share for referral" and self.given == "yes" and not kinds:
			frappe.throw(_("Tick what the person allows to be shared."))

	def withdraw(self):
		"""End this consent now: from here on nothing is shared on it."""
		if self.withdrawn_on:
			return
		self.withdrawn_on = now_datetime()
		self.save(
			ignore_permissions=True
		)  # reason: the endpoint asked the access rule; who took it may end it
		timeline.write(self.record(), "consent withdrawn", detail=self.purpose)

	def is_valid(self, on=None) -> bool:
		"""Tell whether this consent holds on a day (default: today)."""
		facts = sharing.ConsentFacts(
			self.given == "yes",
			get_datetime(self.given_on),
			expires_on=self.expires_on and getdate(self.expires_on),
			withdrawn_on=self.withdrawn_on,
		)
		return sharing.state(facts, getdate(on)) == sharing.VALID


def on_doctype_update():
	"""Index what lists are read by, and what the contact asks for when its access changes."""
	frappe.db.add_index("CFM Consent", ["access_key", "modified"], "access_key_modified")
	frappe.db.add_index("CFM Consent", ["interaction"], "interaction")
