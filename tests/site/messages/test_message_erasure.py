"""She asks for her data and has them; she asks to be forgotten and her messages are, with us and at the provider."""

import json

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality import data_copy, erasure, erasure_reach, files
from cfm_app.confidentiality.rows import insert_row
from cfm_app.handling import intake
from cfm_app.integrations.base.errors import Transient
from cfm_app.integrations.base.types import MediaRef
from cfm_app.integrations.engine import (
	media,
	message_retention,
	outgoing_words,
	provider_copies,
	sealed_events,
)
from cfm_app.testing import hostile_files
from cfm_app.testing.erasing import Erasing
from cfm_app.testing.message_case import LEDGER, MEDIA, MESSAGE, POINT, MessageCase

ANSWER = "There is an answer for you. Call us or look at the page."


class ForgettingCase(Erasing, MessageCase):
	def conversation(self, *keywords):
		"""She wrote with a photo, we answered, she said these words, the complaint is closed. Return it."""
		came = self.writes("The guard asked Laleh for money.")
		self.keep_call(came)
		self.photo = media.keep(came.name, 0, hostile_files.picture())
		with self.as_user(self.operator):
			contact = frappe.get_doc("CFM Interaction", came.record)
			facts = {"feedback_type": "COMPL_PROG", "category": "QUANT", "area": "ALL"}
			[complaint] = intake.classify(contact, [{"facts": facts}])
		for word in keywords:
			self.writes(word)
		self.answer(complaint)
		return self.closed(complaint)

	def keep_call(self, came):
		name = frappe.generate_hash(length=10)
		sealed, key_id = sealed_events.seal(self.inbound("The guard asked Laleh for money."), name)
		key = {"event_key": frappe.generate_hash(length=20), "kind": "message", "state": "Done"}
		self.call = insert_row(
			"CFM Webhook Event",
			name=name,
			sealed=sealed,
			key_id=key_id,
			message=came.name,
			received_on=now_datetime(),
			**key,
		)

	def answer(self, complaint):
		name, ref = frappe.generate_hash(length=10), f"{self.line.account}:answer-1"
		facts = {"direction": "Out", "line": self.line.name, "kind": "SMS", "contact_point": self.point()}
		about = {
			"record_type": "Complaint",
			"record": complaint.name,
			"idempotency_key": f"answer|{complaint.name}",
		}
		words = outgoing_words.sealed(name, ANSWER, {})
		insert_row(MESSAGE, name=name, state="Delivered", provider_key=ref, **facts, **about, **words)
		insert_row("CFM Message Status", message=name, status="delivered", applied=1)

	def of_us(self):
		return frappe.get_all(MESSAGE, {"line": self.line.name}, "*", order_by="creation")


class TestForgotten(ForgettingCase):
	def test_no_word_no_number_no_call_is_left(self):
		complaint = self.conversation()
		contact, point = complaint.interaction, self.point()
		proof = self.erased(complaint)
		for reference in (complaint.name, contact):
			about = self.rows_about(reference)
			self.assertEqual({each for each in about if "Message" in each or "Webhook" in each}, set())
		self.assertFalse(frappe.db.exists(POINT, point))
		self.assertIsNone(self.row(self.call, "CFM Webhook Event").sealed)
		self.assertTrue(self.row(self.call, "CFM Webhook Event").event_key)
		for row in self.of_us():
			kept = (
				row.sealed,
				row.contact_point,
				row.record,
				row.text_hash,
				row.language,
				row.idempotency_key,
			)
			self.assertEqual(kept, (None,) * 6)
		counts = json.loads(proof.counts)
		self.assertEqual(
			(counts[MESSAGE], counts[POINT], counts[MEDIA], counts["CFM Message Status"]), (2, 1, 1, 1)
		)

	def test_the_provider_is_asked_and_then_not_even_a_key_is_left(self):
		frappe.db.set_single_value("CFM Channel Settings", "delete_at_provider", 0)
		complaint = self.conversation()
		answer = "answer-1"
		self.erased(complaint)
		self.assertEqual(len(self.of_us()), 2)
		self.provide(refuses={answer: Transient("down")})
		provider_copies.delete()
		self.assertEqual([row.provider_key.partition(":")[2] for row in self.of_us()], [answer])
		self.provide(refuses={})
		provider_copies.delete()
		self.assertEqual(self.of_us(), [])
		self.assertIn(answer, self.gone)

	def test_an_attachment_that_was_never_fetched_goes_at_the_provider_too(self):
		frappe.db.set_single_value("CFM Channel Settings", "delete_at_provider", 0)
		complaint = self.conversation()
		came = next(row for row in self.of_us() if row.direction == "In")
		[waiting] = media.plan(came.name, (MediaRef(1, "https://files.provider.test/a/1"),))
		self.erased(complaint)
		media.fetch(waiting)
		self.assertEqual(self.row(waiting, MEDIA).reason, "erased")
		provider_copies.delete()
		self.assertEqual([each.partition("/")[2] for each in self.gone if "/" in each], ["1"])
		self.assertEqual(frappe.get_all(MEDIA, {"message": came.name}), [])

	def test_where_the_provider_deletes_nothing_the_rows_go_at_once(self):
		self.provide(abilities={"deletes": False})
		complaint = self.conversation()
		self.erased(complaint)
		self.assertEqual(self.of_us(), [])

	def test_her_stop_is_remembered_without_her_number(self):
		complaint = self.conversation("STOP")
		index = self.row(self.point(), POINT).address_index
		self.erased(complaint)
		self.assertFalse(frappe.db.exists(POINT, {"address_index": index}))
		self.assertEqual(frappe.get_all(LEDGER, {"contact_point": index}, pluck="change"), ["out"])
		self.assertTrue(self.stopped())

	def test_an_answer_to_her_stop_that_still_waits_keeps_nothing_of_her(self):
		complaint = self.conversation("STOP")
		name, point = frappe.generate_hash(length=10), self.point()
		about = {"purpose": "stop", "contact_point": point, "line": self.line.name, "kind": "SMS"}
		words = outgoing_words.sealed(name, "You will get no more messages.", {})
		insert_row(MESSAGE, name=name, state="Queued", direction="Out", **about, **words)
		self.erased(complaint)
		self.assertFalse(frappe.db.exists(POINT, point))
		self.assertEqual((self.row(name).state, self.row(name).contact_point), ("Cancelled", None))

	def test_when_only_her_name_goes_the_number_goes_too(self):
		complaint = self.conversation()
		point = self.point()
		self.erased(complaint, erasure.IDENTITY)
		self.assertFalse(frappe.db.exists(POINT, point))
		rows = [row for row in self.of_us() if row.record]
		self.assertEqual({row.contact_point for row in rows}, {None})
		self.assertIsNone(self.row(self.call, "CFM Webhook Event").sealed)

	def test_a_broadcast_she_got_names_her_no_more_but_one_that_goes_on_does(self):
		complaint, point = self.conversation(), self.point()
		for state in ("Done", "Running"):
			frappe.get_doc(doctype="CFM Broadcast", name=state, state=state, title=state).db_insert()
			recipient = {"broadcast": state, "contact_point": point, "recipient_key": f"{state} {point}"}
			insert_row("CFM Broadcast Recipient", **recipient)
		self.erased(complaint)
		self.assertTrue(frappe.db.exists(POINT, point))
		frappe.db.set_value("CFM Broadcast", "Running", "state", "Cancelled")
		message_retention.forget_addresses([point])
		self.assertFalse(frappe.db.exists(POINT, point))
		self.assertFalse(frappe.db.exists("CFM Broadcast Recipient", {"contact_point": point}))

	def test_another_complaint_of_hers_keeps_the_number(self):
		complaint = self.conversation()
		other = self.writes("Now the well is dry.")
		self.assertNotEqual(other.record, complaint.interaction)
		self.erased(complaint)
		self.assertEqual(self.row(other.name).contact_point, self.point())
		self.assertTrue(erasure_reach.people_of(other.record))


class TestHerCopy(ForgettingCase):
	def test_what_we_sent_and_what_she_said_stands_in_it(self):
		complaint = self.conversation("STOP", "START")
		rows = data_copy.of_record(frappe.get_doc("Complaint", complaint.name))
		labels = [label.partition(" · ")[0] for label, _text in rows]
		self.assertIn(ANSWER, [text for _label, text in rows])
		self.assertEqual(labels.count("Message to you"), 1)
		self.assertIn("You wanted no more messages", labels)
		self.assertIn("You wanted messages again", labels)

	def test_words_that_are_gone_are_said_to_be(self):
		complaint = self.conversation()
		frappe.db.set_value(
			MESSAGE, {"direction": "Out", "record": complaint.name}, {"sealed": None, "key_id": None}
		)
		rows = data_copy.of_record(frappe.get_doc("Complaint", complaint.name))
		self.assertIn("The words are no longer kept.", [text for _label, text in rows])

	def test_nobody_elses_message_is_in_it(self):
		mine = self.conversation()
		other = self.writes("Something else entirely.", sender="+573009990001")
		with self.as_user(self.operator):
			contact = frappe.get_doc("CFM Interaction", other.record)
			[theirs] = intake.classify(
				contact, [{"facts": {"feedback_type": "COMPL_PROG", "category": "QUANT"}}]
			)
		self.assertNotIn(ANSWER, str(data_copy.of_record(theirs)))
		self.assertEqual(len(files.listing_for_system(mine.interaction)), 1)
