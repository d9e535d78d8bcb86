"""Long files go on in a job of their own; hostile ones are refused before they are unpacked."""

import zipfile
from io import BytesIO
from unittest.mock import patch

import frappe

from cfm_app.api import desk_directory
from cfm_app.directory import exchange_xlsx, importing
from cfm_app.testing.exchange_case import PROVIDER, SERVICE, SITE, ExchangeTestCase


class TestInTheBackground(ExchangeTestCase):
	def start(self):
		looked = self.look_at(self.file([PROVIDER], [SERVICE], [SITE]))
		with (
			self.as_user(self.officer),
			patch.object(importing, "AT_ONCE", 1),
			patch("frappe.enqueue") as queue,
		):
			self.assertEqual(desk_directory.apply_import(looked["name"])["state"], "Running")
		self.assertEqual(queue.call_args.kwargs["import_name"], looked["name"])
		return looked["name"]

	def state(self, name):
		return frappe.db.get_value(importing.IMPORT, name, "state")

	def test_a_long_file_is_applied_by_a_job(self):
		name = self.start()
		self.assertFalse(frappe.db.exists("CFM Service", {"imported_id": "S1"}))
		with self.as_user(self.officer):
			importing.apply_later(name)
		self.assertEqual(self.state(name), "Applied")
		self.assertTrue(frappe.db.exists("CFM Service", {"imported_id": "S1"}))

	def test_a_job_that_fails_leaves_nothing_and_says_so(self):
		name = self.start()
		with (
			self.as_user(self.officer),
			patch("cfm_app.directory.verification.set_standing", side_effect=KeyError),
		):
			importing.apply_later(name)
		self.assertEqual(self.state(name), "Failed")
		self.assertFalse(frappe.db.exists("Service Provider", {"imported_id": "P1"}))


class TestHostileFiles(ExchangeTestCase):
	def packed(self, **parts):
		made = BytesIO()
		with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
			for name, data in parts.items():
				archive.writestr(name.replace("__", "/") + ".xml", data)
		return made.getvalue()

	def test_what_is_no_list_is_refused_before_it_is_unpacked(self):
		bomb = self.packed(xl__workbook=b"\0" * (exchange_xlsx.MOST_UNPACKED + 1))
		entities = self.packed(xl__workbook=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
		for data in (
			b"",
			b"PK\x03\x04",
			b"id,title\n1,x",
			bomb,
			entities,
			self.packed(x=b"<a/>"),
			self.file(),
		):
			with self.assert_refused("", frappe.ValidationError):
				self.look_at(data)
		for data in (bomb, entities):
			with (
				patch.object(exchange_xlsx, "load_workbook") as unpacked,
				self.assert_refused("", frappe.ValidationError),
			):
				self.look_at(data)
			unpacked.assert_not_called()

	def test_a_formula_is_refused_row_by_row(self):
		looked = self.look_at(self.file([{**PROVIDER, "title": "=cmd|' /C calc'!A0"}]))
		self.assertEqual(self.reasons(looked), [("title", "formula")])

	def test_nobody_writes_an_import_by_hand(self):
		with self.as_user(self.officer), self.assert_refused(exception=frappe.PermissionError):
			frappe.get_doc(doctype=importing.IMPORT, file_name="x", state="Applied", log="[]").insert()
