"""Who may agree that Salma sees the survivor's name: a custodian, and what she sees; a stand-in when there is none."""

from unittest.mock import patch

import frappe

from cfm_app.api import desk_complaint, desk_reveal
from cfm_app.confidentiality import record_access, reveal
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.reveal_case import NAME, WHY, RevealCase


class TestDecisions(RevealCase):
	def test_two_custodians_decide_at_the_same_moment_and_the_first_counts(self):
		make_grant(self.cyrus, "Custodian", level_from=5, level_to=6)
		request = self.ask()
		with self.as_user(self.cleo):
			seen_by_both = frappe.get_doc(reveal.REQUEST, request)
		self.decide(request, agreed=False, user=self.cyrus, reason="Not needed for this step.")
		with self.assert_refused("no longer waits", GuardRefused):
			self.decide(request)
		self.assertEqual(seen_by_both.state, "Asked")
		self.assertEqual(frappe.db.get_value(reveal.REQUEST, request, "decided_by"), self.cyrus)
		self.assert_masked()

	def test_each_decision_reads_the_request_under_a_lock(self):
		request = self.ask()
		get_doc = frappe.get_doc
		with patch.object(frappe, "get_doc", side_effect=get_doc) as reads:
			self.decide(request)
		locks = [
			call.kwargs.get("for_update")
			for call in reads.call_args_list
			if call.args[:1] == (reveal.REQUEST,)
		]
		self.assertEqual(locks[0], True)

	def test_the_custodian_sees_reference_level_place_who_and_why_and_nothing_else(self):
		request = self.ask()
		with self.as_user(self.cleo):
			[row] = desk_reveal.waiting()
			self.assertEqual((row.record, row.level, row.area), (self.complaint.name, 6, "NORTH"))
			doc = frappe.get_doc(reveal.REQUEST, request)
			doc.check_permission("read")
			self.assertEqual((doc.reason, doc.asked_by), (WHY, self.salma))
			record = frappe.get_doc("Complaint", self.complaint.name)
			self.assertFalse(record.has_permission("read"))
			self.assertIsNone(record.narrative)
			with self.assert_refused():
				frappe.get_list("Complaint", pluck="name")
			with self.assert_refused(exception=AccessRefused):
				desk_complaint.complaint_page(self.complaint.name)
			with self.assert_refused(exception=AccessRefused):
				desk_complaint.reveal_identity("Complaint", self.complaint.name, WHY)

	def test_who_has_nothing_to_do_with_it_does_not_see_the_request(self):
		make_grant(self.cyrus, "Custodian", area="SOUTH", level_from=5, level_to=6)
		request = self.ask()
		for user, sees in (
			(self.salma, True),
			(self.cleo, True),
			(self.auditor, True),
			(self.cyrus, False),
			(self.operator, False),
		):
			with self.as_user(user):
				doc = frappe.get_doc(reveal.REQUEST, request)
				self.assertEqual(doc.has_permission("read"), sees, user)
				self.assertEqual(doc.reason, WHY if sees else None, user)
				listed = (
					frappe.get_list(reveal.REQUEST, {"record": self.complaint.name}, pluck="name")
					if frappe.has_permission(reveal.REQUEST)
					else []
				)
				self.assertEqual(listed, [request] if sees else [], user)
		with self.assert_refused(exception=AccessRefused):
			self.decide(request, user=self.cyrus)

	def test_the_custodian_who_is_complained_of_later_loses_sight_of_it(self):
		request = self.ask()
		record_access.lock_out(frappe.get_doc("Complaint", self.complaint.name), {self.cleo})
		with self.as_user(self.cleo):
			self.assertEqual(desk_reveal.waiting(), [])
			self.assertEqual(
				frappe.get_list(reveal.REQUEST, {"record": self.complaint.name}, pluck="name"), []
			)
			self.assertIsNone(frappe.get_doc(reveal.REQUEST, request).reason)
		with self.assert_refused(exception=AccessRefused):
			self.decide(request)

	def test_nobody_agrees_to_her_own_request_nor_to_that_of_her_manager(self):
		make_grant(self.salma, "Custodian", level_from=5, level_to=6)
		make_user("Cyrus Custodian", "Custodian", line_manager=self.salma)
		make_grant(self.cyrus, "Custodian", level_from=5, level_to=6)
		request = self.ask()
		for user in (self.salma, self.cyrus):
			with self.assert_refused("may not decide", AccessRefused):
				self.decide(request, user=user)
		self.assert_masked()

	def test_a_second_focal_point_stands_in_where_no_custodian_is_named(self):
		frappe.db.delete("CFM Focal Point", {"duty": "Custodian"})
		make_grant(self.auditor, "Audit")
		request = self.ask()
		self.assertEqual(self.told, [([self.nadim], "reveal_asked")])
		self.decide(request, user=self.nadim)
		self.assertEqual(frappe.db.get_value(reveal.REQUEST, request, "decided_as"), "stand-in")
		self.assertEqual(self.reveal()[0]["name"], NAME)

	def test_a_second_focal_point_stands_in_when_the_custodian_does_not_answer(self):
		request = self.ask()
		with self.assert_refused("may not decide", AccessRefused):
			self.decide(request, user=self.nadim)
		reveal.look_after()
		self.assertEqual(len(self.told), 1)
		with self.later(hours=4, minutes=1):
			reveal.look_after()
			reveal.look_after()
			self.assertEqual(self.told[1:], [([self.cleo, self.nadim], "reveal_asked")], "they are told once")
			self.decide(request, user=self.nadim)
			self.assertEqual(self.reveal()[0]["name"], NAME)

	def test_where_nobody_may_decide_it_is_said_at_once(self):
		frappe.db.delete("CFM Focal Point", {"duty": "Custodian"})
		frappe.db.delete("CFM Focal Point", {"user": self.nadim})
		make_grant(self.auditor, "Audit")
		with self.assert_refused("Nobody may decide", GuardRefused):
			self.ask()

	def test_a_request_is_not_written_changed_or_deleted_by_hand(self):
		request = self.ask()
		for user in (self.salma, self.cleo, "Administrator"):
			with self.as_user(user):
				for attempt in (
					lambda: frappe.client.set_value(reveal.REQUEST, request, "state", "Approved"),
					lambda: frappe.client.delete(reveal.REQUEST, request),
				):
					with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
						attempt()
		forged = {"doctype": reveal.REQUEST, "record_type": "Complaint", "record": self.complaint.name}
		for user in (self.salma, self.cleo):
			with self.as_user(user), self.assert_refused(exception=frappe.PermissionError):
				frappe.client.insert({**forged, "asked_by": user, "state": "Approved", "reason": WHY})
		self.assert_masked()
