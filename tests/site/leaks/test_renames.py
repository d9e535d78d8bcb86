"""Whoever may only read a record has the platform rename it, without the checks that come before a rename."""

from unittest.mock import patch

import frappe
from frappe.custom.doctype.property_setter.property_setter import make_property_setter

from cfm_app.confidentiality.renames import NamedForGood
from cfm_app.self_check.ground import ground
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_user
from cfm_app.testing.without import without

EVENT = "cfm_app.confidentiality.renames.guard_rename"
REFUSAL = "cfm_app.confidentiality.renames.refuse_new_name"
UNASKED = {"merge": False, "force": True, "validate_rename": False}


class TestRenames(CFMTestCase):
	def rename(self, trial, user, doctype, name, new):
		"""Ask for the new name in both ways of the platform to call a function of a document; tell whether it took."""
		kwargs = {"name": new, **UNASKED}
		document = frappe.get_doc(doctype, name).as_dict(convert_dates_to_str=True)
		trial.request(
			user,
			"POST /api/v2/method/run_doc_method",
			json={"document": document, "method": "rename", "kwargs": kwargs},
		)
		if not frappe.db.exists(doctype, new):
			trial.request(
				user, "run_doc_method", method="rename", dt=doctype, dn=name, args=frappe.as_json(kwargs)
			)
		return bool(frappe.db.exists(doctype, new)) and not frappe.db.exists(doctype, name)

	def test_a_reader_of_reference_data_renames_none_of_it(self):
		with ground() as trial:
			for doctype, name in (("CFM Channel", "HOTLINE"), ("CFM Category", "QUANT")):
				with self.subTest(doctype):
					self.assertFalse(self.rename(trial, trial.reader, doctype, name, "MINE"))
					with without(EVENT):
						self.assertTrue(self.rename(trial, trial.reader, doctype, name, "MINE"))

	def test_who_may_change_it_does_not_rename_it_either_for_its_code_is_in_reports_and_packs(self):
		with ground() as trial:
			administrator = make_user("Ada Administrator", "Administrator")
			self.assertFalse(self.rename(trial, administrator, "CFM Channel", "HOTLINE", "MINE"))
			with without(REFUSAL):
				self.assertTrue(self.rename(trial, administrator, "CFM Channel", "HOTLINE", "MINE"))

	def test_a_site_that_allows_renaming_allows_it_to_writers_only(self):
		administrator = make_user("Ada Administrator", "Administrator")
		with ground() as trial:
			make_property_setter("CFM Channel", None, "allow_rename", 1, "Check", for_doctype=True)
			self.assertFalse(self.rename(trial, trial.reader, "CFM Channel", "HOTLINE", "MINE"))
			self.assertTrue(self.rename(trial, administrator, "CFM Channel", "HOTLINE", "MINE"))

	def test_an_approved_export_is_not_exchanged_for_another(self):
		with ground() as trial, self.as_user("Administrator"):
			wanted = {"asked_by": trial.reader, "source": "Complaint", "state": "Ready"}
			request = frappe.get_doc(doctype="CFM Export Request", **wanted)
			request.flags.ignore_mandatory = True
			request.insert(ignore_permissions=True)
			with patch(EVENT):
				self.assertFalse(self.rename(trial, trial.reader, request.doctype, request.name, "MINE"))
				with patch.object(NamedForGood, "after_rename", lambda *_arguments: None):
					self.assertTrue(self.rename(trial, trial.reader, request.doctype, request.name, "MINE"))
