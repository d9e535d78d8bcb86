"""Whoever took a complaint in asks for it through a web form, which asks the platform only who wrote it."""

import frappe

from cfm_app.self_check.ground import ground
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.without import without

PATH = "frappe.website.doctype.web_form.web_form.get_form_data"
STAND_IN = "cfm_app.api.platform_records._must_be_plain"


class TestWebForms(CFMTestCase):
	def ask(self, trial, **arguments):
		"""Ask as the curious colleague who took the complaint in, before it became one that she may not see."""
		frappe.db.set_value("Complaint", trial.complaint.name, "owner", trial.curious)
		return trial.request(trial.curious, PATH, doctype="Complaint", web_form_name="feedback", **arguments)

	def test_who_took_it_in_learns_nothing_of_it_by_its_reference(self):
		with ground() as trial:
			shown = self.ask(trial, docname=trial.complaint.name)
			self.assertTrue(shown.startswith("403"), shown[-3000:])
			self.assertFalse(trial.shows_secret(shown), shown[-3000:])
			with without(STAND_IN):
				self.assertTrue(trial.shows_secret(self.ask(trial, docname=trial.complaint.name)))

	def test_the_form_does_not_find_it_for_her_either(self):
		with ground() as trial:
			frappe.db.set_value("Web Form", "feedback", "allow_multiple", 0)
			shown = self.ask(trial)
			self.assertTrue(shown.startswith("403"), shown[-3000:])
			with without(STAND_IN):
				self.assertTrue(trial.shows_secret(self.ask(trial)))

	def test_a_form_still_asks_its_questions_and_shows_records_that_are_not_confidential(self):
		with ground() as trial:
			asked = {"doctype": "CFM Interaction", "web_form_name": "feedback"}
			frappe.db.set_value("Web Form", "feedback", "allow_multiple", 1)
			for user in ("Guest", trial.curious):
				shown = trial.request(user, PATH, **asked)
				self.assertTrue(shown.startswith("200"), shown[-3000:])
				self.assertIn("web_form_fields", shown)
			note = frappe.get_doc(doctype="Note", title="A note of her own", content="Buy chalk")
			note.insert(set_name="own-note")
			frappe.db.set_value("Note", note.name, "owner", trial.curious)
			shown = trial.request(
				trial.curious, PATH, doctype="Note", docname=note.name, web_form_name="feedback"
			)
			self.assertIn("Buy chalk", shown)
