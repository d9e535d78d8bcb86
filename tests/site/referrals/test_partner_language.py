"""The page behind a partner's address opens in the language its focal point reads; the switch on it stays."""

import re

import frappe

from cfm_app.api import desk_referrals
from cfm_app.confidentiality import partner_links
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.visitor import Visitor


class TestTheLanguage(ReferralCase):
	def setUp(self):
		super().setUp()
		frappe.db.set_single_value("CFM Settings", "portal_languages", "en,es,ar,nl")
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		self.addCleanup(frappe.clear_document_cache, "CFM Settings", "CFM Settings")
		self.referral = self.sent(language="nl")
		with self.as_user(self.focal):
			self.path = self.path_of(desk_referrals.make_link(self.referral.name))

	def path_of(self, made):
		return "/referral/" + made["address"].rpartition("/")[2]

	def partner_reads(self, language):
		frappe.db.set_value("Service Provider", self.service.provider, "language", language)

	def shown_in(self, path="", browser="en"):
		"""Return the language and the direction of the page."""
		html = Visitor(browser).get(path or self.path).html
		return re.search(r'<html lang="([\w-]+)" dir="(\w+)"', html).groups()

	def test_the_partner_s_own_language_comes_before_that_of_the_browser(self):
		self.partner_reads("ar")
		self.assertEqual(self.shown_in(), ("ar", "rtl"))
		self.assertIn("إحالة", Visitor("en").get(self.path).words)

	def test_a_regional_language_reads_as_the_one_it_belongs_to(self):
		frappe.get_doc(doctype="Language", language_code="es-PA", language_name="Panama").insert()
		self.partner_reads("es-PA")
		self.assertEqual(self.shown_in(), ("es", "ltr"))

	def test_the_switch_stands_there_and_what_is_chosen_stays_for_the_answer(self):
		self.partner_reads("ar")
		visitor = Visitor("en")
		page = visitor.get(f"{self.path}?lang=es")
		self.assertEqual(self.shown_in(f"{self.path}?lang=es"), ("es", "ltr"))
		for language in ("en", "es", "ar", "nl"):
			self.assertIn(f'href="{self.path}?lang={language}"', page.html)
		answered = visitor.post(self.path, {**page.hidden("Accept"), "action": "Accept"})
		self.assertIn('<html lang="es"', answered.html)
		self.assertEqual(self.referral.reload().workflow_state, "Accepted")

	def test_a_partner_of_whom_nothing_is_known_reads_what_the_browser_says_then_what_the_referral_says(self):
		self.partner_reads(None)
		self.assertEqual(self.shown_in(browser="es")[0], "es")
		self.assertEqual(self.shown_in(browser="xx")[0], "nl")

	def test_a_language_that_is_not_offered_is_not_shown(self):
		self.partner_reads("fr")
		self.assertEqual(self.shown_in(browser="es")[0], "es")

	def test_the_link_to_verify_an_entry_speaks_it_too(self):
		self.partner_reads("ar")
		made = partner_links.make_for_verification(self.service)
		self.assertEqual(self.shown_in(self.path_of(made)), ("ar", "rtl"))

	def test_a_wrong_address_tells_nothing_of_any_partner(self):
		self.partner_reads("ar")
		self.assertEqual(self.shown_in("/referral/" + "a" * 32, browser="es")[0], "es")
