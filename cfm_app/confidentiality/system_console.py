"""The console of the platform reads every table past every rule, server scripts switched on or not."""

import frappe
from frappe import _
from frappe.desk.doctype.system_console.system_console import SystemConsole

from cfm_app.exceptions import NotAllowedHere

SWITCH = "cfm_allow_system_console"


class ClosedSystemConsole(SystemConsole):
	"""Closed unless who runs the server has opened it in the site's configuration; the self-check says so."""

	def run(self):
		"""Run what was typed. Raises NotAllowedHere."""
		if not frappe.conf.get(SWITCH):
			frappe.throw(
				_("The console would show confidential records. Who runs the server can query there."),
				NotAllowedHere,
				title=_("Confidential"),
			)
		super().run()
