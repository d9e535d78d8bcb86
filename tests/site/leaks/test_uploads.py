"""Hostile files on the public pages: refused in words, the text is kept, nothing of them stays on the server."""

import io
from unittest.mock import patch

from PIL import Image
from werkzeug.datastructures import FileStorage

import frappe

from cfm_app.api import desk_files
from cfm_app.confidentiality import files, receipts
from cfm_app.portal import attachments
from cfm_app.testing import hostile_files
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.visitor import FORM, Visitor, forget_counts
from cfm_app.testing.web_server import WebServer

SECRET = b"taken at 34.5553 N, 69.2075 E"
STORY = "They took half of our rice, see the file."


class TestHostileFiles(CFMTestCase):
	def setUp(self):
		super().setUp()
		forget_counts()
		self.addCleanup(forget_counts)
		self.amina = Visitor()

	def left_behind(self):
		"""What a file can leave: rows and bytes."""
		stored = [path for path in files.folder().rglob("*") if path.is_file()]
		tables = ("CFM Interaction", "CFM Sealed File", "CFM Sealed Content", "File")
		return len(stored), [frappe.db.count(table) for table in tables]

	def test_each_is_refused_on_the_form_with_a_reason_and_the_text_kept(self):
		before = self.left_behind()
		for kind, file in hostile_files.refused().items():
			with self.subTest(kind):
				page = self.amina.write(STORY, your_name="Amina", files=[file])
				self.assertEqual((page.status, page.code), (422, None))
				self.assertIn(f"{STORY}</textarea>", page.html)
				self.assertIn('value="Amina"', page.html)
				self.assertRegex(page.html, r'id="files-wrong">\w[^<]{10,}</p>')
		self.assertEqual(self.left_behind(), before)

	def test_each_is_refused_with_the_code_too_and_the_text_kept(self):
		opened = self.amina.track(self.amina.write("The first message").code)
		before = self.left_behind()
		for kind, file in hostile_files.refused().items():
			with self.subTest(kind):
				opened = self.amina.act(opened, "say", text=STORY, files=[file])
				self.assertEqual(opened.status, 422)
				self.assertIn(f"{STORY}</textarea>", opened.html)
		self.assertEqual(self.left_behind(), before)

	def test_each_is_refused_at_the_desk_too(self):
		contact = receipts.find(self.amina.write("The first message").code)
		operator, before = self.operator(), self.left_behind()
		for kind, (name, data) in hostile_files.refused().items():
			sent = FileStorage(io.BytesIO(data), filename=name)
			asked = frappe._dict(files={"file": sent})
			with (
				self.subTest(kind),
				self.as_user(operator),
				patch.object(frappe.local, "request", asked, create=True),
				self.assert_refused(exception=frappe.ValidationError),
			):
				desk_files.add_file("CFM Interaction", contact)
		self.assertEqual(self.left_behind(), before)

	def test_one_hostile_file_among_good_ones_stops_the_whole_form(self):
		before = self.left_behind()
		good, bad = ("home.jpg", hostile_files.picture()), hostile_files.refused()["a program"]
		self.assertEqual(self.amina.write(STORY, files=[good, bad, good]).status, 422)
		self.assertEqual(self.left_behind(), before)

	def test_a_harmless_picture_keeps_neither_its_name_nor_what_it_carries(self):
		for kind, (name, data) in hostile_files.cleaned(SECRET).items():
			with self.subTest(kind):
				page = self.amina.write(STORY, files=[(name, data)])
				if page.status == 422:
					self.assertIn("The photo is damaged", page.words)
					continue
				contact = frappe.get_doc("CFM Interaction", receipts.find(page.code))
				self.assertEqual(
					[about["extension"] for about in self.listing(contact)], [extension_of(data)]
				)
				picture, about = self.opened(contact)
				self.assertNotIn(SECRET, picture)
				self.assertEqual(set(about), {"mime", "extension"})
				self.assertEqual(Image.open(io.BytesIO(picture)).size, (60, 40))

	def operator(self):
		user = make_user("Olga Operator", "Operator")
		make_grant(user, "Intake")
		return user

	def listing(self, contact):
		with self.as_user(self.operator()):
			return files.listing(contact)

	def opened(self, contact):
		with self.as_user(self.operator()):
			return files.open_for(contact, files.listing(contact)[0]["name"])

	def test_a_stored_file_is_streamed_as_a_sealed_parcel(self):
		page = self.amina.write(STORY, files=[("letter.pdf", hostile_files.document())])
		contact = receipts.find(page.code)
		stored = frappe.db.get_value("CFM Sealed File", {"record": contact})
		with self.as_user(self.operator()):
			told = desk_files.open_file("CFM Interaction", contact, stored).headers
		self.assertTrue(told["Content-Disposition"].startswith("attachment; filename="))
		self.assertNotIn("letter", told["Content-Disposition"])
		self.assertEqual(told["X-Content-Type-Options"], "nosniff")
		self.assertIn("sandbox", told["Content-Security-Policy"])
		self.assertIn("no-store", told["Cache-Control"])

	def test_files_of_more_than_twenty_megabytes_together_are_refused_with_the_text_kept(self):
		frappe.get_doc("CFM Settings").update({"upload_limit_mb": 9}).save()
		large = hostile_files.document(bytes(7 * files.MEGABYTE))
		page = self.amina.write(STORY, files=[("one.pdf", large)] * 3)
		self.assertEqual((page.status, page.code), (422, None))
		self.assertIn("All files together can have 20 MB at most.", page.words)
		self.assertIn(f"{STORY}</textarea>", page.html)

	def test_what_the_platform_refuses_by_itself_is_more_than_we_let_anybody_send(self):
		"""Frappe reads no request of more than 25 MB, so nothing in it could be kept."""
		too_much = {"message": STORY, "files": (io.BytesIO(bytes(26 * files.MEGABYTE)), "long.mp3")}
		before = self.left_behind()
		self.assertEqual(WebServer().ask(FORM, method="POST", data=too_much).status_code, 413)
		self.assertEqual(self.left_behind(), before)
		self.assertLess(attachments.MOST_MEGABYTES_TOGETHER + 1, 25)
		self.assertIn("20 MB together", self.amina.get(FORM).words)

	def test_a_flood_of_files_does_not_fill_the_disk_and_words_are_still_taken(self):
		small = ("letter.pdf", hostile_files.document(bytes(files.MEGABYTE)))
		with patch("cfm_app.rules.spam.MEGABYTES_FROM_SAME_SOURCE", 2):
			statuses = [self.amina.write(STORY, files=[small]).status for _message in range(4)]
			self.assertEqual(statuses, [200, 200, 422, 422])
			self.assertIn(
				"Too many files come in at the moment.", self.amina.write(STORY, files=[small]).words
			)
			self.assertEqual(self.amina.write(STORY).status, 200)
			self.assertEqual(Visitor().write(STORY, files=[small]).status, 200)

	def test_a_sixth_file_is_refused_and_every_refusal_has_its_words(self):
		many = [("home.jpg", hostile_files.picture())] * (attachments.MOST + 1)
		page = self.amina.write(STORY, files=many)
		self.assertIn("Please send at most 5 files.", page.words)
		self.assertIn(f"{STORY}</textarea>", page.html)


def extension_of(data):
	return "png" if data.startswith(b"\x89PNG") else "jpg"
