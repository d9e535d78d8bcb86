"""A person follows her message with her code: reads, answers, adds, rates, disagrees; others with a code that is not one."""

import re
from unittest.mock import patch

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import CallbackManager

from cfm_app.confidentiality import receipts
from cfm_app.handling import dialogue, intake, timeline
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_contact, make_grant, make_rule, make_user
from cfm_app.testing.visitor import Visitor, forget_counts

QUESTION = {"feedback_type": "QUESTION", "category": "INFO"}
COMPLAINT = {"feedback_type": "COMPL_PROG", "category": "QUANT"}


class TestFollowingAMessage(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.operator = make_user("Olga Operator", "Operator")
		cls.focal = make_user("Farid Focal", "Focal Point")
		make_grant(cls.operator, "Intake")
		make_grant(cls.focal, "Handle")
		make_rule(level_to=4)

	def setUp(self):
		super().setUp()
		forget_counts()
		self.amina = Visitor()
		self.code = self.amina.write("The water point is dry.").code
		self.contact = frappe.get_doc("CFM Interaction", receipts.find(self.code))

	def classify(self, *items):
		with self.as_user(self.operator):
			return intake.classify(self.contact, [{"facts": facts} for facts in items or [QUESTION]])

	def work(self, complaint, *actions, **values):
		"""Farid works on the complaint; return it as it is then."""
		for action in actions:
			with self.as_user(self.focal):
				doc = frappe.get_doc("Complaint", complaint.name)
				doc.update(values).save()
				apply_workflow(doc.as_json(), action)
		return frappe.get_doc("Complaint", complaint.name)

	def answer(self, complaint, words, channel="WEB", sent=True):
		"""Farid writes an answer and sends it."""
		with self.as_user(self.focal):
			response = frappe.new_doc(
				"CFM Response", complaint=complaint.name, answer=words, channel=channel
			).insert()
			if sent:
				response.attempt(reached=False)
		return response

	def state_of(self, complaint):
		return frappe.db.get_value("Complaint", complaint.name, "workflow_state")

	def test_she_sees_how_far_it_is_in_plain_words(self):
		self.assertIn("Somebody will read it soon.", self.amina.track(self.code).words)
		complaint = self.classify()[0]
		self.work(complaint, "Triage")
		self.assertIn("The right people will work on it.", self.amina.track(self.code).words)
		self.work(complaint, "Start work")
		page = self.amina.track(self.code)
		self.assertIn("We are working on it.", page.words)
		self.assertIn("You get an answer by", page.words)
		self.assertIn("We have read your message", page.words)

	def test_several_matters_are_numbered_and_no_category_level_or_name_is_shown(self):
		complaints = self.classify(QUESTION, COMPLAINT)
		page = self.amina.track(self.code)
		self.assertIn('id="item-2"', page.html)
		hidden = ["INFO", "QUANT", "COMPL_PROG", "Farid", self.focal, *(made.name for made in complaints)]
		for word in (*hidden, self.contact.name, complaints[0].access_key):
			self.assertNotIn(word, page.html)

	def test_a_code_may_be_typed_in_any_way_people_write_digits(self):
		arabic = self.code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
		for typed in (self.code.replace(" ", ""), self.code.replace(" ", "-"), arabic):
			self.assertEqual(self.amina.track(typed).status, 200)

	def test_wrong_malformed_and_erased_codes_answer_alike_and_do_the_same_work(self):
		erased = receipts.code_for("a message that is gone")
		receipts.issue(frappe._dict(name="K-GONE0-00000"), erased)
		answers, looked_up = set(), set()
		for typed in ("1234 5678 9012 3456", erased, "12", "", "x" * 60):
			page = self.amina.track(typed)
			answers.add((page.status, re.sub("nonce[-=]['\"]?[^'\" >]+", "", page.html)))
			looked_up.add(len(self.queries_of(typed)))
		looked_up.add(len(self.queries_of(self.code)))
		self.assertEqual(len(answers), 1)
		self.assertEqual(looked_up, {2})

	def queries_of(self, typed):
		"""The look-ups that a typed code causes before anything is shown."""
		with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as asked:
			receipts.find(typed)
		return asked.call_args_list

	def test_staff_ask_and_she_answers_and_work_goes_on(self):
		complaint = self.work(self.classify()[0], "Triage", "Start work")
		with self.as_user(self.focal):
			dialogue.ask(complaint, "Which block do you live in?")
		self.work(complaint, "Wait", waiting_reason="waiting for complainant")
		page = self.amina.track(self.code)
		self.assertIn("Which block do you live in?", page.words)
		self.assertIn("We have a question for you.", page.words)
		with patch("cfm_app.handling.alerts.tell") as told:
			after = self.amina.act(page, "say", text="Block C, near the school.")
		self.assertIn("We have received what you added.", after.words)
		self.assertEqual(self.state_of(complaint), "In progress")
		self.assertEqual((told.call_args[0][0], told.call_args[0][2]), ([self.focal], "message"))
		with self.as_user(self.focal):
			notes = [frappe.get_doc("CFM Step", step.name).note for step in timeline.of(complaint)]
		self.assertIn("Block C, near the school.", notes)

	def test_who_may_not_read_a_complaint_may_not_ask_her_either(self):
		complaint = self.classify()[0]
		with self.as_user(make_user("Sana Stranger", "Focal Point")), self.assert_refused():
			dialogue.ask(complaint, "Who are you?")

	def test_she_adds_something_before_anybody_has_read_her_message(self):
		after = self.amina.act(self.amina.track(self.code), "say", text="Now the second point is dry too.")
		self.assertIn("Now the second point is dry too.", after.words)
		self.classify()
		self.assertIn("Now the second point is dry too.", self.amina.track(self.code).words)

	def test_pressing_send_twice_adds_it_once(self):
		page = self.amina.track(self.code)
		with patch.object(frappe.db, "after_commit", CallbackManager()) as committed:
			self.amina.act(page, "say", text="Only once")
			committed.run()
		again = self.amina.act(page, "say", text="Only once")
		self.assertEqual((again.status, again.html.count("Only once")), (200, 1))

	def test_what_was_pressed_twice_at_once_is_given_back_until_the_first_is_safe(self):
		page = self.amina.track(self.code)
		self.amina.act(page, "say", text="Only once")
		second = self.amina.act(page, "say", text="Only once")
		self.assertEqual((second.status, second.html.count("Only once")), (409, 2))
		self.assertIn("please wait a minute", second.words)

	def test_what_broke_off_is_sent_again_from_the_same_page(self):
		page = self.amina.track(self.code)
		broken = patch.object(dialogue, "say", side_effect=frappe.db.OperationalError)
		undone = patch.object(frappe.db, "rollback", side_effect=lambda **_to: frappe.db.after_rollback.run())
		with broken, undone:
			self.assertEqual(self.amina.act(page, "say", text="Do not lose this").status, 500)
		self.assertIn("Do not lose this", self.amina.act(page, "say", text="Do not lose this").words)
		self.assertIn("Do not lose this", self.amina.track(self.code).words)

	def test_who_goes_back_after_a_refused_file_and_sends_the_words_alone_is_heard(self):
		page = self.amina.track(self.code)
		program = [("run.exe", b"MZ" + bytes(200))]
		self.assertEqual(self.amina.act(page, "say", text="Look here", files=program).status, 422)
		self.amina.act(page, "say", text="Look here")
		self.assertIn("Look here", self.amina.track(self.code).words)

	def test_an_answer_is_read_here_once_it_is_sent_and_counts_as_delivered(self):
		complaint = self.work(self.classify()[0], "Triage", "Start work")
		draft = self.answer(complaint, "The pump comes on Monday.", sent=False)
		self.assertNotIn("The pump comes", self.amina.track(self.code).words)
		with self.as_user(self.focal):
			frappe.get_doc("CFM Response", draft.name).attempt(reached=False)
		self.assertIn("The pump comes on Monday.", self.amina.track(self.code).words)
		response = frappe.get_doc("CFM Response", draft.name)
		self.assertEqual((response.state, response.person_reached), ("Delivered", "yes"))
		self.assertTrue(frappe.db.get_value("Complaint", complaint.name, "first_answered_on"))
		self.assertIn("The pump comes on Monday.", self.amina.track(self.code).words)

	def test_a_colleague_who_follows_her_own_message_is_not_recorded(self):
		complaint = self.work(self.classify()[0], "Triage", "Start work")
		self.answer(complaint, "We look into it.")
		user = make_user("Wafa Whistle", "Operator")
		page = self.amina.post("/feedback/track", {"code": self.code}, user=user)
		self.assertIn("We look into it.", page.words)
		self.amina.post("/feedback/track", {**page.hidden("say"), "text": "Thank you"}, user=user)
		traces = [
			frappe.get_all(doctype, {"complaint": complaint.name}, "*")
			for doctype in ("CFM Step", "CFM Response")
		]
		self.assertIn("message from person", str(traces))
		self.assertNotIn(user, str(traces))

	def test_an_answer_meant_for_the_phone_is_not_shown(self):
		complaint = self.work(self.classify()[0], "Triage", "Start work")
		self.answer(complaint, "We tell you by phone.", channel="HOTLINE")
		self.assertNotIn("by phone", self.amina.track(self.code).words)

	def finished(self):
		"""A complaint that was answered on this page and closed."""
		complaint = self.work(self.classify()[0], "Triage", "Start work")
		self.answer(complaint, "The pump comes on Monday.")
		self.amina.track(self.code)
		return self.work(complaint, "Close", outcome="ANSWERED")

	def test_she_rates_the_work_once_and_a_low_rating_is_told(self):
		complaint = self.finished()
		page = self.amina.track(self.code)
		with patch("cfm_app.cfm_app.doctype.cfm_follow_up.cfm_follow_up.alerts.tell") as told:
			after = self.amina.act(page, "rate", rating="2", text="It took too long.")
		self.assertIn("Thank you.", after.words)
		self.assertNotIn("Tell us how we did", after.words)
		self.assertEqual(frappe.db.get_value("Complaint", complaint.name, "satisfaction_rating"), 2)
		asked = frappe.get_all(
			"CFM Follow Up", {"complaint": complaint.name}, ["kind", "handling_rating", "result"]
		)
		self.assertEqual(asked, [{"kind": "Satisfaction", "handling_rating": 2, "result": "reached"}])
		self.assertEqual(told.call_args[0][2], "low_rating")
		again = self.amina.act(after, "say", action="rate", rating="5")
		self.assertIn("This cannot be rated now.", again.words)

	def test_she_rates_how_she_was_received_once(self):
		after = self.amina.act(self.amina.track(self.code), "reception", rating="4")
		self.assertEqual(frappe.db.get_value("CFM Interaction", self.contact.name, "intake_rating"), 4)
		self.assertNotIn("Was it easy to tell us?", after.words)

	def test_a_rating_that_is_none_is_refused(self):
		page = self.amina.track(self.code)
		for rating in ("", "0", "6", "five", "٣"):
			refused = self.amina.act(self.amina.track(self.code), "reception", rating=rating)
			self.assertEqual(refused.status, 422, rating)
		self.assertEqual(page.status, 200)
		self.assertEqual(frappe.db.get_value("CFM Interaction", self.contact.name, "intake_rating"), 0)

	def test_she_disagrees_with_a_reason_and_it_is_opened_again(self):
		complaint = self.finished()
		refused = self.amina.act(self.amina.track(self.code), "appeal", text="  ")
		self.assertEqual((refused.status, self.state_of(complaint)), (422, "Closed"))
		after = self.amina.act(refused, "appeal", text="The pump never came.")
		self.assertIn("We have opened this again.", after.words)
		doc = frappe.get_doc("Complaint", complaint.name)
		self.assertEqual(
			(doc.workflow_state, doc.closed_on, doc.outcome, doc.reopen_count), ("Appealed", None, None, 1)
		)
		self.assertTrue(doc.next_due)
		kinds = frappe.get_all("CFM Step", {"complaint": doc.name}, pluck="kind")
		self.assertIn("appealed", kinds)
		self.assertEqual(self.work(doc, "Start work").workflow_state, "In progress")

	def test_nobody_disagrees_before_there_is_an_answer(self):
		complaint = self.classify()[0]
		page = self.amina.track(self.code)
		self.assertNotIn("I do not agree with the answer", page.words)
		refused = self.amina.act(page, "say", action="appeal", text="I disagree already.")
		self.assertEqual((refused.status, self.state_of(complaint)), (422, "Received"))
		self.assertIn("I disagree already.</textarea>", refused.html)

	def test_a_code_reaches_its_own_message_and_no_other(self):
		other = make_contact("Somebody else's words")
		self.classify(QUESTION)
		page = self.amina.track(self.code)
		for number in ("0", "2", "99", other.name):
			after = self.amina.act(page, "say", item=number, text="Into whose file?")
			page = after
		wrote = frappe.get_all("CFM Step", {"interaction": other.name, "kind": "message from person"})
		self.assertEqual(wrote, [])

	def test_a_page_left_open_asks_for_the_code_and_keeps_the_text(self):
		page = self.amina.track(self.code)
		with patch("cfm_app.portal.track_page.PASS_SECONDS", -1):
			asked = self.amina.act(page, "say", text="A long addition")
		self.assertEqual(asked.status, 422)
		self.assertIn("A long addition</textarea>", asked.html)
		again = self.amina.track(self.code, text="A long addition")
		self.assertIn("A long addition</textarea>", again.html)

	def test_a_forged_pass_opens_nothing(self):
		page = self.amina.track(self.code)
		forged = self.amina.post(
			"/feedback/track", {**page.hidden("say"), "pass": "k1.AAAA", "text": "Let me in"}
		)
		self.assertEqual(forged.status, 422)
		self.assertNotIn("Your message of", forged.words)
		form_key = self.amina.open_form()["key"]
		self.assertEqual(self.amina.post("/feedback/track", {"pass": form_key, "action": "say"}).status, 422)

	def test_a_photo_she_adds_is_sealed_and_a_program_is_refused(self):
		page = self.amina.track(self.code)
		after = self.amina.act(page, "say", files=[("note.pdf", b"%PDF-1.4\n%%EOF")])
		self.assertIn("You sent a file", after.words)
		refused = self.amina.act(after, "say", text="Look", files=[("run.exe", b"MZ" + bytes(200))])
		self.assertIn("We cannot take this kind of file.", refused.words)
		self.assertEqual(frappe.db.count("CFM Sealed File", {"record": self.contact.name}), 1)
