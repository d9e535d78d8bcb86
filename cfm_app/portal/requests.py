"""What is done with a request to a public page before Frappe looks at it."""

from contextlib import contextmanager

import frappe

PAGES = ("feedback", "feedback/track", "feedback/numbers", "feedback/services")
PARTNER = "referral"


def page_of(path: str) -> str | None:
	"""Return which public page a path names, None for any other."""
	page = path.strip("/ ").removesuffix(".html")
	# however it is spelled: what Frappe does not find it remembers, and an address of a partner is not to be remembered
	if page.lower().startswith(f"{PARTNER}/"):
		return PARTNER
	return page if page in PAGES else None


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
