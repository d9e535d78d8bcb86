"""An administrator, a careless one and a curious one, with the tools the platform gives them: the vault shows no word."""

import json
from pathlib import Path
from unittest.mock import patch

import frappe
from frappe.desk.reportview import get as report_view

from cfm_app.confidentiality import files, keys, persons, vault
from cfm_app.exceptions import AccessRefused, SealBroken, VaultKeyMissing
from cfm_app.rules.uploads import Upload
from cfm_app.testing.factories import make_user
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS, SmallMechanism

VAULT = ("CFM Sealed Content", "CFM Person", "CFM Party", "CFM Sealed File", "CFM Access Log")
SECRETS = ("Laleh", NAME, PHONE, "701234567", "call her back")


class TestVaultLeaks(SmallMechanism):
	def setUp(self):
		super().setUp()
		self.doc = self.take()
		with self.as_user(self.focal):
			persons.reveal(frappe.get_doc("Complaint", self.doc.name), "She asked us to call her back.")
			files.add("Complaint", self.doc.name, Upload("text/plain", ".txt", WORDS.encode()))

	def test_administrator_lists_and_reports_on_the_vault_and_reads_ciphertext(self):
		for doctype in VAULT:
			listed = json.dumps(frappe.get_list(doctype, fields=["*"], limit=0), default=str)
			frappe.local.form_dict = frappe._dict(
				doctype=doctype, fields='["*"]', view="Report", page_length=500
			)
			reported = json.dumps(report_view(), default=str)
			for text in (listed, reported):
				self.assertTrue(json.loads(text), f"{doctype} does show its rows")
				self.assertEqual([secret for secret in SECRETS if secret in text], [], doctype)

	def test_administrator_and_a_system_manager_open_the_form_and_read_no_word(self):
		manager = make_user("Mona Manager")
		frappe.get_doc("User", manager).add_roles("System Manager")
		for user in ("Administrator", manager):
			with self.as_user(user):
				doc = frappe.get_doc("Complaint", self.doc.name)
				shown = json.dumps([doc.as_dict(), vault.read(doc), persons.parties_of(doc)], default=str)
				self.assertEqual([secret for secret in SECRETS if secret in shown], [], user)
				with self.assert_refused(exception=AccessRefused):
					persons.reveal(doc, "I administer this site.")
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("Complaint", self.doc.name).narrative, WORDS)

	def test_a_system_manager_has_no_way_into_the_vault_s_tables(self):
		manager = make_user("Mona Manager")
		frappe.get_doc("User", manager).add_roles("System Manager")
		with self.as_user(manager):
			for doctype in VAULT:
				with self.assert_refused():
					frappe.get_list(doctype, fields=["*"])

	def test_a_changed_value_is_refused_in_a_clear_sentence_and_no_log_holds_a_word(self):
		sealed = frappe.get_all(
			"CFM Sealed Content", {"record": self.doc.name, "field": "narrative"}, pluck="name"
		)[0]
		kept = frappe.db.get_value("CFM Sealed Content", sealed, "sealed")
		for broken in (kept[:-8] + "AAAAAAA=", kept[8:], "not base64 at all!", "AAAA"):
			frappe.db.set_value("CFM Sealed Content", sealed, "sealed", broken, update_modified=False)
			self.assert_says("cannot be opened", SealBroken)
		frappe.db.set_value("CFM Sealed Content", sealed, "sealed", kept, update_modified=False)
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("Complaint", self.doc.name).narrative, WORDS, "nothing was lost")

	def test_a_value_of_another_version_or_field_is_refused(self):
		row = frappe.get_all(
			"CFM Sealed Content", {"record": self.doc.name, "field": "narrative"}, pluck="name"
		)[0]
		for field, other in (("version", 2), ("field", "summary"), ("record_type", "CFM Step")):
			kept = frappe.db.get_value("CFM Sealed Content", row, field)
			frappe.db.set_value("CFM Sealed Content", row, field, other, update_modified=False)
			if field != "record_type":
				self.assert_says("cannot be opened", SealBroken)
			else:
				self.assertNotIn("narrative", vault.read_for_system("Complaint", self.doc.name))
			frappe.db.set_value("CFM Sealed Content", row, field, kept, update_modified=False)

	def test_a_file_moved_onto_the_bytes_of_another_does_not_open(self):
		with self.as_user(self.focal):
			own = files.add("Complaint", self.doc.name, Upload("text/plain", ".txt", b"mine"))
			other = files.add("Complaint", self.doc.name, Upload("text/plain", ".txt", b"theirs"))
			path = files.folder() / own[:2] / own
			path.write_bytes((files.folder() / other[:2] / other).read_bytes())
			with self.assert_refused("cannot be opened", SealBroken):
				files.open_for(self.doc, own)
			self.assertEqual(files.open_for(self.doc, other)[0], b"theirs")

	def test_without_the_key_file_it_is_said_what_to_do(self):
		self.addCleanup(keys.forget)
		with patch.object(keys, "key_file", lambda: Path("/nowhere/site.json")):
			keys.forget()
			self.assert_says("put the key file back", VaultKeyMissing)
		keys.forget()
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("Complaint", self.doc.name).narrative, WORDS, "nothing was lost")

	def assert_says(self, sentence, error):
		logged = []
		record = patch.object(frappe, "log_error", lambda *args, **named: logged.append((args, named)))
		with record, self.as_user(self.focal), self.assert_refused(sentence, error) as refused:
			frappe.get_doc("Complaint", self.doc.name).as_dict()
		said = f"{refused.exception} {logged}"
		self.assertEqual([secret for secret in SECRETS if secret in said], [])
