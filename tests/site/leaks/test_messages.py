"""A curious colleague, a thief with a dump, somebody who reads the queue: messages tell them no word, number or other record."""

from pathlib import Path
from unittest.mock import patch

import frappe

from cfm_app.api import desk_complaint, desk_messages
from cfm_app.confidentiality import persons
from cfm_app.confidentiality.guards import VAULT
from cfm_app.exceptions import AccessRefused
from cfm_app.handling import intake
from cfm_app.integrations.engine import arrivals, consent, media, media_fetch, message_retention, outbox
from cfm_app.testing import dump, hostile_files
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_grant, make_rule, make_user
from cfm_app.testing.media_server import HOST, media_server, says
from cfm_app.testing.message_case import MEDIA, MESSAGE, POINT, MessageCase
from cfm_app.testing.redis_search import found_in_redis

WORDS, NUMBER = "My neighbour Quilombo hid the ledger under the third olive tree", "+573007715834"
PROFILE, IN_THE_PHOTO = "Zoraida from the blue door", b"photographed beside the northern silo"
SECRETS = [WORDS, NUMBER, PROFILE, IN_THE_PHOTO.decode()]
IN_MEMORY = ("Quilombo", NUMBER[1:], "Zoraida")
URL = f"https://{HOST}/{{0}}/0"


class TestTheThief(dump.SitePutBack, MessageCase):
	"""Everything here is really committed, and put back at the end."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.server = cls.enterClassContext(media_server())

	def setUp(self):
		CFMTestCase.setUp(self)
		self.provide(deleted=[], refuses={}, abilities={})

	def test_neither_database_nor_files_nor_logs_nor_memory_hold_a_word(self):
		row = self.everything_that_can_happen()
		frappe.db.commit()
		self.assertEqual(found_in_redis(IN_MEMORY), [])
		self.look_through_everything([])
		self.assertEqual(self.row(row.name).state, "Received")
		frappe.db.set_value("CFM Message Line", self.line.name, "title", f"{WORDS} {NUMBER}")
		frappe.cache.set_value("cfm_planted", PROFILE)
		frappe.db.commit()
		self.assertTrue(found_in_redis(IN_MEMORY), "the search finds what does lie there")
		frappe.cache.delete_value("cfm_planted")
		with dump.taken() as loot:
			self.assertTrue(dump.found([WORDS], loot) and dump.found([NUMBER], loot))

	def look_through_everything(self, expected):
		with dump.taken() as loot:
			self.assertEqual(dump.found(SECRETS, [*loot, *(Path("..") / "logs").glob("*.log")]), expected)

	def everything_that_can_happen(self):
		row = self.writes(WORDS, sender=NUMBER, media=[URL] * 2, profile_name=PROFILE)
		ref = row.provider_key.partition(":")[2]
		self.server.answers[f"/{ref}/0"] = says(200, hostile_files.with_segments(IN_THE_PHOTO, 2))
		frappe.db.commit()  # hands the attachments to the real queue
		self.assertEqual(found_in_redis(IN_MEMORY), [], "before a worker comes")
		first, second = frappe.get_all(MEDIA, {"message": row.name}, pluck="name", order_by="position")
		media.fetch(first)
		self.assertEqual(self.row(first, MEDIA).state, "Fetched")
		with patch.object(media_fetch, "fetch", side_effect=RuntimeError(f"{WORDS} {NUMBER}")):
			media.fetch(second)
		self.writes("STOP", sender=NUMBER, profile_name=PROFILE)
		with patch.object(outbox, "queue", side_effect=frappe.ValidationError(f"{WORDS} {NUMBER}")):
			self.writes("START", sender=NUMBER)
		self.assertFalse(consent.is_stopped(row.contact_point, "information"))
		with patch.object(arrivals, "insert_row", side_effect=RuntimeError(f"{WORDS} {NUMBER}")):
			self.fails_in_a_worker(self.writes, WORDS, sender=NUMBER)
		message_retention.purge()
		return row

	def fails_in_a_worker(self, job, *arguments, **more):
		"""Let a job fail as a worker does: what it had written is undone, and the platform keeps an error report."""
		try:
			job(*arguments, **more)
			self.fail("it did not fail")
		except RuntimeError as error:
			frappe.db.rollback()
			frappe.log_error(title=str(error))
			frappe.db.commit()


class TestTheColleague(MessageCase):
	"""One woman, one number, two complaints. Farid may read the one about the well; the other is none of his business."""

	def setUp(self):
		super().setUp()
		self.confidante = make_user("Sana Sensitive", "Sensitive Focal Point")
		make_grant(self.confidante, "Sensitive")
		make_rule(level_from=5, assign_duty="Sensitive")
		self.well = self.complaint("The well is dry.", {"feedback_type": "COMPL_PROG", "category": "QUANT"})
		abuse = {"feedback_type": "COMPL_CONDUCT", "category": "SEAH", "aid_worker_involved": "yes"}
		self.guard = self.complaint("The guard wants my sister.", abuse)

	def complaint(self, words, facts):
		"""Return the complaint that an operator makes of what she wrote; `came` is her message."""
		came = self.writes(words, sender=NUMBER)
		with self.as_user(self.operator):
			contact = frappe.get_doc("CFM Interaction", came.record)
			[made] = intake.classify(contact, [{"facts": {"area": "ALL", **facts}}])
		made = frappe.get_doc("Complaint", made.name)
		made.came = came
		return made

	def test_his_thread_holds_his_messages_only_and_no_number(self):
		self.assertEqual(self.well.came.contact_point, self.guard.came.contact_point)
		with self.as_user(self.focal):
			page = str(desk_messages.conversation("Complaint", self.well.name))
			page += str(desk_complaint.complaint_page(self.well.name))
		for secret in (
			self.guard.name,
			self.guard.interaction,
			self.guard.came.name,
			"my sister",
			NUMBER[1:],
		):
			self.assertNotIn(secret, page)
		self.assertIn(self.well.came.name, page)

	def test_her_other_file_does_not_even_count(self):
		with self.as_user(self.focal):
			self.assertEqual(persons.earlier_records(self.well), [])
			[thread] = desk_messages.conversation("Complaint", self.well.name)["threads"]
		self.assertEqual(len(thread["messages"]), 1)

	def test_names_of_messages_open_nothing(self):
		[attachment] = media.plan(self.guard.came.name, self.inbound(media=[URL]).media)
		frappe.db.set_value(MEDIA, attachment, "state", "Failed")
		with self.as_user(self.focal):
			for attack in (
				lambda: desk_messages.conversation("Complaint", self.guard.name),
				lambda: desk_messages.send_again(self.guard.came.name),
				lambda: desk_messages.cancel(self.guard.came.name),
				lambda: desk_messages.fetch_again(attachment),
				lambda: media.retry(attachment),
			):
				with self.assert_refused(exception=AccessRefused):
					attack()
			self.assertEqual(media.of_record(frappe.get_doc("Complaint", self.guard.name)), [])

	def test_whose_business_it_is_sees_it(self):
		with self.as_user(self.confidante):
			page = str(desk_messages.conversation("Complaint", self.guard.name))
		self.assertIn(self.guard.came.name, page)
		self.assertNotIn(NUMBER[1:], page)


class TestTheTables(MessageCase):
	TYPES = tuple(
		name
		for name in VAULT
		if name.startswith(("CFM Message", "CFM Consent", "CFM Contact", "CFM Webhook", "CFM Broadcast"))
	)

	def test_no_role_has_any_right_on_what_people_wrote(self):
		self.assertEqual(len(self.TYPES), 7)
		everybody = make_user("Rita Everything", *self.all_roles())
		self.writes()
		for doctype in self.TYPES:
			self.assertEqual([row.role for row in frappe.get_meta(doctype).permissions], [], doctype)
			with self.as_user(everybody):
				for right in ("read", "write", "create", "delete", "report", "export", "share", "print"):
					self.assertFalse(frappe.has_permission(doctype, right), f"{right} {doctype}")
				with self.assert_refused():
					frappe.get_list(doctype)

	def all_roles(self):
		roles = frappe.get_all("Role", {"name": ["like", "CFM %"]}, pluck="name")
		return [role.removeprefix("CFM ") for role in roles]

	def test_not_even_an_administrator_writes_them_by_hand(self):
		row = self.writes()
		for doctype, name in ((MESSAGE, row.name), (POINT, row.contact_point)):
			with self.assert_refused():
				frappe.get_doc(doctype, name).save()
			with self.assert_refused():
				frappe.delete_doc(doctype, name)
