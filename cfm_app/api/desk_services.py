"""Endpoints for staff: the service finder, gaps, and keeping entries true."""

import frappe
from frappe import _
from frappe.utils import cint, format_datetime, get_fullname, getdate

from cfm_app.api.desk_request import only, open_in_full, plain
from cfm_app.api.desk_titles import title
from cfm_app.confidentiality import partner_links
from cfm_app.directory import finder, gaps, public_entry, verification
from cfm_app.handling.retry import again_on_deadlock
from cfm_app.rules import service_freshness
from cfm_app.rules.service_finder import Found, Need

NEED = ("service_type", "sector", "area", "sex", "age", "status", "language", "access_needs", "wants_woman")
CARD = (
	"title",
	"provider",
	"plain_words",
	"how_to_access",
	"access_words",
	"cost",
	"documents",
	"referral_criteria",
	"languages",
	"vulnerability",
	"nationalities",
	"capacity",
	"capacity_on",
	"verified_on",
)
SITE = ("title", "address", "hours", "phone")
CODES = {"service_type": "CFM Service Type", "sector": "CFM Sector", "area": "CFM Area"}
SUGGESTED, OTHERS = 15, 25


@frappe.whitelist(methods=["GET", "POST"])
def find_services(need: dict | str) -> dict:
	"""Return {suggested, others, more, wider} for a need: cards with what speaks against the others.

	`more`: how many fit beyond those shown; `wider`: {name, title} of the area to look in next, None for the highest.

	`need`: {service_type or sector, area, sex, age, status, language, access_needs, wants_woman}.
	"""
	frappe.has_permission(verification.SERVICE, "read", throw=True)
	asked = plain(need, NEED) | {"access_needs": _codes(only(need, ("access_needs",)))}
	if not (asked.get("service_type") or asked.get("sector")):
		frappe.throw(_("Choose what is needed."))
	_must_be_known(asked)
	suggested, others = finder.find(_need(asked))
	return {
		"suggested": [_card(found) for found in suggested[:SUGGESTED]],
		"others": [_card(found) for found in others[:OTHERS]],
		"more": max(len(suggested) - SUGGESTED, 0),
		"wider": _wider(asked.get("area")),
	}


@frappe.whitelist(methods=["POST"])
@again_on_deadlock
def log_gap(service_type: str, area: str, complaint: str = "") -> dict:
	"""Count a need that no service meets. Returns {gap}."""
	if not frappe.has_permission("Referral", "create"):  # who speaks with people counts what they need
		frappe.has_permission(gaps.GAP, "write", throw=True)
	if complaint:
		open_in_full("Complaint", complaint)
	return {"gap": gaps.log(service_type, area, complaint)}


@frappe.whitelist(methods=["POST"])
def set_capacity(service: str, capacity: str) -> None:
	"""Say how much room a service has today; operators are told."""
	doc = frappe.get_doc(verification.SERVICE, service)
	doc.check_permission("write")
	doc.update({"capacity": capacity}).save()


@frappe.whitelist(methods=["POST"])
def verify(service: str, how: str) -> None:
	"""Say that all of an entry is true today."""
	doc = frappe.get_doc(verification.SERVICE, service)
	doc.check_permission("write")
	verification.verify(doc, how, get_fullname(frappe.session.user))


@frappe.whitelist(methods=["POST"])
def make_verification_link(service: str) -> dict:
	"""Make an address with which the provider says whether an entry is true. Returns {address, expires_on}; shown only now."""
	doc = frappe.get_doc(verification.SERVICE, service)
	doc.check_permission("write")
	return partner_links.make_for_verification(doc)


def _must_be_known(asked: dict) -> None:
	"""A title instead of a code would find nothing, and nobody would know why."""
	for field, doctype in CODES.items():
		if asked.get(field) and not frappe.db.exists(doctype, asked[field], cache=True):
			frappe.throw(_("Choose {0} from the list.").format(asked[field]))


def _codes(asked: dict) -> list[str]:
	"""Return the codes of access needs that were asked for, whatever else stands there."""
	given = asked.get("access_needs")
	return [code for code in given if isinstance(code, str)] if isinstance(given, list) else []


def _need(asked: dict) -> Need:
	return Need(
		service_type=asked.get("service_type") or "",
		sector=asked.get("sector") or "",
		area_path=finder.path_of(asked.get("area")),
		at=finder.point_of(asked.get("area")),
		sex=asked.get("sex") or None,
		age=cint(asked["age"]) if asked.get("age") not in (None, "") else None,
		status=asked.get("status") or None,
		languages=frozenset({asked["language"]} if asked.get("language") else ()),
		access_needs=frozenset(asked.get("access_needs") or ()),
		wants_woman=bool(cint(asked.get("wants_woman"))),
	)


def _wider(area: str | None) -> dict | None:
	name = finder.wider(area)
	return {"name": name, "title": title("CFM Area", name)} if name else None


def _card(found: Found) -> dict:
	service = frappe.get_cached_doc(verification.SERVICE, found.service.name)
	card = {field: service.get(field) for field in CARD}
	return {
		**card,
		"for_whom": public_entry.for_whom(service, frappe.local.lang),
		"also": public_entry.also(service, frappe.local.lang),
		"name": service.name,
		"provider_title": title("Service Provider", service.provider),
		"type_title": title("CFM Service Type", service.service_type),
		"sites": [_site(site) for site in service.sites],
		"against": list(found.against),
		"distance": round(found.distance, 1) if found.distance is not None else None,
		"is_open_now": found.service.is_open_now,
		"opens_at": _in_words(finder.opens_at(service.sites)),
		"freshness": found.service.freshness,
		"last_day": found.service.ends_on,
		"ends_soon": _ends_soon(found.service.ends_on),
	}


def _ends_soon(last) -> bool:
	"""Tell whether the last day is near, but not over."""
	return bool(last) and service_freshness.warn_on(last) <= getdate() <= last


def _in_words(moment) -> str:
	"""Return a wall time as operators say it, "Mon 08:30"."""
	return format_datetime(moment, "EEE HH:mm") if moment else ""


def _site(site) -> dict:
	shown = {} if site.is_hidden else {field: site.get(field) for field in SITE}
	return {**shown, "is_hidden": bool(site.is_hidden), "area_title": title("CFM Area", site.area)}
