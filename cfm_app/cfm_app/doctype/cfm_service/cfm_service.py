import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from cfm_app.confidentiality import by_action
from cfm_app.directory import changes, cycles, keepers, verification
from cfm_app.directory.hiding import forget_if_hidden, large_area
from cfm_app.rules import opening_hours
from cfm_app.rules.search_text import search_form


class CFMService(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from cfm_app.cfm_app.doctype.cfm_service_area.cfm_service_area import CFMServiceArea
		from cfm_app.cfm_app.doctype.cfm_service_site.cfm_service_site import CFMServiceSite

		access_words: DF.SmallText | None
		age_from: DF.Int
		age_to: DF.Int
		capacity: DF.Literal["open", "limited", "full", "suspended"]
		capacity_on: DF.Date | None
		catchment: DF.Table[CFMServiceArea]
		co_editors: DF.Link | None
		cost: DF.Data | None
		documents: DF.SmallText | None
		due_on: DF.Date | None
		ends_on: DF.Date | None
		female_staff: DF.Check
		for_sex: DF.Literal["everybody", "women and girls", "men and boys"]
		freshness: DF.Literal["never verified", "verified", "due", "stale"]
		funding_ends_on: DF.Date | None
		has_ramp: DF.Check
		has_sign_language: DF.Check
		has_transport: DF.Check
		how_to_access: DF.Literal["walk-in", "appointment", "referral only"]
		imported_id: DF.Data | None
		is_active: DF.Check
		is_public: DF.Check
		languages: DF.Data | None
		nationalities: DF.Data | None
		owner_user: DF.Link
		plain_words: DF.SmallText | None
		provider: DF.Link
		referral_criteria: DF.SmallText | None
		search_words: DF.SmallText | None
		sector: DF.Link | None
		service_type: DF.Link
		sites: DF.Table[CFMServiceSite]
		stale_after_days: DF.Int
		starts_on: DF.Date | None
		statuses: DF.Data | None
		title: DF.Data
		verify_cycle: DF.Literal[
			"", "weekly", "every two weeks", "monthly", "every three months", "every six months"
		]
		verified_by: DF.Data | None
		verified_how: DF.Literal["", "by phone", "by visit", "by the provider", "by e-mail"]
		verified_on: DF.Date | None
		verify_every_days: DF.Int
		vulnerability: DF.SmallText | None
		warned_on: DF.Date | None
	# end: auto-generated types
	"""One service: what it is, where, for whom, and when somebody last made sure of it."""

	def before_insert(self):
		by_action.restore(self)

	def validate(self):
		self.keep_what_actions_write()
		self.hide_places()
		self.check_hours()
		self.check_limits()
		self.set_capacity_date()
		self.check_owner()
		self.verify_every_days = cycles.days_of(self)
		verification.set_standing(self)
		self.search_words = search_form(
			" ".join(filter(None, (self.title, self._provider_title(), self.plain_words)))
		)

	def after_insert(self):
		changes.note_new(self)

	def on_update(self):
		before = self.get_doc_before_save()
		changes.note(self, before)
		forget_if_hidden(self, before)

	def on_trash(self):
		frappe.throw(_("Services are not deleted: referrals name them. Take them out of use instead."))

	def keep_what_actions_write(self):
		"""Nobody writes by hand that an entry was verified."""
		if not self.is_new():
			by_action.restore(self)

	def hide_places(self):
		"""A hidden place is reached through its focal point: nothing that leads there is written down."""
		always = frappe.get_cached_value("CFM Service Type", self.service_type, "is_hidden_place")
		for site in self.sites:
			site.is_hidden = int(bool(site.is_hidden or always))
			if site.is_hidden and (site.address or site.latitude or site.longitude or site.phone):
				frappe.throw(
					_(
						"{0} is a hidden place. Write no address, no phone and no position there, not even here."
					).format(escape_html(site.title))
				)
			if site.is_hidden:
				site.area = large_area(site.area)

	def check_hours(self):
		"""Hours are written so that the finder can read them."""
		for site in self.sites:
			try:
				opening_hours.parse(site.hours)
			except ValueError as part:
				frappe.throw(
					_(
						"The hours of {0} cannot be read at: {1}. Write them like Mon-Fri 08:30-16:00; Sat 09:00-12:00"
					).format(escape_html(site.title), escape_html(str(part)))
				)

	def check_limits(self):
		"""Ages and dates go from the lower to the higher."""
		if self.age_to and (self.age_from or 0) > self.age_to:
			frappe.throw(_("The age goes from the lower to the higher number."))
		if self.starts_on and self.ends_on and getdate(self.ends_on) < getdate(self.starts_on):
			frappe.throw(_("A service cannot end before it starts."))

	def check_owner(self):
		"""Only somebody who will be able to keep the entry true can be its owner."""
		for field in ("owner_user", "co_editors"):
			user = self.get(field)
			if user and self.has_value_changed(field) and user not in keepers.able():
				frappe.throw(
					_(
						"{0} cannot keep entries of the directory. Choose a colleague whose role allows it."
					).format(user)
				)

	def set_capacity_date(self):
		"""Remember when somebody last said how much room there is."""
		before = self.get_doc_before_save()
		if not before or before.capacity != self.capacity:
			self.capacity_on = getdate()

	def _provider_title(self) -> str:
		return frappe.get_cached_value("Service Provider", self.provider, "title") or ""


def on_doctype_update():
	"""The finder asks for a whole sector; a type has an index of its own."""
	frappe.db.add_index("CFM Service", ["sector", "is_active"], "sector_is_active")
