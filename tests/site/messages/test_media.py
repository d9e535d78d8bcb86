"""People send photos and voice notes. They are fetched once, cleaned, sealed on the record, and gone at the provider."""

from datetime import timedelta
from unittest.mock import patch

from redis.exceptions import ConnectionError as RedisDown

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality import files
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.integrations.base.errors import Transient
from cfm_app.integrations.engine import media, media_fetch, provider_copies
from cfm_app.testing import hostile_files
from cfm_app.testing.media_server import HOST, in_turn, media_server, says, streams
from cfm_app.testing.message_case import MEDIA, MessageCase

URL = f"https://{HOST}/{{0}}/0"
SECRET = b"taken at 34.5553 N, 69.2075 E"


class MediaCase(MessageCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		running = media_server()
		cls.server = running.__enter__()
		cls.addClassCleanup(running.__exit__, None, None, None)

	def setUp(self):
		super().setUp()
		self.server.answers, self.server.asked, self.server.sent = {}, [], 0

	def sends(self, answer, media=(URL,)):
		"""Let somebody send a message with an attachment, which the provider answers for like this; return its row."""
		row = self.writes("Look at this.", media=media)
		self.server.answers[f"/{row.provider_key.partition(':')[2]}/0"] = answer
		return row

	def attachments(self, row):
		return frappe.get_all(MEDIA, {"message": row.name}, "*", order_by="position")

	def fetched(self, row):
		"""Let a worker fetch what is due of a message, and return its first attachment."""
		for attachment in self.attachments(row):
			media.fetch(attachment.name)
		return self.attachments(row)[0]

	def later(self, row, seconds):
		for attachment in self.attachments(row):
			due = attachment.next_attempt_at and attachment.next_attempt_at - timedelta(seconds=seconds)
			frappe.db.set_value(MEDIA, attachment.name, "next_attempt_at", due)

	def record(self, row):
		return frappe.get_doc(row.record_type, row.record)

	def words_of(self, row):
		with self.as_user(self.operator):
			return self.record(row).message


class TestFetched(MediaCase):
	def test_a_photo_is_sealed_on_the_contact_without_where_it_was_taken(self):
		row = self.sends(says(200, hostile_files.with_segments(SECRET, 2)))
		attachment = self.fetched(row)
		self.assertEqual((attachment.state, attachment.reason, len(attachment.sha256)), ("Fetched", None, 64))
		with self.as_user(self.operator):
			record = self.record(row)
			[listed] = files.listing(record)
			data, about = files.open_for(record, listed["name"])
		self.assertEqual((listed["name"], about["mime"]), (attachment.sealed_file, "image/jpeg"))
		self.assertNotIn(SECRET, data)
		self.assertEqual(self.words_of(row), "Look at this.")

	def test_and_is_gone_at_the_provider(self):
		row = self.sends(says(200, hostile_files.picture()))
		attachment = self.fetched(row)
		ref = row.provider_key.partition(":")[2]
		self.assertEqual(self.gone, [f"{ref}/0"])
		self.assertTrue(attachment.deleted_at_provider_on)

	def test_unless_the_organisation_wants_it_kept_there(self):
		frappe.db.set_single_value("CFM Channel Settings", "delete_at_provider", 0)
		self.fetched(self.sends(says(200, hostile_files.picture())))
		self.assertEqual(self.gone, [])

	def test_a_provider_that_fails_to_delete_is_asked_again_and_counted(self):
		row = self.sends(says(200, hostile_files.picture()))
		ref = row.provider_key.partition(":")[2]
		self.provide(refuses={f"{ref}/0": Transient("down")})
		attachment = self.fetched(row)
		self.assertEqual((attachment.state, attachment.delete_attempts), ("Fetched", 1))
		frappe.db.set_value("CFM Message", row.name, "creation", now_datetime() - timedelta(days=5))
		left = provider_copies.left()
		self.assertEqual((left["messages"], left["attachments"]), (1, 1))
		provider_copies.delete()
		self.assertNotIn(ref, self.gone, "the message is not deleted before its attachment")
		self.provide(refuses={})
		provider_copies.delete()
		self.assertEqual(self.gone[-2:], [f"{ref}/0", ref])
		self.assertEqual(provider_copies.left()["messages"], 0)

	def test_the_person_is_named_by_nothing_in_the_timeline(self):
		row = self.sends(says(200, hostile_files.picture()))
		self.fetched(row)
		step = frappe.get_last_doc("CFM Step", {"interaction": row.record, "kind": "file added"})
		self.assertEqual((step.by, step.detail), ("Guest", "jpg"))

	def test_twice_at_once_is_fetched_once(self):
		row = self.sends(says(200, hostile_files.picture()))
		[attachment] = self.attachments(row)
		self.fetched(row)
		media.fetch(attachment.name)
		self.assertEqual(len(self.server.asked), 1)
		frappe.db.set_value(MEDIA, attachment.name, {"state": "Waiting", "next_attempt_at": now_datetime()})
		media._claimed(attachment.name)
		media.fetch(attachment.name)
		self.assertEqual(len(self.server.asked), 1)

	def test_ten_at_most(self):
		row = self.writes("Look.", media=[URL] * 12)
		self.assertEqual([each.position for each in self.attachments(row)], list(range(10)))

	def test_what_comes_with_an_email_follows_the_same_rules(self):
		row = self.writes("See the attached photo.")
		good = media.keep(row.name, 0, hostile_files.picture(comment=SECRET))
		bad = media.keep(row.name, 1, hostile_files.refused()["a program"][1])
		states = {each.name: (each.state, each.reason) for each in self.attachments(row)}
		self.assertEqual(states, {good: ("Fetched", None), bad: ("Refused", "not_allowed")})
		self.assertEqual(len(files.listing_for_system(row.record)), 1)


class TestRefused(MediaCase):
	def test_whatever_it_calls_itself(self):
		for kind in (
			"a drawing that calls itself a photo",
			"a page that calls itself a photo",
			"a program",
			"a bomb",
			"half a JPEG",
		):
			row = self.sends(says(200, hostile_files.refused()[kind][1], Content_Type="image/jpeg"))
			attachment = self.fetched(row)
			self.assertEqual((attachment.state, attachment.sealed_file), ("Refused", None), kind)
			self.assertEqual(files.listing_for_system(row.record), [], kind)
			self.assertEqual(self.words_of(row), "Look at this.")

	def test_too_large(self):
		attachment = self.fetched(self.sends(streams(bytes(256 * 1024), 60)))
		self.assertEqual((attachment.state, attachment.reason), ("Refused", "too_large"))

	def test_a_scanner_of_the_organisation_has_the_last_word(self):
		row = self.sends(says(200, hostile_files.picture()))
		scanner = {"cfm_media_scanner": ["cfm_app.testing.message_case.never_clean"]}
		hooks = frappe.get_hooks
		with patch(
			"frappe.get_hooks",
			lambda name=None, *args, **more: scanner.get(name) or hooks(name, *args, **more),
		):
			attachment = self.fetched(row)
		self.assertEqual((attachment.state, attachment.reason), ("Refused", "malware"))

	def test_addresses_that_are_not_the_providers_are_never_asked(self):
		for url in (
			"http://169.254.169.254/latest/meta-data",
			"https://files.provider.test.evil.test/{0}/0",
			"https://user@files.provider.test/{0}/0",
			"https://files.provider.test/other-message/0",
		):
			row = self.writes("Look.", media=[url])
			attachment = self.fetched(row)
			self.assertEqual((attachment.state, attachment.reason), ("Refused", "foreign_address"), url)
			self.assertEqual(self.words_of(row), "Look.")
		self.assertEqual((self.server.asked, self.gone), ([], []))

	def test_a_provider_that_answers_for_anything_still_reaches_no_private_address(self):
		request = ("https://inside.test/admin", ("key", "secret"))
		with (
			patch("cfm_app.testing.message_case.TellingProvider.media_request", return_value=request),
			patch.object(media_fetch, "addresses_of", lambda _host: ["10.0.0.5"]),
		):
			attachment = self.fetched(self.writes("Look.", media=[URL]))
		self.assertEqual((attachment.state, attachment.reason), ("Failed", "private_address"))


class TestAgain(MediaCase):
	def test_what_is_not_there_yet_is_fetched_the_third_time(self):
		row = self.sends(in_turn(says(404), says(404), says(200, hostile_files.picture())))
		self.assertEqual(self.fetched(row).state, "Waiting")
		self.assertEqual(self.fetched(row).attempts, 1, "it is too early")
		self.later(row, 5)
		self.assertEqual((self.fetched(row).attempts, self.fetched(row).state), (2, "Waiting"))
		self.later(row, 20)
		self.assertEqual(self.fetched(row).state, "Fetched")
		self.assertEqual(len(self.server.asked), 3)

	def test_after_the_last_try_somebody_can_ask_once_more(self):
		row = self.sends(says(404))
		for wait in (5, 20, 60, 0):
			self.fetched(row)
			self.later(row, wait)
		[failed] = self.attachments(row)
		self.assertEqual((failed.state, failed.reason, failed.attempts), ("Failed", "not_found", 4))
		self.server.answers[self.server.asked[0][1]] = says(200, hostile_files.picture())
		with self.as_user(self.operator):
			[shown] = media.of_record(self.record(row))
			self.assertEqual((shown.state, shown.reason), ("Failed", "not_found"))
			media.retry(shown.name)
			self.assertEqual(self.fetched(row).state, "Fetched")
			with self.assert_refused("cannot be fetched again", GuardRefused):
				media.retry(shown.name)

	def test_who_may_not_read_the_record_sees_and_asks_nothing(self):
		row = self.sends(says(404))
		[attachment] = self.attachments(row)
		frappe.db.set_value(MEDIA, attachment.name, "state", "Failed")
		with self.as_user(self.stranger):
			self.assertEqual(media.of_record(self.record(row)), [])
			with self.assert_refused("no such attachment", AccessRefused):
				media.retry(attachment.name)
			with self.assert_refused("no such attachment", AccessRefused):
				media.retry("nothing")

	def test_a_worker_that_died_is_followed_by_another(self):
		row = self.sends(says(200, hostile_files.picture()))
		[attachment] = self.attachments(row)
		media._claimed(attachment.name)
		self.later(row, 200)
		self.assertEqual(self.fetched(row).state, "Fetched")

	def test_what_breaks_on_the_way_tells_the_queue_and_the_log_nothing(self):
		row = self.sends(says(200, hostile_files.picture()))
		with (
			patch.object(media, "_keep", side_effect=ValueError("canary words")),
			patch.object(frappe.db, "rollback") as undone,
			patch.object(frappe, "logger") as logger,
		):
			attachment = self.fetched(row)
		undone.assert_called_once()
		self.assertEqual((attachment.state, attachment.reason), ("Waiting", "ValueError"))
		self.assertNotIn("canary", str(logger.mock_calls))
		self.later(row, 60)
		self.assertEqual(self.fetched(row).state, "Fetched")

	def test_and_not_for_ever(self):
		row = self.sends(says(200, hostile_files.picture()))
		frappe.db.set_value(MEDIA, self.attachments(row)[0].name, "attempts", 9)
		attachment = self.fetched(row)
		self.assertEqual((attachment.state, attachment.reason), ("Failed", "gave_up"))

	def test_the_sweeper_hands_over_what_is_due_and_survives_without_redis(self):
		row = self.sends(says(200, hostile_files.picture()))
		[attachment] = self.attachments(row)
		with patch("frappe.enqueue") as enqueue:
			media.fetch_due()
		handed = [call.kwargs for call in enqueue.call_args_list if call.kwargs["name"] == attachment.name]
		self.assertEqual([each["job_id"] for each in handed], [f"cfm-media-{attachment.name}"])
		with patch("frappe.enqueue", side_effect=RedisDown):
			media.fetch_due()
		self.assertEqual(self.fetched(row).state, "Fetched")
