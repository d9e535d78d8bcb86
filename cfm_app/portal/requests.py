"""What is done with a request to a public page before Frappe looks at it."""

from contextlib import contextmanager

import frappe

PAGES = ("feedback", "feedback/track", "feedback/numbers", "feedback/services")
PARTNER = "referral"
NOWHERE = "feedback/"


def page_of(path: str) -> str | None:
	"""Return which public page a path names, NOWHERE for what only begins like one, None for any other."""
	page = path.strip("/ ").lower().removesuffix(".html")
	# however it is spelled: what Frappe does not find it remembers, be it a partner's address or a receipt code
	if page.startswith(f"{PARTNER}/"):
		return PARTNER
	if page in PAGES:
		return page
	return NOWHERE if page.startswith(NOWHERE) else None


def forget_typed_words() -> None:
	"""Before each request: what people type on the public pages stays out of form_dict, which ends up in error logs."""
	if page_of(frappe.local.request.path):
		frappe.local.form_dict = frappe._dict()


@contextmanager
def as_guest():
	"""Act as nobody: whoever writes on a public page is not recorded, a colleague who is logged in neither."""
	before = frappe.session.user
	frappe.session.user = "Guest"
	try:
		yield
	finally:
		frappe.session.user = before
