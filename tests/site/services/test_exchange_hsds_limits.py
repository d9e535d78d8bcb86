"""A hostile file in Open Referral's format is refused with a sentence, before it takes the machine down."""

import json
import zipfile
from io import BytesIO
from unittest.mock import patch

import frappe

from cfm_app.api import desk_directory
from cfm_app.directory import exchange_hsds
from cfm_app.testing.exchange_case import ExchangeTestCase

NOT_OURS, TOO_LARGE = "This is not a file of", "too large"
SERVICE = {"id": "1", "name": "Advice", "status": "active", "organization": {"id": "2", "name": "Helpers"}}


def packed(**parts):
	made = BytesIO()
	with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
		for name, data in parts.items():
			archive.writestr(f"{name}.json", data)
	return made.getvalue()


def deep(levels):
	return "[" * levels + "]" * levels


class TestHostileFiles(ExchangeTestCase):
	def assert_not_taken(self, sentence, *files):
		for data in files:
			with self.assert_refused(sentence, frappe.ValidationError):
				self.look_at(data)

	def test_what_is_no_list_of_services_is_refused(self):
		self.assert_not_taken(
			NOT_OURS,
			b"{}",
			b"[]",
			b"[1, 2]",
			b'{"id": "1"}',
			b'[{"name": "Advice"',
			b'[{"name": NaN}]',
			b'[{"name": "' + b"\xff\xfe" + b'"}]',
			b'[{"id": ' + b"9" * 5000 + b', "name": "x"}]',
			packed(services="hello"),
			packed(datapackage='[{"name": "x"}]'),
			packed(services="[]")[:-30] + b"\0" * 30 + b".json",
		)

	def test_a_deep_file_is_refused(self):
		nested = json.dumps([SERVICE])[:-2] + f', "contacts": {deep(60)}}}]'
		self.assert_not_taken(NOT_OURS, deep(200_000).encode(), nested.encode(), packed(services=nested))

	def test_a_large_file_is_refused_before_it_is_read(self):
		small_but_many = b"[" + b"{}," * exchange_hsds.MOST_VALUES + b"{}]"
		bomb = packed(services="[" + " " * exchange_hsds.MOST_UNPACKED + "]")
		self.assertLess(len(bomb), exchange_hsds.MOST_BYTES)
		with patch.object(exchange_hsds, "json") as reader:
			self.assert_not_taken(
				TOO_LARGE,
				b"[" + b" " * exchange_hsds.MOST_BYTES,
				small_but_many[: exchange_hsds.MOST_BYTES],
				packed(services=small_but_many),
				bomb,
				packed(**{f"part_{number}": "[]" for number in range(exchange_hsds.MOST_PARTS + 1)}),
			)
			reader.loads.assert_not_called()

	def test_more_entries_than_anybody_reads_are_refused(self):
		with patch.object(exchange_hsds, "MOST_ROWS", 2):
			self.assert_not_taken(
				TOO_LARGE, json.dumps([{**SERVICE, "id": str(number)} for number in range(3)]).encode()
			)

	def test_a_locked_zip_is_refused(self):
		locked = bytearray(packed(services=json.dumps([SERVICE])))
		for place in (locked.find(b"PK\x03\x04") + 6, locked.find(b"PK\x01\x02") + 8):
			locked[place] |= 1
		self.assert_not_taken(NOT_OURS, bytes(locked))

	def test_words_that_cannot_be_stored_do_not_stop_the_others(self):
		strange = {**SERVICE, "name": "Ad\ud800vi\u0000ce", "description": "<script>alert(1)</script>Come"}
		data = json.dumps([strange]).encode()
		choices = {"service_type": {"Advice": "LEGAL.CIVIL"}}
		self.assertEqual(self.counts(self.bring_in(data, choices)), (2, 0, 0, 0))
		service = frappe.get_doc("CFM Service", {"imported_id": "1"})
		self.assertEqual((service.title, service.plain_words), ("Advice", "Come"))

	def test_a_choice_that_is_none_of_our_codes_is_no_choice(self):
		looked = self.look_at(json.dumps([SERVICE]).encode(), {"service_type": {"Advice": "MAGIC"}})
		self.assertEqual(self.reasons(looked), [("service_type", "unknown")])
		with self.assert_refused("what it means here", frappe.ValidationError):
			self.look_at(json.dumps([SERVICE]).encode(), {"service_type": ["LEGAL.CIVIL"]})

	def test_another_kind_of_file_is_not_made(self):
		with self.as_user(self.officer), self.assert_refused("Open Referral", frappe.ValidationError):
			desk_directory.export_directory("exe")
