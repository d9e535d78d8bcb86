"""Two officers, and a complaint that went through all of the work, for tests of what erasing leaves."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from PIL import Image

import frappe

from cfm_app.confidentiality import erasure, erasure_again, erasure_sweep, files, persons, receipts
from cfm_app.handling import timeline
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.small_mechanism import SmallMechanism

CODE = "4821 0937 5566 1204"


def photo():
	picture = io.BytesIO()
	Image.new("RGB", (32, 32), "green").save(picture, "JPEG")
	return files.check(picture.getvalue(), "gate.jpg")


class Erasing(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.officer = make_user("Dora Data", "Data Protection Officer")
		cls.second = make_user("Dirk Data", "Data Protection Officer")
		make_grant(cls.officer, "Data Protection", level_to=6)
		make_grant(cls.second, "Data Protection", level_to=6)

	def setUp(self):
		super().setUp()
		committed = patch("frappe.db.commit")
		committed.start()
		self.addCleanup(committed.stop)
		self.keep_the_list_apart()

	def keep_the_list_apart(self):
		"""Let the list of what was erased stand in a folder of this test."""
		folder = TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		elsewhere = patch.object(erasure_again, "list_file", lambda: Path(folder.name) / "site.erased")
		elsewhere.start()
		self.addCleanup(elsewhere.stop)

	def closed(self, doc):
		doc.reload()
		doc.db_set({"workflow_state": "Closed", "closed_on": "2026-01-20 12:00:00", "outcome": "SOLVED"})
		return doc

	def with_everything(self):
		"""A complaint that went through all of the work, closed."""
		doc = self.take(sex="FEMALE", age_band="18-59", forwarded_to="Amina Rahimi's cousin")
		contact = frappe.get_doc("CFM Interaction", doc.interaction)
		receipts.issue(contact, CODE)
		with self.as_user(self.focal):
			doc = frappe.get_doc("Complaint", doc.name)
			timeline.write(doc, "note", "Laleh lives behind the bakery.")
			frappe.new_doc("CFM Consent", complaint=doc.name, purpose="record and handle").insert()
			frappe.new_doc("CFM Response", complaint=doc.name, answer="Laleh gets her money back.").insert()
			self.file = files.add("Complaint", doc.name, photo())
			persons.reveal(doc, "Laleh asked me to call her")
		doc.db_set({"received_on": "2026-01-10 09:30:00", "forwarded_to": "Amina Rahimi's cousin"})
		return self.closed(doc)

	def approved(self, doc, scope=erasure.RECORD):
		with self.as_user(self.officer):
			name = erasure.ask(doc, scope, erasure.BY_REQUEST)
		with self.as_user(self.second):
			self.assertEqual(erasure.decide(name, approve=True), "Approved")
		return name

	def erased(self, doc, scope=erasure.RECORD):
		name = self.approved(doc, scope)
		self.assertEqual(erasure.carry_out([name]), 1)
		frappe.db.after_commit.run()
		return frappe.get_doc("CFM Erasure", name)

	def rows_about(self, reference):
		"""{table.column} of the whole database that hold this reference."""
		return {
			f"{table}.{column}"
			for table, column in erasure_sweep._text_columns()
			if self.holds(table, column, reference)
		}
