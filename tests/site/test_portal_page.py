"""The public page itself: small, in her language, without traces, the same in both renderings, and closed to the curious."""

import json
from unittest.mock import patch

import frappe
from frappe.handler import execute_cmd
from frappe.utils import set_request

from cfm_app.confidentiality import receipts
from cfm_app.exceptions import NotAllowedHere
from cfm_app.handling import intake
from cfm_app.portal import questions, seed, submission
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_grant, make_rule, make_user
from cfm_app.testing.visitor import FORM, TRACK, Visitor

ACCEPT = "frappe.website.doctype.web_form.web_form.accept"
THIRTY_KILOBYTES = 30_000
CONFIDENTIAL_LISTS = ("CFM Interaction", "Complaint", "CFM Receipt", "CFM Person", "CFM Step", "CFM Response")


class TestThePublicPage(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.visitor = Visitor()

	def test_every_page_weighs_less_than_thirty_kilobytes_in_every_language(self):
		for language in ("en", "es", "ar", "nl"):
			visitor = Visitor(language)
			receipt = visitor.write("Hello")
			pages = [visitor.get(FORM), visitor.get(TRACK), receipt, visitor.track(receipt.code)]
			self.assertEqual([page.status for page in pages], [200] * 4)
			self.assertLess(max(page.size for page in pages), THIRTY_KILOBYTES, language)

	def test_nothing_is_fetched_from_anywhere_and_no_cookie_is_set(self):
		page = self.visitor.get()
		for mark in ("<script src", "<img", "@import", "url(", "<iframe", '<link rel="stylesheet'):
			self.assertNotIn(mark, page.html)
		self.assertEqual(frappe.local.cookie_manager.cookies, {})
		self.assertEqual(frappe.local.cookie_manager.to_delete, [])

	def test_browsers_and_proxies_keep_and_tell_nothing(self):
		for page in (self.visitor.get(), self.visitor.write("Hello")):
			headers = page.response.headers
			self.assertEqual(headers["Cache-Control"], "no-store")
			self.assertEqual(headers["Referrer-Policy"], "no-referrer")
			self.assertEqual(headers["X-Frame-Options"], "DENY")
			self.assertTrue(headers["Content-Security-Policy"].startswith("default-src 'none'; "))
			self.assertIn("<title>Feedback</title>", page.html)

	def test_the_language_is_hers(self):
		self.assertIn('<html lang="ar" dir="rtl">', Visitor("ar-SY,ar;q=0.9").get().html)
		self.assertIn('<html lang="nl" dir="ltr">', Visitor("ar").get("/feedback?lang=nl").html)
		default = frappe.get_cached_doc("CFM Settings").default_language
		self.assertIn(f'<html lang="{default}"', Visitor("tlh").get().html)
		self.assertIn("ماذا تريد أن تخبرنا؟", Visitor("ar").get().words)
		receipt = Visitor("ar").write("ماء")
		contact = receipts.find(receipt.code)
		self.assertEqual(
			frappe.db.get_value("CFM Interaction", contact, ["language", "privacy_notice"]), ("ar", "1-ar")
		)

	def test_it_explains_who_reads_by_when_and_which_other_ways_there_are(self):
		frappe.get_doc("CFM Settings").update({"contact_words": "Help desk at the market"}).save()
		words = self.visitor.get().words
		for said in (
			"Only the few people who work on your message",
			"You get an answer by",
			"Help desk at the market",
		):
			self.assertIn(said, words)
		self.assertIn("How we look after what you tell us", words)

	def test_who_must_leave_quickly_leaves_no_trace_to_the_next_site(self):
		link = f'href="{frappe.get_cached_doc("CFM Settings").quick_exit_address}" rel="noreferrer'
		self.assertIn(link, self.visitor.get().html)

	def test_only_what_the_organisation_offers_can_be_chosen(self):
		self.assertNotIn("It is about another organisation", self.visitor.get().words)
		page = self.visitor.write("Hello", feedback_type="It is about another organisation")
		self.assertEqual(page.status, 422)
		frappe.get_doc("CFM Feedback Type", "OTHER_ACTOR").update({"on_portal": 1}).save()
		self.assertIn("It is about another organisation", self.visitor.get().words)
		frappe.get_doc("CFM Feedback Type", "THANKS").update({"is_active": 0}).save()
		self.assertNotIn("I want to say thank you", self.visitor.get().words)

	def test_an_administrator_words_the_form_in_desk(self):
		form = questions.web_form().name
		doc = frappe.get_doc("Web Form", form)
		message = next(row for row in doc.web_form_fields if row.fieldname == "message")
		message.update({"label": "Your story", "description": "Take your time."})
		doc.save()
		words = self.visitor.get().words
		self.assertIn("Your story (needed) Take your time.", words)
		self.assertEqual(seed.create_missing(), 0)
		self.assertIn("Your story", self.visitor.get().words)

	def test_frappes_own_rendering_returns_nothing_but_a_code(self):
		before = frappe.db.count("CFM Interaction")
		self.assertEqual(accept({"message": "Hello", "name": "", "state": "Classified"}), {})
		self.assertEqual(frappe.db.count("CFM Interaction"), before + 1)
		contact = frappe.get_last_doc("CFM Interaction")
		self.assertEqual((contact.state, contact.owner), ("New", "Guest"))
		self.assertNotIn(contact.name, str(frappe.local.message_log))

	def test_words_from_frappes_own_rendering_stay_out_of_what_error_logs_show(self):
		in_reach = []

		def take(_filled):
			in_reach.append(str(frappe.form_dict))
			return submission.Receipt("1234 5678 1234 5678", None)

		with patch("cfm_app.api.public.submission.take", take):
			accept({"message": "Not for the log"})
		self.assertEqual(len(in_reach), 1)
		self.assertNotIn("Not for the log", in_reach[0])

	def test_frappes_own_rendering_cannot_open_or_change_a_contact(self):
		page = self.visitor.write("My words")
		name = receipts.find(page.code)
		self.assertEqual(accept({"name": name, "message": "Changed"}), {})
		self.assertEqual(frappe.db.count("CFM Sealed Content", {"record": name, "field": "message"}), 1)

	def test_other_web_forms_are_none_of_our_business(self):
		fields = [{"fieldname": "description", "fieldtype": "Text", "label": "What"}]
		other = frappe.get_doc(
			doctype="Web Form",
			title="Tasks",
			route="tasks",
			doc_type="ToDo",
			published=1,
			web_form_fields=fields,
		).insert()
		self.assertEqual(accept({"description": "Sweep"}, other.name).doctype, "ToDo")

	def test_a_public_form_cannot_show_guests_the_names_of_other_records(self):
		form = frappe.get_doc("Web Form", questions.web_form().name)
		form.append(
			"web_form_fields",
			{"fieldname": "project", "fieldtype": "Link", "options": "CFM Project", "label": "Project"},
		)
		with self.assert_refused("A link would show guests every name", NotAllowedHere):
			form.save()

	def test_a_guest_lists_and_opens_nothing(self):
		name = receipts.find(self.visitor.write("Mine alone").code)
		with self.as_user("Guest"):
			for doctype in CONFIDENTIAL_LISTS:
				with self.assert_refused():
					frappe.get_list(doctype)
			with self.assert_refused():
				frappe.get_doc("CFM Interaction", name).check_permission("read")


class TestAQuestionOfTheirOwn(CFMTestCase):
	"""Adding a field ends the transaction, so it is added once for the class and taken away again."""

	FIELD = {"fieldname": "custom_road", "label": "Is the road open?", "fieldtype": "Data"}

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.form = questions.web_form().name
		frappe.get_doc({"doctype": "Custom Field", "dt": "CFM Interaction", **cls.FIELD}).insert()
		form = frappe.get_doc("Web Form", cls.form)
		form.append("web_form_fields", cls.FIELD)
		form.save()
		frappe.db.commit()

	@classmethod
	def tearDownClass(cls):
		frappe.set_user("Administrator")
		frappe.db.rollback()
		form = frappe.get_doc("Web Form", cls.form)
		form.remove(next(row for row in form.web_form_fields if row.fieldname == cls.FIELD["fieldname"]))
		form.save()
		frappe.delete_doc("Custom Field", "CFM Interaction-custom_road")
		frappe.db.commit()
		super().tearDownClass()

	def setUp(self):
		super().setUp()
		self.operator = make_user("Olga Operator", "Operator")
		make_grant(self.operator, "Intake")
		make_rule(level_to=4)

	def answers_of(self, code):
		"""What the operator reads in the complaint made of the message with this code."""
		contact = frappe.get_doc("CFM Interaction", receipts.find(code))
		facts = {"feedback_type": "COMPL_PROG", "category": "QUANT"}
		with self.as_user(self.operator):
			complaint = intake.classify(contact, [{"facts": facts}])[0]
			return frappe.get_doc("Complaint", complaint.name).answers

	def test_it_is_asked_on_the_plain_page_and_reaches_the_complaint_sealed(self):
		self.assertIn("Is the road open?", Visitor().get().words)
		code = Visitor().write("Stuck here", custom_road="Only on foot").code
		self.assertEqual(self.answers_of(code), "Is the road open?: Only on foot")
		self.assertFalse(frappe.db.has_column("CFM Interaction", "custom_road"))

	def test_it_is_asked_by_frappes_own_rendering_and_reaches_the_complaint(self):
		asked = frappe.get_doc("Web Form", self.form).web_form_fields
		self.assertIn("Is the road open?", [row.label for row in asked])
		accept({"message": "Through the other door", "custom_road": "By boat"})
		shown = " ".join(str(message) for message in frappe.local.message_log)
		code = shown.split("<b dir='ltr'>")[1][:19]
		self.assertEqual(self.answers_of(code), "Is the road open?: By boat")


def accept(data: dict, web_form: str = ""):
	"""Send what Frappe's own rendering sends, as a guest, and return what it gets."""
	set_request(method="POST", path=f"/api/method/{ACCEPT}")
	frappe.set_user("Guest")
	frappe.local.message_log, frappe.local.request_ip = [], "192.0.2.9"
	frappe.local.form_dict = frappe._dict(
		web_form=web_form or questions.web_form().name, data=json.dumps(data)
	)
	try:
		return execute_cmd(ACCEPT)
	finally:
		frappe.set_user("Administrator")
