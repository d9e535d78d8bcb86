"""An erasure that was interrupted goes on, a changed proof is found, and a thief who comes afterwards finds nothing."""

from unittest.mock import patch

import frappe

from cfm_app.confidentiality import erasure, erasure_again, erasure_reach, erasure_sweep, files, vault
from cfm_app.confidentiality.guards import CONFIDENTIAL, VAULT
from cfm_app.testing import dump
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.erasing import Erasing, photo
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS


class TestInterrupted(Erasing):
	def test_a_night_that_was_killed_goes_on_where_it_stopped(self):
		doc = self.with_everything()
		name = self.approved(doc)
		with (
			patch.object(erasure_sweep, "sweep", side_effect=KeyboardInterrupt),
			self.assertRaises(KeyboardInterrupt),
		):
			erasure.carry_out([name])
		self.assertEqual(frappe.db.get_value("CFM Erasure", name, "state"), "Cleared")
		self.assertEqual(erasure.carry_out(), 1)
		self.assertEqual(frappe.db.get_value("CFM Erasure", name, "state"), "Done")

	def test_twice_does_nothing_more(self):
		doc = self.with_everything()
		proof = self.erased(doc)
		self.assertEqual(erasure.carry_out([proof.name]), 0)
		with self.as_user(self.second):
			self.assertEqual(erasure.ask(doc, erasure.RECORD, erasure.BY_REQUEST), proof.name)
		self.assertEqual(frappe.get_doc("CFM Erasure", proof.name).counts, proof.counts)

	def test_a_changed_proof_is_found(self):
		proof = self.erased(self.closed(self.take()))
		frappe.db.set_value("CFM Erasure", proof.name, "counts", "{}")
		self.assertEqual(erasure.broken_proofs(), [proof.name])

	def test_sealed_bytes_without_a_row_are_swept_up(self):
		doc = self.take()
		name = files.add("Complaint", doc.name, photo())
		path = files.folder() / name[:2] / name
		frappe.db.delete("CFM Sealed File", {"name": name})
		self.assertEqual(files.shred_orphans(), 0)
		with patch.object(files, "DAY", -60):
			self.assertGreaterEqual(files.shred_orphans(), 1)
		self.assertFalse(path.exists())


class TestARestoredBackup(Erasing):
	def test_who_was_erased_does_not_come_back_with_it(self):
		doc, other = self.closed(self.take()), self.closed(self.take())
		frappe.db.savepoint("backup")
		self.erased(doc)
		frappe.db.rollback(save_point="backup")
		self.assertIn("narrative", vault.read_for_system("Complaint", doc.name))

		self.assertEqual(erasure_again.again(), {"erased": 1, "by_hand": []})

		self.assertEqual(vault.read_for_system("Complaint", doc.name), {})
		self.assertIn("narrative", vault.read_for_system("Complaint", other.name))
		self.assertEqual(erasure_again.again(), {"erased": 0, "by_hand": []})

	def test_what_was_still_open_in_the_backup_is_named(self):
		doc = self.take()
		frappe.db.savepoint("backup")
		self.erased(self.closed(doc))
		frappe.db.rollback(save_point="backup")
		self.assertEqual(erasure_again.again(), {"erased": 0, "by_hand": [doc.name]})

	def test_the_list_names_nobody(self):
		self.erased(self.closed(self.take()))
		self.assertNotIn("Amina", erasure_again.list_file().read_text())
		self.assertEqual(erasure_again.list_file().stat().st_mode & 0o077, 0)


class TestNothingIsForgotten(Erasing):
	def test_every_doctype_that_links_to_a_record_is_reached_or_kept_for_a_reason(self):
		targets = {"Complaint", "CFM Interaction", "CFM Response", "CFM Data Request"}
		reached = {pointer.doctype for each in targets for pointer in erasure_reach.pointers_to(each)}
		self.assertGreaterEqual(
			reached,
			{*CONFIDENTIAL, *VAULT}
			- {"CFM Person", "CFM Access Key", *erasure_reach.BY_MESSAGES, *erasure_reach.BY_HASH}
			- set(self.roots()),
		)

	def roots(self):
		"""Confidential DocTypes that hang on nothing."""
		return [
			name
			for name in CONFIDENTIAL
			if not any(
				pointer.doctype == name
				for target in CONFIDENTIAL
				for pointer in erasure_reach.pointers_to(target)
			)
		]

	def test_a_new_doctype_with_a_link_is_reached_at_once(self):
		fields = [
			{"fieldname": "complaint", "fieldtype": "Link", "options": "Complaint", "label": "Complaint"}
		]
		new = {"doctype": "DocType", "name": "CFM Lately Added", "module": "CFM App", "fields": fields}
		meta = (
			frappe.get_meta("CFM Lately Added") if frappe.db.exists("DocType", "CFM Lately Added") else None
		)
		self.assertIsNone(meta)
		frappe.get_doc(new).db_insert()
		field = frappe.get_doc({"doctype": "DocField", "parent": "CFM Lately Added", "parenttype": "DocType"})
		field.update({**fields[0], "parentfield": "fields", "idx": 1})
		field.db_insert()
		pointers = erasure_reach.pointers_to("Complaint")
		self.assertIn(erasure_reach.Pointer("CFM Lately Added", "complaint"), pointers)


class TestADumpAfterwards(dump.SitePutBack, Erasing):
	"""The thief comes twice: before Amina was erased he finds what points to her, afterwards nothing does."""

	def setUp(self):
		CFMTestCase.setUp(self)  # here everything is really committed
		self.keep_the_list_apart()

	def test_neither_her_words_nor_her_keyed_hashes_are_in_it(self):
		doc = self.with_everything()
		self.leave_careless_copies(doc.name)
		sealed = self.ciphertexts(doc)
		frappe.db.commit()
		with dump.taken() as loot:
			self.assertEqual(self.stand_in(loot, sealed), sealed)
			self.assertTrue(dump.found([WORDS, PHONE], loot))

		name = self.approved(doc)
		frappe.db.commit()
		self.assertEqual(erasure.carry_out([name]), 1)
		with dump.taken() as loot:
			self.assertEqual(self.stand_in(loot, sealed), [])
			self.assertEqual(dump.found([WORDS, PHONE, NAME, "Laleh lives behind the bakery."], loot), [])

	def stand_in(self, loot, values):
		database = loot[0].read_bytes()
		return [value for value in values if value.encode() in database]

	def leave_careless_copies(self, reference):
		"""What a site without our guards would have: her words and number in a version and in a mail."""
		text = f"{reference} {NAME} {PHONE} {WORDS}"
		frappe.get_doc(
			{"doctype": "Version", "ref_doctype": "Complaint", "docname": reference, "data": text}
		).db_insert()
		frappe.get_doc({"doctype": "Email Queue", "message": text}).db_insert()

	def ciphertexts(self, doc):
		"""The sealed values and blind indexes of the record, its contact and its people."""
		records = {"record": ["in", [doc.name, doc.interaction]]}
		sealed = frappe.get_all("CFM Sealed Content", records, pluck="sealed")
		people = {"name": ["in", list(erasure_reach.people_of(doc.name))]}
		persons_rows = frappe.get_all("CFM Person", people, ["sealed", "phone_index"])
		return [*sealed, *(value for row in persons_rows for value in row.values() if value)]
