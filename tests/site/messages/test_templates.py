"""The words of messages: worded by one person, found neutral by another, filled in with typed values only."""

import frappe

from cfm_app.api import desk_messages
from cfm_app.exceptions import GuardRefused
from cfm_app.integrations.engine import policy, templates
from cfm_app.integrations.engine.templates import NoTemplate
from cfm_app.setup import seed
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_user

DOCTYPE, KEY = "CFM Message Template", "test_update"
REFERENCE = "C-7K3M9-QXPTA"
NOT_REVIEWED = {"reviewed_as_neutral": 0, "reviewed_by": None, "reviewed_on": None}


class TemplateCase(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.author = make_user("Ada Admin", "Administrator")
		cls.other_admin = make_user("Basim Admin", "Administrator")
		cls.coordinator = make_user("Cora Chief", "Coordinator")
		cls.operator = make_user("Olga Operator", "Operator")

	def word(self, body="We work on {reference}.", **values):
		row = {"title": "Update", "template_key": KEY, "language": "en", "kind": "Any", "body": body}
		with self.as_user(self.author):
			return frappe.get_doc({"doctype": DOCTYPE, **row, "max_segments": 2, **values}).insert()

	def review(self, template, user=None):
		with self.as_user(user or self.coordinator):
			desk_messages.review_template(template.name, str(template.modified))
		return template.reload()

	def reviewed(self, *args, **values):
		return self.review(self.word(*args, **values))

	def rendered(self, language="en", kind="SMS", **variables):
		return templates.rendered(KEY, language, kind, {"reference": REFERENCE, **variables})


class TestReview(TemplateCase):
	def test_words_go_out_once_somebody_else_has_found_them_neutral(self):
		template = self.word()
		with self.assert_refused("no reviewed words", NoTemplate):
			self.rendered()
		self.review(template)
		self.assertEqual((template.reviewed_by, template.worded_by), (self.coordinator, self.author))
		self.assertEqual(self.rendered().body, f"We work on {REFERENCE}.")

	def test_nobody_reviews_her_own_words(self):
		template = self.word()
		with self.assert_refused("Somebody else", GuardRefused):
			self.review(template, self.author)
		self.assertEqual(self.review(template, self.other_admin).reviewed_by, self.other_admin)

	def test_an_operator_reviews_nothing(self):
		with self.assert_refused("Only coordinators", frappe.PermissionError):
			self.review(self.word(), self.operator)

	def test_new_words_void_the_review_and_make_their_writer_the_author(self):
		template = self.reviewed()
		with self.as_user(self.other_admin):
			template.body = "We still work on {reference}."
			template.save()
		self.assertEqual(
			{field: template.get(field) or value for field, value in NOT_REVIEWED.items()}, NOT_REVIEWED
		)
		self.assertEqual(template.worded_by, self.other_admin)
		with self.assert_refused("no reviewed words", NoTemplate):
			self.rendered()

	def test_a_change_of_anything_else_leaves_the_review_alone(self):
		template = self.reviewed()
		with self.as_user(self.author):
			template.title = "Another name"
			template.save()
		self.assertEqual(self.rendered().template, template.name)

	def test_other_words_at_the_provider_void_the_review(self):
		template = self.reviewed(content_sid="HX1")
		template.db_set("approval_state", "approved")
		waiting = frappe._dict(template=template.name)
		self.assertEqual(policy.approved_content(waiting), "HX1")
		with self.as_user(self.other_admin):
			template.content_sid = "HX2"
			template.save()
		template.db_set("approval_state", "approved")
		self.assertEqual((template.reviewed_as_neutral, template.worded_by), (0, self.other_admin))
		self.assertEqual(policy.approved_content(waiting), "")
		with self.assert_refused("no reviewed words", NoTemplate):
			self.rendered()
		with self.assert_refused("Somebody else", GuardRefused):
			self.review(template, self.other_admin)

	def test_nobody_writes_the_review_into_the_form(self):
		with self.as_user(self.author):
			forged = {
				"reviewed_as_neutral": 1,
				"reviewed_by": self.coordinator,
				"worded_by": self.coordinator,
			}
			template = self.word(**forged)
			self.assertEqual((template.reviewed_as_neutral, template.worded_by), (0, self.author))
			template.update({**forged, "approval_state": "approved"})
			template.save()
		template.reload()
		self.assertEqual((template.reviewed_as_neutral, template.worded_by), (0, self.author))
		self.assertFalse(template.approval_state)

	def test_words_that_were_changed_meanwhile_are_read_again(self):
		template = self.word()
		seen = str(template.modified)
		with self.as_user(self.author):
			template.body = "Something else about {reference}."
			template.save()
		frappe.db.set_value(DOCTYPE, template.name, "modified", "2027-01-01 00:00:00", update_modified=False)
		with self.as_user(self.coordinator), self.assert_refused("changed meanwhile", GuardRefused):
			desk_messages.review_template(template.name, seen)

	def test_words_that_tell_what_it_is_about_cannot_be_reviewed(self):
		for body in ("Your complaint {reference}", "About Not received: {reference}", "شكوى {reference}"):
			with self.assert_refused("tell a stranger", GuardRefused):
				self.review(self.word(body))

	def test_a_category_the_site_has_worded_itself_counts_as_well(self):
		frappe.get_doc(doctype="CFM Category", code="OWNWORD", title="Blanket queue").insert()
		with self.assert_refused("Blanket queue", GuardRefused):
			self.review(self.word("The blanket queue is open."))

	def test_a_word_the_administrator_forbids_counts_as_well(self):
		frappe.db.set_single_value("CFM Channel Settings", "forbidden_words", "sunrise\nharbour")
		frappe.clear_document_cache("CFM Channel Settings", "CFM Channel Settings")
		with self.assert_refused("harbour", GuardRefused):
			self.review(self.word("Come to the Harbour."))

	def test_the_name_of_the_organisation_may_hold_any_word(self):
		frappe.db.set_single_value("CFM Settings", "organisation_name", "Water Without Violence")
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		self.reviewed("Water Without Violence works on {reference}.")
		self.assertIn("Water", self.rendered().body)

	def test_a_name_of_one_letter_takes_no_word_apart(self):
		frappe.db.set_single_value("CFM Settings", "organisation_name", "o")
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		with self.assert_refused("tell a stranger", GuardRefused):
			self.review(self.word("Your complaint {reference}"))

	def test_an_arabic_name_may_have_a_small_word_written_onto_it(self):
		frappe.db.set_single_value("CFM Settings", "organisation_name", "منظمة ضد العنف")
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		template = self.reviewed("من ومنظمة ضد العنف {reference}", language="ar")
		self.assertEqual(template.reviewed_by, self.coordinator)


class TestWording(TemplateCase):
	def test_only_known_variables_may_stand_in_it(self):
		for body in ("Dear {name}", "About {category}", "{", "{reference.name}"):
			with self.assert_refused("Only these can be filled in", frappe.ValidationError):
				self.word(body)

	def test_one_turkish_letter_makes_a_long_message_too_long(self):
		long = "a" * 150
		self.word(long + "i", max_segments=1)
		with self.assert_refused("makes 3 parts", frappe.ValidationError):
			self.word(long + "ı", max_segments=1, language="tr")

	def test_there_is_one_in_use_for_a_key_a_language_and_a_channel(self):
		self.word()
		with self.assert_refused("another one in use", frappe.ValidationError):
			self.word("Other words")
		self.word("Other words", is_active=0)

	def test_the_counter_tells_what_the_phone_company_counts(self):
		with self.as_user(self.author):
			counted = desk_messages.count_words("İş " + "a" * 80, "SMS")
			plain = desk_messages.count_words(counted["spelling"], "SMS")
		self.assertEqual(
			(counted["parts"], counted["units_per_part"], counted["offending"]), (2, 67, ["İ", "ş"])
		)
		self.assertEqual((plain["parts"], plain["units_per_part"], plain["offending"]), (1, 160, []))

	def test_who_may_not_word_messages_counts_nothing(self):
		with self.as_user(self.operator), self.assert_refused():
			desk_messages.count_words("Hello", "SMS")


class TestChoosing(TemplateCase):
	def test_the_language_of_the_person_then_of_the_line_then_of_the_site(self):
		self.reviewed("We work on {reference}.")
		self.reviewed("Seguimos con {reference}.", language="es")
		self.reviewed("Wij werken aan {reference}.", language="nl")
		frappe.db.set_single_value("CFM Settings", "default_language", "nl")
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		self.assertEqual(self.rendered("es").language, "es")
		self.assertEqual(self.rendered("es-MX").language, "es")
		self.assertEqual(self.rendered(("ps", "es")).language, "es")
		self.assertEqual(self.rendered("ps").language, "nl")
		self.assertEqual(self.rendered(None).language, "nl")

	def test_words_for_the_channel_come_before_those_for_any(self):
		self.reviewed("For any {reference}")
		whatsapp = self.reviewed("For WhatsApp {reference}", kind="WhatsApp")
		self.assertEqual(self.rendered(kind="WhatsApp").template, whatsapp.name)
		self.assertEqual(self.rendered(kind="SMS").body, f"For any {REFERENCE}")

	def test_words_that_are_switched_off_are_not_sent(self):
		self.reviewed().db_set("is_active", 0)
		with self.assert_refused("no reviewed words", NoTemplate):
			self.rendered()

	def test_a_date_is_written_as_its_reader_writes_it(self):
		self.reviewed("Cerrado el {date}", language="es")
		self.assertEqual(self.rendered("es", date="2026-12-07").body, "Cerrado el 7 de diciembre de 2026")

	def test_no_address_but_our_own_pages_can_be_sent(self):
		self.reviewed("Look at {link}")
		self.assertIn("/feedback/track", self.rendered(link=templates.links()[0]).body)
		with self.assert_refused("is not known", NoTemplate):
			self.rendered(link="https://evil.example/feedback/track")

	def test_free_text_is_no_reference(self):
		self.reviewed()
		with self.assert_refused("is not known", NoTemplate):
			self.rendered(reference="the guard asked my sister")

	def test_a_missing_value_sends_nothing(self):
		self.reviewed("From {organisation}: {reference}")
		with self.assert_refused("{organisation} is not known", NoTemplate):
			self.rendered(organisation="")

	def test_only_what_the_provider_approved_works_outside_its_window(self):
		template = self.reviewed(content_sid="HX1")
		self.assertFalse(self.rendered().works_outside_window)
		template.db_set("approval_state", "approved")
		self.assertTrue(self.rendered().works_outside_window)
		self.assertEqual(self.rendered().content_variables, {"1": REFERENCE})


class TestShippedWords(TemplateCase):
	def test_they_arrive_unreviewed_so_that_the_organisation_decides(self):
		shipped = seed.shipped_rows(DOCTYPE)
		frappe.db.delete(DOCTYPE)
		self.assertEqual(seed.create_missing(), len(shipped))
		self.assertEqual(frappe.db.count(DOCTYPE, {"reviewed_as_neutral": 1}), 0)
		self.assertEqual(seed.create_missing(), 0)

	def test_every_one_of_them_can_be_reviewed(self):
		frappe.db.delete(DOCTYPE)
		seed.create_missing()
		for name in seed.shipped_rows(DOCTYPE):
			self.review(frappe.get_doc(DOCTYPE, name))
		self.assertEqual(frappe.db.count(DOCTYPE, {"reviewed_as_neutral": 0}), 0)
