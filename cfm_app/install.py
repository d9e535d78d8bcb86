"""What happens to a site when the app arrives, and each time it migrates."""

import click

import frappe
from frappe import _

from cfm_app.confidentiality import keys
from cfm_app.portal import seed as public_form
from cfm_app.setup import custom_fields, kanban, seed
from cfm_app.setup.owned import MODULES, PLAIN_DOCTYPES
from cfm_app.workflows import sync

SAFE_FRAPPE = (15, 107)


def before_install() -> None:
	"""Stop before anything is written when another app owns one of our names. Raises frappe.IncompatibleApp."""
	_refuse_taken_names()
	_warn_of_old_frappe()


def after_install() -> None:
	"""Make a fresh site ready for work."""
	keys.ensure()
	_complete_site()
	seed.fill_settings()


def after_migrate() -> None:
	"""Add what a newer version brings; what the site has changed stays."""
	keys.ensure()
	_complete_site()


def _complete_site() -> None:
	custom_fields.create_missing()
	seed.create_missing()
	public_form.create_missing()
	sync.sync()
	kanban.create_missing()


def _refuse_taken_names() -> None:
	for name in PLAIN_DOCTYPES:
		module = frappe.db.get_value("DocType", name, "module")
		if module and module not in MODULES:
			owner = frappe.db.get_value("Module Def", module, "app_name") or module
			frappe.throw(
				_("CFM App cannot be installed: {0} already has a DocType called {1}.").format(owner, name),
				frappe.IncompatibleApp,
			)


def _warn_of_old_frappe() -> None:
	version = tuple(int(part) for part in frappe.__version__.split(".")[:2] if part.isdigit())
	if version[0] == SAFE_FRAPPE[0] and version < SAFE_FRAPPE:
		click.secho(
			_(
				"Frappe {0} has known holes that CFM App cannot close: comments by strangers through the "
				"discussion endpoint (CVE-2026-44208), requests to inner servers (CVE-2026-31878) and script in "
				"workspaces (CVE-2026-31879). Update Frappe to 15.107 or later before real people use this site."
			).format(frappe.__version__),
			fg="yellow",
		)
