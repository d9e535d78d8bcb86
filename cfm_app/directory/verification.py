"""The cycle that keeps the service directory true: who looks again by when, and what nobody trusts any more."""

import frappe
from frappe import _
from frappe.utils import getdate

from cfm_app.confidentiality import by_action
from cfm_app.rules import service_freshness

SERVICE = "CFM Service"


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


def refresh() -> int:
	"""Write the standing of every service whose day has come, and tell who keeps it. Runs daily; returns how many changed."""
	changed = [service for service in _whose_day_has_come() if _write_if_changed(service)]
	for owner in {service.owner_user for service in changed}:
		_tell(owner, [service for service in changed if service.owner_user == owner])
	return len(changed)


def _whose_day_has_come() -> list:
	fields = [
		"name",
		"title",
		"owner_user",
		"verified_on",
		"verify_every_days",
		"stale_after_days",
		"freshness",
	]
	late = {"is_active": 1, "due_on": ["<=", getdate()], "freshness": ["in", ["verified", "due"]]}
	return frappe.get_all(SERVICE, late, fields, order_by="due_on", limit=0)


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


def _tell(owner: str, services: list) -> None:
	count = len(services)
	frappe.get_doc(
		{
			"doctype": "Notification Log",
			"for_user": owner,
			"type": "Alert",
			"document_type": SERVICE,
			"document_name": services[0].name,
			"subject": _("{0} services wait to be verified.").format(count)
			if count > 1
			else _("{0} waits to be verified.").format(services[0].title),
		}
	).insert(ignore_permissions=True)  # reason: the app tells somebody about her own entries
