"""Files of the directory, made and brought in as an outreach officer does."""

import base64
from io import BytesIO

from openpyxl import load_workbook

from cfm_app.api import desk_directory
from cfm_app.directory import exchange_xlsx
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_area, make_user

PROVIDER = {"id": "P1", "title": "River Clinic", "public_phone": "+90 1"}
SERVICE = {
	"id": "S1",
	"provider": "P1",
	"title": "Vaccination",
	"service_type": "HEALTH.PRIMARY",
	"cost": "Free",
}
SITE = {"service": "S1", "title": "Tent", "area": "SERVICELAND", "hours": "Mon 09:00-12:00"}


class ExchangeTestCase(CFMTestCase):
	def setUp(self):
		super().setUp()
		make_area("SERVICELAND")
		self.officer = make_user("Nadia Outreach", "Outreach Officer")

	def export(self, file_kind="xlsx"):
		with self.as_user(self.officer):
			return base64.b64decode(desk_directory.export_directory(file_kind)["content"])

	def look_at(self, data, choices=None):
		with self.as_user(self.officer):
			return desk_directory.look_at("list", base64.b64encode(data).decode(), choices)

	def file(self, providers=(), services=(), sites=()):
		"""A file as somebody fills it in: rows that may leave out columns."""
		book = load_workbook(BytesIO(exchange_xlsx.write({"providers": [], "services": [], "sites": []})))
		for sheet, rows in (("providers", providers), ("services", services), ("sites", sites)):
			names = [cell.value for cell in book[sheet][2]]
			for row in rows:
				book[sheet].append([row.get(name) for name in names])
		made = BytesIO()
		book.save(made)
		return made.getvalue()

	def bring_in(self, data, choices=None):
		looked = self.look_at(data, choices)
		with self.as_user(self.officer):
			desk_directory.apply_import(looked["name"])
		return looked

	def take_back(self, looked):
		with self.as_user(self.officer):
			return desk_directory.undo_import(looked["name"])["kept"]

	def counts(self, looked):
		return tuple(looked[f"{verdict}_count"] for verdict in ("new", "changed", "same", "refused"))

	def reasons(self, looked):
		return [(item["column"], item["reason"]) for item in looked["items"] if item["verdict"] == "refused"]
