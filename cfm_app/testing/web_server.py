"""The whole web application as a stranger reaches it: every layer of Frappe, an own connection and thread each time."""

from concurrent.futures import ThreadPoolExecutor

from werkzeug.test import Client, TestResponse

import frappe

THREADS = 4


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
