"""The cycle that keeps the service directory true: who looks again by when, and what nobody trusts any more."""

from collections import defaultdict
from datetime import date

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from cfm_app.confidentiality import by_action
from cfm_app.directory import keepers
from cfm_app.directory.alert_words import SEVERAL
from cfm_app.handling import alerts
from cfm_app.rules import service_freshness

SERVICE = "CFM Service"
FIELDS = [
	*keepers.FIELDS,
	"title",
	"verified_on",
	"verify_every_days",
	"stale_after_days",
	"freshness",
	"due_on",
	"ends_on",
	"funding_ends_on",
	"warned_on",
]


def set_standing(service) -> None:
	"""Write how far the entry can be trusted today, and by when somebody looks again."""
	verified = getdate(service.verified_on) if service.verified_on else None
	service.due_on = service_freshness.due_on(verified, service.verify_every_days)
	service.freshness = _standing(service, verified)


def verify(service, how: str, by: str) -> None:
	"""Record that somebody made sure that all of this entry is true today. `by`: a name or an organisation."""
	if not how or how not in service.meta.get_field("verified_how").options.split("\n"):
		frappe.throw(_("Say how you made sure."))
	by_action.begin(service)
	service.update({"verified_on": getdate(), "verified_how": how, "verified_by": by})
	service.save()


def take_over(service, user: str) -> None:
	"""Make this person the one who keeps the entry true."""
	service.update({"owner_user": user}).save()


def take_out_of_use(service) -> None:
	"""Stop sending people there; referrals still name it."""
	service.update({"is_active": 0}).save()


def last_day(service) -> date | None:
	"""Return the last day on which anybody is sent there, None when no end is known."""
	days = (service.ends_on, service.funding_ends_on, service.verified_on)
	return service_freshness.last_day(*(getdate(day) if day else None for day in days))


def refresh() -> int:
	"""Write the standing of every service whose day has come, and tell who keeps it. Runs daily; returns how many changed."""
	changed = [service for service in _whose_day_has_come() if _write_if_changed(service)]
	tell_keepers(changed, "service_due")
	return len(changed)


def warn_of_ends() -> int:
	"""Tell who keeps an entry that it ends within a month, and again when it has ended. Returns of how many."""
	said = defaultdict(list)
	for service in _that_end():
		said[_said_of_end(service)].append(service)
	said.pop(None, None)
	for code, services in said.items():
		tell_keepers(services, code)
		for service in services:
			frappe.db.set_value(SERVICE, service.name, "warned_on", getdate(), update_modified=False)
	return sum(len(services) for services in said.values())


def tell_of_orphans() -> int:
	"""Tell who has to name a new owner for entries whose owner has left. Returns how many there are.

	Whoever has not read what she was told before is not told again.
	"""
	gone = {"is_active": 1, "owner_user": ["not in", list(keepers.able())]}
	left = frappe.get_all(SERVICE, gone, FIELDS, limit=0)
	tell_keepers(left, "service_without_owner", once=True)
	return len(left)


def tell_keepers(services: list, code: str, once: bool = False) -> None:
	"""Tell everybody of the entries she keeps among these, in one alert. `once`: not while an earlier one is unread."""
	kept = defaultdict(list)
	for name, users in keepers.by_entry(services).items():
		for user in users:
			kept[user].append(name)
	for user, names in kept.items():
		if not (once and _has_unread(user, names)):
			alerts.send(user, SERVICE, names[0], code if len(names) == 1 else SEVERAL[code])


def _has_unread(user: str, names: list[str]) -> bool:
	told = {"for_user": user, "document_type": SERVICE, "document_name": names[0], "read": 0}
	return bool(frappe.db.exists("Notification Log", told))


def _that_end() -> list:
	soon = ["<=", add_days(getdate(), service_freshness.WARN_DAYS)]
	either = {"ends_on": soon, "funding_ends_on": soon}
	return frappe.get_all(SERVICE, {"is_active": 1}, FIELDS, or_filters=either, limit=0)


def _said_of_end(service) -> str | None:
	"""Return what is said today of an entry with an end, None when it has been said or the end is far."""
	last, today, said = last_day(service), getdate(), service.warned_on
	if not last or today < service_freshness.warn_on(last):
		return None
	if last < today:
		return "service_ended" if not said or said <= last else None
	return "service_ends" if not said or said < service_freshness.warn_on(last) else None


def _whose_day_has_come() -> list:
	late = {"is_active": 1, "due_on": ["<=", getdate()], "freshness": ["in", ["verified", "due"]]}
	return frappe.get_all(SERVICE, late, FIELDS, order_by="due_on", limit=0)


def _write_if_changed(service) -> bool:
	standing = _standing(service, service.verified_on)
	if standing == service.freshness:
		return False
	frappe.db.set_value(SERVICE, service.name, "freshness", standing, update_modified=False)
	service.freshness = standing
	return True


def _standing(service, verified) -> str:
	return service_freshness.standing(
		verified, service.verify_every_days, service.stale_after_days, getdate()
	)
