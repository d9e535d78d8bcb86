"""Who stands above whom decides who is locked out: nobody writes that about herself, or about her own project."""

import frappe

from cfm_app.patches import guard_line_managers
from cfm_app.self_check.ground import ground
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_user
from cfm_app.testing.without import without

LEVELS = "frappe.model.document.Document.validate_higher_perm_levels"
FIELD = "cfm_line_manager"


class TestLineManagers(CFMTestCase):
	def write(self, trial, user, doctype, name, **values):
		"""Send the values in every way the platform has; return the first answer."""
		this = {"doctype": doctype, "name": name}
		first = trial.request(user, f"PUT /api/resource/{doctype}/{name}", json=values)
		trial.request(user, f"PATCH /api/v2/document/{doctype}/{name}/", json=values)
		trial.request(user, "frappe.client.set_value", **this, fieldname=frappe.as_json(values))
		return first

	def above(self, user):
		return frappe.db.get_value("User", user, FIELD)

	def test_nobody_chooses_who_stands_above_her(self):
		with ground() as trial:
			self.write(trial, trial.curious, "User", trial.curious, **{FIELD: trial.reader})
			self.assertFalse(self.above(trial.curious))
			with without(LEVELS):
				self.write(trial, trial.curious, "User", trial.curious, **{FIELD: trial.reader})
			self.assertEqual(self.above(trial.curious), trial.reader)

	def test_nobody_strikes_out_who_stands_above_her(self):
		with ground() as trial:
			frappe.db.set_value("User", trial.curious, FIELD, trial.reader)
			shown = self.write(trial, trial.curious, "User", trial.curious, **{FIELD: None, "bio": "I fish."})
			self.assertTrue(shown.startswith("200"), shown[-3000:])
			self.assertEqual(frappe.db.get_value("User", trial.curious, "bio"), "I fish.")
			self.assertEqual(self.above(trial.curious), trial.reader)

	def test_a_system_manager_says_who_stands_above_whom(self):
		with ground() as trial:
			manager = make_user("Mina Manager")
			frappe.get_doc("User", manager).add_roles("System Manager")
			sent = frappe.get_doc("User", trial.curious).as_dict(convert_dates_to_str=True)
			sent[FIELD] = trial.reader
			shown = trial.request(
				manager, "frappe.desk.form.save.savedocs", doc=frappe.as_json(sent), action="Save"
			)
			self.assertTrue(shown.startswith("200"), shown[-3000:])
			self.assertEqual(self.above(trial.curious), trial.reader)

	def test_a_site_of_an_earlier_version_is_closed_by_the_upgrade(self):
		frappe.db.set_value("Custom Field", guard_line_managers.FIELD, "permlevel", 0)
		guard_line_managers.execute()
		self.assertEqual(frappe.get_meta("User").get_field(FIELD).permlevel, 1)

	def test_who_keeps_the_sheet_of_a_project_does_not_name_its_head(self):
		with ground() as trial:
			for user in (trial.reader, make_user("Rita Responder", "Responder")):
				values = {"line_manager": user, "donor": "ECHO"}
				shown = self.write(trial, user, "CFM Project", trial.project, **values)
				self.assertTrue(shown.startswith("200"), shown[-3000:])
				self.assertFalse(self.head(trial))
			self.assertEqual(frappe.db.get_value("CFM Project", trial.project, "donor"), "ECHO")
			with without(LEVELS):
				self.write(trial, trial.reader, "CFM Project", trial.project, line_manager=trial.reader)
			self.assertEqual(self.head(trial), trial.reader)

	def test_a_coordinator_names_the_head_of_a_project_and_everybody_reads_who_it_is(self):
		with ground() as trial:
			coordinator = make_user("Cora Coordinator", "Coordinator")
			self.write(trial, coordinator, "CFM Project", trial.project, line_manager=coordinator)
			self.assertEqual(self.head(trial), coordinator)
			shown = trial.request(trial.reader, f"GET /api/resource/CFM Project/{trial.project}")
			self.assertIn(f'"line_manager":"{coordinator}"', shown.replace('": "', '":"'))

	def head(self, trial):
		return frappe.db.get_value("CFM Project", trial.project, "line_manager")
