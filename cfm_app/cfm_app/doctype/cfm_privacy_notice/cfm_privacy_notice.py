"""What people are told about their data before they tell us anything; one current version for each language."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

FALLBACK = "en"


class CFMPrivacyNotice(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		controller: DF.Data | None
		hosting: DF.SmallText | None
		is_current: DF.Check
		language: DF.Link
		legal_basis: DF.Literal[
			"",
			"consent",
			"vital interests",
			"public interest",
			"legitimate interest",
			"legal obligation",
		]
		notice: DF.LongText
		published_on: DF.Date | None
		spoken_notice: DF.LongText | None
		title: DF.Data
		version: DF.Int
	# end: auto-generated types

	def validate(self):
		if (self.version or 0) < 1:
			frappe.throw(_("Versions are numbered from 1."))
		if self.is_current and not self.published_on:
			self.published_on = today()

	def on_update(self):
		if self.is_current:
			self._retire_others()

	def _retire_others(self):
		others = {"language": self.language, "is_current": 1, "name": ("!=", self.name)}
		for name in frappe.get_all("CFM Privacy Notice", others, pluck="name"):
			frappe.get_doc("CFM Privacy Notice", name).db_set("is_current", 0)


def current(language: str | None) -> Document | None:
	"""Return the current notice in a language, else in the language it is a variant of, else in English, else None."""
	for code in dict.fromkeys((language, (language or "").split("-")[0], FALLBACK)):
		name = code and frappe.db.get_value("CFM Privacy Notice", {"language": code, "is_current": 1})
		if name:
			return frappe.get_cached_doc("CFM Privacy Notice", name)
	return None
