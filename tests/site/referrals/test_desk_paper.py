"""The referral form on paper: a code until the receiver has accepted, in both languages, every print logged."""

import re
from unittest.mock import patch

import frappe
from frappe.translate import print_language

from cfm_app.confidentiality import persons
from cfm_app.exceptions import AccessRefused
from cfm_app.handling import referral_paper
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.small_mechanism import NAME, PHONE


class TestTheForm(ReferralCase):
	def printed(self, referral, language="en"):
		"""Return the page as the platform prints it."""
		with self.as_user(self.focal), print_language(language):
			return frappe.get_print("Referral", referral.name, "Referral Form", no_letterhead=1)

	def test_before_acceptance_it_holds_the_need_and_a_code(self):
		paper = self.printed(self.sent())
		self.assertIn("Civil documentation", paper)
		self.assertIn("Legal Aid Society", paper)
		for hers in (NAME, PHONE):
			self.assertNotIn(hers, paper)

	def test_the_words_of_the_referral_are_not_on_it_before_acceptance(self):
		self.assertNotIn("Her papers burned.", self.printed(self.sent()))

	def test_after_acceptance_it_says_who_she_is_and_what_she_needs(self):
		self.complaint = self.take(
			feedback_type="REQUEST", category="INFO.DOCUMENTS", sex="FEMALE", age_band="18-59", language="ar"
		)
		paper = self.printed(self.act(self.sent(), "Accept"))
		for hers in (NAME, PHONE, "Her papers burned."):
			self.assertIn(hers, paper)

	def test_what_the_record_masks_is_named_for_a_receiver_who_has_accepted_and_that_is_logged(self):
		self.assertGreaterEqual(self.complaint.level, 3)
		paper = self.printed(self.act(self.sent(), "Accept"))
		for hers in (NAME, PHONE, "Her papers burned."):
			self.assertIn(hers, paper)
		wanted = {"record": self.complaint.name, "action": "reveal", "user": self.focal}
		self.assertEqual(frappe.db.count("CFM Access Log", wanted), 1)

	def test_when_the_agreement_has_ended_the_form_names_nobody_any_more(self):
		referral = self.act(self.sent(), "Accept")
		self.agreement.db_set("is_active", 0)
		frappe.clear_document_cache("CFM Sharing Agreement", self.agreement.name)
		paper = self.printed(referral)
		for hers in (NAME, PHONE, "Her papers burned."):
			self.assertNotIn(hers, paper)
		self.assertIn("Code " + referral.name, paper)

	def test_what_a_supervisor_set_aside_when_it_was_sent_does_not_stand_in_the_way_later(self):
		referral = self.act(self.sent(), "Accept")
		self.agreement.db_set("is_active", 0)
		frappe.clear_document_cache("CFM Sharing Agreement", self.agreement.name)
		referral.db_set("overridden", "agreement_ended")
		self.assertIn(NAME, self.printed(referral))

	def test_who_may_not_reveal_prints_it_masked(self):
		referral = self.act(self.sent(), "Accept")
		with patch.object(referral_paper, "may_reveal", lambda *_: False):
			paper = self.printed(referral)
		for hers in (NAME, PHONE):
			self.assertNotIn(hers, paper)
		self.assertIn("Her papers burned.", paper)

	def test_from_level_five_on_a_custodian_agrees_before_it_is_printed_with_a_name(self):
		referral = self.act(self.sent(), "Accept")
		with patch.object(persons, "needs_agreement", lambda _level: True):
			paper = self.printed(referral)
		for hers in (NAME, PHONE):
			self.assertNotIn(hers, paper)

	def test_a_number_that_must_not_be_called_is_not_printed(self):
		referral = self.act(self.sent(), "Accept")
		with patch.object(persons, "wishes_of", lambda _doc: {"safe_to_call": False}):
			paper = self.printed(referral)
		self.assertIn(NAME, paper)
		self.assertNotIn(PHONE, paper)

	def test_after_a_refusal_it_is_a_code_again(self):
		referral = self.act(self.act(self.sent(), "Accept"), "Decline", decline_reason="other")
		self.assertNotIn(NAME, self.printed(referral))

	def test_it_speaks_the_language_of_who_reads_it(self):
		self.assertIn("من يُحيل", self.printed(self.sent(), language="ar"))

	def test_a_sheet_in_the_person_s_language_follows_each_in_its_own_direction(self):
		paper = self.printed(self.sent(), language="es")
		sheets = re.findall(r'<section class="paper" dir="(\w+)" lang="(\w+)">', paper)
		self.assertEqual(sheets, [("ltr", "es"), ("rtl", "ar")])
		self.assertIn("Quién remite", paper)
		self.assertIn("من يُحيل", paper)

	def test_one_sheet_is_enough_when_both_speak_the_same_language(self):
		self.assertEqual(self.printed(self.sent(), language="ar").count('class="paper"'), 1)

	def test_a_language_in_which_nobody_has_worded_the_form_brings_no_second_english_one(self):
		self.complaint.db_set("language", "ps")
		self.assertEqual(self.printed(self.sent()).count('class="paper"'), 1)

	def test_what_could_turn_a_line_around_is_taken_out_and_tags_are_shown_as_words(self):
		self.allow()
		referral = self.draft()
		with self.as_user(self.focal):
			referral.rewrite({"background": "a ramp \u202etxet <img src=x onerror=alert(1)>"})
		paper = self.printed(self.act(self.act(referral, "Send"), "Accept"))
		self.assertNotIn("\u202e", paper)
		self.assertNotIn("<img src", paper)
		self.assertIn("a ramp txet", paper)

	def test_it_says_nothing_of_where_the_complaint_stands_or_what_it_is_called(self):
		paper = self.printed(self.act(self.sent(), "Accept"))
		self.assertNotIn(self.complaint.name, paper)

	def test_consent_stands_on_it_as_it_was_given_with_who_wrote_it_down(self):
		paper = self.printed(self.sent())
		for words in ("spoken", "share for referral", "Witnessed and written down by", "Farid Focal"):
			self.assertIn(words, paper)

	def test_the_languages_of_the_receiver_and_the_person_come_first(self):
		referral = self.sent()
		frappe.db.set_value("Service Provider", referral.provider, "language", "es")
		frappe.clear_document_cache("Service Provider", referral.provider)
		codes = [row["value"] for row in referral_paper.languages(referral)]
		self.assertEqual(codes, ["es", "ar", "en"])

	def test_what_she_allowed_stands_on_it(self):
		self.assertIn("Name and how to reach the person", self.printed(self.sent()))

	def test_about_a_child_it_asks_for_the_caregiver(self):
		frappe.db.set_value("Complaint", self.complaint.name, "age_band", "5-11")
		self.assertIn("Separated or unaccompanied?", self.printed(self.sent()))

	def test_every_print_is_logged(self):
		referral = self.sent()
		self.printed(referral)
		wanted = {"record": referral.name, "action": "print", "user": self.focal}
		self.assertEqual(frappe.db.count("CFM Access Log", wanted), 1)

	def test_who_may_not_print_gets_nothing(self):
		referral = self.act(self.sent(), "Accept")
		for user in (self.operator, self.analyst, self.stranger):
			with self.as_user(user), self.assert_refused("There is no such record", AccessRefused):
				referral_paper.form_of(frappe.get_doc("Referral", referral.name))

	def test_a_made_up_document_prints_what_is_stored(self):
		referral = self.sent()
		with self.as_user(self.focal):
			made_up = frappe.get_doc("Referral", referral.name)
			made_up.workflow_state = "Accepted"
			paper = frappe.get_print(
				doc=made_up, doctype="Referral", print_format="Referral Form", no_letterhead=1
			)
		self.assertIn("Code " + referral.name, paper)
		self.assertNotIn(NAME, paper)
