"""Somebody who knows where sealed bytes lie on the disk can neither read nor destroy them."""

import frappe

from cfm_app.confidentiality import files
from cfm_app.exceptions import NotAllowedHere
from cfm_app.self_check.ground import ground
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.without import without

GUARD = "cfm_app.confidentiality.guards.refuse_file"


class TestSealedBytes(CFMTestCase):
	def url_of(self, trial) -> str:
		return f"/private/files/{files.FOLDER}/{trial.file[:2]}/{trial.file}"

	def make_alias(self, trial, url):
		return trial.request(
			trial.curious,
			"POST /api/resource/File",
			json={"file_url": url, "file_name": "mine", "is_private": 1},
		)

	def on_disk(self, trial) -> bool:
		return (files.folder() / trial.file[:2] / trial.file).exists()

	def test_a_second_name_brings_sealed_bytes_at_most(self):
		with ground() as trial:
			url = self.url_of(trial)
			for spelled in (
				url,
				url.replace("cfm_sealed", "cfm%5Fsealed"),
				url.replace("/files/", "/files/x/../"),
			):
				self.make_alias(trial, spelled)
			for row in frappe.get_all("File", {"owner": trial.curious}, ["name", "file_url"]):
				self.assertNotIn(files.FOLDER, row.file_url)
				shown = trial.request(trial.curious, f"GET {row.file_url}")
				self.assertNotIn(trial.bytes_word, shown)
				self.assertNotIn("%PDF", shown)
			self.assertFalse(trial.shows_secret(trial.request(trial.curious, f"GET {url}")))

	def test_they_are_not_destroyed_through_a_file_of_ones_own(self):
		with ground() as trial:
			self.turn_and_delete(trial)
			self.assertTrue(self.on_disk(trial))

	def test_an_own_file_is_not_turned_towards_them(self):
		with ground() as trial, self.as_user(trial.curious):
			mine = frappe.get_doc(doctype="File", file_name="mine.txt", is_private=1, content="tea").insert()
			mine.file_url = self.url_of(trial)
			with self.assert_refused("sealed", NotAllowedHere):
				mine.save()
			with without(GUARD):
				mine.reload().update({"file_url": self.url_of(trial)})
				mine.save()
			self.assertEqual(frappe.db.get_value("File", mine.name, "file_url"), self.url_of(trial))

	def test_what_lies_there_shows_nothing(self):
		with ground() as trial:
			stored = (files.folder() / trial.file[:2] / trial.file).read_bytes()
		self.assertNotIn(trial.bytes_word.encode(), stored)
		self.assertNotIn(b"%PDF", stored)

	def turn_and_delete(self, trial):
		"""Upload a file, point it at the sealed bytes, delete it: Frappe would remove what it points at."""
		trial.request(trial.curious, "upload_file", files={"file": (b"tea", "mine.txt")}, is_private="1")
		name = frappe.get_last_doc("File", {"owner": trial.curious}).name
		trial.request(trial.curious, f"PUT /api/resource/File/{name}", json={"file_url": self.url_of(trial)})
		trial.request(trial.curious, f"DELETE /api/resource/File/{name}")
