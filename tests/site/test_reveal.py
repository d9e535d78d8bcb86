"""Salma has to call the survivor back. From level 5 on a custodian agrees first, for a limited time."""

import frappe

from cfm_app.api import desk_complaint, desk_page, desk_reveal
from cfm_app.confidentiality import persons, record_access, reveal
from cfm_app.exceptions import AccessRefused, GuardRefused, RevealNeedsAgreement
from cfm_app.handling import intake
from cfm_app.testing.factories import make_complaint, make_grant, make_rule, somebody
from cfm_app.testing.reveal_case import NAME, PHONE, SENSITIVE, WHY, RevealCase


class TestReveal(RevealCase):
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

	def test_who_may_not_see_the_words_cannot_ask(self):
		with self.as_user(self.operator), self.assert_refused(exception=AccessRefused):
			desk_reveal.ask(self.complaint.name, WHY)
		with self.as_user(self.operator), self.assert_refused(exception=AccessRefused):
			reveal.ask(self.complaint, WHY)

	def test_below_level_5_a_reason_is_enough_and_the_form_says_nothing_of_custodians(self):
		make_grant(self.salma, "Handle")
		make_rule(level_to=4)
		with self.as_user(self.operator):
			plain = make_complaint("…", somebody(NAME, PHONE), feedback_type="COMPL_PROG", category="QUANT")
		with self.as_user(self.salma):
			self.assertIsNone(desk_page.of(frappe.get_doc("Complaint", plain.name))["reveal"])
			shown = desk_complaint.reveal_identity("Complaint", plain.name, WHY)
		self.assertEqual(shown[0]["name"], NAME)
