"""Somebody carries away a backup, made as the platform makes it. It holds no word, and nothing that opens one."""

import gzip
import json
import tarfile
import tempfile
from pathlib import Path

import frappe
from frappe.utils.backups import BackupGenerator

from cfm_app.confidentiality import files, keys
from cfm_app.rules.uploads import Upload
from cfm_app.testing.small_mechanism import SmallMechanism

PHOTO = b"%PDF-1.4 Laleh at the gate"


class TestBackups(SmallMechanism):
	def test_the_key_is_in_none_of_the_four_parts_and_the_file_is_sealed(self):
		with self.as_user(self.operator):
			files.add("Complaint", self.take().name, Upload("application/pdf", "pdf", PHOTO))
		with tempfile.TemporaryDirectory() as folder:
			parts = self.back_up(folder)
			self.assertEqual(set(parts), {"database", "config", "public", "private"})
			self.assertIn(b"cfm_sealed", parts["private"])
			for part, content in parts.items():
				self.assertNotIn(b"Laleh", content, part)
				for secret in self.key_material():
					self.assertNotIn(secret.encode(), content, part)

	def test_the_search_would_find_the_key_if_it_lay_among_the_files(self):
		planted = files.folder().parent / "planted.txt"
		planted.write_text(self.key_material()[0])
		try:
			with tempfile.TemporaryDirectory() as folder:
				self.assertIn(self.key_material()[0].encode(), self.back_up(folder)["private"])
		finally:
			planted.unlink()

	def back_up(self, folder) -> dict[str, bytes]:
		"""Make a backup as `bench backup --with-files` does; return what is in its parts, unpacked."""
		conf = frappe.conf
		backup = BackupGenerator(
			conf.db_name,
			conf.db_name,
			conf.db_password,
			db_socket=conf.db_socket,
			db_host=conf.db_host,
			db_port=conf.db_port,
			db_type="mariadb",
			backup_path=folder,
		)
		backup.get_backup(force=True)
		return {
			"database": gzip.decompress(Path(backup.backup_path_db).read_bytes()),
			"config": Path(backup.backup_path_conf).read_bytes(),
			"public": self.unpacked(backup.backup_path_files),
			"private": self.unpacked(backup.backup_path_private_files),
		}

	def unpacked(self, path) -> bytes:
		with tarfile.open(path) as archive:
			members = [member for member in archive.getmembers() if member.isfile()]
			return b"\n".join(member.name.encode() + archive.extractfile(member).read() for member in members)

	def key_material(self) -> list[str]:
		ring = json.loads(keys.key_file().read_text())
		found = [value for value in self.leaves(ring) if isinstance(value, str) and len(value) >= 32]
		self.assertTrue(found)
		return found

	def leaves(self, value):
		if isinstance(value, dict | list):
			for each in value.values() if isinstance(value, dict) else value:
				yield from self.leaves(each)
		else:
			yield value
