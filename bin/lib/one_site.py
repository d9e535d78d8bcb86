"""The WSGI application gunicorn serves for bin/up and bin/test: one site, whatever the Host header says."""

import os

import frappe.app

frappe.app._site = os.environ["FRAPPE_SITE"]
application = frappe.app.application_with_statics()
