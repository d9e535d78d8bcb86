"""The door for providers of messages: /cfm-hook/<key of a line>/<what>. Bare answers, no cookie, nothing kept by anybody.

Frappe reads every request into form_dict before it asks us. Nothing here reads that: it mixes the query, the form and
a JSON body, of which only some is signed. A body that claims to be JSON and is none never gets here: Frappe fails on
it, on every address of the site alike, before anything is stored.
"""

from werkzeug.wrappers import Request, Response

import frappe

from cfm_app.integrations.base.types import Answer, RawRequest
from cfm_app.integrations.engine import inbox
from cfm_app.integrations.engine.hook_urls import ROUTE
from cfm_app.portal import counters
from cfm_app.portal.requests import as_guest

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex"}


class MessageHook:
	"""Frappe's page renderer for the calls of providers."""

	def __init__(self, path: str, http_status_code: int | None = None):
		self.route, _slash, rest = path.strip("/").partition("/")
		self.path_key, _slash, self.what = rest.partition("/")

	def can_render(self) -> bool:
		"""Whether the path is one of ours."""
		return self.route == ROUTE

	def render(self) -> Response:
		"""Take the call and answer it."""
		answer = self._answer()
		frappe.local.flags.commit = True  # the platform undoes what a GET wrote
		return Response(answer.body, answer.status, mimetype=answer.mimetype)

	def _answer(self) -> Answer:
		try:
			with as_guest():
				return inbox.receive(self.path_key, self.what, raw_request(frappe.local.request))
		except Exception as error:
			# told to come again: whatever it was, nothing of it is stored
			frappe.db.rollback()
			frappe.logger("cfm_app").error(f"a provider's call could not be taken: {type(error).__name__}")
			return Answer(status=503)


def raw_request(request: Request) -> RawRequest:
	"""Return a request as it was signed. The body is read before the form, which would use it up."""
	body = request.get_data(cache=True)
	return RawRequest(
		method=request.method,
		target=request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or "",
		content_type=request.content_type or "",
		headers={name.lower(): value for name, value in request.headers.items()},
		body=body,
		form=tuple(request.form.items(multi=True)),
		query=tuple(request.args.items(multi=True)),
		remote_address=counters.address(),
	)


def forget_arguments() -> None:
	"""Before each request: what a provider sends stays out of form_dict, which is logged, and which can name a function."""
	if _is_ours(frappe.local.request):
		frappe.local.form_dict = frappe._dict()


def answer_barely(response=None, request=None) -> None:
	"""After each request: an answer from this door sets no cookie and is kept by nobody."""
	if response is None or not _is_ours(request):
		return
	response.headers.update(HEADERS)
	if cookies := getattr(frappe.local, "cookie_manager", None):
		cookies.cookies.clear()
		cookies.to_delete.clear()


def _is_ours(request) -> bool:
	return request.path.strip("/").split("/", 1)[0] == ROUTE
