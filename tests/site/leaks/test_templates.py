"""Somebody who administers the platform words templates that fetch a complaint, or types into the console."""

import json
from unittest.mock import patch

import frappe
from frappe.desk.doctype.system_console.system_console import execute_code
from frappe.utils import set_request

from cfm_app.confidentiality import templates
from cfm_app.confidentiality.system_console import SWITCH
from cfm_app.exceptions import NotAllowedHere
from cfm_app.testing.small_mechanism import WORDS, SmallMechanism

FETCH = "{{ frappe.get_doc('Complaint', record).narrative }}"
PAGE = "{{ frappe.call('cfm_app.api.desk_complaint.complaint_page', name=record) }}"
IN_ANOTHER = (
	"{{ frappe.render_template('{{ doc.narrative }}', {'doc': frappe.get_doc('Complaint', record)}) }}"
)
RENAMED = "{% set doc = frappe.get_doc('Complaint', record) %}{{ doc.narrative }}"
KEPT = "{{ frappe.get_cached_doc('Complaint', record).narrative }}"


class TestTemplates(SmallMechanism):
	def setUp(self):
		super().setUp()
		set_request(method="POST", path="/")
		self.addCleanup(delattr, frappe.local, "request")

	def rendered(self, template, record, **handed):
		with self.as_user(self.focal):
			return frappe.render_template(template, {"record": record.name, **handed})

	def test_a_template_opens_no_record_that_it_was_not_made_for(self):
		doc = self.take()
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_cached_doc("Complaint", doc.name).narrative, WORDS)
		for template in (FETCH, PAGE, IN_ANOTHER, RENAMED, KEPT):
			with self.subTest(template):
				todo = frappe.new_doc("ToDo")
				self.assertNotIn("Laleh", self.rendered(template, doc, doc=todo))
				with patch.object(templates, "opens_another", return_value=False):
					self.assertIn("Laleh", self.rendered(template, doc, doc=todo))

	def test_the_sheet_of_a_complaint_shows_it_to_who_may_read_it(self):
		doc = self.take()
		with self.as_user(self.focal):
			opened = frappe.get_doc("Complaint", doc.name)
			self.assertIn("Laleh", frappe.get_print("Complaint", doc.name, "Complaint Sheet"))
			self.assertIn("Laleh", self.rendered("{{ doc.narrative }}", doc, doc=opened))


class TestConsole(SmallMechanism):
	def type_in(self, **typed):
		return execute_code(json.dumps({"doctype": "System Console", **typed}))

	def test_the_console_is_closed(self):
		self.take()
		for typed in (
			{"type": "SQL", "console": "select project from `tabComplaint`"},
			{"type": "Python", "console": "log(frappe.get_all('Complaint'))"},
		):
			with self.subTest(typed["type"]), self.assert_refused(exception=NotAllowedHere):
				self.type_in(**typed)

	def test_who_runs_the_server_may_open_it(self):
		kept = (patch.object(frappe.db, name) for name in ("commit", "rollback"))
		with next(kept), next(kept), patch.dict(frappe.local.conf, {SWITCH: 1}):
			self.assertIn("one", self.type_in(type="SQL", console="select 1 as one")["output"])
