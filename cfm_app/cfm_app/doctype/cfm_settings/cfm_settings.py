from zoneinfo import available_timezones

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.confidentiality import rotation
from cfm_app.confidentiality.access_version import bump
from cfm_app.rules import map_tiles


class CFMSettings(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		aftercare_months: DF.Int
		approval_from_level: DF.Int
		ask_whether_help_came: DF.Check
		attempts_before_giving_up: DF.Int
		bulletin_reminder_days: DF.Int
		chaser_day: DF.Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
		conflict_user: DF.Link | None
		contact_words: DF.SmallText | None
		default_area: DF.Link | None
		default_language: DF.Link | None
		default_queue_user: DF.Link | None
		dossier_from_level: DF.Int
		export_days: DF.Int
		export_rows_alone: DF.Int
		links_in_reminders: DF.Check
		locked_line_levels: DF.Int
		log_head_address: DF.Data | None
		messages_per_hour_everywhere: DF.Int
		numbers_open: DF.Check
		organisation_name: DF.Data | None
		phone_region: DF.Data | None
		portal_languages: DF.Data | None
		portal_open: DF.Check
		quick_exit_address: DF.Data | None
		referral_reminders: DF.Int
		reveal_hours: DF.Int
		reveal_wait_hours: DF.Int
		retention_on: DF.Check
		satisfaction_days: DF.Int
		sensitive_idle_minutes: DF.Int
		sheet_stale_days: DF.Int
		smallest_count: DF.Int
		tiles_address: DF.Data | None
		tiles_ask_site: DF.Check
		tiles_words: DF.Data | None
		time_zone: DF.Data | None
		trusted_proxy: DF.Check
		two_factor_roles: DF.SmallText | None
		unclassified_hours: DF.Int
		upload_limit_mb: DF.Int
		vault_state: DF.SmallText | None
		weekend: DF.Literal["Fri", "Fri-Sat", "Sat-Sun"]
	# end: auto-generated types
	"""What an administrator decides for the whole site."""

	def validate(self):
		self.check_time_zone()
		self.check_languages()
		self.check_map()
		if not (self.quick_exit_address or "").startswith("https://"):
			frappe.throw(_("The address to leave to starts with https://."))

	def on_update(self):
		if self.has_value_changed("locked_line_levels"):
			bump()

	@property
	def vault_state(self):
		"""Under which key the vault is sealed, for the form: counting takes a moment on a large site."""
		return rotation.in_words() if frappe.form_dict.get("doctype") == self.doctype else None

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

	def check_map(self):
		"""Refuse an address that a public page cannot be opened for, and a map that does not say whose it is."""
		self.tiles_address = (self.tiles_address or "").strip()
		if self.tiles_address and not map_tiles.is_address(self.tiles_address):
			frappe.throw(_("Write the address of the map pictures like {0}.").format(map_tiles.EXAMPLE))
		if self.tiles_address and not (self.tiles_words or "").strip():
			frappe.throw(_("Say whose map it is: whoever made it wants to be named."))
