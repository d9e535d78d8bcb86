"""A setting nobody has ever stored counts with its default: on a new site, after an update, beside stored ones."""

import frappe

from cfm_app.setup import seed
from cfm_app.testing.case import CFMTestCase

CHANNELS = "CFM Channel Settings"


class TestSettingsNobodyHasStored(CFMTestCase):
	def setUp(self):
		super().setUp()
		frappe.db.delete("Singles", {"doctype": CHANNELS})

	def stored(self):
		return frappe.db.get_singles_dict(CHANNELS, cast=True)

	def test_a_site_where_nobody_opened_the_page_takes_messages_and_mails(self):
		seed.fill_unset_settings()
		self.assertEqual(self.stored().receiving_on, 1)
		self.assertEqual(self.stored().media_limit_mb, 16)

	def test_what_the_machine_notes_does_not_empty_the_rest(self):
		frappe.db.set_single_value(CHANNELS, "budget_stopped_on", "2026-01-01", update_modified=False)
		seed.fill_unset_settings()
		self.assertEqual(frappe.get_doc(CHANNELS).receiving_on, 1)

	def test_what_the_office_chose_or_emptied_stays(self):
		settings = frappe.get_doc(CHANNELS)
		settings.update({"receiving_on": 0, "body_days": 90, "currency_code": ""})
		settings.save()
		before = self.stored()
		seed.fill_unset_settings()
		self.assertEqual(self.stored(), before)
		self.assertEqual((before.receiving_on, before.body_days, before.currency_code), (0, 90, ""))

	def test_doing_it_twice_changes_nothing(self):
		seed.fill_unset_settings()
		before = self.stored()
		seed.fill_unset_settings()
		self.assertEqual(self.stored(), before)
