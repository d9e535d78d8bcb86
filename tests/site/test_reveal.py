"""Salma has to call the survivor back. From level 5 on a custodian agrees first, for a limited time."""

from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.api import desk_complaint, desk_page, desk_reveal
from cfm_app.confidentiality import persons, record_access, reveal
from cfm_app.confidentiality.log_reasons import opened
from cfm_app.exceptions import AccessRefused, GuardRefused, RevealNeedsAgreement
from cfm_app.handling import alerts, intake
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import (
	make_area,
	make_complaint,
	make_grant,
	make_rule,
	make_user,
	somebody,
)

NAME, PHONE = "Amina Rahimi", "+93701234567"
WHY = "The clinic has her appointment tomorrow at noon."
SENSITIVE = {"feedback_type": "COMPL_CONDUCT", "category": "SEAH"}


class TestReveal(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.operator = make_user("Olga Operator", "Operator")
		cls.salma = make_user("Salma Sensitive", "Sensitive Focal Point")
		cls.nadim = make_user("Nadim Sensitive", "Sensitive Focal Point")
		cls.cleo = make_user("Cleo Custodian", "Custodian")
		cls.cyrus = make_user("Cyrus Custodian", "Custodian")
		cls.auditor = make_user("Aziz Auditor", "Auditor")
		make_area("NORTH"), make_area("SOUTH")
		make_grant(cls.operator, "Intake")
		make_grant(cls.salma, "Sensitive", deputy=cls.nadim)
		make_grant(cls.nadim, "Sensitive")
		make_grant(cls.cleo, "Custodian", area="NORTH", level_from=5, level_to=6)
		make_rule(assign_duty="Sensitive", level_from=5)

	def setUp(self):
		super().setUp()
		with self.as_user(self.operator):
			self.complaint = make_complaint("…", somebody(NAME, PHONE), area="NORTH", **SENSITIVE)
		self.complaint.reload()
		self.complaint.assign(self.salma)
		self.told = []
		held = patch.object(
			alerts, "tell_all", lambda users, doc, code: self.told.append((sorted(users), code))
		)
		held.start()
		self.addCleanup(held.stop)

	def ask(self, user=None):
		with self.as_user(user or self.salma):
			return desk_reveal.ask(self.complaint.name, WHY)["request"]

	def decide(self, request, agreed=True, user=None, reason=""):
		with self.as_user(user or self.cleo):
			return desk_reveal.decide(request, agreed, reason)

	def reveal(self, user=None):
		with self.as_user(user or self.salma):
			return desk_complaint.reveal_identity("Complaint", self.complaint.name, "")

	def later(self, **time):
		return patch.object(reveal, "now_datetime", lambda: add_to_date(now_datetime(), **time))

	def standing(self):
		with self.as_user(self.salma):
			return desk_page.of(frappe.get_doc("Complaint", self.complaint.name))["reveal"]

	def assert_masked(self, user=None):
		with self.assert_refused("a custodian has to agree first", RevealNeedsAgreement):
			self.reveal(user)
		with self.as_user(user or self.salma):
			shown = persons.parties_of(frappe.get_doc("Complaint", self.complaint.name))
		self.assertTrue(shown[0]["masked"])
		self.assertNotIn("Rahimi", shown[0]["name"])

	def logged(self, action):
		rows = frappe.get_all(
			"CFM Access Log",
			{"record": self.complaint.name, "action": action},
			["user", "detail", "sealed_reason"],
		)
		return [(row.user, row.detail, opened(row.sealed_reason, self.complaint.name)) for row in rows]

	def test_she_asks_a_custodian_agrees_and_she_sees_who_it_is_until_tomorrow(self):
		self.assertEqual(self.complaint.level, 6)
		self.assert_masked()
		self.assertEqual(self.standing(), {"state": ""})
		request = self.ask()
		self.assertEqual(self.told, [([self.cleo], "reveal_asked")])
		self.assert_masked()
		self.decide(request)
		self.assertEqual(self.told[-1], ([self.salma], "reveal_decided"))
		shown = self.reveal()
		self.assertEqual((shown[0]["name"], shown[0]["phone"]), (NAME, PHONE))
		self.reveal()
		standing = self.standing()
		self.assertEqual(standing["state"], "Approved")
		self.assertAlmostEqual(standing["seconds_left"] / 3600, 24, delta=0.1)
		self.assertEqual(frappe.db.get_value(reveal.REQUEST, request, "times_opened"), 2)
		self.assertEqual(self.logged("reveal asked"), [(self.salma, request, WHY)])
		self.assertEqual(self.logged("reveal approved"), [(self.cleo, request, "")])
		self.assertEqual(self.logged("reveal"), [(self.salma, request, WHY)] * 2)
		with self.as_user(self.salma):
			stays = persons.parties_of(frappe.get_doc("Complaint", self.complaint.name))
		self.assertNotIn("Rahimi", stays[0]["name"], "the form stays masked")

	def test_a_reason_alone_opens_nothing_from_level_5_on(self):
		with self.as_user(self.salma), self.assert_refused(exception=RevealNeedsAgreement):
			desk_complaint.reveal_identity("Complaint", self.complaint.name, WHY)
		self.assertEqual(self.logged("reveal"), [])

	def test_the_contact_of_the_complaint_is_no_way_around(self):
		with self.as_user(self.salma), self.assert_refused(exception=RevealNeedsAgreement):
			desk_complaint.reveal_identity("CFM Interaction", self.complaint.interaction, WHY)

	def test_it_ends_by_time(self):
		self.decide(self.ask())
		with self.later(hours=24):
			self.assert_masked()
		with self.later(hours=23):
			self.assertEqual(self.reveal()[0]["name"], NAME)

	def test_it_ends_when_somebody_more_is_named(self):
		self.decide(self.ask())
		with self.as_user(self.salma):
			intake.add_people(self.complaint, [{"role": "witness", "identity": {"name": "Baker Mahmoud"}}])
		self.assert_masked()
		self.assertEqual(self.standing()["state"], "Ended")

	def test_it_ends_when_who_may_see_the_record_changes(self):
		self.decide(self.ask())
		doc = frappe.get_doc("Complaint", self.complaint.name)
		record_access.lock_out(doc, {self.operator})
		self.assert_masked()
		self.assertEqual(self.standing()["ended_because"], "access changed")

	def test_it_ends_with_her_duty(self):
		request = self.ask()
		self.decide(request)
		frappe.db.set_value("CFM Focal Point", {"user": self.salma}, "is_active", 0)
		frappe.get_doc("CFM Focal Point", {"user": self.salma}).save()
		with self.assert_refused(exception=AccessRefused):
			self.reveal()
		reveal.look_after()
		state = frappe.db.get_value(reveal.REQUEST, request, ["state", "ended_because"])
		self.assertEqual(state, ("Ended", "access changed"))

	def test_it_ends_when_she_gives_it_back(self):
		request = self.ask()
		self.decide(request)
		with self.as_user(self.salma):
			self.assertEqual(desk_reveal.withdraw(request)["state"], "Withdrawn")
		self.assert_masked()
		self.assertEqual(self.logged("reveal withdrawn")[0][:2], (self.salma, request))

	def test_it_is_hers_alone(self):
		self.decide(self.ask())
		self.assert_masked(self.nadim)

	def test_it_is_for_this_record_alone(self):
		self.decide(self.ask())
		with self.as_user(self.operator):
			other = make_complaint("…", somebody(NAME, PHONE), area="NORTH", **SENSITIVE)
		other.reload()
		other.assign(self.salma)
		with self.as_user(self.salma), self.assert_refused(exception=RevealNeedsAgreement):
			desk_complaint.reveal_identity("Complaint", other.name, WHY)

	def test_a_refusal_has_a_reason_she_can_read_and_she_may_ask_again(self):
		request = self.ask()
		with self.assert_refused("Say why you refuse", frappe.ValidationError):
			self.decide(request, agreed=False)
		self.decide(request, agreed=False, reason="Ask the clinic to call her.")
		self.assert_masked()
		standing = self.standing()
		self.assertEqual((standing["state"], standing["refusal"]), ("Refused", "Ask the clinic to call her."))
		self.decide(self.ask())
		self.assertEqual(self.reveal()[0]["name"], NAME)

	def test_she_gives_a_reason_and_asks_once(self):
		with self.as_user(self.salma), self.assert_refused("Say why", frappe.ValidationError):
			desk_reveal.ask(self.complaint.name, " hm ")
		self.ask()
		with self.assert_refused("You have asked already", GuardRefused):
			self.ask()

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
					frappe.get_list(reveal.REQUEST, pluck="name")
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
			self.assertEqual(frappe.get_list(reveal.REQUEST, pluck="name"), [])
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

	def test_who_may_not_see_the_words_cannot_ask(self):
		with self.as_user(self.operator), self.assert_refused(exception=AccessRefused):
			desk_reveal.ask(self.complaint.name, WHY)
		with self.as_user(self.operator), self.assert_refused(exception=AccessRefused):
			reveal.ask(self.complaint, WHY)

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

	def test_below_level_5_a_reason_is_enough_and_the_form_says_nothing_of_custodians(self):
		make_grant(self.salma, "Handle")
		make_rule(level_to=4)
		with self.as_user(self.operator):
			plain = make_complaint("…", somebody(NAME, PHONE), feedback_type="COMPL_PROG", category="QUANT")
		with self.as_user(self.salma):
			self.assertIsNone(desk_page.of(frappe.get_doc("Complaint", plain.name))["reveal"])
			shown = desk_complaint.reveal_identity("Complaint", plain.name, WHY)
		self.assertEqual(shown[0]["name"], NAME)
