"""What the holder of a receipt code may ask about her own data on the tracking page: a copy, a correction, an end."""

import frappe
from frappe import _

from cfm_app.confidentiality import data_requests
from cfm_app.exceptions import GuardRefused
from cfm_app.handling.words import clean
from cfm_app.portal import counters, languages

WISHES = {"copy": "access", "correct": "correction", "delete": "erasure"}
MOST_A_DAY = 3
DAY = 24 * 60 * 60


def ask(request, contact, _record) -> str:
	"""Take her wish and tell by when she gets an answer. Raises GuardRefused without a choice, and for the fourth of a day."""
	kind = WISHES.get(request.form.get("wish"))
	if not kind:
		frappe.throw(_("Please choose what you want."), GuardRefused)
	if counters.count("data request", contact.name, DAY) >= MOST_A_DAY:
		frappe.throw(_("You have asked this already. We are working on it."), GuardRefused)
	words = clean(request.form.get("text"), _("Your text"))
	stored = data_requests.receive_from_person(contact, kind, words)
	return _("We have received this. You get an answer by {0}, here with your code.").format(
		languages.in_words(stored.due_on, frappe.local.lang)
	)
