"""Takes a guard out, so that a test can see the leak the guard stops."""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import frappe

from cfm_app.confidentiality import access_version
from cfm_app.rules.access import FULL

# What a guard answers when it lets everything pass; whatever is not named here answers nothing.
LETS_PASS = {
	"cfm_app.confidentiality.permissions.has_permission": True,
	"cfm_app.confidentiality.permissions.permission_query_conditions": "",
	"cfm_app.confidentiality.permissions.record_depth": FULL,
}


@contextmanager
def without(*guards: str):
	"""Run a block as if these functions (dotted, where they are looked up) let everything pass.

	An endpoint that stands in for one of the platform's own is replaced by the platform's.
	"""
	with ExitStack() as stack:
		for guard in guards:
			stack.enter_context(patch(guard, _replacement(guard)))
		forget_what_is_cached()
		try:
			yield
		finally:
			forget_what_is_cached()


def forget_what_is_cached() -> None:
	"""Let the next request ask everything anew."""
	access_version.forget()
	frappe.controllers.pop(frappe.local.site, None)
	frappe.clear_cache()
	frappe.local.role_permissions = {}


def _replacement(guard: str):
	owner, name = guard.rsplit(".", 1)
	if owner.rsplit(".", 1)[1][0].isupper():  # a method: what the class would do without it
		inherited = getattr(super(frappe.get_attr(owner), frappe.get_attr(owner)), name, None)
		return inherited or (lambda *args, **kwargs: None)
	overrides = frappe.get_hooks("override_whitelisted_methods")
	for platform_method, ours in overrides.items():
		if guard in ours:
			return frappe.get_attr(platform_method)
	return lambda *args, **kwargs: LETS_PASS.get(guard)
