"""What a receiver must know of her beyond name and number: sealed, after acceptance, while consent covers it, for this referral."""

import re

import frappe
from frappe.utils import add_days, today

from cfm_app.api import desk_referral_inbox, desk_referrals
from cfm_app.confidentiality import data_copy, vault
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import referral_identity, referral_sheet
from cfm_app.testing.erasing import Erasing
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.small_mechanism import NAME
from cfm_app.testing.visitor import Visitor

ID_CARD = "KBL-4471-930"
PERSON = {"identity_number": ID_CARD, "nationality": "Afghan", "household_size": "6"}


class MoreAboutHer(ReferralCase):
	def drafted(self, service=None, person=None):
		with self.as_user(self.focal):
			made = desk_referrals.start(
				self.complaint.name,
				{"service": (service or self.service).name},
				{"service_requested": "An identity card."},
				"",
				person or PERSON,
			)
		return frappe.get_doc("Referral", made["name"])

	def with_card(self):
		self.allow()
		return self.act(self.drafted(), "Send")

	def about(self, referral):
		return referral_sheet.for_receiver(referral)["about"]

	def page(self, referral, user=None):
		with self.as_user(user or self.focal):
			return desk_referrals.referral_page(referral.name)


class TestWhoGetsIt(MoreAboutHer):
	def test_the_receiver_gets_it_after_acceptance_and_not_before(self):
		referral = self.with_card()
		self.assertEqual(self.about(referral), {})
		self.assertEqual(self.about(self.act(referral, "Accept"))["identity_number"], ID_CARD)

	def test_a_consent_that_has_run_out_takes_it_away_again(self):
		referral = self.act(self.with_card(), "Accept")
		consent = frappe.db.get_value("CFM Consent", {"complaint": self.complaint.name})
		frappe.db.set_value("CFM Consent", consent, "expires_on", add_days(today(), -1))
		self.assertEqual(self.about(referral), {})

	def test_a_newer_consent_without_the_identity_takes_it_away_again(self):
		referral = self.act(self.with_card(), "Accept")
		self.allow(given="no", may_minimum=0, may_identity=1)
		self.assertEqual(self.about(referral), {})

	def test_another_referral_of_the_same_complaint_knows_nothing_of_it(self):
		self.with_card()
		other = self.act(self.draft(self.department()), "Send")
		with self.as_user(self.legal):
			desk_referral_inbox.answer(other.name, "Accept")
			self.assertEqual(desk_referral_inbox.sheet(other.name)["sheet"]["about"], {})

	def test_a_partner_reads_it_on_her_page_and_prints_it_from_there(self):
		referral = self.with_card()
		with self.as_user(self.focal):
			address = desk_referrals.make_link(referral.name)["address"]
		path, partner = "/referral/" + address.rpartition("/")[2], Visitor()
		page = partner.get(path).html
		self.assertNotIn(ID_CARD, page + partner.get(path + "?paper=1").html)
		token = re.search(r'name="partner" value="([^"]+)"', page)[1]
		self.assertIn(ID_CARD, partner.post(path, {"partner": token, "action": "Accept"}).html)
		paper = partner.get(path + "?paper=1&lang=es").html
		for shown in (ID_CARD, NAME, "Formulario de remisión", "استمارة إحالة"):
			self.assertIn(shown, paper)
		self.assertNotIn("<script", paper)
		self.assertNotIn("<form", paper)


class TestWhoDoesNot(MoreAboutHer):
	def test_a_colleague_who_sees_her_masked_does_not_find_the_number_of_her_card(self):
		referral = self.with_card()
		self.assertGreaterEqual(self.complaint.level, 3)
		page = self.page(referral)
		self.assertEqual((page["person"], page["person_hidden"]), ({}, True))
		with self.as_user(self.focal):
			document = frappe.get_doc("Referral", referral.name)
			self.assertNotIn(ID_CARD, frappe.as_json(document.as_dict()) + frappe.as_json(page))

	def test_a_colleague_who_sees_her_name_sees_it(self):
		self.complaint = self.take(
			feedback_type="REQUEST", category="INFO.DOCUMENTS", sex="FEMALE", age_band="18-59", language="ar"
		)
		self.assertEqual(self.page(self.with_card())["person"]["identity_number"], ID_CARD)

	def test_no_table_holds_it_readable(self):
		referral = self.with_card()
		rows = frappe.get_all("CFM Sealed Content", {"record": referral.name}, ["field", "sealed"])
		self.assertIn("identity_number", {row.field for row in rows})
		self.assertNotIn(ID_CARD, str(rows))
		self.assertNotIn(
			ID_CARD, str(frappe.db.sql("select * from tabReferral where name = %s", referral.name))
		)


class TestWritingIt(MoreAboutHer):
	def rewrite(self, referral, **person):
		with self.as_user(self.focal):
			desk_referrals.rewrite(referral.name, {}, person)
		return referral_identity.of(referral)

	def test_a_draft_is_corrected_and_who_sees_her_masked_takes_nothing_away(self):
		referral = self.drafted()
		self.assertEqual(self.rewrite(referral, household_size="7"), {**PERSON, "household_size": "7"})

	def test_who_sees_her_takes_out_what_is_not_needed(self):
		self.complaint = self.take(feedback_type="REQUEST", category="INFO.DOCUMENTS", sex="FEMALE")
		self.assertEqual(self.rewrite(self.drafted(), nationality="Afghan"), {"nationality": "Afghan"})

	def test_what_was_sent_is_not_changed_any_more(self):
		referral = self.with_card()
		with self.assert_refused("This has been sent", frappe.ValidationError):
			self.rewrite(referral, identity_number="X")
		self.assertEqual(referral_identity.of(referral), PERSON)

	def test_an_answer_that_is_none_and_one_that_is_a_book_are_refused(self):
		for person in ({"child_is_alone": "maybe"}, {"address": "a" * 301}):
			with self.assertRaises((GuardRefused, frappe.ValidationError)):
				self.drafted(person=person)

	def test_what_nobody_asked_for_is_dropped(self):
		referral = self.drafted(person={"religion": "secret", "nationality": "Afghan"})
		self.assertNotIn("religion", vault.read_for_system("Referral", referral.name))


class TestHerRights(Erasing, MoreAboutHer):
	def test_her_copy_holds_what_was_asked_of_her(self):
		self.with_card()
		self.assertIn(ID_CARD, str(data_copy.of_record(self.complaint.reload())))

	def test_erased_with_the_complaint(self):
		referral = self.with_card()
		self.erased(self.closed(self.complaint))
		self.assertFalse(frappe.db.exists("CFM Sealed Content", {"record": referral.name}))
