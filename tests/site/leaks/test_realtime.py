"""Somebody keeps a browser open on the list of complaints, on the desk, on the website. It hears nothing of other people's records."""

import frappe

from cfm_app.api import desk_answers, desk_complaint
from cfm_app.confidentiality.sealed_document import SealedDocument
from cfm_app.self_check.nothing_kept import nothing_kept
from cfm_app.self_check.request import send
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS, SmallMechanism

SECRETS = ("Laleh", NAME.split()[1], PHONE[1:])


class TestRealtime(SmallMechanism):
	def published(self):
		"""Take a complaint, work on it and answer it; return what the browsers are told as (event, message, room)."""
		with nothing_kept():
			doc = self.take()
			with self.as_user(self.focal):
				desk_complaint.add_note("Complaint", doc.name, f"I asked {NAME}: {WORDS}")
				desk_complaint.write_section(doc.name, "assessment", WORDS)
				desk_answers.prepare_answer(doc.name, f"Dear {NAME}, {WORDS}")
				frappe.get_doc("Complaint", doc.name).update({"next_action_on": "2031-01-01"}).save()
			frappe.db.commit()  # reason: held back; what is told after a commit is told now
			return doc.name, [arguments for arguments, _named in frappe.local.cfm_held["messages"]]

	def test_nobody_is_told_a_word_and_only_who_has_it_open_hears_of_it(self):
		name, told = self.published()
		self.assertTrue(told)
		for event, message, room in told:
			for secret in SECRETS:
				self.assertNotIn(secret, f"{message} {room}", event)
			if name in f"{message}":
				self.assertTrue(
					room.startswith("doc:Complaint/") or room == f"user:{self.focal}", (event, room)
				)

	def test_without_the_guard_every_open_list_hears_of_it(self):
		guard, SealedDocument.notify_update = (
			SealedDocument.notify_update,
			frappe.model.document.Document.notify_update,
		)
		try:
			name, told = self.published()
		finally:
			SealedDocument.notify_update = guard
		self.assertIn("doctype:Complaint", {room for _event, message, room in told if name in str(message)})

	def test_only_who_may_read_it_joins_its_room(self):
		doc = self.take()
		asked = {"doctype": "Complaint", "docname": doc.name}
		with nothing_kept():
			for user, status in ((self.focal, "200"), (self.stranger, "403"), ("Guest", "403")):
				answer = send(user, "frappe.realtime.can_subscribe_doc", **asked)
				self.assertEqual(answer[:3], status, user)
