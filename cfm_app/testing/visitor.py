"""Somebody without an account who visits the public pages, with an old phone and no script."""

import html
import re
import secrets
import time
from dataclasses import dataclass
from io import BytesIO
from ipaddress import IPv4Address
from unittest.mock import patch
from urllib.parse import urlsplit

from werkzeug.wrappers import Response

import frappe
from frappe.app import make_form_dict
from frappe.auth import CookieManager
from frappe.utils import set_request
from frappe.website.serve import get_response

from cfm_app.portal.requests import forget_typed_words

FORM, TRACK = "/feedback", "/feedback/track"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
CODE = re.compile(r'<p class="code">([\d ]+)</p>')
FORMS = re.compile(r"<form .*?</form>", re.DOTALL)


@dataclass(frozen=True)
class Page:
	"""What came back."""

	response: Response

	@property
	def status(self) -> int:
		return self.response.status_code

	@property
	def html(self) -> str:
		return self.response.get_data(as_text=True)

	@property
	def size(self) -> int:
		return len(self.response.get_data())

	@property
	def words(self) -> str:
		"""The page without its marks, white space made single."""
		bare = re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]+>", " ", self.html, flags=re.DOTALL)
		return " ".join(html.unescape(bare).split())

	@property
	def code(self) -> str | None:
		found = CODE.search(self.html)
		return found and found[1]

	def hidden(self, action: str = "") -> dict[str, str]:
		"""Return the hidden fields of the first form, or of the first one with this action."""
		forms = [dict(HIDDEN.findall(form)) for form in FORMS.findall(self.html)]
		found = next(fields for fields in forms if fields.get("action", "") == action)
		return {name: html.unescape(value) for name, value in found.items()}


def forget_counts() -> None:
	"""Let the public pages believe that nobody came lately."""
	frappe.cache.delete_keys("cfm_portal:")


class Visitor:
	"""Reads and fills in the public pages as a guest, from one address, in one language."""

	def __init__(self, language: str = "en", address: str = ""):
		self.language = language
		self.address = address or str(IPv4Address(secrets.randbelow(2**24) + 10 * 2**24))

	def get(self, address: str = FORM) -> Page:
		"""Open a page."""
		parts = urlsplit(address)
		return self._visit("Guest", method="GET", path=parts.path, query_string=parts.query)

	def post(self, path: str, fields: dict, files: list | None = None, user: str = "Guest") -> Page:
		"""Send a form; `files` are (name, bytes)."""
		sent = [(BytesIO(data), name) for name, data in files or []]
		data = {**fields, **({"files": sent} if sent else {})}
		return self._visit(user, method="POST", path=path, data=data, content_type="multipart/form-data")

	def open_form(self, seconds_ago: float = 60) -> dict[str, str]:
		"""Open the form, as long ago as it takes to fill it in; return its hidden fields."""
		with patch("cfm_app.portal.tokens.time.time", return_value=time.time() - seconds_ago):
			return self.get(FORM).hidden()

	def write(self, message: str, files: list | None = None, **answers) -> Page:
		"""Fill in a new form and send it."""
		return self.post(FORM, {**self.open_form(), "message": message, **answers}, files)

	def track(self, code: str, **fields) -> Page:
		"""Type a code on the tracking page."""
		return self.post(TRACK, {"code": code, "lang": self.language, **fields})

	def act(self, page: Page, form: str, /, files: list | None = None, **fields) -> Page:
		"""Send the form of the tracking page that does this; fields may overwrite hidden ones."""
		return self.post(TRACK, {**page.hidden(form), **fields}, files)

	@staticmethod
	def _begin_as_frappe_does() -> None:
		frappe.local.cookie_manager = CookieManager()
		frappe.local.cookie_manager.set_cookie("sid", frappe.session.user)
		make_form_dict(frappe.local.request)

	def _visit(self, user: str, **request) -> Page:
		before, messages = frappe.session.user, frappe.local.message_log
		frappe.set_user(user)
		set_request(
			headers={"Accept-Language": self.language}, environ_base={"REMOTE_ADDR": self.address}, **request
		)
		self._begin_as_frappe_does()
		frappe.local.message_log = []
		try:
			forget_typed_words()
			return Page(get_response())
		finally:
			frappe.set_user(before)  # reason: the visit is over, the test goes on as before
			frappe.local.message_log = messages
			frappe.local.lang = "en"
