"""What a law gives a person who asks about her data, and how long it gives the organisation to answer."""

import re

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import phone_region_of
from cfm_app.rules.legal_clocks import TERM_OF_KIND, LegalTerm, pack_for


class CFMLegalPack(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_amount: DF.Int
		access_extension: DF.Int
		basis: DF.SmallText | None
		breach_hours: DF.Int
		claim_amount: DF.Int
		claim_extension: DF.Int
		code: DF.Data
		countries: DF.SmallText | None
		is_active: DF.Check
		is_default: DF.Check
		pack: DF.Data | None
		sort: DF.Int
		title: DF.Data
		transfer_note: DF.SmallText | None
		unit: DF.Literal["days", "working days", "months"]
	# end: auto-generated types

	def validate(self):
		self.clean_countries()
		self.check_terms()

	def on_update(self):
		if self.is_default:
			self.stand_alone_as_default()

	def clean_countries(self):
		"""Keep the countries as clean codes: CO, NL."""
		codes = [code.strip().upper() for code in (self.countries or "").split(",") if code.strip()]
		wrong = [code for code in codes if not re.fullmatch("[A-Z]{2}", code)]
		if wrong:
			frappe.throw(_("Write countries with two letters each, like CO: {0}").format(", ".join(wrong)))
		self.countries = ", ".join(codes)

	def check_terms(self):
		"""Refuse a law that gives no time at all."""
		if not self.access_amount or not self.claim_amount:
			frappe.throw(_("Say within how many days or months a request is answered."))

	def stand_alone_as_default(self):
		"""Take the mark of the default from every other law."""
		table = frappe.qb.DocType(self.doctype)
		frappe.qb.update(table).set(table.is_default, 0).where(table.name != self.name).run()


def law_of(area: str | None) -> str | None:
	"""Return the law of this area's country, else the default of the organisation."""
	rows = frappe.get_all("CFM Legal Pack", {"is_active": 1}, ["name", "countries", "is_default"])
	packs = {row.name: frozenset((row.countries or "").split(", ")) for row in rows}
	default = next((row.name for row in rows if row.is_default), None)
	return pack_for(phone_region_of(area), packs, default)


def term_of(law: str, kind: str) -> LegalTerm:
	"""Return how long this law gives for a request of this kind."""
	row, term = frappe.get_cached_doc("CFM Legal Pack", law), TERM_OF_KIND[kind]
	return LegalTerm(row.get(f"{term}_amount"), row.unit, row.get(f"{term}_extension") or 0)
