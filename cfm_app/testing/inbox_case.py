"""A site with one line at the signed gateway, for tests in which other connections see what is written."""

from unittest.mock import patch

import frappe

from cfm_app.integrations.engine import inbox
from cfm_app.testing import signed_gateway
from cfm_app.testing.case import SAVEPOINT, CFMTestCase
from cfm_app.testing.web_server import WebServer, remove_records

EVENT, MESSAGE, POINT = "CFM Webhook Event", "CFM Message", "CFM Contact Point"


class InboxCase(CFMTestCase):
	"""Calls come in through the whole web application. What they left is taken away after each test."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.before = frappe.db.get_singles_dict("CFM Channel Settings")
		cls.line = cls.set_up_line()
		frappe.db.commit()
		cls.addClassCleanup(cls._remove_line)
		cls.server = WebServer()

	@classmethod
	def set_up_line(cls):
		"""Return the line that people write to; a test of another provider makes its own."""
		gateway = signed_gateway.installed()
		gateway.__enter__()
		cls.addClassCleanup(gateway.__exit__, None, None, None)
		return signed_gateway.make_line(f"Text line {frappe.generate_hash(length=4)}")

	def setUp(self):
		super().setUp()
		self.handed_over = []
		workers = patch.object(inbox, "start_soon", self.handed_over.append)
		workers.start()
		self.addCleanup(workers.stop)
		self.addCleanup(self._remove_what_came)

	def send(self, fields, what="message", **changed):
		"""Send one signed call and return the answer."""
		return self.server.ask(**signed_gateway.call(self.line, fields, what, **changed))

	def write(self, id, words="The well is dry.", **more):
		"""Let somebody write, and a worker take it in; return the name of its CFM Message."""
		answer = self.send(signed_gateway.text(id, words, **more))
		self.assertEqual(answer.status_code, 200)
		self.work()
		return self.message_of(id)

	def work(self):
		"""Let a worker do what was handed over, and see what it did."""
		while self.handed_over:
			inbox.process(self.handed_over.pop(0))
		self.look_again()

	def look_again(self):
		"""See what other connections have written."""
		frappe.db.rollback()
		frappe.db.savepoint(SAVEPOINT)

	def message_of(self, id):
		return frappe.db.get_value(MESSAGE, {"provider_key": f"{self.line.account}:{id}"})

	def record_of(self, id):
		kind, name = frappe.db.get_value(MESSAGE, self.message_of(id), ["record_type", "record"])
		return frappe.get_doc(kind, name)

	def events(self, **filters):
		"""Return what is stored of the calls on the line, oldest first."""
		self.look_again()
		return frappe.get_all(EVENT, {"line": self.line.name, **filters}, "*", order_by="creation, name")

	def messages(self, **filters):
		self.look_again()
		return frappe.get_all(MESSAGE, {"line": self.line.name, **filters}, "*", order_by="creation, name")

	def _remove_what_came(self):
		frappe.db.rollback()
		messages = frappe.get_all(MESSAGE, {"line": self.line.name}, ["name", "record", "contact_point"])
		records = [row.record for row in messages if row.record] or [""]
		complaints = frappe.get_all("Complaint", {"interaction": ["in", records]}, pluck="name")
		remove_records([*records, *complaints])
		frappe.db.delete("CFM Step", {"complaint": ["in", complaints or [""]]})
		frappe.db.delete(
			POINT, {"name": ["in", [row.contact_point for row in messages if row.contact_point] or [""]]}
		)
		frappe.db.delete("CFM Message Status", {"message": ["in", [row.name for row in messages] or [""]]})
		for doctype in (MESSAGE, EVENT):
			frappe.db.delete(doctype, {"line": self.line.name})
		frappe.db.commit()
		frappe.db.savepoint(SAVEPOINT)

	@classmethod
	def _remove_line(cls):
		frappe.db.rollback()
		frappe.delete_doc("CFM Message Line", cls.line.name, force=True)
		frappe.delete_doc("CFM Provider Account", cls.line.account, force=True)
		before = {field: cls.before.get(field) for field in ("public_base_url", "second_base_url")}
		frappe.db.set_single_value("CFM Channel Settings", {**before, "receiving_on": 1})
		frappe.db.commit()
