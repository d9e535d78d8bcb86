"""Whatever is typed, the answer is a clear sentence and nothing is lost."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_to_date, now_datetime, today

from cfm_app.confidentiality import persons
from cfm_app.exceptions import AccessRefused
from cfm_app.handling.intake import classify
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint, make_contact, make_grant, make_rule, make_user, somebody

RLO = "\u202e"


class TestBadInput(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.operator = make_user("Olga Operator", "Operator")
		make_grant(cls.operator, "Intake")
		make_rule(level_to=4, assign_duty="Intake")

	def take(self, words="The tap is dry.", people=None, **facts):
		with self.as_user(self.operator):
			return make_complaint(words, people=people, **facts)

	def read(self, doc):
		with self.as_user(self.operator):
			return frappe.get_doc("Complaint", doc.name).as_dict()

	def test_emoji_arabic_and_bidi_letters_stay_and_tricks_go(self):
		doc = self.take(f"الماء مقطوع 😢 {RLO}abc\x00\x07 \u200fنعم")
		self.assertEqual(self.read(doc).narrative, "الماء مقطوع 😢 abc \u200fنعم")

	def test_a_long_story_is_kept_whole(self):
		story = "Every day the queue is longer. " * 3200
		self.assertGreater(len(story), 95_000)
		self.assertEqual(self.read(self.take(story)).narrative, story.strip())

	def test_too_long_a_story_is_refused_with_its_length(self):
		with self.assert_refused("at most 100000", frappe.ValidationError):
			self.take("x" * 100_001)

	def test_a_telephone_number_nobody_can_read_is_kept_as_it_was_typed(self):
		doc = self.take(people=somebody("Amina", "ask at the bakery, third door"))
		self.assertEqual(persons.contact_of(doc)["phone"], "ask at the bakery, third door")

	def test_dates_that_cannot_be_are_refused_in_words(self):
		with self.assert_refused("in the future", frappe.ValidationError):
			self.take(received_on=add_to_date(now_datetime(), days=1))
		with self.assert_refused("in the future", frappe.ValidationError):
			self.take(occurred_on=add_days(today(), 2))
		with self.assert_refused("cannot have happened after", frappe.ValidationError):
			self.take(occurred_on=today(), received_on=add_to_date(now_datetime(), days=-3))

	def test_an_item_of_a_contact_is_not_from_the_future_either(self):
		with self.as_user(self.operator):
			contact = make_contact()
			facts = {"feedback_type": "QUESTION", "received_on": add_to_date(now_datetime(), days=1)}
			with self.assert_refused("in the future", frappe.ValidationError):
				classify(contact, [{"facts": facts}])

	def test_an_unknown_place_or_category_is_named(self):
		with self.assert_refused("ATLANTIS", frappe.LinkValidationError):
			self.take(area="ATLANTIS")
		with self.assert_refused("NONSENSE", frappe.ValidationError):
			self.take(category="NONSENSE")

	def test_triage_says_what_is_missing(self):
		doc = self.take(category="INFO", sensitivity="INFO")
		doc.db_set("category", None)
		with self.as_user(self.operator), self.assert_refused("Category", frappe.ValidationError):
			apply_workflow(frappe.get_doc("Complaint", doc.name).as_json(), "Triage")

	def test_script_and_templates_stay_plain_text(self):
		words = "<script>alert(1)</script> {{ 7*7 }} {% raw %}"
		self.assertEqual(self.read(self.take(words)).narrative, words)

	def test_consent_needs_a_record_and_a_possible_date(self):
		doc = self.take()
		with self.as_user(self.operator):
			with self.assert_refused("Say to which complaint", frappe.ValidationError):
				frappe.new_doc("CFM Consent", purpose="answer the person").insert()
			with self.assert_refused("in the future", frappe.ValidationError):
				frappe.new_doc(
					"CFM Consent",
					complaint=doc.name,
					purpose="answer the person",
					given_on=add_to_date(now_datetime(), days=2),
				).insert()
			consent = frappe.new_doc("CFM Consent", complaint=doc.name, purpose="answer the person").insert()
			self.assertTrue(consent.is_valid())

	def test_nobody_hangs_an_answer_on_a_complaint_she_may_not_read(self):
		doc = self.take()
		stranger = make_user("Stefan Stranger", "Responder")
		with self.as_user(stranger), self.assert_refused(exception=AccessRefused):
			frappe.new_doc("CFM Response", complaint=doc.name, answer="Hello").insert()
