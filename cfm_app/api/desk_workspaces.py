"""Which workspaces stand in the side bar: people of the mechanism see those of their work, not those for building sites."""

import frappe
from frappe.desk import desktop

BUILDERS = {"Administrator", "System Manager", "Website Manager", "Workspace Manager"}


@frappe.whitelist(methods=["GET", "POST"])
def get_workspace_sidebar_items() -> dict:
	"""Return what the platform returns, {pages, …}, with the pages that are for this user.

	The platform itself asks who may see a page; here pages are only left out.
	"""
	found = desktop.get_workspace_sidebar_items()
	return {**found, "pages": of_my_work(found["pages"])}


def of_my_work(pages: list[dict]) -> list[dict]:
	"""Leave the platform's own pages out for staff of the mechanism who build nothing; all of them if none remained."""
	roles = set(frappe.get_roles())
	if roles & BUILDERS or not any(role.startswith("CFM ") for role in roles):
		return pages
	return [page for page in pages if not _is_of_platform(page)] or pages


def _is_of_platform(page) -> bool:
	app = frappe.local.module_app.get(frappe.scrub(page.get("module") or ""))
	return app == "frappe" and not page.get("for_user")
