"""Two people decide: the second one agrees to what she has seen, not to what the first made of it meanwhile."""

import frappe

from cfm_app.api import desk_answers, desk_complaint
from cfm_app.exceptions import GuardRefused
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.small_mechanism import SmallMechanism


class TestSecondPerson(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.second = make_user("Fatima Focal", "Focal Point")
		make_grant(cls.second, "Handle")

	def setUp(self):
		super().setUp()
		self.name = self.take().name

	def page(self):
		with self.as_user(self.second):
			return desk_complaint.complaint_page(self.name)

	def ask_for(self, level: int):
		with self.as_user(self.focal):
			desk_complaint.ask_to_lower(self.name, level, "It is about one family only.")

	def test_a_level_that_she_has_not_seen_is_not_confirmed(self):
		self.ask_for(2)
		shown = self.page()["facts"]["lowering_to"]
		self.ask_for(0)
		with self.as_user(self.second):
			with self.assert_refused("look again", GuardRefused):
				desk_complaint.confirm_lowering(self.name, shown)
			self.assertEqual(frappe.db.get_value("Complaint", self.name, "level"), 3)
			shown = self.page()["facts"]["lowering_to"]
			self.assertEqual(desk_complaint.confirm_lowering(self.name, shown), {"level": 0})

	def test_words_that_she_has_not_read_are_not_approved(self):
		with self.as_user(self.focal):
			response = desk_answers.prepare_answer(self.name, "The pump is repaired.")["response"]
		[shown] = self.page()["responses"]
		with self.as_user(self.focal):
			desk_answers.rewrite(response, "Nobody will repair the pump.")
		with self.as_user(self.second):
			with self.assert_refused("read it again", GuardRefused):
				desk_answers.approve(response, str(shown["modified"]))
			self.assertEqual(frappe.db.get_value("CFM Response", response, "state"), "Draft")
			[shown] = self.page()["responses"]
			self.assertEqual(desk_answers.approve(response, str(shown["modified"]))["state"], "Approved")
