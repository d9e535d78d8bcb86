"""What somebody adds lands on the file she is writing about, never on somebody else's, and replies to news are counted."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import insert_row
from cfm_app.handling import dialogue
from cfm_app.integrations.base.types import Address
from cfm_app.integrations.engine import contact_points
from cfm_app.testing.arrivals_case import AMINA, BETTY, Arrivals


class TestThreads(Arrivals):
	def test_what_is_added_within_a_day_belongs_to_the_same_contact(self):
		first, second = self.write("The well is dry."), self.write("  Since Monday. ")
		self.assertEqual(second.record, first.record)
		self.assertEqual(self.steps(self.record_of(first)), ["Since Monday."])
		frappe.db.set_value(
			"CFM Message", {"record": first.record}, "creation", now_datetime() - timedelta(hours=25)
		)
		self.assertNotEqual(self.write("The pump is broken.").record, first.record)

	def test_an_ended_contact_takes_nothing_more(self):
		first = self.write()
		frappe.db.set_value("CFM Interaction", first.record, "state", "No feedback")
		self.assertNotEqual(self.write().record, first.record)

	def test_an_answer_to_a_question_reaches_the_complaint_and_wakes_it(self):
		complaint = self.classify(self.write())
		self.wait_for_her(complaint)
		row = self.write("It is at the school.")
		self.assertEqual(row.record, complaint.name)
		self.assertEqual(self.steps(complaint), ["It is at the school."])
		self.assertEqual(frappe.db.get_value("Complaint", complaint.name, "workflow_state"), "In progress")

	def test_a_question_of_lately_is_answered_where_it_was_asked(self):
		complaint = self.classify(self.write())
		self.assertNotEqual(self.write("Another thing.").record, complaint.name)
		with self.as_user(self.focal):
			dialogue.ask(frappe.get_doc("Complaint", complaint.name), "Where is it?")
		self.assertEqual(self.write("At the school.").record, complaint.name)

	def test_she_names_her_reference_however_she_writes_it(self):
		first = self.write()
		complaint = self.classify(first)
		written = complaint.name.replace("-", " ").lower()
		self.assertEqual(self.write(f"About {written}: still dry").record, complaint.name)
		self.assertEqual(
			self.write(f"{first.record}?").record, complaint.name, "by the reference of the contact"
		)

	def test_a_complaint_taken_at_the_hotline_is_found_by_its_reference_and_her_number(self):
		complaint = self.take()
		self.assertEqual(self.write(f"{complaint.name} any news?").record, complaint.name)
		self.assertEqual(self.write(f"{complaint.name} any news?", kind="whatsapp").record, complaint.name)

	def test_somebody_else_who_names_it_opens_a_contact_of_her_own(self):
		complaint = self.take()
		row = self.write(f"{complaint.name} I know what happened", sender=BETTY)
		self.assertEqual(row.record_type, "CFM Interaction")
		self.assertEqual(self.steps(complaint), [])
		self.assertEqual(
			self.write(f"{complaint.name} hello", sender="TR.1", kind="bsuid").record_type, "CFM Interaction"
		)

	def test_a_mail_that_answers_ours_finds_its_file(self):
		first = self.write(sender="amina@example.org", kind="email")
		complaint = self.classify(first)
		insert_row(
			"CFM Message",
			direction="Out",
			line=self.line.name,
			contact_point=first.contact_point,
			record_type="Complaint",
			record=complaint.name,
			state="Sent",
			provider_key=f"{self.line.account}:<1@help.example.org>",
		)
		answer = {"sender": "amina@example.org", "kind": "email", "in_reply_to": ("<1@help.example.org>",)}
		self.assertEqual(self.write("Thank you", **answer).record, complaint.name)
		stranger = self.write("Thank you", **{**answer, "sender": "eve@example.org"})
		self.assertNotEqual(stranger.record, complaint.name)

	def test_what_comes_by_phone_is_not_shown_to_whoever_holds_the_code(self):
		complaint = self.classify(self.write())
		self.wait_for_her(complaint)
		self.write("from a shared phone")
		self.assertNotIn(
			"from a shared phone", str(dialogue.words_for_person(frappe.get_doc("Complaint", complaint.name)))
		)

	def test_who_works_on_it_hears_of_it(self):
		complaint = self.classify(self.write())
		self.wait_for_her(complaint)
		with patch("cfm_app.handling.alerts.tell") as told:
			self.write("It is at the school.")
		((users, record, code), _more) = told.call_args
		self.assertEqual((list(users), record.name, code), ([complaint.handler], complaint.name, "message"))

	def wait_for_her(self, complaint):
		waiting = {
			"workflow_state": "Waiting",
			"waiting_reason": "waiting for complainant",
			"handler": self.focal,
		}
		frappe.db.set_value("Complaint", complaint.name, waiting)
		complaint.reload()


class TestRepliesToNews(Arrivals):
	def setUp(self):
		super().setUp()
		self.point = contact_points.remember(Address("phone", AMINA))
		self.news = insert_row(
			"CFM Broadcast", title="Water", line=self.line.name, template_key="news", replies=0
		)
		frappe.db.set_value("CFM Broadcast", self.news, "replies_to", self.focal)

	def sent(self, days_ago=0, **values):
		row = {"direction": "Out", "line": self.line.name, "contact_point": self.point, "state": "Delivered"}
		name = insert_row("CFM Message", **{**row, **values})
		frappe.db.set_value("CFM Message", name, "creation", now_datetime() - timedelta(days=days_ago))

	def test_a_reply_is_counted_and_told_to_who_looks_after_them(self):
		self.sent(broadcast=self.news, days_ago=2)
		with patch("cfm_app.handling.alerts.tell") as told:
			row = self.write("When does it open?")
		self.assertEqual(row.broadcast, self.news)
		self.assertEqual(frappe.db.get_value("CFM Broadcast", self.news, "replies"), "<5")
		self.assertIn(
			({self.focal}, "message"), [(call.args[0], call.args[2]) for call in told.call_args_list]
		)

	def test_after_a_week_or_another_message_of_ours_it_is_no_reply(self):
		self.sent(broadcast=self.news, days_ago=8)
		self.assertIsNone(self.write("Hello").broadcast)
		self.sent(broadcast=self.news, days_ago=3)
		self.sent(days_ago=1)
		self.assertIsNone(self.write("Hello").broadcast)

	def test_what_never_went_out_has_no_replies(self):
		self.sent(broadcast=self.news, state="Blocked")
		self.assertIsNone(self.write("Hello").broadcast)
