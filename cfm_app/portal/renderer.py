"""Serves the public pages as whole documents of a few kilobytes: no script needed, no cookie, nothing from elsewhere."""

import secrets
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from werkzeug.wrappers import Response

import frappe
from frappe import _
from frappe.sessions import get_csrf_token

from cfm_app.portal import (
	form_page,
	headers,
	languages,
	numbers_page,
	partner_page,
	services_page,
	track_page,
)
from cfm_app.portal.requests import NOWHERE, PARTNER, as_guest, page_of
from cfm_app.rules.text_cleaning import clean_text

TEMPLATES = Path(__file__).parent / "templates"
PAGES = {
	"feedback": form_page.answer,
	"feedback/numbers": numbers_page.answer,
	"feedback/services": services_page.answer,
	"feedback/track": track_page.answer,
	PARTNER: partner_page.answer,
	NOWHERE: lambda _request: (404, "nowhere.html", {}),
}
METHODS = ("GET", "HEAD", "POST")


class FeedbackPage:
	"""Frappe's page renderer for /feedback and the pages below it."""

	def __init__(self, path: str, http_status_code: int | None = None):
		self.page = page_of(path)

	def can_render(self) -> bool:
		"""Whether the path is one of ours."""
		return bool(self.page) and frappe.local.request.method in METHODS

	def render(self) -> Response:
		"""Return the page in the reader's language."""
		request = frappe.local.request
		asked = request.form.get("lang") or request.args.get("lang")
		frappe.local.lang = languages.choose(asked, request.accept_languages)
		status, template, context = self._answer(request)
		nonce = secrets.token_urlsafe(12)
		html = _templates().get_template(template).render(**_around(self.page, nonce), **context)
		_send_no_cookies_to_guests()
		more = {name: context[name] for name in ("retry_after", "pictures_from") if name in context}
		told = headers.of_page(frappe.local.lang, nonce, **more)
		return Response(html, status, mimetype="text/html", headers=told)

	def _answer(self, request) -> tuple[int, str, dict]:
		with as_guest():
			return self._answer_or_apologise(request)

	def _answer_or_apologise(self, request) -> tuple[int, str, dict]:
		try:
			return PAGES[self.page](request)
		except Exception:
			# Frappe would show its own heavy error page and commit what was half done
			frappe.db.rollback()
			frappe.log_error(f"Public page {self.page}")
			return 500, "sorry.html", {"typed": request.form.get("message") or request.form.get("text") or ""}


def _around(page: str, nonce: str) -> dict:
	settings, language = frappe.get_cached_doc("CFM Settings"), frappe.local.lang
	return {
		"page": page,
		"address": "/" + frappe.local.request.path.strip("/") if page == PARTNER else f"/{page}".rstrip("/"),
		"nonce": nonce,
		"language": language,
		"direction": languages.direction(language),
		"languages": [(code, languages.own_name(code)) for code in languages.offered()],
		"organisation": settings.organisation_name or "",
		"contact_words": settings.contact_words or "",
		"exit_address": settings.quick_exit_address or "https://www.wikipedia.org/",
		"csrf_token": get_csrf_token() if frappe.session.user != "Guest" else "",
	}


def _send_no_cookies_to_guests() -> None:
	if frappe.session.user == "Guest":
		frappe.local.cookie_manager.cookies.clear()
		frappe.local.cookie_manager.to_delete.clear()


@cache
def _templates() -> Environment:
	# not Frappe's own environment: that one does not escape
	environment = Environment(
		loader=FileSystemLoader(TEMPLATES),
		autoescape=True,
		finalize=_without_tricks,
		trim_blocks=True,
		lstrip_blocks=True,
	)
	environment.globals["_"] = _
	return environment


def _without_tricks(value):
	"""What is shown never turns the page around or ends it, not even in a field that gives back what was typed."""
	return clean_text(value).text if type(value) is str else value
