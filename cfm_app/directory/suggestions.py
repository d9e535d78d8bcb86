"""Changes of an entry that somebody proposes who may not make them: whoever keeps it accepts one or says no, at once."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import insert_row
from cfm_app.directory import keepers
from cfm_app.handling import alerts

SUGGESTION, SERVICE = "CFM Service Suggestion", "CFM Service"
OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"
OF_SITE = ("address", "hours", "phone")
FIELDS = (
	"capacity",
	"is_active",
	"plain_words",
	"how_to_access",
	"access_words",
	"cost",
	"documents",
	"referral_criteria",
	"languages",
	"for_sex",
	"age_from",
	"age_to",
	"starts_on",
	"ends_on",
)
LONGEST, SHOWN = 500, 50


def propose(service, field: str, value: str, site: str = "") -> str:
	"""Keep a proposed value of a field, or of the site of this name, tell who keeps the entry, and return its name."""
	place = _place(service, field, site)
	before = str(place.get(field) or "")
	if value.strip() == before:
		frappe.throw(_("This is what the entry says already."))
	if len(value) > LONGEST:
		frappe.throw(_("Say it in at most {0} letters.").format(LONGEST))
	_try(service, place, field, value)
	facts = {"field": field, "site": site, "before": before, "after": value.strip(), "state": OPEN}
	facts |= {"proposed_by": frappe.session.user, "proposed_on": now_datetime()}
	name = insert_row(SUGGESTION, service=service.name, **facts)
	for user in keepers.of(service.name):
		alerts.send(user, SERVICE, service.name, "suggestion_made")
	return name


def accept(suggestion, service) -> None:
	"""Write the proposed value into the entry, which logs and announces it as any change."""
	_check_open(suggestion)
	place = _place(service, suggestion.field, suggestion.site or "")
	if str(place.get(suggestion.field) or "") != (suggestion.before or ""):
		frappe.throw(_("The entry says something else by now. Open it and decide there."))
	_put(place, suggestion.field, suggestion.after or "")
	service.save()
	_decide(suggestion, ACCEPTED)


def reject(suggestion) -> None:
	"""Leave the entry as it is."""
	_check_open(suggestion)
	_decide(suggestion, REJECTED)


def waiting_for(user: str) -> list[dict]:
	"""Return the open suggestions about entries this person keeps, the oldest first, with the title of the entry."""
	rows = _open()
	if not rows:
		return []
	wanted = {"name": ["in", list({row.service for row in rows})]}
	titles = {row.name: row for row in frappe.get_all(SERVICE, wanted, [*keepers.FIELDS, "title"], limit=0)}
	kept = keepers.by_entry(list(titles.values()))
	mine = [row for row in rows if user in kept.get(row.service, ())]
	for row in mine:
		row.title = titles[row.service].title
	return mine[:SHOWN]


def of(service: str) -> list[dict]:
	"""Return the open suggestions about one entry, the oldest first."""
	return _open(service=service)


def _open(**which) -> list:
	fields = ["name", "service", "field", "site", "before", "after", "proposed_by", "proposed_on"]
	return frappe.get_all(SUGGESTION, {"state": OPEN, **which}, fields, order_by="proposed_on", limit=0)


def _place(service, field: str, site: str):
	"""Return what holds the field: the entry, or one of its sites. Of a hidden place nothing is written down."""
	if field in FIELDS and not site:
		return service
	found = next((each for each in service.sites if each.name == site), None) if field in OF_SITE else None
	if not found:
		frappe.throw(_("Choose what should be changed."))
	if found.is_hidden:
		frappe.throw(_("A hidden place is reached through its focal point alone. Write nothing of it down."))
	return found


def _try(service, place, field: str, value: str) -> None:
	"""Refuse at once what the entry could not take: hours nobody can read, an age below the other."""
	service.load_doc_before_save()
	_put(place, field, value.strip())
	service.run_method("validate")
	service._validate_selects()
	service.reload()


def _put(place, field: str, text: str) -> None:
	place.set(field, place.cast(text, place.meta.get_field(field)) if text else None)


def _check_open(suggestion) -> None:
	if suggestion.state != OPEN:
		frappe.throw(_("Somebody has decided about this already."))


def _decide(suggestion, state: str) -> None:
	decided = {"state": state, "decided_by": frappe.session.user, "decided_on": now_datetime()}
	suggestion.db_set(decided)
	if suggestion.proposed_by != frappe.session.user:
		alerts.send(suggestion.proposed_by, SERVICE, suggestion.service, f"suggestion_{state}")
