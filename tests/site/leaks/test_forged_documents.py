"""Whoever sends in a made-up document reads and changes no more than she could without it."""

from unittest.mock import patch

import frappe
from frappe.model.document import Document

from cfm_app.confidentiality import access_keys
from cfm_app.confidentiality.guards import CONFIDENTIAL
from cfm_app.confidentiality.keyed_document import KeyedDocument, StoredDocument
from cfm_app.exceptions import NotAllowedHere
from cfm_app.rules.access import RecordFacts
from cfm_app.self_check.ground import ground
from cfm_app.self_check.request import send
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint


class TestForgedDocuments(CFMTestCase):
	def own_key(self, trial):
		project = frappe.db.get_value("CFM Focal Point", {"user": trial.curious}, "project")
		return access_keys.key_for(RecordFacts(2, project))

	def test_a_forged_key_is_never_stored(self):
		with ground() as trial:
			name, before = trial.complaint.name, trial.complaint.access_key
			send(trial.reader, f"PUT /api/resource/Complaint/{name}", access_key=self.own_key(trial))
			self.assertEqual(frappe.db.get_value("Complaint", name, "access_key"), before)

	def test_who_may_write_still_saves_the_form_as_the_browser_sends_it(self):
		with ground() as trial:
			sent = trial.complaint.reload().as_dict(convert_dates_to_str=True)
			sent.update({"next_action_on": "2031-01-01", "access_key": None})
			shown = send(
				trial.reader, "frappe.desk.form.save.savedocs", doc=frappe.as_json(sent), action="Save"
			)
			row = frappe.db.get_value("Complaint", sent.name, ["next_action_on", "access_key"], as_dict=True)
		self.assertTrue(shown.startswith("200"), shown[-3000:])
		self.assertEqual(str(row.next_action_on), "2031-01-01")
		self.assertEqual(row.access_key, trial.complaint.access_key)

	def test_a_record_that_says_it_is_new_is_not_renamed_away(self):
		with ground() as trial:
			made_up = {"doctype": "Complaint", "name": trial.complaint.name, "__islocal": 1}
			shown = send(
				trial.curious,
				"POST /api/v2/method/run_doc_method",
				json={
					"document": made_up,
					"method": "rename",
					"kwargs": {"name": "C-STOLEN", "force": True, "validate_rename": False},
				},
			)
			self.assertFalse(frappe.db.exists("Complaint", "C-STOLEN"), shown)
			self.assertTrue(frappe.db.exists("Complaint", trial.complaint.name))

	def test_not_even_its_reader_renames_a_record_or_merges_it_into_another(self):
		with ground() as trial:
			for doctype, name in (("Complaint", trial.complaint.name), ("CFM Response", trial.response.name)):
				doc = frappe.get_doc(doctype, name)
				with self.subTest(doctype), self.assert_refused("keeps its reference", NotAllowedHere):
					doc.rename("X-1", force=True, validate_rename=False)

	def test_a_record_cannot_be_turned_into_another(self):
		with ground() as trial, self.as_user(trial.reader):
			doc = frappe.get_doc("CFM Response", trial.response.name)
			with self.assert_refused("keeps its reference", NotAllowedHere):
				doc.update({"name": "somebody-elses"})
			with self.assert_refused("keeps its reference", NotAllowedHere):
				doc.set("name", "somebody-elses")

	def test_a_made_up_request_opens_nobodys_reason(self):
		with ground() as trial, self.as_user(trial.reader):
			about = {"record_type": "Complaint", "record": trial.complaint.name, "asked_by": trial.reader}
			asked = frappe.new_doc("CFM Reveal Request", **about, state="Asked")
			asked.flags.reason = f"Her cousin is {trial.words}"
			asked.insert(ignore_permissions=True)
			self.assertIn(trial.words, self.printed(trial, trial.reader, asked))
			self.assertNotIn(trial.words, self.printed(trial, trial.curious, asked))
			with patch.object(StoredDocument, "__init__", Document.__init__):
				self.assertIn(trial.words, self.printed(trial, trial.curious, asked))

	def printed(self, trial, user, request):
		"""Print the request as this user makes it up: asked by herself, about a complaint of her own."""
		with self.as_user(user):
			project = frappe.db.get_value("CFM Focal Point", {"user": user}, "project")
			own = make_complaint("Mine.", project=project)
		made_up = {"doctype": request.doctype, "name": request.name, "asked_by": user, "state": "Asked"}
		made_up.update({"record_type": "Complaint", "record": own.name})
		with self.as_user(user):
			try:
				return str(frappe.get_doc(made_up).reason)
			except frappe.PermissionError:
				return ""

	def test_every_confidential_type_trusts_its_key_to_the_database(self):
		for doctype in CONFIDENTIAL:
			with self.subTest(doctype):
				self.assertTrue(issubclass(frappe.get_doc({"doctype": doctype}).__class__, KeyedDocument))
