"""What changed in a service, kept for good and announced to the operators, who say that they have read it."""

import frappe
from frappe import _
from frappe.utils import add_days, getdate, now_datetime

from cfm_app.directory import keepers
from cfm_app.handling import alerts

SERVICE, CHANGE, BULLETIN = "CFM Service", "CFM Service Change", "CFM Bulletin"
BULLETIN_DAYS = 14
# what operators tell callers; the rest is kept in the log but not announced
ANNOUNCED = (
	"title",
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
	"statuses",
	"nationalities",
	"vulnerability",
	"female_staff",
	"has_ramp",
	"has_sign_language",
	"has_transport",
	"starts_on",
	"ends_on",
)
TOLD = (*ANNOUNCED, "sites", "new service")
QUIET = (
	"provider",
	"service_type",
	"is_public",
	"owner_user",
	"co_editors",
	"funding_ends_on",
	"verified_on",
)
# whoever is on the phone would send somebody to the wrong place
URGENT = ("capacity", "is_active", "sites")
OF_PROVIDER = ("title", "is_active", "public_phone", "public_email", "website")
SITE_FIELDS = ("title", "area", "address", "hours", "phone")


def note_new(service) -> None:
	"""Log and announce that there is a new service."""
	_keep(service, [("new service", "", service.title)])
	_announce(service)


def note(service, before) -> None:
	"""Log what a save has changed, and announce what operators have to know."""
	if not before:
		return
	changed = [(field, before.get(field), service.get(field)) for field in (*ANNOUNCED, *QUIET)]
	found = [(field, old, new) for field, old, new in changed if str(old or "") != str(new or "")]
	if _sites(before) != _sites(service):
		found.append(("sites", _sites(before), _sites(service)))
	_keep(service, found)
	changed = {field for field, _old, _new in found}
	if changed - set(QUIET):
		_announce(service, is_urgent=bool(changed & set(URGENT)))
	if changed - {"verified_on"}:
		_tell_owner(service, "service_edited")


def note_from_provider(service, provider: str, words: str) -> None:
	"""Keep what a provider says has changed, and tell who keeps the entry. The entry itself stays as it is."""
	service.flags.changed_by = provider
	_keep(service, [("the provider says", "", words)])
	_tell_owner(service, "service_news")


def note_provider(provider, before) -> None:
	"""Log in its entries what changed for whoever calls a provider, and announce it once, to be read at once."""
	if not before:
		return
	changed = [(field, before.get(field), provider.get(field)) for field in OF_PROVIDER]
	found = [(field, old, new) for field, old, new in changed if str(old or "") != str(new or "")]
	services = frappe.get_all(SERVICE, {"provider": provider.name, "is_active": 1}, pluck="name", limit=0)
	if not (found and services):
		return
	for service in services:
		_keep(frappe._dict(name=service, flags=provider.flags), found)
	if not provider.flags.announced_together:
		_announce_provider(provider, [field for field, _old, _new in found])


def _announce_provider(provider, fields: list[str]) -> None:
	words = [f"{_(provider.meta.get_label(field))}: {_said(provider, field)}" for field in fields]
	bulletin = frappe.new_doc(BULLETIN, kind="notice", is_urgent=1, title=provider.title)
	bulletin.update({"words": "\n".join(words), "published_on": now_datetime()})
	bulletin.expires_on = add_days(getdate(), BULLETIN_DAYS)
	bulletin.insert(ignore_permissions=True)  # reason: whoever may change a provider announces it by that


def _said(provider, field: str) -> str:
	if field == "is_active":
		return _("yes") if provider.is_active else _("no")
	return provider.get(field) or _("nothing")


def since(service: str, moment) -> list[dict]:
	"""Return [{field, before, after, changed_on}] of a service since a moment, oldest first, for who may read it."""
	wanted = {"service": service, "changed_on": [">=", moment]}
	fields = ["field", "before", "after", "changed_on"]
	return frappe.get_list(CHANGE, wanted, fields, order_by="changed_on", limit=100)


def _keep(service, found: list[tuple]) -> None:
	for field, before, after in found:
		row = {
			"service": service.name,
			"field": field,
			"before": str(before or ""),
			"after": str(after or ""),
		}
		row |= {"changed_by": service.flags.changed_by or frappe.session.user, "changed_on": now_datetime()}
		frappe.get_doc({"doctype": CHANGE, **row}).insert(
			ignore_permissions=True  # reason: the log is written by the app for whoever may change the service
		)


def _tell_owner(service, code: str) -> None:
	"""Tell who keeps the entry of what somebody else has done; a file that came in tells nobody of each row."""
	if service.flags.announced_together:
		return
	for user in set(keepers.of(service.name)) - {frappe.session.user}:
		alerts.send(user, SERVICE, service.name, code)


def _announce(service, is_urgent: bool = False) -> None:
	"""One bulletin for a service and day; a further change on that day is one to be read again."""
	if service.flags.announced_together:
		return
	today = {"service": service.name, "kind": "service change", "published_on": [">=", getdate()]}
	name = frappe.db.get_value(BULLETIN, today)
	if name:
		return frappe.get_doc(BULLETIN, name).read_again(is_urgent)
	frappe.get_doc(
		{
			"doctype": BULLETIN,
			"kind": "service change",
			"is_urgent": int(is_urgent),
			"service": service.name,
			"title": service.title,
			"words": _("{0} has changed. Read it again before you tell it to callers.").format(service.title),
			"published_on": now_datetime(),
			"expires_on": add_days(getdate(), BULLETIN_DAYS),
			"area": service.sites[0].area if len({site.area for site in service.sites}) == 1 else None,
		}
	).insert(ignore_permissions=True)  # reason: whoever may change a service announces it by that


def _sites(service) -> str:
	"""Return the sites in one text. Of a hidden place only that there is one."""
	return "; ".join(_site(site) for site in service.sites)


def _site(site) -> str:
	if site.is_hidden:
		return _("hidden place")
	known = {**site.as_dict(), "area": frappe.get_cached_value("CFM Area", site.area, "title")}
	return ", ".join(str(known[field]) for field in SITE_FIELDS if known.get(field))
