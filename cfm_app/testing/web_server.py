"""The whole web application as a stranger reaches it: every layer of Frappe, an own connection and thread each time."""

from concurrent.futures import ThreadPoolExecutor

from werkzeug.test import Client, TestResponse

import frappe

from cfm_app.confidentiality import receipts
from cfm_app.testing.case import SAVEPOINT
from cfm_app.testing.visitor import Visitor

THREADS = 4
TABLES_OF_A_CONTACT = {
	"CFM Interaction": "name",
	"CFM Receipt": "interaction",
	"CFM Step": "interaction",
	"CFM Sealed Content": "record",
	"CFM Party": "record",
}


class WebServer:
	"""Answers requests like the served site. What tests want it to see must be committed; what it writes stays."""

	def __init__(self):
		self.site = frappe.local.site

	def ask(self, path: str, address: str = "192.0.2.1", **request) -> TestResponse:
		"""Send one request from this address; `request` is what Werkzeug's test client takes."""
		return self.ask_all([{"path": path, "address": address, **request}])[0]

	def ask_all(self, requests: list[dict], threads: int = THREADS) -> list[TestResponse]:
		"""Send requests, some at the same time; return the answers in the order of the requests."""
		with ThreadPoolExecutor(threads) as pool:
			return list(pool.map(self._send, requests))

	def _send(self, request: dict) -> TestResponse:
		from frappe.app import application

		request = dict(request)
		headers = {"X-Frappe-Site-Name": self.site, **request.pop("headers", {})}
		environ = {"REMOTE_ADDR": request.pop("address", "192.0.2.1")}
		return Client(application, use_cookies=False).open(
			headers=headers, environ_base=environ, buffered=True, **request
		)


def leave_message(words: str = "The water point is dry.") -> tuple[str, str]:
	"""Write a message that other connections see; return (code, contact)."""
	code = Visitor().write(words).code
	frappe.db.commit()
	return code, receipts.find(code)


def look_again() -> None:
	"""See what other connections have written; what the test wrote is undone."""
	frappe.db.rollback()
	frappe.db.savepoint(SAVEPOINT)


def remove_message(contact: str) -> None:
	"""Take such a message away again."""
	frappe.db.rollback()
	remove_records([contact])
	frappe.db.commit()


def remove_records(records: list[str]) -> None:
	"""Delete contacts and complaints with their words and people, so that no later test meets somebody it knows."""
	people = frappe.get_all("CFM Party", {"record": ["in", records or [""]]}, pluck="person")
	for doctype, field in {**TABLES_OF_A_CONTACT, "Complaint": "name"}.items():
		frappe.db.delete(doctype, {field: ["in", records or [""]]})
	frappe.db.delete("CFM Person", {"name": ["in", [person for person in people if person] or [""]]})
