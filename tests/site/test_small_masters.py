"""Projects, channels, trainings and ready answers: what staff note about them is checked when they note it."""

import frappe
from frappe.desk.form.load import getdoc
from frappe.utils import add_days, today

from cfm_app.cfm_outreach.doctype.cfm_faq import cfm_faq
from cfm_app.testing.case import CFMTestCase


def make(doctype, **values):
	return frappe.get_doc({"doctype": doctype, **values}).insert()


class TestSmallMasters(CFMTestCase):
	def test_a_ladder_that_does_not_rise_is_refused(self):
		urgency = frappe.get_doc("CFM Urgency", "U2")
		urgency.escalation_steps[1].after_minutes = 240
		with self.assert_refused("later than the one before", frappe.ValidationError):
			urgency.save()

	def test_a_deadline_before_its_start_is_refused(self):
		level = frappe.get_doc("CFM Sensitivity Level", "MINOR")
		level.resolve_within = -1
		with self.assert_refused("less than zero", frappe.ValidationError):
			level.save()

	def opened(self, project):
		"""Return what the form is told when somebody opens this project."""
		getdoc("CFM Project", project.name)
		return frappe.response.docs[-1].get("__onload")

	def test_who_verifies_a_project_sheet_is_noted_and_the_sheet_grows_stale(self):
		project = make("CFM Project", code="T-CASH", title="Cash for winter")
		self.assertTrue(self.opened(project).is_stale)
		project.last_verified_on = add_days(today(), -30)
		project.save()
		self.assertEqual((project.verified_by, self.opened(project).is_stale), ("Administrator", False))
		project.last_verified_on = add_days(today(), -31)
		self.assertTrue(project.is_stale)
		project.status = "Ended"
		self.assertFalse(project.is_stale)

	def test_nobody_verified_a_sheet_tomorrow(self):
		with self.assert_refused("future", frappe.ValidationError):
			make("CFM Project", code="T-CASH", title="Cash", last_verified_on=add_days(today(), 1))

	def test_a_training_adds_up_its_participants_and_refuses_the_future(self):
		training = {
			"title": "Code of conduct",
			"audience": "staff",
			"women": 7,
			"men": 4,
			"other_or_unknown": 1,
		}
		self.assertEqual(make("CFM Training", held_on=today(), **training).participants, 12)
		with self.assert_refused("future", frappe.ValidationError):
			make("CFM Training", held_on=add_days(today(), 1), **training)
		with self.assert_refused("less than zero", frappe.ValidationError):
			make("CFM Training", held_on=today(), **{**training, "men": -4})

	def test_a_channel_is_recorded_once_for_an_area_and_project(self):
		make("CFM Channel Availability", area="ALL", channel="RADIO")
		with self.assert_refused("already recorded", frappe.DuplicateEntryError):
			make("CFM Channel Availability", area="ALL", channel="RADIO")
		project = make("CFM Project", code="T-CASH", title="Cash for winter")
		make("CFM Channel Availability", area="ALL", channel="RADIO", project=project.name)

	def test_a_channel_is_not_offered_until_before_it_began(self):
		with self.assert_refused("must be after", frappe.ValidationError):
			make(
				"CFM Channel Availability",
				area="ALL",
				channel="RADIO",
				offered_from=today(),
				offered_until=add_days(today(), -1),
			)


class TestFAQ(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.card = self.make_faq(
			"en", "My card is blocked", "Call the bank with your PIN.", "locked, frozen"
		)
		self.make_faq("en", "Where can I register?", "At the desk. Bring your card if you have one.")
		self.arabic = self.make_faq("ar", "أين يمكنني التسجيل؟", "في المكتب")

	def make_faq(self, language, question, answer, keywords=""):
		row = {"language": language, "question": question, "answer": answer, "keywords": keywords}
		return make("CFM FAQ", title=question, answers=[row]).name

	def found(self, text, language="en"):
		return [row["name"] for row in cfm_faq.search(text, language)]

	def test_the_question_counts_more_than_a_word_in_an_answer(self):
		self.assertEqual(self.found("CARD")[0], self.card)
		self.assertEqual(len(self.found("card")), 2)

	def test_other_words_that_people_use_find_the_answer(self):
		self.assertEqual(self.found("frozen"), [self.card])

	def test_arabic_without_hamza_and_vowel_signs_finds_the_answer(self):
		self.assertEqual(self.found("اين", "ar"), [self.arabic])

	def test_an_empty_or_foreign_question_finds_nothing(self):
		self.assertEqual((self.found(" ?! "), self.found("zebra")), ([], []))

	def test_an_answer_out_of_use_is_not_offered(self):
		frappe.db.set_value("CFM FAQ", self.card, "is_active", 0)
		self.assertEqual(self.found("blocked"), [])

	def test_using_an_answer_is_counted(self):
		cfm_faq.count_use(self.card)
		cfm_faq.count_use(self.card)
		self.assertEqual(frappe.db.get_value("CFM FAQ", self.card, "usage_count"), 2)
		self.assertEqual(cfm_faq.search("blocked", "en")[0]["usage_count"], 2)
