"""A file of the directory comes from somebody hostile: it is refused with a sentence, and never breaks the page."""

import zipfile
from io import BytesIO

from cfm_app.directory import exchange_xlsx
from cfm_app.exceptions import GuardRefused
from cfm_app.testing.case import CFMTestCase

PROVIDER = {"id": "P1", "title": "River Clinic", "kind": "", "is_active": 1, "is_public": 0}
EMPTY = dict.fromkeys(("website", "public_phone", "public_email", "languages"), "")
GROWS = "".join(f'<!ENTITY a{step} "{f"&a{step - 1};" * 10}">' for step in range(1, 9))
BOMB = f'<!DOCTYPE x [<!ENTITY a0 "boom">{GROWS}]>'
FETCHES = '<!DOCTYPE x [<!ENTITY a8 SYSTEM "file:///etc/hostname">]>'
FAR_DOWN = f"<!-- {'x' * 5000} -->"


class TestSpreadsheetsOfAnEnemy(CFMTestCase):
	def changed(self, change):
		"""A file of ours in which the sheet of the providers was changed."""
		rows = {"providers": [{**PROVIDER, **EMPTY}], "services": [], "sites": []}
		ours, made = zipfile.ZipFile(BytesIO(exchange_xlsx.write(rows))), BytesIO()
		with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
			for part in ours.namelist():
				data = ours.read(part)
				has_it = part.endswith(".xml") and b"River Clinic" in data
				packed.writestr(part, change(data.decode()) if has_it else data)
		return made.getvalue()

	def with_head(self, head, encoding="utf-8"):
		def change(text):
			body = text.partition("?>")[2] if text.startswith("<?xml") else text
			said = f'<?xml version="1.0" encoding="{encoding}"?>'
			return (said + head + body.replace("River Clinic", "&a8;")).encode(encoding)

		return self.changed(change)

	def test_a_file_of_ours_is_read(self):
		[row] = exchange_xlsx.read(self.changed(str.encode))["providers"]
		self.assertEqual(row["title"], "River Clinic")

	def test_xml_that_grows_or_fetches_is_refused_wherever_it_hides(self):
		for head in (BOMB, FETCHES):
			for way in ((head,), (FAR_DOWN + head,), (head, "utf-16")):
				with (
					self.subTest(str(way)[:40]),
					self.assert_refused("not a file of the directory", GuardRefused),
				):
					exchange_xlsx.read(self.with_head(*way))

	def test_half_a_sheet_is_refused_too(self):
		with self.assert_refused("not a file of the directory", GuardRefused):
			exchange_xlsx.read(self.changed(lambda text: text.encode()[: len(text) // 2]))
