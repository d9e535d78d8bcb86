"""What happens to a site when the app arrives, and each time it migrates."""

import click

import frappe
from frappe import _
from frappe.utils.password import get_encryption_key

from cfm_app.confidentiality import keys, leftovers, sessions
from cfm_app.portal import seed as public_form
from cfm_app.rules.self_check import judge_version
from cfm_app.self_check import last_run
from cfm_app.self_check.wording import in_words
from cfm_app.setup import custom_fields, kanban, seed
from cfm_app.setup.owned import MODULES, PLAIN_DOCTYPES
from cfm_app.workflows import sync


def before_install() -> None:
	"""Stop before anything is written when another app owns one of our names. Raises frappe.IncompatibleApp."""
	_refuse_taken_names()
	_warn_of_old_frappe()


def after_install() -> None:
	"""Make a fresh site ready for work."""
	keys.ensure()
	get_encryption_key()  # one now, before two processes make one each and the passwords of one of them are lost
	_complete_site()
	seed.fill_settings()


def after_migrate() -> None:
	"""Add what a newer version brings; what the site has changed stays."""
	keys.ensure()
	_complete_site()
	sessions.keep_second_factor()
	last_run.hint()


def _complete_site() -> None:
	leftovers.remove()
	custom_fields.create_missing()
	seed.create_missing()
	seed.fill_unset_settings()
	public_form.create_missing()
	sync.sync_all()
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
	for finding in judge_version(frappe.__version__):
		words = in_words(finding)
		click.secho(f"{words['what']} {words['remedy']}", fg="yellow")
