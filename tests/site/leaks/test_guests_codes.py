"""Row 46: whether a code is wrong, expired, of another site or no code at all, the page says and does the same."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from redis.client import Redis

import frappe

from cfm_app.confidentiality import receipts
from cfm_app.portal.track_page import _open
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.visitor import TRACK, Visitor, forget_counts
from cfm_app.testing.web_server import WebServer

ONE_TIME = re.compile(r"nonce-[\w-]{16}|nonce=\"[\w-]{16}\"")


class TestCodesThatOpenNothing(CFMTestCase):
	def setUp(self):
		super().setUp()
		forget_counts()
		self.addCleanup(forget_counts)
		self.right = Visitor().write("The water point is dry.").code
		self.expired = receipts.code_for("a message that is gone")
		receipts.issue(frappe._dict(name="K-GONE0-00000"), self.expired)
		self.kinds = {
			"wrong": "1234 5678 9012 3456",
			"expired": self.expired,
			"of another site": code_of_another_site(),
			"too short": "12",
			"empty": "",
			"words": "please open",
			"too long": "7" * 60,
			"far too long": "7" * 50_000,
			"hostile": "' or 1=1 -- {{ 7*7 }}",
		}

	def test_they_get_the_same_answer_to_the_letter(self):
		pages = {kind: seen(Visitor().track(typed).response) for kind, typed in self.kinds.items()}
		for kind, page in pages.items():
			self.assertEqual(page, pages["wrong"], kind)
		self.assertEqual(pages["wrong"][0], 422)
		self.assertEqual(Visitor().track(self.right).status, 200)

	def test_they_get_the_same_answer_through_the_whole_web_application(self):
		server = WebServer()
		kinds = {kind: typed for kind, typed in self.kinds.items() if kind != "expired"}
		answers = server.ask_all(
			{"path": TRACK, "method": "POST", "address": f"192.0.2.{number}", "data": {"code": typed}}
			for number, typed in enumerate(kinds.values())
		)
		pages = {seen(answer) for answer in answers}
		self.assertEqual(len(pages), 1)
		self.assertNotIn("Set-Cookie", answers[0].headers)

	def test_they_cause_the_same_work_as_a_right_one(self):
		self.work_of("the first reads the settings")
		work = {kind: self.work_of(typed) for kind, typed in {**self.kinds, "right": self.right}.items()}
		self.assertEqual(
			{frozenset(done.items()) for done in work.values()}, {frozenset(work["right"].items())}
		)
		self.assertEqual(work["right"]["queries"], 2)

	def work_of(self, typed):
		"""How often database and Redis are asked before anything is shown, by somebody who comes for the first time."""
		forget_counts()
		with (
			self.only_deciding(),
			patch.object(frappe.db, "sql", wraps=frappe.db.sql) as queries,
			patch.object(
				Redis, "execute_command", autospec=True, side_effect=Redis.execute_command
			) as commands,
		):
			_open({"code": typed})
		return {"queries": queries.call_count, "commands": commands.call_count}

	@contextmanager
	def only_deciding(self):
		"""What happens between a typed code and the page, without the page."""
		with (
			patch("cfm_app.portal.track_page._show", return_value=None),
			patch("cfm_app.portal.track_page._ask_for_code", return_value=None),
			patch.object(frappe.local, "request", frappe._dict(remote_addr="192.0.2.1"), create=True),
		):
			yield


def code_of_another_site():
	with patch("cfm_app.confidentiality.keys.purpose_key", return_value=b"another site" * 3):
		return receipts.code_for("a message elsewhere")


def seen(response):
	"""Status, headers and page of an answer without its nonce and its moment."""
	headers = {name: ONE_TIME.sub("", value) for name, value in response.headers.items() if name != "Date"}
	return (
		response.status_code,
		tuple(sorted(headers.items())),
		ONE_TIME.sub("", response.get_data(as_text=True)),
	)
