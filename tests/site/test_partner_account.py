"""A partner hands in what people told it, and hears of it: a reference and one word, never how it was handled."""

import frappe

from cfm_app.api import desk, desk_handed_in
from cfm_app.exceptions import AccessRefused
from cfm_app.handling import intake, timeline
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.small_mechanism import SmallMechanism

WORDS = "The guard Walid sells the places in the line."


class TestPartnerAccount(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.partner = make_user("Petra Partner", "Partner")
		cls.other = make_user("Paulo Partner", "Partner")

	def hand_in(self, user=None):
		with self.as_user(user or self.partner):
			return desk.hand_in({"area": "ALL"}, WORDS)["contact"]

	def seen(self, user=None):
		with self.as_user(user or self.partner):
			return desk_handed_in.mine()

	def classify(self, contact, **facts):
		with self.as_user(self.operator):
			facts = {"feedback_type": "COMPL_PROG", "category": "QUANT", **facts}
			return intake.classify(frappe.get_doc("CFM Interaction", contact), [{"facts": facts}])[0]

	def status(self):
		return self.seen()[0]["status"]

	def test_what_was_handed_in_is_received_worked_on_and_finished(self):
		contact = self.hand_in()
		self.assertEqual([(row["reference"], row["status"]) for row in self.seen()], [(contact, "received")])
		complaint = self.classify(contact)
		self.assertEqual(self.status(), "with the people in charge")
		complaint.db_set("closed_on", frappe.utils.now_datetime())
		self.assertEqual(self.status(), "finished")

	def test_another_partner_sees_nothing_of_it(self):
		self.hand_in()
		self.assertEqual(self.seen(self.other), [])

	def test_neither_words_nor_notes_nor_category_reach_the_partner(self):
		contact = self.hand_in()
		complaint = self.classify(contact)
		timeline.write(complaint, "note", "We asked the camp manager Samira")
		answer = frappe.as_json(self.seen())
		for secret in ("Walid", "Samira", "QUANT", complaint.name):
			self.assertNotIn(secret, answer)
		with self.as_user(self.partner):
			self.assertFalse(frappe.get_doc("CFM Interaction", contact).has_permission("read"))
			for doctype in ("CFM Interaction", "Complaint", "CFM Step"):
				with self.assertRaises(frappe.PermissionError):
					frappe.get_list(doctype)

	def test_a_sensitive_matter_is_never_said_to_be_finished(self):
		complaint = self.classify(self.hand_in(), sensitivity="SEAH", aid_worker_involved="yes")
		complaint.db_set("closed_on", frappe.utils.now_datetime())
		self.assertEqual(self.status(), "with the people in charge")

	def test_who_turns_out_to_be_complained_of_sees_it_no_more(self):
		contact = self.hand_in()
		make_grant(self.partner, "Respond")
		intake.add_people(
			frappe.get_doc("CFM Interaction", contact),
			[{"role": "subject of complaint", "staff": self.partner}],
		)
		self.assertEqual(self.seen(), [])

	def test_who_may_not_hand_in_has_no_such_list(self):
		with self.as_user(self.analyst), self.assertRaises(AccessRefused):
			desk_handed_in.mine()
