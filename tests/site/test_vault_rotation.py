"""The key of the vault was seen by somebody. The administrator changes it while people go on working."""

import json
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.confidentiality import access_log, files, keys, log_reasons, persons, rotation, sealing, vault
from cfm_app.confidentiality.sealed_columns import COLUMNS
from cfm_app.exceptions import SealBroken, VaultKeyMissing
from cfm_app.rules.uploads import Upload
from cfm_app.setup.owned import MODULES
from cfm_app.testing.small_mechanism import NAME, WORDS, SmallMechanism

REASON = "She asked us to call her back."
PDF = b"%PDF-1.4 the photo of the gate %%EOF"


class Killed(BaseException):
	"""The server is switched off."""


class TestRotation(SmallMechanism):
	"""The keys of the site are copied for the test; what it seals goes away with it."""

	def setUp(self):
		super().setUp()
		folder = TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.ring = Path(folder.name) / "site.json"
		shutil.copy(keys.key_file(), self.ring)
		sealed_files = self.ring.with_name("sealed")
		shutil.copytree(files.folder(), sealed_files) if files.folder().exists() else sealed_files.mkdir()
		for place, stand_in in (
			(keys, {"key_file": lambda: self.ring}),
			(files, {"folder": lambda: sealed_files}),
			(frappe.db, {"commit": lambda: None}),
			(rotation, {"update_progress_bar": lambda *_position: None}),
		):
			held = patch.multiple(place, **stand_in)
			held.start()
			self.addCleanup(held.stop)
		self.addCleanup(keys.forget)
		keys.forget()
		self.old = keys.current()
		self.new = f"k{int(self.old[1:]) + 1}"
		self.complaints = [self.fill() for _number in range(3)]

	def fill(self):
		"""One complaint with everything that is sealed: words, two people, a file, a reason."""
		doc = self.take()
		with self.as_user(self.focal):
			persons.reveal(frappe.get_doc("Complaint", doc.name), REASON)
			doc.photo = files.add("Complaint", doc.name, Upload("application/pdf", ".pdf", PDF))
		return doc

	def everything_opens(self):
		with self.as_user(self.focal):
			for made in self.complaints:
				doc = frappe.get_doc("Complaint", made.name)
				self.assertEqual(doc.narrative, WORDS)
				self.assertEqual(persons.reveal(doc, REASON)[0]["name"], NAME)
				self.assertEqual(files.open_for(doc, made.photo)[0], PDF)
		for row in frappe.get_all(
			"CFM Access Log",
			{"action": "reveal", "record": ("in", [made.name for made in self.complaints])},
			["record", "sealed_reason"],
		):
			self.assertEqual(log_reasons.opened(row.sealed_reason, row.record), REASON)

	def without(self, key_id):
		"""Act as if this key were not on the server."""
		ring = json.loads(self.ring.read_text(encoding="utf-8"))
		ring["keys"].pop(key_id)
		self.ring.write_text(json.dumps(ring), encoding="utf-8")
		keys.forget()

	def bytes_of(self, photo):
		return (files.folder() / photo[:2] / photo).read_bytes()

	def test_everything_is_sealed_anew_and_the_old_key_opens_nothing_any_more(self):
		before = rotation.progress()
		self.assertEqual((before["waiting"], before["percent"]), (0, 100))
		access_log.chain()
		found = rotation.start()
		self.assertEqual((found["key"], found["waiting"]), (self.new, 0))
		self.assertEqual(found["by_key"], {self.new: before["total"]})
		self.assertGreater(before["total"], 20)
		self.without(self.old)
		self.everything_opens()
		self.assertEqual(access_log.broken_rows(), [], "the access log stays whole")

	def test_broken_off_in_the_middle_it_goes_on_where_it_stopped_and_seals_nothing_twice(self):
		texts = rotation.progress()["total"] - frappe.db.count(files.TABLE)
		seals = []
		seal, seal_row = sealing.seal, rotation._seal_row

		def counted(text, place):
			seals.append(place)
			return seal(text, place)

		def killed(column, row):
			if len(seals) == 7:
				raise Killed
			seal_row(column, row)

		with patch.object(sealing, "seal", counted):
			with patch.object(rotation, "_seal_row", killed), self.assertRaises(Killed):
				rotation.start()
			half = rotation.progress()
			self.assertEqual(half["by_key"][self.new], 7)
			self.assertGreater(half["waiting"], 7)
			self.everything_opens()
			seals_of_readers = len(seals)
			found = rotation.start()
		self.assertEqual((found["key"], found["waiting"]), (self.new, 0), "no third key is made")
		rotated = seals[:7] + seals[seals_of_readers:]
		self.assertEqual(len(rotated), texts)
		self.everything_opens()

	def test_meanwhile_both_keys_are_needed(self):
		with patch.object(rotation, "_seal_files"), patch.object(rotation, "PASSES", 1):
			rotation.start()
		self.without(self.old)
		with (
			self.as_user(self.focal),
			self.assert_refused("an administrator has to put it back", VaultKeyMissing),
		):
			files.open_for(frappe.get_doc("Complaint", self.complaints[0].name), self.complaints[0].photo)

	def test_a_file_broken_off_between_disk_and_row_opens_and_is_finished_later(self):
		seal_file = files.seal_anew

		def then_killed(name, key_id):
			seal_file(name, key_id)
			raise Killed(name)

		with patch.object(files, "seal_anew", then_killed), self.assertRaises(Killed) as broken_off:
			rotation.start()
		name = broken_off.exception.args[0]
		on_disk = self.bytes_of(name)
		self.assertEqual(frappe.db.get_value(files.TABLE, name, "key_id"), self.old)
		self.everything_opens()
		self.assertEqual(rotation.go_on()["waiting"], 0)
		self.assertEqual(self.bytes_of(name), on_disk, "it is not sealed twice")
		self.everything_opens()

	def test_people_write_while_it_runs_also_with_the_old_key_they_had_in_hand(self):
		seal_row = rotation._seal_row
		written = []

		def somebody_writes(column, row):
			if len(written) == 1 and column.doctype == "CFM Party":
				sealed, _key = sealing.seal("late", vault.place("Complaint", "C-LATE", "note", 1))
				written.append(sealed)
				with patch.object(keys, "current", lambda: self.old):
					vault.put("Complaint", "C-LATE", {"note": "written with the key from before"})
			if not written:
				written.append(vault.put("Complaint", "C-EARLY", {"note": "written with the new key"}))
			seal_row(column, row)

		with patch.object(rotation, "_seal_row", somebody_writes):
			found = rotation.start()
		self.assertEqual(found["waiting"], 0)
		self.without(self.old)
		words = [vault.read_for_system("Complaint", name)["note"] for name in ("C-EARLY", "C-LATE")]
		self.assertEqual(words, ["written with the new key", "written with the key from before"])

	def test_what_is_erased_while_it_runs_does_not_come_back(self):
		gone = self.complaints[0].name
		seal_row = rotation._seal_row

		def erased_meanwhile(column, row):
			frappe.db.delete("CFM Sealed Content", {"record": gone})
			seal_row(column, row)

		with patch.object(rotation, "_seal_row", erased_meanwhile):
			rotation.start()
		self.assertFalse(frappe.db.exists("CFM Sealed Content", {"record": gone}))

	def test_the_old_key_is_not_retired_while_a_value_needs_it(self):
		with patch.object(rotation, "_seal_files"):
			rotation.start()
		with patch.object(rotation, "now_datetime", lambda: add_to_date(now_datetime(), hours=3)):
			with self.assert_refused(f"are still sealed with {self.old}", SystemExit):
				rotation.retire(self.old)
			self.assertEqual(rotation.go_on()["waiting"], 0)
			kept = rotation.retire(self.old)["kept_in"]
		self.assertEqual(keys.ids(), [self.new])
		self.assertEqual(os.stat(kept).st_mode & 0o777, 0o600)
		self.assertEqual(json.loads(Path(kept).read_text(encoding="utf-8"))["key"], self.old)
		self.everything_opens()

	def test_it_is_not_retired_right_away_nor_is_the_key_in_use(self):
		rotation.start()
		with self.assert_refused("Wait an hour", SystemExit):
			rotation.retire(self.old)
		for wrong in (self.new, "k99"):
			with self.assert_refused("is not an old key", SystemExit):
				rotation.retire(wrong)
		self.assertEqual(keys.ids(), [self.old, self.new])

	def test_a_value_that_does_not_open_stays_as_it_is_and_keeps_its_key(self):
		party = frappe.get_all("CFM Party", {"record": self.complaints[0].name}, pluck="name")[0]
		frappe.db.set_value("CFM Party", party, "sealed", "AAAA", update_modified=False)
		found = rotation.start()
		self.assertEqual((found["waiting"], found["by_key"][self.old]), (1, 1))
		self.assertEqual(frappe.db.get_value("CFM Party", party, ["sealed", "key_id"]), ("AAAA", self.old))

	def test_the_ring_on_disk_is_readable_for_its_owner_only_and_the_one_before_is_kept(self):
		before = self.ring.read_text(encoding="utf-8")
		keys.add()
		self.assertEqual(os.stat(self.ring).st_mode & 0o777, 0o600)
		self.assertEqual(self.ring.with_suffix(".before.json").read_text(encoding="utf-8"), before)
		self.assertEqual(list(self.ring.parent.glob("*.new")), [])

	def test_keys_of_the_environment_are_written_to_a_file_and_used_after_a_restart_only(self):
		with patch.dict(os.environ, {keys.ENVIRONMENT: self.ring.read_text(encoding="utf-8")}):
			keys.forget()
			found = rotation.start()
			self.assertEqual((found["key"], keys.current()), (self.new, self.old))
			new_ring = Path(found["new_ring"])
			self.assertEqual(os.stat(new_ring).st_mode & 0o777, 0o600)
			for key in json.loads(new_ring.read_text(encoding="utf-8"))["keys"].values():
				self.assertNotIn(key, json.dumps(found))
			os.environ[keys.ENVIRONMENT] = new_ring.read_text(encoding="utf-8")
			keys.forget()
			self.assertEqual(rotation.start()["waiting"], 0)
			self.everything_opens()
			self.assertEqual(rotation.progress()["by_key"].keys(), {self.new})

	def test_the_settings_say_how_far_it_is(self):
		self.assertIn(f"are under the key {self.old}", rotation.in_words())
		keys.add()
		self.assertIn(f"(0 %) are under the new key {self.new}", rotation.in_words())

	def test_no_column_with_sealed_values_was_forgotten(self):
		known = {column.doctype for column in COLUMNS}
		doctypes = frappe.get_all(
			"DocType", {"module": ("in", MODULES), "istable": 0, "issingle": 0}, pluck="name"
		)
		sealed = {
			name
			for name in doctypes
			if any("sealed" in field.fieldname for field in frappe.get_meta(name).fields)
		}
		self.assertEqual(sealed, known)

	def test_a_wrong_key_opens_nothing_and_says_so_without_a_word_of_content(self):
		ring = json.loads(self.ring.read_text(encoding="utf-8"))
		ring["keys"][self.old] = keys._new_key()
		self.ring.write_text(json.dumps(ring), encoding="utf-8")
		keys.forget()
		with self.as_user(self.focal), self.assert_refused("sealed with another key", SealBroken) as refused:
			frappe.get_doc("Complaint", self.complaints[0].name).as_dict()
		self.assertNotIn("Laleh", str(refused.exception))
