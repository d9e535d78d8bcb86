"""At the desk: the work on one complaint, from the first look to closing, and everybody who is refused."""

import frappe

from cfm_app.api import desk_answers, desk_complaint, desk_files
from cfm_app.confidentiality import files, log_reasons
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.rules.uploads import Upload
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_area, make_complaint, make_grant, make_rule, make_user, somebody

REFUSED = "no such record, or you may not open it"


class ComplaintTestCase(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		make_area("DESKLAND")
		make_area("ELSEWHERE")
		cls.operator = cls.person("Dora Desk", "Operator", "Intake")
		cls.handler = cls.person("Hanna Handler", "Focal Point", "Handle")
		cls.coordinator = cls.person("Carla Chief", "Coordinator", "Supervise")
		make_rule(rank=1, area="DESKLAND", level_to=4, assign_user=cls.handler, assign_duty=None)

	def setUp(self):
		super().setUp()
		with self.as_user(self.operator):
			self.name = make_complaint("The tap is dry.", somebody(), area="DESKLAND").name

	@staticmethod
	def person(name, role, duty=None, area="DESKLAND"):
		user = make_user(name, role)
		if duty:
			make_grant(user, duty, area=area)
		return user

	def page(self, user):
		with self.as_user(user):
			return desk_complaint.complaint_page(self.name)

	def move(self, user, *actions):
		with self.as_user(user):
			for action in actions:
				frappe.model.workflow.apply_workflow(frappe.get_doc("Complaint", self.name), action)


class TestThePage(ComplaintTestCase):
	def test_the_handler_finds_all_she_needs_in_one_call(self):
		page = self.page(self.handler)
		self.assertEqual(page["words"]["narrative"], "The tap is dry.")
		self.assertEqual(page["facts"]["handler"], self.handler)
		self.assertEqual(
			{clock["clock"] for clock in page["clocks"]}, {"acknowledge", "first_answer", "resolve"}
		)
		self.assertTrue(all(0 <= clock["progress"] <= 100 and clock["status"] for clock in page["clocks"]))
		self.assertEqual(page["blockers"], ["no_response", "no_outcome"])
		self.assertIn("received", {step.kind for step in page["timeline"]})
		self.assertIn("Triage", page["transitions"])

	def test_an_analyst_sees_facts_and_no_words(self):
		page = self.page(self.person("Ana Analyst", "Analyst", "Analyse"))
		self.assertEqual(page["depth"], "summary")
		self.assertFalse({"words", "parties", "timeline", "responses", "files"} & set(page))

	def test_the_focal_point_of_another_area_is_refused_everywhere(self):
		stranger = self.person("Sven Stranger", "Focal Point", "Handle", area="ELSEWHERE")
		calls = [
			lambda: desk_complaint.complaint_page(self.name),
			lambda: desk_complaint.add_note("Complaint", self.name, "note"),
			lambda: desk_complaint.write_section(self.name, "plan", "plan"),
			lambda: desk_complaint.explain_routing(self.name),
			lambda: desk_complaint.reveal_identity("Complaint", self.name, "I want to know"),
			lambda: desk_complaint.assign(self.name, stranger),
			lambda: desk_complaint.possible_handlers(self.name),
			lambda: desk_complaint.section_versions(self.name, "narrative"),
			lambda: desk_complaint.ask_person(self.name, "Where?"),
			lambda: desk_complaint.mark_seen(self.name),
			lambda: desk_answers.prepare_answer(self.name, "Answer"),
			lambda: desk_files.open_file("Complaint", self.name, "x"),
		]
		with self.as_user(stranger):
			for call in calls:
				with self.assert_refused(saying=REFUSED):
					call()

	def test_staff_it_is_about_are_locked_out_at_once(self):
		accused = self.person("Ali Accused", "Focal Point", "Handle")
		self.assertEqual(self.page(accused)["depth"], "full")
		with self.as_user(self.coordinator):
			desk_complaint.add_party(self.name, {"role": "subject of complaint", "staff": accused})
		with self.assert_refused(saying=REFUSED):
			self.page(accused)

	def test_opening_it_stops_the_ladder_for_the_handler_only(self):
		with self.as_user(self.coordinator):
			desk_complaint.mark_seen(self.name)
		self.assertIsNone(frappe.db.get_value("Complaint", self.name, "seen_on"))
		with self.as_user(self.handler):
			desk_complaint.mark_seen(self.name)
		self.assertTrue(frappe.db.get_value("Complaint", self.name, "seen_on"))


class TestWriting(ComplaintTestCase):
	def test_the_persons_own_words_are_corrected_with_a_reason_and_kept(self):
		with self.as_user(self.handler):
			with self.assert_refused(saying="The original is kept", exception=GuardRefused):
				desk_complaint.write_section(self.name, "narrative", "The pump is dry.")
			desk_complaint.write_section(
				self.name, "narrative", "The pump is dry.", "Heard wrong on the phone"
			)
			versions = desk_complaint.section_versions(self.name, "narrative")
		self.assertEqual([row["text"] for row in versions], ["The tap is dry.", "The pump is dry."])
		self.assertEqual(self.page(self.handler)["timeline"][0].kind, "correction")

	def test_a_part_of_the_dossier_is_written_and_its_gap_closes(self):
		with self.as_user(self.handler):
			desk_complaint.write_section(self.name, "facts", "Visited on Monday: the pump is broken.")
		page = self.page(self.handler)
		self.assertIn("facts", page["dossier"]["present"])
		self.assertEqual(page["words"]["facts"], "Visited on Monday: the pump is broken.")

	def test_only_parts_that_people_write_can_be_written(self):
		with (
			self.as_user(self.handler),
			self.assert_refused(saying="cannot be written", exception=GuardRefused),
		):
			desk_complaint.write_section(self.name, "lowering_reason", "none")

	def test_a_note_stands_first_in_the_timeline_and_nowhere_else(self):
		with self.as_user(self.handler):
			desk_complaint.add_note("Complaint", self.name, "Called, nobody there.")
		newest = self.page(self.handler)["timeline"][0]
		self.assertEqual((newest.kind, newest.note), ("note", "Called, nobody there."))
		self.assertEqual(
			frappe.db.count("Comment", {"reference_name": self.name, "comment_type": "Comment"}), 0
		)

	def test_an_empty_note_is_refused(self):
		with (
			self.as_user(self.handler),
			self.assert_refused(saying="empty", exception=frappe.ValidationError),
		):
			desk_complaint.add_note("Complaint", self.name, " ")

	def test_only_records_of_the_loop_take_notes(self):
		with self.as_user(self.handler), self.assert_refused(saying=REFUSED):
			desk_complaint.add_note("User", self.handler, "note")


class TestPeople(ComplaintTestCase):
	def test_revealing_needs_a_reason_that_the_auditor_can_read(self):
		with self.as_user(self.handler):
			self.assertTrue(desk_complaint.complaint_page(self.name)["parties"][0]["masked"])
			with self.assert_refused(saying="why", exception=frappe.ValidationError):
				desk_complaint.reveal_identity("Complaint", self.name, "x")
			people = desk_complaint.reveal_identity("Complaint", self.name, "To call her back today")
		self.assertEqual(people[0]["name"], "Amina Rahimi")
		row = frappe.get_last_doc("CFM Access Log", {"action": "reveal", "record": self.name})
		self.assertEqual(row.user, self.handler)
		self.assertEqual(log_reasons.opened(row.sealed_reason, row.record), "To call her back today")

	def test_a_complaint_goes_only_to_somebody_who_may_work_on_it(self):
		analyst = self.person("Ana Analyst", "Analyst", "Analyse")
		with self.as_user(self.coordinator):
			able = [row["value"] for row in desk_complaint.possible_handlers(self.name)]
			with self.assert_refused(saying="may not work", exception=AccessRefused):
				desk_complaint.assign(self.name, analyst)
			desk_complaint.assign(self.name, self.coordinator)
		self.assertNotIn(analyst, able)
		self.assertEqual(frappe.db.get_value("Complaint", self.name, "handler"), self.coordinator)


class TestLevelAndRouting(ComplaintTestCase):
	def test_two_people_lower_a_level(self):
		with self.as_user(self.handler):
			desk_complaint.ask_to_lower(self.name, 2, "It is about one family only")
			with self.assert_refused(saying="two people", exception=GuardRefused):
				desk_complaint.confirm_lowering(self.name, 2)
		self.assertEqual(frappe.db.get_value("Complaint", self.name, "level"), 3)
		with self.as_user(self.coordinator):
			self.assertEqual(desk_complaint.confirm_lowering(self.name, 2), {"level": 2})

	def test_the_dry_run_explains_and_records_nothing(self):
		before = frappe.db.count("Complaint")
		facts = {"feedback_type": "COMPL_PROG", "category": "QUANT", "area": "DESKLAND"}
		with self.as_user(self.coordinator):
			why = desk_complaint.routing_dry_run(facts)
		self.assertEqual((why["owner"], why["level"]), (self.handler, 3))
		self.assertTrue(any(row["matched"] for row in why["rules"]))
		self.assertEqual(frappe.db.count("Complaint"), before)

	def test_a_handler_does_not_try_out_the_routing(self):
		with self.as_user(self.handler), self.assert_refused():
			desk_complaint.routing_dry_run({"feedback_type": "COMPL_PROG"})


class TestAnswering(ComplaintTestCase):
	def seen(self, response):
		[shown] = [row for row in self.page(frappe.session.user)["responses"] if row["name"] == response]
		return str(shown["modified"])

	def test_a_complaint_is_worked_answered_and_closed(self):
		self.move(self.handler, "Triage", "Start work")
		with self.as_user(self.handler):
			response = desk_answers.prepare_answer(
				self.name, "The pump is repaired.", "Pump repaired on Monday"
			)["response"]
			with self.assert_refused(saying="Somebody else", exception=GuardRefused):
				desk_answers.approve(response, self.seen(response))
			with self.assert_refused(saying="need approval", exception=GuardRefused):
				desk_answers.attempt(response, True)
		with self.as_user(self.coordinator):
			approved = {"state": "Approved", "complaint_state": "Answer approved"}
			self.assertEqual(desk_answers.approve(response, self.seen(response)), approved)
		with self.as_user(self.handler):
			desk_answers.attempt(response, False, note="No answer")
			self.assertEqual(
				desk_answers.attempt(response, True, "yes"), {"state": "Delivered", "attempts": 2}
			)
			self.assertEqual(self.page(self.handler)["blockers"], ["no_outcome"])
			complaint = frappe.get_doc("Complaint", self.name)
			complaint.outcome = "SOLVED"
			complaint.save()
		self.move(self.handler, "Close")
		page = self.page(self.handler)
		self.assertEqual((page["facts"]["state"], page["blockers"]), ("Closed", []))
		self.assertEqual([row.kind for row in page["follow_ups"]], ["Satisfaction"])

	def test_changed_words_lose_their_approval(self):
		with self.as_user(self.handler):
			response = desk_answers.prepare_answer(self.name, "The pump is repaired.")["response"]
		with self.as_user(self.coordinator):
			desk_answers.approve(response, self.seen(response))
		with self.as_user(self.handler):
			desk_answers.rewrite(response, "The pump will be repaired.")
		self.assertIsNone(frappe.db.get_value("CFM Response", response, "approved_by"))

	def test_closing_without_an_answer_says_what_is_missing(self):
		self.move(self.handler, "Triage", "Start work")
		with self.assert_refused(saying="No answer has reached the person", exception=GuardRefused):
			self.move(self.handler, "Close")

	def test_an_operator_prepares_no_answers(self):
		with self.as_user(self.operator), self.assert_refused():
			desk_answers.prepare_answer(self.name, "Answer")

	def test_an_answer_without_words_is_refused(self):
		with (
			self.as_user(self.handler),
			self.assert_refused(saying="Write the answer", exception=frappe.ValidationError),
		):
			desk_answers.prepare_answer(self.name, " ")


class TestFiles(ComplaintTestCase):
	def test_a_file_is_streamed_logged_and_kept_by_nobody(self):
		complaint = frappe.get_doc("Complaint", self.name)
		stored = files.add("Complaint", self.name, Upload("application/pdf", "pdf", b"%PDF-1.4 harmless"))
		with self.as_user(self.handler):
			answer = desk_files.open_file("Complaint", complaint.name, stored)
		self.assertEqual(answer.get_data(), b"%PDF-1.4 harmless")
		self.assertIn("no-store", answer.headers["Cache-Control"])
		self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))
		self.assertTrue(
			frappe.db.exists("CFM Access Log", {"action": "file", "record": self.name, "user": self.handler})
		)

	def test_a_file_of_another_record_is_refused(self):
		stored = files.add("Complaint", "C-00000-00000", Upload("application/pdf", "pdf", b"%PDF-1.4 other"))
		with self.as_user(self.handler), self.assert_refused(saying="may not open this file"):
			desk_files.open_file("Complaint", self.name, stored)


class TestThePlan(ComplaintTestCase):
	def test_a_plan_waits_for_what_the_person_needs_and_wants(self):
		with self.as_user(self.handler):
			with self.assert_refused(saying="Wanted result", exception=GuardRefused):
				desk_complaint.write_section(self.name, "plan", "Repair on Monday.")
			for field in ("question_behind", "support_need", "wanted_result"):
				desk_complaint.write_section(self.name, field, "Water for the family.")
			desk_complaint.write_section(self.name, "plan", "Repair on Monday.")
		self.assertEqual(self.page(self.handler)["words"]["plan"], "Repair on Monday.")

	def test_the_same_matter_told_twice_is_pointed_out(self):
		with self.as_user(self.operator):
			again = make_complaint("The tap, again.", somebody(), area="DESKLAND").name
			other = make_complaint("A question.", somebody(), area="DESKLAND", category="INFO").name
		earlier = {row.name: row.may_be_the_same for row in self.page(self.handler)["earlier"]}
		self.assertEqual(earlier, {again: True, other: False})
