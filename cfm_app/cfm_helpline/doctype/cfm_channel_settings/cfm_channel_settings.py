import re

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.rules.sending_policy import unknown_countries

BASE_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)*")
ADDRESSES = ("public_base_url", "second_base_url")
NOT_NEGATIVE = (
	"daily_budget",
	"per_number_hour",
	"per_number_day",
	"auto_reply_hours",
	"second_person_above",
	"payload_days",
	"body_days",
	"media_limit_mb",
)


class CFMChannelSettings(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		allowed_countries: DF.SmallText | None
		auto_reply_hours: DF.Int
		body_days: DF.Int
		budget_stopped_on: DF.Date | None
		currency_code: DF.Data | None
		daily_budget: DF.Float
		delete_at_provider: DF.Check
		forbidden_words: DF.SmallText | None
		media_limit_mb: DF.Int
		payload_days: DF.Int
		per_number_day: DF.Int
		per_number_hour: DF.Int
		public_base_url: DF.Data | None
		quiet_from: DF.Time | None
		quiet_to: DF.Time | None
		receiving_on: DF.Check
		second_base_url: DF.Data | None
		second_person_above: DF.Float
		sending_on: DF.Check
	# end: auto-generated types
	"""What runs, the limits and how long messages are kept. Saving makes no network call."""

	def validate(self):
		self._keep_what_the_app_writes()
		self._check_addresses()
		self._check_countries()
		self._check_hours()
		self._check_numbers()

	def _keep_what_the_app_writes(self):
		"""The stop of a used-up budget is not for a form to write; another budget ends it."""
		before = self.get_doc_before_save()
		is_same = before and before.daily_budget == self.daily_budget
		self.budget_stopped_on = before.budget_stopped_on if is_same else None

	def _check_addresses(self):
		for field in ADDRESSES:
			self.set(field, (self.get(field) or "").strip() or None)
			if self.get(field) and not BASE_ADDRESS.fullmatch(self.get(field)):
				frappe.throw(
					_(
						"{0} begins with https:// and has no slash at its end, like https://help.example.org."
					).format(_(self.meta.get_label(field)))
				)

	def _check_countries(self):
		unknown = unknown_countries(self.allowed_countries)
		if unknown:
			frappe.throw(
				_("Write countries as codes of two letters, separated by commas. Not known: {0}").format(
					", ".join(unknown)
				)
			)

	def _check_hours(self):
		if bool(self.quiet_from) != bool(self.quiet_to):
			frappe.throw(_("Give both ends of the quiet hours, or none."))

	def _check_numbers(self):
		for field in NOT_NEGATIVE:
			if (self.get(field) or 0) < 0:
				frappe.throw(_("{0} cannot be less than 0.").format(_(self.meta.get_label(field))))
