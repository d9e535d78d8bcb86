"""What a person hears from us by message: that hers arrived, that an answer or a question waits; and when she hears nothing."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.api import desk_messages
from cfm_app.confidentiality import persons
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import dialogue, outgoing
from cfm_app.integrations.base.types import StatusEvent
from cfm_app.integrations.engine import outbox, status
from cfm_app.testing.factories import make_complaint
from cfm_app.testing.message_case import MESSAGE, POINT
from cfm_app.testing.outgoing_case import TEMPLATE, OutgoingCase
from cfm_app.testing.small_mechanism import PHONE, WORDS


class TestAcknowledging(OutgoingCase):
	def test_who_writes_is_told_once_that_it_arrived_with_a_reference_and_nothing_else(self):
		message = self.writes()
		record = frappe.get_doc(message.record_type, message.record)
		self.assertEqual(self.out(record), [("acknowledgement", "Queued")])
		self.assertEqual(
			self.bodies(record),
			[f"We received your message. Reference {record.name}. We will reply as soon as we can."],
		)

	def test_a_second_contact_on_the_same_day_is_stored_and_not_answered(self):
		self.writes()
		for row in frappe.get_all("CFM Interaction", pluck="name"):
			frappe.db.set_value("CFM Interaction", row, "state", "No feedback")
		self.writes("Another thing, please.")
		self.assertEqual(self.sent(), ["acknowledgement"])
		frappe.db.set_value(POINT, self.point(), "last_auto_reply_on", now_datetime() - timedelta(hours=25))
		for row in frappe.get_all("CFM Interaction", pluck="name"):
			frappe.db.set_value("CFM Interaction", row, "state", "No feedback")
		self.writes("And a third one.")
		self.assertEqual(self.sent(), ["acknowledgement", "acknowledgement"])

	def test_a_robot_that_writes_without_end_gets_no_answer_and_loses_no_word(self):
		self.settings(auto_reply_hours=0)
		for number in range(14):
			message = self.writes(f"Number {number}")
			frappe.db.set_value("CFM Interaction", message.record, "state", "No feedback")
		self.assertEqual(len(frappe.get_all(MESSAGE, {"direction": "In", "contact_point": self.point()})), 14)
		self.assertEqual(len(self.sent()), 10)

	def test_a_robot_that_answers_our_news_gets_no_answer(self):
		broadcast = outbox.queue(
			line=self.line.name,
			contact_point=self.point(),
			template="update",
			purpose="broadcast",
			variables={"reference": "C-00000-00000"},
			broadcast="B1",
		)
		frappe.db.set_value(MESSAGE, broadcast, "state", "Sent")
		message = self.writes("I am out of the office.")
		self.assertEqual(message.state, "Received")
		self.assertEqual(self.sent(), ["broadcast"])

	def test_nothing_is_queued_while_sending_is_switched_off(self):
		self.settings(sending_on=0)
		self.writes()
		self.assertEqual(self.sent(), [])

	def test_without_reviewed_words_nothing_is_said_and_nothing_is_lost(self):
		frappe.db.set_value(TEMPLATE, {"template_key": "received"}, "reviewed_as_neutral", 0)
		message = self.writes()
		self.assertTrue(message.record)
		self.assertEqual(self.sent(), [])


class TestTheWay(OutgoingCase):
	def reason(self, record):
		return outgoing.way_to(record).reason

	def test_who_wrote_is_answered_where_she_wrote_from(self):
		message, complaint = self.written()
		way = outgoing.way_to(complaint)
		self.assertEqual(
			(way.line, way.contact_point, way.reason), (self.line.name, message.contact_point, "")
		)

	def test_a_number_that_was_only_told_needs_an_explicit_yes(self):
		self.assertEqual(self.reason(self.told()), "no_explicit_yes")
		self.assertEqual(self.reason(self.told(safe_to_message=False)), "not_safe")
		way = outgoing.way_to(self.told(safe_to_message=True))
		self.assertEqual((way.contact_point, way.reason), (self.point(), ""))

	def test_who_only_looks_leaves_no_contact_point_behind(self):
		complaint = self.told(safe_to_message=True)
		frappe.db.delete(POINT)
		self.assertTrue(outgoing.way_to(complaint, looks_only=True))
		self.assertEqual(frappe.db.count(POINT), 0)

	def test_somebody_without_a_number_cannot_be_written_to(self):
		with self.as_user(self.operator):
			self.assertEqual(self.reason(make_complaint(WORDS)), "no_address")

	def test_a_no_holds_even_for_who_wrote_herself(self):
		_message, complaint = self.written()
		party = frappe.get_all("CFM Party", {"record": complaint.name}, pluck="person")[0]
		self.say_wish(party, complaint, safe_to_message=False)
		self.assertEqual(self.reason(complaint), "not_safe")

	def say_wish(self, person, complaint, **wishes):
		frappe.db.delete("CFM Party", {"record": complaint.name})
		name = persons.remember({"name": "Somebody", "phone": PHONE, "wishes": wishes})
		persons.attach(complaint, persons.COMPLAINANT, name)

	def test_who_said_stop_gets_nothing_until_she_writes_again(self):
		_message, complaint = self.written()
		from cfm_app.integrations.engine import consent

		consent.stop(self.point(), event_key="stop-1", scope="all")
		self.assertEqual(self.reason(complaint), "opted_out")

	def test_a_line_that_is_switched_off_and_an_account_that_is_paused_are_named(self):
		_message, complaint = self.written()
		self.settings(sending_on=0)
		self.assertEqual(self.reason(complaint), "sending_off")
		self.settings(sending_on=1, allowed_countries="NL")
		self.assertEqual(self.reason(complaint), "country")
		self.settings(allowed_countries="AF")
		frappe.db.set_value("CFM Provider Account", self.line.account, "paused_on", now_datetime())
		self.assertEqual(self.reason(complaint), "account_paused")

	def test_about_a_child_nothing_is_written(self):
		_message, complaint = self.written()
		complaint.db_set("age_band", "0-5")
		complaint.db_set("child_affected", 1)
		from cfm_app.handling import care

		if not care.is_about_child(complaint):
			self.fail("this complaint should be about a child")
		self.assertEqual(self.reason(complaint), "child_no_messages")

	def test_a_sensitive_record_needs_an_explicit_yes_and_its_channel(self):
		message = self.writes()
		contact = frappe.get_doc(message.record_type, message.record)
		with self.as_user(self.operator):
			complaint = self.classified(contact, category="SEAH.ABUSE", feedback_type="COMPL_CONDUCT")
		complaint = frappe.get_doc("Complaint", complaint.name)
		self.assertGreaterEqual(complaint.level, 5)
		self.assertEqual(self.reason(complaint), "no_explicit_yes")
		self.say_wish(None, complaint, safe_to_message=True, channel="HOTLINE")
		self.assertEqual(self.reason(complaint), "other_channel")
		self.say_wish(None, complaint, safe_to_message=True, channel="SMS")
		self.assertEqual(self.reason(complaint), "")


class TestAnswersAndQuestions(OutgoingCase):
	def test_a_question_is_announced_and_stays_here(self):
		_message, complaint = self.written()
		self.asks(complaint, "On which day did your cousin stand in line?")
		self.assertEqual(self.out(complaint), [("question", "Queued")])
		self.assertIn(complaint.name, self.bodies(complaint)[0])
		self.assertNotIn("cousin", self.bodies(complaint)[0])
		self.asks(complaint, "And at which hour?")
		self.assertEqual(len(self.out(complaint)), 1)

	def test_a_question_to_somebody_without_a_number_waits_on_the_tracking_page_alone(self):
		with self.as_user(self.operator):
			complaint = make_complaint(WORDS)
		self.asks(complaint, "Where was it?")
		self.assertEqual(self.out(complaint), [])
		questions = [
			step.note for step in dialogue.words_for_person(complaint) if step.kind == "question to person"
		]
		self.assertEqual(questions, ["Where was it?"])

	def test_an_answer_by_message_says_that_it_is_ready_and_never_what_it_is(self):
		_message, complaint = self.written()
		response = self.answers(complaint)
		self.assertEqual(self.out(complaint), [("answer", "Queued")])
		self.assertNotIn("bags", self.bodies(complaint)[0])
		self.assertEqual((response.state, response.person_reached), ("Sent", "no"))
		with self.as_user(self.focal):
			response.attempt(reached=False)
		self.assertEqual(len(self.out(complaint)), 1)

	def test_an_answer_that_cannot_be_announced_says_so_in_the_timeline(self):
		_message, complaint = self.written()
		from cfm_app.integrations.engine import consent

		consent.stop(self.point(), event_key="stop-2", scope="all")
		self.answers(complaint)
		self.assertEqual(self.out(complaint), [])
		self.assertIn(("message not sent", "opted_out"), self.steps(complaint))

	def test_an_answer_on_the_tracking_page_is_announced_where_that_is_safe_and_otherwise_silently_there(
		self,
	):
		quiet = self.told()
		self.answers(quiet, "WEB")
		self.assertEqual(self.out(quiet), [])
		self.assertNotIn("message not sent", {kind for kind, _detail in self.steps(quiet)})
		told = self.told(safe_to_message=True)
		self.answers(told, "WEB")
		self.assertEqual(self.out(told), [("answer", "Queued")])

	def test_to_announce_an_answer_that_cannot_be_announced_is_refused_and_is_no_attempt(self):
		_message, complaint = self.written()
		with self.as_user(self.focal):
			response = frappe.new_doc(
				"CFM Response", complaint=complaint.name, channel="SMS", answer="Tomorrow."
			)
			response.insert()
			self.settings(sending_on=0)
			with self.assert_refused("switched off", GuardRefused):
				desk_messages.announce_answer(response.name)
			self.assertEqual(response.reload().attempts, 0)
			self.settings(sending_on=1)
			self.assertEqual(desk_messages.announce_answer(response.name), {"state": "Sent", "attempts": 1})
		self.assertEqual(self.out(complaint), [("answer", "Queued")])

	def test_an_answer_given_by_voice_sends_no_message(self):
		_message, complaint = self.written()
		self.answers(complaint, "HOTLINE", reached=True)
		self.assertEqual(self.out(complaint), [])


class TestTheTimeline(OutgoingCase):
	def reported(self, name, state):
		event = StatusEvent(f"{name}:{state}", f"ref-{name}", state.lower(), state, name)
		self.assertTrue(status.apply(event, self.line.account))

	def announced(self):
		_message, complaint = self.written()
		self.answers(complaint)
		return complaint, frappe.get_all(
			MESSAGE, {"record": complaint.name, "direction": "Out"}, pluck="name"
		)[0]

	def test_it_says_honestly_how_far_the_message_came(self):
		complaint, name = self.announced()
		status.accept(name, self.line.account, "ref-1", "Accepted", {})
		self.reported(name, "Sent")
		self.reported(name, "Delivered")
		found = [
			step
			for step in self.steps(complaint)
			if step[0] in ("message sent", "answer attempt", "answer delivered")
		]
		self.assertEqual(
			found,
			[
				("answer attempt", "SMS"),
				("message sent", "SMS: answer"),
				("answer attempt", "SMS: Delivered"),
			],
		)
		response = frappe.get_all("CFM Response", {"complaint": complaint.name}, ["state", "person_reached"])[
			0
		]
		self.assertEqual((response.state, response.person_reached), ("Sent", "no"))

	def test_a_message_that_did_not_arrive_is_in_it_as_well(self):
		complaint, name = self.announced()
		status.accept(name, self.line.account, "ref-1", "Accepted", {})
		self.reported(name, "Undelivered")
		self.assertIn(("message not sent", "SMS: Undelivered"), self.steps(complaint))

	def test_a_mark_that_cannot_be_written_stops_no_message(self):
		complaint, name = self.announced()
		frappe.db.delete("Complaint", {"name": complaint.name})
		status.accept(name, self.line.account, "ref-1", "Accepted", {})
		self.assertEqual(self.row(name).state, "Accepted")
