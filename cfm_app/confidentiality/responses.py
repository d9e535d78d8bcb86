"""What browsers and proxies may keep of an answer: nothing of what somebody who is logged in was shown."""

import frappe

from cfm_app.portal.seed import ROUTE

FOR_STAFF = {
	"Cache-Control": "no-store, private",
	"Referrer-Policy": "same-origin",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "SAMEORIGIN",
}
FOR_THE_OTHER_FORM = {
	"Cache-Control": "no-store",
	"Referrer-Policy": "no-referrer",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
	"X-Robots-Tag": "noindex",
}


def keep_nothing(response=None, request=None) -> None:
	"""After each request: add the headers that an answer does not bring itself."""
	if response is None:
		return
	for name, value in _headers_for(request.path).items():
		response.headers.setdefault(name, value)


def _headers_for(path: str) -> dict[str, str]:
	if path.strip("/").split("/")[0] == ROUTE:
		return FOR_THE_OTHER_FORM
	user = frappe.session.user if frappe.session else None
	return FOR_STAFF if user and user != "Guest" else {}
