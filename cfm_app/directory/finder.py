"""Looks up the services that a person can really use: asks the database for few, the rule for the verdict."""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

import frappe
from frappe.utils import getdate

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import time_zone_of
from cfm_app.directory import verification
from cfm_app.rules import opening_hours, service_finder, service_freshness
from cfm_app.rules.area_paths import path_and_above
from cfm_app.rules.service_finder import Found, Need, ServiceFacts

SERVICE, SITE, CATCHMENT = "CFM Service", "CFM Service Site", "CFM Service Area"
MOST = 2000
SEXES = {"women and girls": frozenset({"FEMALE"}), "men and boys": frozenset({"MALE"})}
ACCESS = {"has_ramp": "ramp", "has_sign_language": "sign language", "has_transport": "transport"}
FIELDS = (
	"name",
	"service_type",
	"sector",
	"for_sex",
	"age_from",
	"age_to",
	"statuses",
	"languages",
	"female_staff",
	"has_ramp",
	"has_sign_language",
	"has_transport",
	"capacity",
	"starts_on",
	"ends_on",
	"funding_ends_on",
	"verified_on",
	"verify_every_days",
	"stale_after_days",
)


def find(need: Need, only_public: bool = False) -> tuple[list[Found], list[Found]]:
	"""Return (suggestions, others with what speaks against them), the best first."""
	rows = _candidates(need, only_public)
	sites, catchment = _sites_of(rows), _catchment_of(rows)
	facts = [_facts(row, sites[row.name], catchment[row.name]) for row in rows]
	return service_finder.find(need, facts, getdate())


def path_of(area: str | None) -> str:
	"""Return the path of an area, "" for none."""
	return (frappe.db.get_value("CFM Area", area, "path", cache=True) or "") if area else ""


def point_of(area: str | None) -> tuple[float, float] | None:
	"""Return (latitude, longitude) in degrees of the middle of an area, None when nobody wrote it down."""
	point = frappe.db.get_value("CFM Area", area, ["latitude", "longitude"]) if area else None
	return tuple(point) if point and any(point) else None


def wider(area: str | None) -> str | None:
	"""Return the area one step up the tree, None for the highest or none."""
	return frappe.db.get_value("CFM Area", area, "parent_cfm_area") if area else None


def opens_at(sites: list) -> datetime | None:
	"""Return when the first of these sites opens next, at its own wall time; None when one is open or nobody knows."""
	if _is_open(sites) is not False:
		return None
	found = (opening_hours.next_opening(opening_hours.parse(site.hours), _wall_time(site)) for site in sites)
	return min(filter(None, found), default=None)


def _candidates(need: Need, only_public: bool) -> list:
	"""Return the rows of services in use for this need that reach the place, at most MOST."""
	service, provider = frappe.qb.DocType(SERVICE), frappe.qb.DocType("Service Provider")
	query = frappe.qb.from_(service).join(provider).on(provider.name == service.provider)
	query = query.select(*(service[field] for field in FIELDS), provider.kind)
	query = query.where((service.is_active == 1) & (provider.is_active == 1))
	if only_public:
		query = query.where((service.is_public == 1) & (provider.is_public == 1))
	if need.service_type:
		query = query.where(service.service_type == need.service_type)
	elif need.sector:
		query = query.where(service.sector == need.sector)
	if need.area_path:
		query = _reaching(query, service, need.area_path)
	return query.limit(MOST).run(as_dict=True)


def _reaching(query, service, path: str):
	"""Narrow to services with a site, or people from, within, around or above this place.

	A union of two joins: a subquery of both is asked again for every row of a sector.
	"""
	area = frappe.qb.DocType("CFM Area")
	in_line = area.path.like(f"{path}%") | area.path.isin(path_and_above(path))
	areas = [row[0] for row in frappe.qb.from_(area).select(area.name).where(in_line).run()] or [""]
	from_site, from_catchment = (_joined(query, service, doctype, areas) for doctype in (SITE, CATCHMENT))
	return from_site + from_catchment


def _joined(query, service, doctype: str, areas: list[str]):
	table = frappe.qb.DocType(doctype)
	return query.join(table).on(table.parent == service.name).where(table.area.isin(areas)).distinct()


def _sites_of(rows: list) -> dict[str, list]:
	fields = ("latitude", "longitude", "hours", "is_hidden", "area")
	return _children(SITE, rows, fields)


def _catchment_of(rows: list) -> dict[str, list]:
	return _children(CATCHMENT, rows, ("area",))


def _children(doctype: str, rows: list, fields: tuple[str, ...]) -> dict[str, list]:
	found = defaultdict(list)
	if not rows:
		return found
	table, area = frappe.qb.DocType(doctype), frappe.qb.DocType("CFM Area")
	query = frappe.qb.from_(table).join(area).on(area.name == table.area)
	query = query.select(table.parent, area.path, *(table[field] for field in fields))
	for row in query.where(table.parent.isin([row.name for row in rows])).run(as_dict=True):
		found[row.parent].append(row)
	return found


def _facts(row, sites: list, catchment: list) -> ServiceFacts:
	return ServiceFacts(
		name=row.name,
		service_type=row.service_type,
		sector=row.sector or "",
		site_paths=tuple(site.path for site in sites),
		catchment_paths=tuple(place.path for place in catchment),
		places=tuple((site.latitude, site.longitude) for site in sites if _is_placed(site)),
		sexes=SEXES.get(row.for_sex, frozenset()),
		age_from=row.age_from or None,
		age_to=row.age_to or None,
		statuses=_codes(row.statuses),
		languages=frozenset(code.lower() for code in _codes(row.languages)),
		accessible=frozenset(word for field, word in ACCESS.items() if row[field]),
		female_staff=bool(row.female_staff),
		capacity=row.capacity,
		starts_on=row.starts_on,
		ends_on=verification.last_day(row),
		freshness=service_freshness.standing(
			row.verified_on, row.verify_every_days, row.stale_after_days, getdate()
		),
		is_open_now=_is_open(sites),
		is_ours=row.kind == "own organisation",
	)


def _is_placed(site) -> bool:
	return bool((site.latitude or site.longitude) and not site.is_hidden)


def _is_open(sites: list) -> bool | None:
	"""Tell whether one of the sites is open at its own wall time; None when nobody wrote hours down."""
	known = [
		opening_hours.is_open(opening_hours.parse(site.hours), _wall_time(site))
		for site in sites
		if site.hours
	]
	return any(known) if known else None


def _wall_time(site) -> datetime:
	return datetime.now(ZoneInfo(time_zone_of(site.area))).replace(tzinfo=None)


def _codes(text: str | None) -> frozenset[str]:
	return frozenset(part.strip() for part in (text or "").split(",") if part.strip())
