"""Stored and reflected script, templates, headers, logs: whatever is typed on a public page stays text everywhere."""

import json
from unittest.mock import patch

import frappe
from frappe.desk.query_report import run as run_report

from cfm_app.api import desk_complaint
from cfm_app.confidentiality import receipts
from cfm_app.handling import dialogue, intake
from cfm_app.portal import questions
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_grant, make_rule, make_user
from cfm_app.testing.hostile_words import RAW, WORDS
from cfm_app.testing.visitor import FORM, TRACK, Visitor, forget_counts

ONE_LINE = 140
FACTS = {"feedback_type": "COMPL_PROG", "category": "QUANT"}


class TestHostileWords(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.operator = make_user("Olga Operator", "Operator")
		cls.focal = make_user("Farid Focal", "Focal Point")
		cls.coordinator = make_user("Cora Coordinator", "Coordinator")
		make_grant(cls.operator, "Intake")
		make_grant(cls.focal, "Handle")
		make_grant(cls.coordinator, "Supervise")
		make_rule(level_to=4)

	def setUp(self):
		super().setUp()
		forget_counts()
		self.addCleanup(forget_counts)
		self.amina = Visitor()

	def asked(self):
		"""The names of all questions of the form."""
		shown = questions.sections(questions.web_form())
		return [question.name for section in shown for question in section.questions]

	def assert_harmless(self, page, kind):
		self.assertEqual([raw for raw in RAW if raw in page.html], [], kind)
		self.assertEqual({"evil", "X-Evil"} & set(page.response.headers.keys()), set(), kind)
		self.assertNotIn("Set-Cookie", page.response.headers, kind)

	def test_every_question_gives_back_what_was_typed_as_text(self):
		"""A telephone number that is none makes the form come back with all it was given."""
		for kind, words in WORDS.items():
			typed = {name: f"{words} {name}" for name in self.asked()}
			page = self.amina.post(FORM, {**self.amina.open_form(), **typed})
			self.assertEqual(page.status, 422, kind)
			self.assert_harmless(page, kind)
			self.assertIn("message</textarea>", page.html, kind)

	def test_fields_nobody_asked_for_change_nothing(self):
		for kind, words in WORDS.items():
			form = self.amina.open_form()
			odd = {
				"lang": words,
				"key": words,
				"csrf_token": words,
				"cmd": words,
				"sid": words,
				words[:40]: words,
			}
			self.assert_harmless(self.amina.post(FORM, {**form, **odd, "message": "x"}), kind)
			self.assert_harmless(
				self.amina.post(TRACK, {"pass": words, "ticket": words, "item": words}), kind
			)
			self.assert_harmless(self.amina.track(words, text=words), kind)

	def test_what_a_browser_says_about_itself_is_never_shown(self):
		for kind, words in WORDS.items():
			plain = "".join(letter for letter in words if " " <= letter <= "~")
			visitor = Visitor(language=plain)
			self.assert_harmless(visitor.get(), kind)
			self.assert_harmless(visitor.get(f"{TRACK}?lang={plain}&code={plain}&text={plain}"), kind)

	def everywhere(self, words):
		"""The words in each place a person can reach; the complaint made of them and the page she follows it on."""
		page = self.amina.write(words, your_name=words[:ONE_LINE], alias=words[:ONE_LINE])
		self.assertEqual(page.status, 200, words)
		contact = frappe.get_doc("CFM Interaction", receipts.find(page.code))
		self.amina.act(self.amina.track(page.code), "say", text=words)
		with self.as_user(self.operator):
			complaint = intake.classify(contact, [{"facts": FACTS}])[0]
		self.amina.act(self.amina.track(page.code), "say", text=words)
		return complaint, page.code

	def test_the_tracking_page_shows_it_as_text_to_her_and_from_staff(self):
		for kind, words in WORDS.items():
			complaint, code = self.everywhere(words)
			with self.as_user(self.focal):
				dialogue.ask(complaint, words)
			self.assert_harmless(self.amina.track(code), kind)

	def test_print_mail_alerts_and_reports_carry_nothing_of_it(self):
		for kind, words in WORDS.items():
			complaint, _code = self.everywhere(words)
			with self.as_user(self.focal):
				sheets = [
					frappe.get_print("Complaint", complaint.name, print_format)
					for print_format in ("Complaint Sheet", "Standard")
				]
			self.assertEqual([raw for raw in RAW[:4] if raw in "".join(sheets)], [], kind)
			self.assertEqual("cfm_ran" in words, "cfm_ran" in sheets[0], kind)
		told = {
			doctype: str(frappe.get_all(doctype, fields=["*"], limit=0))
			for doctype in ("Email Queue", "Notification Log", "ToDo", "Communication", "Comment")
		}
		for doctype, rows in {**told, "reports": self.reports()}.items():
			for trace in ("cfm_ran", "1234321", "evil", "forged by Amina", "drop table"):
				self.assertNotIn(trace, rows, doctype)

	def reports(self):
		"""All that the reports of complaints and contacts show the coordinator."""
		ours = frappe.get_all(
			"Report",
			{"module": "CFM App", "report_type": "Script Report", "disabled": 0, "is_standard": "Yes"},
			pluck="name",
		)
		self.assertGreater(len(ours), 3)
		with self.as_user(self.coordinator):
			shown = {name: run_report(name, filters={}) for name in ours if self.may_run(name)}
		self.assertGreater(len(shown), 1)
		return json.dumps(shown, default=str)

	def may_run(self, name):
		return frappe.get_doc("Report", name).is_permitted()

	def test_the_desk_gets_it_as_data_and_the_document_names_nobody(self):
		for kind, words in WORDS.items():
			complaint, _code = self.everywhere(words)
			with self.as_user(self.focal):
				page = desk_complaint.complaint_page(complaint.name)
				title = frappe.get_doc("Complaint", complaint.name).get_title()
			self.assertEqual(title, complaint.name)
			self.assertNotIn("\x00", json.dumps(page, default=str), kind)
			self.assertNotIn("\u202e", page["words"]["narrative"], kind)

	def test_a_broken_page_writes_nothing_of_it_into_the_error_log(self):
		for kind, words in WORDS.items():
			frappe.db.delete("Error Log")
			with (
				patch("cfm_app.portal.submission.receipts.issue", side_effect=RuntimeError("disk full")),
				patch.object(frappe.db, "rollback"),
			):
				page = self.amina.write(f"Amina says {words}", your_name="Amina Rahimi")
			self.assertEqual(page.status, 500, kind)
			self.assert_harmless(page, kind)
			logged = str(frappe.get_all("Error Log", fields=["method", "error"]))
			self.assertIn("RuntimeError", logged)
			for trace in ("Amina", "cfm_ran", "1234321", "forged", "evil"):
				self.assertNotIn(trace, logged, kind)
