"""At the desk: the messages with a person on the forms of her contact and her complaint, and everybody who is refused."""

import frappe

from cfm_app.api import desk_messages
from cfm_app.confidentiality.rows import insert_row
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import conversation
from cfm_app.integrations.engine import outbox
from cfm_app.testing.factories import make_area, make_grant, make_user
from cfm_app.testing.message_case import MEDIA, MESSAGE
from cfm_app.testing.outgoing_case import OutgoingCase
from cfm_app.testing.small_mechanism import PHONE, WORDS

REFUSED = "no such record, or you may not open it"


class ConversationCase(OutgoingCase):
	def talk(self, record, user=None):
		with self.as_user(user or self.focal):
			return desk_messages.conversation(record.doctype, record.name)

	def messages(self, record, user=None):
		return [message for thread in self.talk(record, user)["threads"] for message in thread["messages"]]

	def send(self, record, key="update", user=None):
		with self.as_user(user or self.focal):
			return desk_messages.send(record.doctype, record.name, key)["message"]

	def preview(self, record, key="update"):
		with self.as_user(self.focal):
			return desk_messages.preview(record.doctype, record.name, key)


class TestTheThread(ConversationCase):
	def test_what_came_and_what_went_stands_in_one_thread_with_the_number_masked(self):
		_message, complaint = self.written()
		self.send(complaint)
		talk = self.talk(complaint)
		[thread] = talk["threads"]
		self.assertEqual((thread["kind"], thread["masked"]), ("phone", "+93 ••• •• 67"))
		self.assertNotIn(PHONE, frappe.as_json(talk))
		said = [(message["direction"], message["words"]) for message in thread["messages"]]
		self.assertEqual(said[0], ("In", WORDS))
		self.assertIn(("Out", f"We are still working on {complaint.name}. You will hear from us."), said)

	def test_what_she_adds_later_stands_beside_its_own_message(self):
		_message, complaint = self.written()
		self.writes(f"{complaint.name} It was on Monday.")
		self.writes(f"{complaint.name} And on Tuesday.")
		said = [message["words"] for message in self.messages(complaint) if message["direction"] == "In"]
		self.assertEqual(len(said), 3)
		self.assertEqual(said[0], WORDS)
		self.assertEqual(
			sorted(said[1:]), [f"{complaint.name} And on Tuesday.", f"{complaint.name} It was on Monday."]
		)

	def test_a_number_that_was_forgotten_in_time_still_leaves_the_messages(self):
		_message, complaint = self.written()
		frappe.db.delete("CFM Contact Point")
		[thread] = self.talk(complaint)["threads"]
		self.assertEqual((thread["kind"], thread["masked"]), ("withheld", ""))
		self.assertEqual(thread["messages"][0]["words"], WORDS)

	def test_the_contact_in_the_inbox_shows_it_too(self):
		message = self.writes()
		contact = frappe.get_doc(message.record_type, message.record)
		self.assertEqual(next(each["words"] for each in self.messages(contact, self.operator)), WORDS)

	def test_a_message_that_was_not_sent_says_why_in_plain_words(self):
		_message, complaint = self.written()
		name = self.send(complaint)
		frappe.db.set_value(MESSAGE, name, {"state": "Blocked", "error_code": "opted_out"})
		[shown] = [each for each in self.messages(complaint) if each["name"] == name]
		self.assertEqual(
			(shown["mark"], shown["reason"]), ("held back", "The person asked us to send nothing more.")
		)
		frappe.db.set_value(
			MESSAGE, name, {"state": "Failed", "error_class": "Permanent", "error_code": "21614"}
		)
		[shown] = [each for each in self.messages(complaint) if each["name"] == name]
		self.assertEqual(shown["reason"], "The provider refused the message or the number (21614)")

	def test_another_record_of_the_same_telephone_stays_closed(self):
		_message, complaint = self.written()
		self.send(complaint)
		for name in frappe.get_all("CFM Interaction", {"state": ["in", ("New", "Claimed")]}, pluck="name"):
			frappe.db.set_value("CFM Interaction", name, "state", "No feedback")
		other = self.writes("Something else altogether.")
		self.assertNotEqual(other.record, complaint.name)
		self.assertNotIn("Something else", frappe.as_json(self.talk(complaint)))

	def test_the_words_of_a_more_confidential_contact_do_not_show_in_its_mild_complaint(self):
		message = self.writes()
		contact = frappe.get_doc(message.record_type, message.record)
		with self.as_user(self.operator):
			mild = self.both_made_of(contact)
		self.assertEqual(self.messages(mild), [])

	def both_made_of(self, contact):
		from cfm_app.handling import intake

		mild = {
			"facts": {"feedback_type": "COMPL_PROG", "category": "QUANT", "area": "ALL"},
			"words": {"summary": "Bags"},
		}
		grave = {
			"facts": {"feedback_type": "COMPL_CONDUCT", "category": "SEAH.ABUSE", "area": "ALL"},
			"words": {},
		}
		return intake.classify(contact, [mild, grave])[0]

	def test_an_attachment_that_could_not_be_fetched_is_named_and_fetched_again(self):
		message, complaint = self.written(media=("https://media.example.org/{}/0",))
		row = frappe.get_all(MEDIA, {"message": message.name}, pluck="name")[0]
		frappe.db.set_value(MEDIA, row, {"state": "Failed", "reason": "gave_up"})
		[came] = [each for each in self.messages(complaint) if each["direction"] == "In"]
		self.assertEqual(
			[(each["state"], each["reason"]) for each in came["attachments"]], [("Failed", "gave_up")]
		)
		with self.as_user(self.focal):
			desk_messages.fetch_again(row)
		self.assertEqual(frappe.db.get_value(MEDIA, row, ["state", "attempts"]), ("Waiting", 0))


class TestSending(ConversationCase):
	def test_what_is_shown_before_is_what_is_queued(self):
		_message, complaint = self.written()
		seen = self.preview(complaint)
		name = self.send(complaint)
		self.assertEqual(outbox.body_of(name), seen["body"])
		self.assertEqual((seen["parts"], seen["encoding"], seen["reason"]), (1, "GSM-7", ""))
		self.assertEqual(self.row(name).asked_by, self.focal)

	def test_it_is_written_in_the_language_of_the_person(self):
		message, complaint = self.written()
		frappe.db.set_value("CFM Contact Point", message.contact_point, "language", "ar")
		seen = self.preview(complaint)
		self.assertEqual((seen["direction"], seen["encoding"]), ("rtl", "UCS-2"))
		self.assertIn(complaint.name, seen["body"])

	def test_only_the_messages_meant_for_it_can_be_sent_by_hand(self):
		_message, complaint = self.written()
		offered = {choice["value"] for choice in self.talk(complaint)["templates"]}
		self.assertEqual(offered, {"answer_ready", "call_back", "question", "update"})
		for key in ("stopped", "news_number", "made up"):
			with self.assert_refused("not for sending by hand", GuardRefused):
				self.send(complaint, key)

	def test_words_that_were_not_reviewed_are_not_offered(self):
		_message, complaint = self.written()
		frappe.db.set_value("CFM Message Template", {"template_key": "update"}, "reviewed_as_neutral", 0)
		self.assertNotIn("update", {choice["value"] for choice in self.talk(complaint)["templates"]})

	def test_why_not_is_said_before_and_holds_when_it_is_sent(self):
		_message, complaint = self.written()
		self.settings(forbidden_words="still working")
		self.assertIn("word that never leaves", self.preview(complaint)["reason"])
		with self.assert_refused("word that never leaves", GuardRefused):
			self.send(complaint)
		self.settings(forbidden_words="", sending_on=0)
		self.assertIn("switched off", self.talk(complaint)["reason"])
		with self.assert_refused(exception=GuardRefused):
			self.send(complaint)
		self.assertEqual([message for message in self.messages(complaint) if message["by"]], [])

	def test_words_of_the_record_itself_do_not_leave(self):
		_message, complaint = self.written(text="I am told: we are still working on it. That is a lie.")
		self.assertIn("repeat words of this record", self.preview(complaint)["reason"])

	def test_the_window_of_a_messenger_service_is_named(self):
		self.provide(abilities={"window_hours": 24, "templates": True})
		message, complaint = self.written()
		self.assertEqual(self.preview(complaint)["reason"], "")
		frappe.db.set_value(
			MESSAGE, message.name, "creation", frappe.utils.add_days(None, -2), update_modified=False
		)
		self.assertIn("approved by the provider", self.preview(complaint)["reason"])
		frappe.db.set_value(
			"CFM Message Template",
			{"template_key": "update"},
			{"content_sid": "HX1", "approval_state": "approved"},
		)
		frappe.clear_cache(doctype="CFM Message Template")
		self.assertEqual(self.preview(complaint)["reason"], "")

	def test_a_message_that_waits_is_taken_back_and_one_on_its_way_is_not(self):
		_message, complaint = self.written()
		name = self.send(complaint)
		with self.as_user(self.focal):
			desk_messages.cancel(name)
		self.assertEqual(self.row(name).state, "Cancelled")
		frappe.db.set_value(MESSAGE, name, "state", "Sending")
		with self.as_user(self.focal), self.assert_refused("on its way", GuardRefused):
			desk_messages.cancel(name)

	def test_a_message_that_was_given_up_is_sent_again_as_a_new_one(self):
		_message, complaint = self.written()
		name = self.send(complaint)
		frappe.db.set_value(MESSAGE, name, "state", "Dead letter")
		with self.as_user(self.focal):
			again = desk_messages.send_again(name)["message"]
			self.assertEqual(desk_messages.send_again(name)["message"], again)
		self.assertEqual((self.row(again).resend_of, self.row(again).state), (name, "Queued"))
		self.assertEqual(outbox.body_of(again), outbox.body_of(name))


class TestWhoIsRefused(ConversationCase):
	def test_the_focal_point_of_another_place_is_refused_everywhere_in_the_same_words(self):
		make_area("FARAWAY")
		stranger = make_user("Sven Faraway", "Focal Point")
		make_grant(stranger, "Handle", area="FARAWAY")
		_message, complaint = self.written()
		name = self.send(complaint)
		kind, record = complaint.doctype, complaint.name
		for call in (
			lambda: desk_messages.conversation(kind, record),
			lambda: desk_messages.preview(kind, record, "update"),
			lambda: desk_messages.send(kind, record, "update"),
			lambda: desk_messages.cancel(name),
			lambda: desk_messages.send_again(name),
			lambda: desk_messages.cancel("no-such-message"),
			lambda: desk_messages.fetch_again("no-such-attachment"),
			lambda: desk_messages.conversation("CFM Message", name),
			lambda: desk_messages.conversation("User", "Administrator"),
		):
			with self.as_user(stranger), self.assert_refused(REFUSED, AccessRefused):
				call()
		self.assertEqual(self.row(name).state, "Queued")

	def test_who_sees_facts_only_reads_no_message(self):
		_message, complaint = self.written()
		self.send(complaint)
		with self.as_user(self.analyst), self.assert_refused(REFUSED, AccessRefused):
			desk_messages.conversation(complaint.doctype, complaint.name)
		with self.as_user(self.analyst):
			self.assertEqual(conversation.of(complaint), [])

	def test_a_message_of_no_record_is_touched_from_no_form(self):
		row = {"direction": "Out", "state": "Queued", "line": self.line.name, "kind": "SMS"}
		name = insert_row(MESSAGE, contact_point=self.point(), **row)
		with self.as_user(self.focal), self.assert_refused(REFUSED, AccessRefused):
			desk_messages.cancel(name)
