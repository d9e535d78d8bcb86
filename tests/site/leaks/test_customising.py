"""A careless administrator customises confidential types in Desk: nothing she may change shows what the form hides."""

import frappe
from frappe.permissions import add_permission

from cfm_app.exceptions import NotAllowedHere
from cfm_app.self_check.ground import ground
from cfm_app.testing.small_mechanism import SmallMechanism
from cfm_app.testing.without import without

CUSTOMISING = "cfm_app.confidentiality.customising"


class TestCustomising(SmallMechanism):
	def setUp(self):
		self.addCleanup(frappe.clear_cache)  # runs last, when the settings are rolled back
		super().setUp()

	def insert_up_to_the_table(self, values: dict):
		"""Make the document as far as its checks go: writing a field would change the table and commit."""
		doc = frappe.get_doc(values)
		doc.run_method("before_validate")
		return doc

	def custom_field(self, doctype, fieldtype, **values):
		row = {"doctype": "Custom Field", "dt": doctype, "fieldname": "added", "label": "Added"}
		return self.insert_up_to_the_table({**row, "fieldtype": fieldtype, **values})

	def property(self, doctype, name, value, fieldname=None):
		return frappe.make_property_setter(
			{
				"doctype": doctype,
				"fieldname": fieldname,
				"property": name,
				"value": value,
				"property_type": "Data",
			}
			| ({} if fieldname else {"doctype_or_field": "DocType"})
		)

	def test_an_added_question_is_sealed_and_shown_nowhere_else(self):
		field = self.custom_field("Complaint", "Small Text", in_global_search=1, in_preview=1)
		self.assertEqual((field.is_virtual, field.options), (1, "doc.sealed('added')"))
		self.assertEqual((field.in_global_search, field.in_preview), (0, 0))

	def test_nothing_that_keeps_files_tables_or_places_is_added(self):
		for fieldtype in (
			"Attach",
			"Attach Image",
			"Table",
			"Text Editor",
			"Code",
			"Geolocation",
			"Signature",
			"JSON",
		):
			with self.subTest(fieldtype), self.assert_refused(exception=NotAllowedHere):
				self.custom_field("Complaint", fieldtype, options="CFM Holiday")
		with without(f"{CUSTOMISING}.guard_custom_field"):
			self.custom_field("Complaint", "Attach")

	def test_no_field_is_added_that_the_platform_writes_or_maps_by_itself(self):
		for name in ("assigned_to", "latitude", "longitude", "location", "access_key"):
			with self.subTest(name), self.assert_refused(exception=NotAllowedHere):
				self.custom_field("CFM Response", "Float", fieldname=name)

	def test_no_other_type_links_to_a_confidential_one(self):
		for fieldtype in ("Link", "Table"):
			with self.subTest(fieldtype), self.assert_refused("cannot link", NotAllowedHere):
				self.custom_field("ToDo", fieldtype, options="CFM Response")
		made = {"doctype": "DocType", "name": "Village List", "custom": 1, "module": "Custom"}
		link = {"fieldname": "about", "fieldtype": "Link", "options": "Complaint", "label": "About"}
		with self.assert_refused("cannot link", NotAllowedHere):
			self.insert_up_to_the_table({**made, "fields": [link]})
		with without(f"{CUSTOMISING}.guard_doctype"):
			self.insert_up_to_the_table({**made, "fields": [link]})

	def test_no_other_type_fetches_through_a_link_that_may_point_anywhere(self):
		with self.assert_refused("fetch", NotAllowedHere):
			self.custom_field("ToDo", "Data", fetch_from="reference_name.project")
		with self.assert_refused("fetch", NotAllowedHere):
			self.property("ToDo", "fetch_from", "reference_name.project", "color")
		self.custom_field("ToDo", "Data", fetch_from="allocated_to.full_name")

	def test_a_link_is_not_bent_towards_a_confidential_type(self):
		with self.assert_refused("cannot link", NotAllowedHere):
			self.property("ToDo", "options", "Complaint", "role")

	def test_the_vault_takes_no_field_and_no_setting(self):
		with self.assert_refused(exception=NotAllowedHere):
			self.custom_field("CFM Person", "Data")
		with self.assert_refused(exception=NotAllowedHere):
			self.property("CFM Person", "label", "Name", "sealed")

	def test_titles_search_tracking_and_previews_stay_off(self):
		settings = {
			"title_field": "category",
			"show_title_field_in_link": "1",
			"search_fields": "handler",
			"track_changes": "1",
			"track_views": "1",
			"allow_import": "1",
			"allow_rename": "1",
			"image_field": "category",
			"show_preview_popup": "1",
			"email_append_to": "1",
			"allow_auto_repeat": "1",
		}
		for name, value in settings.items():
			with self.subTest(name), self.assert_refused("confidential type", NotAllowedHere):
				self.property("Complaint", name, value)
		for name in ("in_global_search", "in_preview", "fetch_from", "ignore_user_permissions", "is_virtual"):
			with self.subTest(name), self.assert_refused("confidential type", NotAllowedHere):
				self.property("Complaint", name, "1", "category")
		with without(f"{CUSTOMISING}.guard_property_setter"):
			self.property("Complaint", "title_field", "category")
		changed = frappe.get_all(
			"Property Setter", {"doc_type": "Complaint", "property": ["in", list(settings)]}, pluck="property"
		)
		self.assertEqual(changed, ["title_field"], "only what was set while the guard was out")

	def test_customize_form_refuses_it_too(self):
		form = frappe.get_doc("Customize Form")
		form.doc_type = "Complaint"
		form.fetch_to_customize()
		form.track_changes = 1
		with self.assert_refused("confidential type", NotAllowedHere):
			form.save_customization()

	def test_how_the_form_looks_may_be_changed(self):
		self.property("Complaint", "label", "Subject matter", "category")
		self.property("Complaint", "hidden", "1", "urgency")
		self.property("Complaint", "sort_field", "received_on")
		self.property("Complaint", "options", "direct\nboat", "received_via")
		labels = frappe.get_all(
			"Property Setter", {"doc_type": "Complaint", "property": "label"}, pluck="value"
		)
		self.assertIn("Subject matter", labels)

	def test_no_role_gets_a_right_that_widens_who_sees(self):
		for right in ("share", "delete", "if_owner", "import", "email"):
			row = {
				"doctype": "Custom DocPerm",
				"parent": "Complaint",
				"role": "CFM Operator",
				"read": 1,
				right: 1,
			}
			with self.subTest(right), self.assert_refused(exception=NotAllowedHere):
				frappe.get_doc(row).insert()
		for doctype in ("CFM Person", "CFM Sealed Content", "CFM Access Log"):
			with self.subTest(doctype), self.assert_refused("open to no role", NotAllowedHere):
				add_permission(doctype, "CFM Operator")

	def test_the_permission_manager_writes_past_the_document_and_is_stopped_all_the_same(self):
		asked = {
			"doctype": "Complaint",
			"role": "CFM Operator",
			"permlevel": 0,
			"ptype": "share",
			"value": "1",
		}
		with ground() as trial:
			shown = self.try_in_permission_manager(trial, asked)
			self.assertIn("are not shared", shown)
			self.assertFalse(frappe.db.exists("Custom DocPerm", {"parent": "Complaint", "share": 1}))
			with without("cfm_app.api.platform.set_right"):
				self.try_in_permission_manager(trial, asked)
			self.assertTrue(frappe.db.exists("Custom DocPerm", {"parent": "Complaint", "share": 1}))

	def test_the_permission_manager_may_take_a_right_away(self):
		asked = {
			"doctype": "Complaint",
			"role": "CFM Analyst",
			"permlevel": 0,
			"ptype": "report",
			"value": "0",
		}
		with ground() as trial:
			shown = self.try_in_permission_manager(trial, asked)
			self.assertTrue(shown.startswith("200"), shown)
			left = frappe.get_all(
				"Custom DocPerm", {"parent": "Complaint", "role": "CFM Analyst"}, pluck="report"
			)
		self.assertEqual(left, [0])

	def try_in_permission_manager(self, trial, asked):
		method = "frappe.core.page.permission_manager.permission_manager.update"
		return trial.request("Administrator", method, **asked)

	def test_scripted_reports_are_refused_under_any_other_name(self):
		sql = "select `name` from `tabComplaint`"
		script = "result = frappe.db.sql('select project from `tabCFM Response`')"
		for report in (
			{"report_type": "Query Report", "ref_doctype": "ToDo", "query": sql},
			{"report_type": "Query Report", "ref_doctype": "ToDo", "query": "select * from tabcomplaint"},
			{"report_type": "Script Report", "ref_doctype": "ToDo", "report_script": script},
			{"report_type": "Script Report", "ref_doctype": "Complaint", "report_script": "result = []"},
		):
			row = {"doctype": "Report", "report_name": "Mine", "is_standard": "No", **report}
			with self.subTest(report), self.assert_refused("report builder", NotAllowedHere):
				frappe.get_doc(row).insert()

	def test_a_report_over_what_logs_colleagues_in_is_refused(self):
		row = {"doctype": "Report", "report_name": "Mine", "is_standard": "No", "ref_doctype": "ToDo"}
		for source in (
			"tabSessions",
			"`tabsessions` s",
			"__Auth",
			"`__Auth`",
			"`tabEmail Queue`",
			"`tabOAuth Bearer Token`",
			"information_schema.PROCESSLIST",
		):
			report = {**row, "report_type": "Query Report", "query": f"select * from {source}"}
			with self.subTest(source), self.assert_refused("report builder", NotAllowedHere):
				frappe.get_doc(report).insert()

	def test_a_report_over_other_tables_is_none_of_our_business(self):
		row = {"doctype": "Report", "report_name": "Mine", "is_standard": "No", "ref_doctype": "ToDo"}
		made = frappe.get_doc(
			{**row, "report_type": "Query Report", "query": "select name from tabToDo"}
		).insert()
		self.assertTrue(frappe.db.exists("Report", made.name))

	def test_rules_that_assign_repeat_reward_or_track_stay_away(self):
		attempts = (
			{
				"doctype": "Assignment Rule",
				"document_type": "Complaint",
				"assign_condition": "True",
				"rule": "Round Robin",
			},
			{"doctype": "Auto Repeat", "reference_doctype": "CFM Response", "frequency": "Daily"},
			{"doctype": "Energy Point Rule", "reference_doctype": "Complaint", "rule_name": "Reward"},
			{"doctype": "Milestone Tracker", "document_type": "Complaint", "track_field": "handler"},
		)
		for attempt in attempts:
			with self.subTest(attempt["doctype"]), self.assert_refused("not possible", NotAllowedHere):
				frappe.get_doc({"name": "Try", **attempt}).insert(ignore_links=True, ignore_mandatory=True)
