"""A person sees on the tracking page what help was asked for, says whether it came, and may stop it."""

from unittest.mock import patch

import frappe

from cfm_app.confidentiality import receipts
from cfm_app.handling import alerts
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.visitor import Visitor, forget_counts


class PersonCase(ReferralCase):
	def setUp(self):
		super().setUp()
		forget_counts()
		self.amina = Visitor()
		self.code = self.code_of(self.complaint)
		self.referral = self.sent()

	def code_of(self, complaint):
		code = receipts.code_for(complaint.interaction)
		receipts.issue(frappe._dict(name=complaint.interaction), code)
		return code

	def page(self):
		return self.amina.track(self.code)

	def says(self, form, **fields):
		"""Send this form of the tracking page; return (page, who was told what)."""
		told = []
		with patch.object(
			alerts, "tell_all", lambda users, doc, what: told.extend((user, what) for user in users)
		):
			page = self.amina.act(self.page(), form, **fields)
		self.referral.reload()
		return page, told

	def accepted(self):
		self.referral = self.act(self.referral, "Accept")

	def steps(self):
		return frappe.get_all("CFM Referral Step", {"referral": self.referral.name}, pluck="action")


class TestSheFollows(PersonCase):
	def test_she_reads_who_is_asked_and_how_it_stands(self):
		page = self.page()
		self.assertIn("Legal Aid Society", page.words)
		self.assertIn("We have asked others to help you. They have not answered yet.", page.words)
		self.assertNotIn("Have you got this help?", page.words)
		self.accepted()
		self.assertIn("They will help you.", self.page().words)

	def test_a_draft_is_not_shown(self):
		self.act(self.referral, "Withdraw")
		draft = self.draft()
		page = self.page().words
		self.assertNotIn(draft.name, page)
		self.assertIn("We do not ask for this help any more.", page)

	def test_nobody_is_named_when_it_is_about_protection(self):
		self.referral.db_set("is_protection", 1)
		self.assertNotIn("Legal Aid Society", self.page().words)
		self.assertIn("Help from others", self.page().words)

	def test_nobody_is_named_when_the_place_is_hidden(self):
		frappe.db.set_value("CFM Service Site", {"parent": self.service.name}, "is_hidden", 1)
		self.assertNotIn("Legal Aid Society", self.page().words)

	def test_nobody_is_named_in_a_sensitive_matter(self):
		frappe.db.set_value("Complaint", self.complaint.name, "level", 5)
		self.assertNotIn("Legal Aid Society", self.page().words)

	def test_what_the_receiver_wrote_is_not_shown_to_her(self):
		self.act(self.referral, "Accept", note="Her file is thin.")
		self.assertNotIn("file is thin", self.page().words)


class TestSheAnswers(PersonCase):
	def test_yes_ends_the_waiting_and_who_sent_it_hears(self):
		self.accepted()
		page, told = self.says("help came", came="yes", text="They were kind.")
		self.assertEqual(
			(page.status, self.referral.workflow_state, self.referral.confirmed_by),
			(200, "Service received", "tracking page"),
		)
		self.assertIn((self.focal, "referral_moved"), told)
		self.assertIn("This help has reached you.", page.words)

	def test_no_leaves_it_open_and_comes_back_to_who_sent_it(self):
		self.accepted()
		page, told = self.says("help came", came="no", text="Nobody called.")
		self.assertEqual((page.status, self.referral.workflow_state), (200, "Accepted"))
		self.assertEqual(told, [(self.focal, "referral_not_received")])
		self.assertIn("Person has not received it", self.steps())
		self.assertIn("You told us that this help has not come. We ask what has happened.", page.words)
		self.assertFalse(self.holds("tabCFM Referral Step", "detail", "Nobody called"))

	def test_she_may_say_that_it_came_although_nobody_answered(self):
		self.referral.db_set("workflow_state", "No feedback")
		self.says("help came", came="yes")
		self.assertEqual(self.referral.workflow_state, "Service received")

	def test_neither_yes_nor_no_changes_nothing(self):
		self.accepted()
		page, _told = self.says("help came", came="perhaps")
		self.assertEqual((page.status, self.referral.workflow_state), (422, "Accepted"))

	def test_she_stops_it_and_the_colleague_who_works_on_it_hears(self):
		self.referral = self.act(self.draft(self.department()), "Send")
		page, told = self.says("help stop", help=self.referral.name, text="My brother helps me.")
		self.assertEqual((page.status, self.referral.workflow_state), (200, "Withdrawn"))
		self.assertIn((self.focal, "referral_moved"), told)
		self.assertIn((self.legal, "referral_over"), told)

	def test_what_has_ended_is_not_asked_about(self):
		self.act(self.referral, "Withdraw")
		page = self.page().words
		self.assertNotIn("Have you got this help?", page)
		self.assertNotIn("I do not want this help any more", page)

	def test_she_cannot_speak_for_somebody_else(self):
		other = self.referral
		self.act(other, "Accept")
		self.complaint = self.take(sex="MALE", age_band="18-59", language="ar")
		self.code = self.code_of(self.complaint)
		self.referral = self.sent()
		page, _told = self.says("help stop", help=other.name)
		self.assertEqual((page.status, other.reload().workflow_state), (422, "Accepted"))
