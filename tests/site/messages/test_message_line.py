"""A line is right when it is saved: possible at its provider, written in one form, with a path nobody can guess."""

from unittest.mock import patch

import frappe

from cfm_app.confidentiality.rows import insert_row
from cfm_app.exceptions import GuardRefused
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_user

LINE = "CFM Message Line"
KANNEL = {
	"provider": "http_sms",
	"preset": "Kannel",
	"send_url": "http://127.0.0.1:13013/cgi-bin/sendsms",
	"allowed_addresses": "127.0.0.1",
}


class TestMessageLine(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.account = frappe.get_doc(doctype="CFM Provider Account", title="Kannel", **KANNEL).insert().name

	def make(self, **values):
		row = {"title": "Local number", "kind": "SMS", "account": self.account, "channel": "SMS"}
		return frappe.get_doc(doctype=LINE, **{**row, "address": "4567", **values}).insert()

	def test_its_path_is_random_and_nobody_chooses_it(self):
		first, second = self.make(), self.make(address="+93 70 123 4567", path_key="easy")
		for line in (first, second):
			self.assertGreaterEqual(len(line.path_key), 32)
		self.assertNotEqual(first.path_key, second.path_key)
		before = first.path_key
		first.update({"path_key": "x" * 40, "last_in_on": "2026-01-01 00:00:00"}).save()
		first.reload()
		self.assertEqual((first.path_key, first.last_in_on), (before, None))

	def test_a_path_of_another_line_is_not_taken_over(self):
		first = self.make()
		self.assertNotEqual(self.make(address="4568", path_key=first.path_key).path_key, first.path_key)

	def test_who_only_looks_at_lines_never_sees_the_path(self):
		line = self.make()
		for role in ("Coordinator", "Auditor", "Outreach Officer", "Administrator"):
			with self.subTest(role), self.as_user(make_user(f"Nosy {role}", role)):
				opened = frappe.get_doc(LINE, line.name)
				opened.apply_fieldlevel_read_permissions()
				listed = frappe.get_list(LINE, {"name": line.name}, ["name", "path_key"])[0]
				expected = line.path_key if role == "Administrator" else None
				self.assertEqual((opened.get("path_key"), listed.get("path_key")), (expected, expected))

	def test_an_administrator_s_line_gets_a_path_as_well(self):
		with self.as_user(make_user("Ada Lines", "Administrator")):
			line = self.make()
		self.assertGreaterEqual(len(line.reload().path_key), 32)

	def test_its_address_has_one_form(self):
		self.assertEqual(self.make(address="+93 (70) 123-4567").address, "+93701234567")
		with self.assert_refused("country code", frappe.ValidationError):
			self.make(address="070 123 4567")

	def test_a_kind_its_provider_does_not_have_is_refused(self):
		with self.assert_refused("Kannel / HTTP has no lines of the kind WhatsApp", frappe.ValidationError):
			self.make(kind="WhatsApp", address="+93701234567")

	def test_nobody_can_write_to_a_name(self):
		with self.assert_refused("Nobody can write to a name", frappe.ValidationError):
			self.make(address="CFM Help")
		self.assertEqual(self.make(address="CFM Help", receives=0).address, "CFM Help")

	def test_one_number_is_one_line(self):
		self.make(address="+93701234567")
		with self.assert_refused("already", frappe.DuplicateEntryError):
			self.make(address="0093 70 123 4567")

	def test_without_a_number_there_is_no_line(self):
		with self.assert_refused("Number, sender or mailbox", frappe.MandatoryError):
			self.make(address=" ")

	def test_countries_are_codes(self):
		line = self.make(countries="tr af", one_way_countries="TR")
		self.assertEqual((line.countries, line.one_way_countries), ("AF, TR", "TR"))
		with self.assert_refused("AFGHANISTAN", frappe.ValidationError):
			self.make(address="4568", countries="Afghanistan")

	def test_a_line_that_was_used_is_switched_off_and_not_deleted(self):
		line = self.make()
		insert_row("CFM Message", direction="In", state="Received", line=line.name, kind="SMS")
		with self.assert_refused("Switch it off", GuardRefused):
			frappe.delete_doc(LINE, line.name)
		line.update({"is_active": 0}).save()
		self.assertEqual(frappe.db.get_value(LINE, line.name, "is_active"), 0)

	def test_saving_asks_no_provider_anything(self):
		with patch("requests.Session.send", side_effect=AssertionError("a call was made")):
			self.make().save()
