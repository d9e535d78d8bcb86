import secrets

import frappe
from frappe import _

from cfm_app.confidentiality import access_keys, by_action, vault
from cfm_app.confidentiality.dependent_document import DependentDocument
from cfm_app.confidentiality.permissions import is_locked_out
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import referral_paper, referrals
from cfm_app.rules import access_needs, protection
from cfm_app.rules.references import new_reference
from cfm_app.rules.referral_clocks import SELF
from cfm_app.rules.referral_states import DRAFT


class Referral(DependentDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		access_needs: DF.Data | None
		acknowledged_on: DF.Datetime | None
		agreement: DF.Link | None
		answered_on: DF.Datetime | None
		area: DF.Link | None
		asked_person_on: DF.Datetime | None
		background: DF.SmallText | None
		closed_on: DF.Datetime | None
		complaint: DF.Link
		confirmed_by: DF.Literal["", "call", "SMS", "WhatsApp", "tracking page", "in person"]
		decline_reason: DF.Literal[
			"",
			"not eligible",
			"no capacity / waiting list",
			"outside area",
			"service ended/suspended",
			"insufficient information",
			"duplicate of active support",
			"person declined",
			"could not contact",
			"security/access",
			"wrong sector",
			"other",
		]
		delivered_on: DF.Date | None
		due_on: DF.Datetime | None
		earlier_referral: DF.Data | None
		is_protection: DF.Check
		kind: DF.Literal["internal", "external"]
		language: DF.Link | None
		last_chased_on: DF.Datetime | None
		link_attempts: DF.Int
		linked_on: DF.Datetime | None
		mode: DF.Literal["direct send", "warm handover", "information for self-referral", "internal"]
		not_received_on: DF.Datetime | None
		overridden: DF.Data | None
		priority: DF.Literal["NORMAL", "URGENT", "EMERG"]
		provider: DF.Link | None
		question_message: DF.Data | None
		received_confirmed_on: DF.Datetime | None
		receiver_asked_on: DF.Datetime | None
		receiver: DF.Link | None
		reminders: DF.Int
		reminders_ended_on: DF.Datetime | None
		scheduled_on: DF.Datetime | None
		sector: DF.Link | None
		sent_by: DF.Link | None
		sent_on: DF.Datetime | None
		service: DF.Link | None
		service_requested: DF.SmallText | None
		service_type: DF.Link | None
		services_received: DF.SmallText | None
		shares_words: DF.Check
		workflow_state: DF.Link | None
	# end: auto-generated types
	"""Somebody else is asked to help a person: with her consent, until the service was received or the reason is known."""

	SEALED = ("service_requested", "background", "services_received")

	def autoname(self):
		self.name = new_reference("R", secrets.choice)

	def before_insert(self):
		by_action.restore(self)
		super().before_insert()
		self.workflow_state = DRAFT
		self.take_over()

	def validate(self):
		super().validate()
		if not self.is_new():
			by_action.restore(self)
			self.keep_what_was_sent()
		self.mark_protection()
		self.check_receiver()
		self.check_access_needs()

	def after_insert(self):
		super().after_insert()
		referrals.remember(self, referrals.sender(), "Drafted")

	def take_over(self):
		"""Take what the complaint and the service say already."""
		complaint = self.record()
		service = frappe.get_cached_doc("CFM Service", self.service) if self.service else None
		self.area = self.area or complaint.area
		self.language = self.language or complaint.language
		if service:
			self.provider, self.service_type = service.provider, service.service_type
		if self.service_type:
			self.sector = frappe.get_cached_value("CFM Service Type", self.service_type, "sector")
		self.mark_protection()

	def mark_protection(self):
		"""Help against violence, for children or in hiding is about protection, whether or not somebody ticked it."""
		if self.service_type and not self.sent_on:
			kind = frappe.get_cached_doc("CFM Service Type", self.service_type)
			implied = protection.is_implied(kind.name, kind.sector, bool(kind.is_hidden_place))
			self.is_protection = int(bool(self.is_protection or implied))

	def check_receiver(self):
		"""Our own departments get internal referrals, everybody else external ones under the agreement of the provider.

		When the person goes herself, nobody there is told.
		"""
		if self.sent_on:
			return
		if not self.provider:  # nobody is asked past the directory
			self.kind, self.receiver, self.agreement = "external", None, None
			return
		provider = frappe.get_cached_doc("Service Provider", self.provider)
		if self.mode == SELF:
			is_ours = provider.kind == "own organisation"
			self.kind, self.receiver, self.agreement = "internal" if is_ours else "external", None, None
		elif provider.kind == "own organisation":
			self.kind, self.receiver, self.agreement = (
				"internal",
				_who_is_there(provider, self.record()),
				None,
			)
		else:
			self.kind, self.receiver, self.agreement = "external", None, provider.agreement

	def check_access_needs(self):
		"""They stand open and are told before acceptance: codes alone, so that nobody can be named in them."""
		if not self.has_value_changed("access_needs"):
			return
		try:
			self.access_needs = access_needs.stored_form(self.access_needs)
		except ValueError:
			frappe.throw(
				_("Choose the access needs from the list. Whatever else matters goes into the background."),
				GuardRefused,
			)

	def keep_what_was_sent(self):
		"""What the receiver was told is not changed behind its back: transfer or withdraw instead."""
		before = self.get_doc_before_save()
		if before and before.sent_on and any(before.get(field) != self.get(field) for field in SENT):
			frappe.throw(_("This has been sent. Transfer it, or withdraw it and make another."))

	def before_print(self, _settings=None):
		# a template opens nothing by itself, so what it prints is laid ready: of what is stored, whatever was sent in
		if not frappe.flags.cfm_vault_shut:
			stored = frappe.get_doc("Referral", self.name)
			asked = frappe.form_dict.get("format") or frappe.form_dict.get("print_format")
			is_for_person = asked == referral_paper.FOR_PERSON
			self.sheets = (
				referral_paper.for_person(stored) if is_for_person else referral_paper.form_of(stored)
			)

	def rewrite(self, words: dict):
		"""Change the words of a draft."""
		if self.sent_on:
			frappe.throw(_("This has been sent. Transfer it, or withdraw it and make another."))
		vault.change(self, words)


SENT = (
	"provider",
	"service",
	"service_type",
	"receiver",
	"priority",
	"mode",
	"shares_words",
	"is_protection",
)


def _who_is_there(provider, complaint) -> str | None:
	"""Return the colleague who takes the referrals of a department, her stand-in when she is gone or it is about her."""
	for user in (provider.department_user, provider.department_backup):
		is_there = user and frappe.db.get_value("User", user, "enabled")
		if is_there and not is_locked_out(complaint.access_key, user):
			return user
	return None


def on_doctype_update():
	"""Index what lists are read by."""
	access_keys.prepare_column("Referral", "modified")
	frappe.db.add_index("Referral", ["workflow_state", "due_on"], "state_due_on")
