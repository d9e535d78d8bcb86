"""One word and the messages stop; she is heard all the same, and only she herself starts them again."""

from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.integrations.engine import consent, contact_points, outbox, templates
from cfm_app.rules.keywords import WORDS as KEYWORDS
from cfm_app.testing.message_case import LEDGER, MESSAGE, POINT, MessageCase
from cfm_app.testing.small_mechanism import PHONE


class ConsentCase(MessageCase):
	def setUp(self):
		super().setUp()
		self.confirmed = []
		queued = patch.object(outbox, "queue", side_effect=lambda **told: self.confirmed.append(told))
		queued.start()
		self.addCleanup(queued.stop)

	def confirmations(self):
		return [told["template"] for told in self.confirmed]


class TestStop(ConsentCase):
	def test_a_word_is_enough_and_is_no_contact(self):
		contacts = frappe.db.count("CFM Interaction")
		row = self.writes(" Stop. ")
		self.assertEqual((row.state, row.record, row.sealed), ("Received", None, None))
		self.assertEqual(frappe.db.count("CFM Interaction"), contacts)
		self.assertEqual(self.ledger(), [("out", "information", "keyword")])
		self.assertTrue(self.stopped())
		self.assertEqual(self.confirmations(), ["stopped"])
		self.assertEqual(self.confirmed[0]["purpose"], "keyword")

	def test_in_every_shipped_language(self):
		for number, words in enumerate(KEYWORDS["stop"].values()):
			for word in words:
				sender = f"+5730012{number:02}{words.index(word):03}"
				self.writes(word.upper(), sender=sender)
				self.assertTrue(self.stopped(sender=sender), word)

	def test_she_is_answered_in_the_language_of_her_word(self):
		self.writes("Afmelden")
		self.assertEqual(self.confirmed[0]["language"], "nl")

	def test_a_second_stop_is_obeyed_in_silence(self):
		self.writes("STOP")
		self.writes("STOP")
		self.assertEqual(len(self.ledger()), 2)
		self.assertEqual(self.confirmations(), ["stopped"])

	def test_the_same_event_twice_is_one_line_in_the_ledger(self):
		message = self.inbound("STOP")
		for _time in range(2):
			self.assertTrue(consent.answer_keyword(message, self.point(), self.line, "same event"))
		self.assertEqual((len(self.ledger()), self.confirmations()), (1, ["stopped"]))

	def test_where_the_provider_has_answered_we_say_nothing(self):
		self.writes("STOP", opt_out="STOP")
		self.assertEqual(self.ledger(), [("out", "all", "provider")])
		self.assertEqual(self.confirmations(), [])
		self.assertTrue(self.stopped("service"))

	def test_a_provider_answers_the_english_words_untaught_and_no_others(self):
		self.provide(abilities={"answers_opt_out": True})
		self.writes("stop")
		self.assertEqual(self.confirmations(), [])
		self.writes("iptal", sender="+905321234567")
		self.assertEqual(self.confirmations(), ["stopped"])

	def test_without_words_for_a_confirmation_the_stop_holds(self):
		with patch.object(outbox, "queue", side_effect=templates.NoTemplate("none")):
			self.writes("STOP")
		self.assertTrue(self.stopped())

	def test_a_sentence_with_the_word_in_it_comes_into_the_inbox(self):
		row = self.writes("please stop the guard from taking our food")
		self.assertEqual(row.record_type, "CFM Interaction")
		self.assertFalse(self.stopped())

	def test_a_photo_with_the_word_comes_into_the_inbox(self):
		row = self.writes("stop", media=["https://elsewhere.test/{0}"])
		self.assertEqual(row.record_type, "CFM Interaction")
		self.assertFalse(self.stopped())

	def test_from_a_hidden_number_there_is_nobody_to_stop(self):
		self.assertTrue(consent.answer_keyword(self.inbound("STOP"), None, self.line, "hidden"))
		self.assertEqual(self.confirmations(), [])


class TestAfterwards(ConsentCase):
	def test_a_stop_keeps_nobody_from_complaining(self):
		self.writes("STOP")
		row = self.writes("The guard asked me for money.")
		self.assertEqual(row.record_type, "CFM Interaction")

	def test_an_answer_needs_that_she_has_written_again(self):
		self.writes("The well is dry.")
		self.writes("STOP")
		self.assertTrue(self.stopped("service"))
		self.writes("And still no water.")
		self.assertFalse(self.stopped("service"))
		self.assertTrue(self.stopped("information"))

	def test_where_the_provider_refuses_only_start_helps(self):
		self.provide(abilities={"answers_opt_out": True})
		self.writes("STOP")
		self.writes("And still no water.")
		self.assertTrue(self.stopped("service"))
		self.writes("START")
		self.assertFalse(self.stopped("service"))

	def test_what_the_provider_told_us_while_sending_counts_once(self):
		self.assertTrue(consent.stopped_by_provider(self.point(), "send|m1"))
		self.assertFalse(consent.stopped_by_provider(self.point(), "send|m1"))
		self.assertEqual(self.ledger(), [("out", "all", "provider")])
		self.assertTrue(self.stopped("service"))


class TestStart(ConsentCase):
	def test_she_starts_again_herself(self):
		self.writes("BAJA")
		self.writes("alta")
		self.assertFalse(self.stopped())
		self.assertEqual(self.ledger()[-1], ("in", "all", "keyword"))
		self.assertEqual(self.confirmations(), ["stopped", "started"])

	def test_a_start_played_again_months_later_signs_nobody_up(self):
		start = self.inbound("START")
		self.writes("STOP")
		consent.answer_keyword(start, self.point(), self.line, "the start")
		self.writes("STOP")
		self.assertTrue(consent.answer_keyword(start, self.point(), self.line, "the start"))
		self.assertTrue(self.stopped())
		self.assertEqual(self.confirmations(), ["stopped", "started", "stopped"])

	def test_a_start_that_was_sent_before_the_stop_does_not_undo_it(self):
		self.event("early start", received_on=add_to_date(now_datetime(), minutes=-5))
		self.writes("STOP")
		consent.answer_keyword(self.inbound("START"), self.point(), self.line, "early start")
		self.assertTrue(self.stopped())

	def event(self, key, received_on):
		from cfm_app.confidentiality.rows import insert_row

		insert_row("CFM Webhook Event", event_key=key, received_on=received_on, state="New")

	def test_where_nobody_signs_a_start_is_for_a_person_to_ask_about(self):
		self.provide(abilities={"signed_webhooks": False})
		self.writes("STOP")
		row = self.writes("START")
		self.assertEqual(row.record_type, "CFM Interaction")
		self.assertTrue(self.stopped())

	def test_and_from_somebody_who_stopped_nothing_it_is_nothing(self):
		self.provide(abilities={"signed_webhooks": False})
		self.assertIsNone(self.writes("START").record)
		self.assertEqual((self.ledger(), self.confirmations()), ([], []))


class TestHelp(ConsentCase):
	def test_neutral_help_and_no_contact(self):
		self.assertIsNone(self.writes("Ayuda").record)
		self.assertEqual((self.confirmations(), self.confirmed[0]["language"]), (["help"], "es"))

	def test_two_robots_do_not_talk_for_ever(self):
		for _time in range(5):
			self.writes("HELP")
		self.assertEqual(self.confirmations(), ["help"])
		yesterday = add_to_date(now_datetime(), hours=-25)
		frappe.db.set_value(POINT, self.point(), "last_auto_reply_on", yesterday)
		self.writes("HELP")
		self.assertEqual(self.confirmations(), ["help", "help"])


class TestForgotten(ConsentCase):
	def test_a_stop_outlives_the_number_as_an_index_only(self):
		self.writes("STOP")
		point = self.point()
		index = frappe.db.get_value(POINT, point, "address_index")
		consent.forget([point])
		frappe.db.delete(POINT, {"name": point})
		rows = frappe.get_all(LEDGER, {"contact_point": index}, ["change", "line", "wording", "event_key"])
		self.assertEqual([(row.change, row.line, row.wording) for row in rows], [("out", None, None)])
		self.assertNotIn(PHONE[1:], str(rows))
		self.assertTrue(self.stopped())
		self.assertNotEqual(self.point(), point)
		self.assertFalse(frappe.db.exists(LEDGER, {"contact_point": index}))

	def test_who_said_nothing_is_forgotten_altogether(self):
		self.writes("STOP")
		self.writes("START")
		index = frappe.db.get_value(POINT, self.point(), "address_index")
		consent.forget([self.point()])
		self.assertFalse(frappe.db.exists(LEDGER, {"contact_point": ["in", [index, self.point()]]}))


class TestWhatIsQueued(MessageCase):
	def test_one_confirmation_lies_in_the_outbox(self):
		self.assertTrue(frappe.db.exists("CFM Message Template", {"template_key": "stopped"}))
		frappe.db.set_value("CFM Message Template", {"template_key": "stopped"}, "reviewed_as_neutral", 1)
		self.writes("STOP")
		self.writes("STOP")
		self.assertEqual(self.sent(), ["keyword"])
		row = frappe.get_last_doc(MESSAGE, {"direction": "Out", "contact_point": self.point()})
		self.assertEqual((row.state, row.record), ("Queued", None))
		self.assertEqual(contact_points.address_of(row.contact_point).value, PHONE)
