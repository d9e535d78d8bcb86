from zoneinfo import available_timezones

import frappe
from frappe import _
from frappe.model.document import Document


class CFMSettings(Document):
	"""What an administrator decides for the whole site."""

	def validate(self):
		self.check_time_zone()
		self.check_languages()
		if not (self.quick_exit_address or "").startswith("https://"):
			frappe.throw(_("The address to leave to starts with https://."))

	def check_time_zone(self):
		"""Refuse a time zone nobody knows."""
		if self.time_zone and self.time_zone not in available_timezones():
			frappe.throw(_("{0} is not a time zone. Write it like Asia/Damascus.").format(self.time_zone))

	def check_languages(self):
		"""Keep the languages of the public page as clean codes."""
		codes = [code.strip() for code in (self.portal_languages or "en").split(",") if code.strip()]
		unknown = [code for code in codes if not frappe.db.exists("Language", code)]
		if unknown:
			frappe.throw(_("These language codes are not known: {0}").format(", ".join(unknown)))
		self.portal_languages = ",".join(codes)
