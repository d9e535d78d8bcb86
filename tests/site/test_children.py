"""A child speaks, or a child was hurt: nobody goes on without child and caregiver, and nothing is sent to a phone."""

import frappe
from frappe.model.workflow import apply_workflow

from cfm_app.api import desk_care, desk_page
from cfm_app.confidentiality import vault
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import care, intake
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint, make_grant, make_rule, make_user, somebody

REASON = "The caregiver is the man she is afraid of."
PLAN = "Her aunt answers after five; ask for the sewing class."


class TestChildren(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.operator = make_user("Olga Operator", "Operator")
		cls.focal = make_user("Farid Focal", "Focal Point")
		make_grant(cls.operator, "Intake")
		make_grant(cls.focal, "Handle")
		make_rule(level_to=4)

	def take(self, **facts):
		with self.as_user(self.operator):
			return make_complaint(people=somebody(), **{"age_band": "12-17", **facts})

	def ask_for_help(self, **facts):
		"""A need of level 2: its answer goes out without approval."""
		return self.take(feedback_type="REQUEST", category="INFO", sensitivity="ASSIST", **facts)

	def triage(self, doc):
		with self.as_user(self.focal):
			return apply_workflow(frappe.get_doc("Complaint", doc.name).as_json(), "Triage")

	def test_work_waits_for_assent_and_consent(self):
		doc = self.take()
		with self.assert_refused("This is about a child", GuardRefused):
			self.triage(doc)
		with self.as_user(self.focal):
			desk_care.write_care(doc.name, {"child_assent": "given", "caregiver_consent": "given"})
		self.assertEqual(self.triage(doc).workflow_state, "Triaged")

	def test_or_for_a_written_reason_why_it_is_best_for_the_child(self):
		doc = self.take(age_band=None, child_affected=1)
		with self.as_user(self.focal):
			desk_care.write_care(doc.name, {"child_assent": "given", "caregiver_consent": "not safe to ask"})
			self.assertEqual(desk_page.of(doc)["care"]["missing"], ["best_interest"])
		with self.assert_refused("This is about a child", GuardRefused):
			self.triage(doc)
		with self.as_user(self.focal):
			desk_care.write_care(doc.name, {"best_interest": REASON})
		self.assertEqual(self.triage(doc).workflow_state, "Triaged")

	def test_an_adult_is_not_asked_for_anybodys_consent(self):
		doc = self.take(age_band="18-59")
		with self.as_user(self.focal):
			self.assertEqual(desk_page.of(doc)["care"], {})
		self.assertEqual(self.triage(doc).workflow_state, "Triaged")

	def test_what_was_agreed_is_sealed_and_kept_in_versions(self):
		doc = self.take()
		with self.as_user(self.focal):
			desk_care.write_care(doc.name, {"best_interest": REASON})
			desk_care.write_care(doc.name, {"best_interest": REASON + " She said so twice."})
			self.assertEqual(len(vault.versions(doc, "best_interest")), 2)
		for table in ("tabCFM Sealed Content", "tabComplaint", "tabCFM Step"):
			self.assertNotIn("afraid of", str(frappe.db.sql(f"select * from `{table}`")))
		with (
			self.as_user(make_user("Stefan Stranger", "Focal Point")),
			self.assert_refused(exception=AccessRefused),
		):
			desk_care.write_care(doc.name, {"best_interest": "I want to."})

	def test_it_can_be_written_while_the_child_still_speaks(self):
		given = {"child_assent": "given", "caregiver_consent": "given", "contact_plan": PLAN}
		item = {
			"facts": {"feedback_type": "COMPL_PROG", "category": "QUANT", "age_band": "5-11"},
			"care": given,
		}
		with self.as_user(self.operator):
			_contact, (doc,) = intake.quick_intake(
				{"channel": "HOTLINE", "area": "ALL"}, {"message": "My bag tore."}, [], [item]
			)
		self.assertEqual(care.of(doc), given)
		self.assertEqual(self.triage(doc).workflow_state, "Triaged")

	def test_an_answer_nobody_offered_is_refused(self):
		doc = self.take()
		with self.as_user(self.focal), self.assert_refused("choose one of the answers", GuardRefused):
			desk_care.write_care(doc.name, {"child_assent": "whatever"})

	def test_harm_by_an_aid_worker_is_level_six_and_a_torn_bag_is_not(self):
		self.assertEqual(self.take(aid_worker_involved="yes").level, 6)
		self.assertEqual(self.take(aid_worker_involved="unknown").level, 6)
		self.assertEqual(self.take(aid_worker_involved="no").level, 3)
		self.assertEqual(self.take().level, 3)
		self.assertEqual(self.take(age_band="18-59", aid_worker_involved="yes").level, 3)
		self.assertEqual(self.take(category="CHILD.ANY").level, 6)

	def answer_by(self, doc, channel):
		with self.as_user(self.focal):
			response = frappe.new_doc(
				"CFM Response", complaint=doc.name, answer="Come and change it.", channel=channel
			)
			response.insert()
			response.attempt(reached=True)
		return response.state

	def test_nothing_is_written_to_a_child(self):
		doc = self.ask_for_help()
		for channel in ("SMS", "WHATSAPP", "EMAIL"):
			with self.assert_refused("Nothing is written to a child", GuardRefused):
				self.answer_by(doc, channel)
		self.assertEqual(self.answer_by(doc, "DESK"), "Delivered")

	def test_nobody_calls_back_without_a_plan_made_with_a_caregiver(self):
		doc = self.ask_for_help()
		with self.assert_refused("write down with the caregiver", GuardRefused):
			self.answer_by(doc, "HOTLINE")
		with self.as_user(self.focal):
			desk_care.write_care(doc.name, {"contact_plan": PLAN})
		self.assertEqual(self.answer_by(doc, "HOTLINE"), "Delivered")
		self.assertEqual(self.answer_by(self.ask_for_help(age_band="18-59"), "SMS"), "Delivered")
