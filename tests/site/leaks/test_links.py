"""References, link fields and the functions behind them, as somebody curious uses them."""

import importlib
import pkgutil
import sys

import frappe

import cfm_app
from cfm_app.confidentiality import guards
from cfm_app.exceptions import NotAllowedHere
from cfm_app.self_check.ground import ground
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.without import without

CHECK = "cfm_app.confidentiality.references._check_one"


class TestReferences(CFMTestCase):
	def own_complaint(self, trial, **values):
		project = frappe.db.get_value("CFM Focal Point", {"user": trial.curious}, "project")
		facts = {"feedback_type": trial.complaint.feedback_type, "sensitivity": trial.complaint.sensitivity}
		return frappe.get_doc(doctype="Complaint", project=project, **facts, **values).insert()

	def test_nobody_hangs_her_complaint_on_a_contact_she_may_not_open(self):
		with ground() as trial, self.as_user(trial.curious):
			with self.assert_refused("no such record", NotAllowedHere):
				self.own_complaint(trial, interaction=trial.contact.name)
			own = self.own_complaint(trial).reload()
			own.interaction = trial.contact.name
			with self.assert_refused("no such record", NotAllowedHere):
				own.save()
			with without(CHECK):
				self.assertEqual(self.own_complaint(trial, interaction=trial.contact.name).level, 2)

	def test_no_complaint_is_called_a_duplicate_of_one_that_is_not_seen(self):
		with ground() as trial, self.as_user(trial.curious):
			own = self.own_complaint(trial).reload()
			for name in (trial.complaint.name, "C-NOBODY"):
				own.reload().duplicate_of = name
				with self.subTest(name), self.assert_refused("no such record", NotAllowedHere):
					own.save()

	def test_a_complaint_about_the_handling_of_another_needs_its_reference_only(self):
		with ground() as trial, self.as_user(trial.curious):
			made = self.own_complaint(trial, about_complaint=trial.complaint.name)
			self.assertEqual(made.about_complaint, trial.complaint.name)
			with self.assert_refused("no such record", NotAllowedHere):
				self.own_complaint(trial, about_complaint="C-NOBODY")

	def test_a_duplicate_of_what_one_may_read_is_taken(self):
		with ground() as trial, self.as_user(trial.reader):
			facts = {key: trial.complaint.get(key) for key in ("feedback_type", "sensitivity", "project")}
			made = frappe.get_doc(doctype="Complaint", duplicate_of=trial.complaint.name, **facts).insert()
		self.assertEqual(made.duplicate_of, trial.complaint.name)


class TestLinkFunctions(CFMTestCase):
	def test_every_link_to_a_confidential_record_leads_to_the_same_access_key(self):
		with ground() as trial:
			for doctype, name in (
				("CFM Step", trial.step),
				("CFM Response", trial.response.name),
				("CFM Consent", trial.consent.name),
			):
				self.assertEqual(frappe.db.get_value(doctype, name, "access_key"), trial.complaint.access_key)

	def test_a_refused_reference_answers_as_one_that_was_never_given(self):
		with ground() as trial:
			asked = {"doctype": "Complaint", "fields": ["project", "handler"]}
			there, absent = (
				trial.request(trial.curious, "frappe.client.validate_link", **asked, docname=name)
				for name in (trial.complaint.name, "C-NOBODY")
			)
			self.assertEqual(there, absent)
			allowed = trial.request(
				trial.reader, "frappe.client.validate_link", **asked, docname=trial.complaint.name
			)
			self.assertIn(trial.project, allowed)

	def test_a_function_named_in_an_argument_is_the_one_that_stands_in(self):
		asked = {"query": "frappe.client.get_count", "tree_method": "frappe.client.validate_link", "txt": "x"}
		frappe.local.form_dict = frappe._dict(asked)
		guards.use_stand_ins()
		self.assertEqual(
			frappe.form_dict,
			{
				"query": "cfm_app.api.platform.get_count",
				"tree_method": "cfm_app.api.platform.validate_link",
				"txt": "x",
			},
		)

	def test_no_module_of_the_app_offers_what_it_stands_in_for_under_another_name(self):
		for module in pkgutil.walk_packages(cfm_app.__path__, "cfm_app."):
			importlib.import_module(module.name)
		stood_in_for = [
			frappe.get_attr(path)
			for path, ours in frappe.get_hooks("override_whitelisted_methods").items()
			if any(each.startswith("cfm_app.") for each in ours)
		]
		offered = [
			f"{name}.{attribute}"
			for name, module in sys.modules.items()
			if name.startswith("cfm_app.")
			for attribute, value in vars(module).items()
			if any(value is function for function in stood_in_for)
		]
		self.assertEqual(offered, [])

	def test_no_map_is_drawn_of_confidential_records(self):
		with ground() as trial:
			asked = {"doctype": "Complaint", "filters": "[]", "type": "coordinates"}
			shown = trial.request(trial.reader, "frappe.geo.utils.get_coords", **asked)
			self.assertIn("not shown on a map", shown)
			with without("cfm_app.api.platform.get_coords"):
				self.assertNotIn(
					"not shown on a map", trial.request(trial.reader, "frappe.geo.utils.get_coords", **asked)
				)
