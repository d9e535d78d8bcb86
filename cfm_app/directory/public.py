"""The part of the directory that strangers read. Nothing of a hidden place leaves this module, in no form."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.query_builder.functions import Substring
from frappe.utils import getdate

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import time_zone_of
from cfm_app.directory import verification
from cfm_app.rules import opening_hours, public_directory, service_freshness
from cfm_app.rules.area_paths import STEP, path_and_above
from cfm_app.rules.public_directory import AgeLimit
from cfm_app.rules.search_text import search_form, search_words

SERVICE, SITE, CATCHMENT = "CFM Service", "CFM Service Site", "CFM Service Area"
MOST = 2000
ANY_CACHE, ANY_SECONDS = "cfm_directory_open", 300
BUSY = ("full", "suspended")
FIELDS = (
	"name",
	"title",
	"service_type",
	"cost",
	"languages",
	"for_sex",
	"age_from",
	"age_to",
	"capacity",
	"starts_on",
	"ends_on",
	"funding_ends_on",
	"verified_on",
	"verify_every_days",
	"stale_after_days",
)
SITE_FIELDS = ("title", "hours", "is_hidden", "area", "latitude", "longitude")


@dataclass(frozen=True)
class Asked:
	"""What somebody looks for; "" and False where she did not say."""

	words: str = ""
	service_type: str = ""
	sector: str = ""
	area: str = ""
	language: str = ""
	who: str = ""
	free: bool = False
	open_now: bool = False


def find(asked: Asked) -> list[dict]:
	"""Return [{name, secret, is_open, standing, title, places}], those with room first, then by title.

	`title` is the one that people see; `places` are [(title, (latitude, longitude))] of the sites on the map.
	At most MOST are looked at; who asks for more says more about what she needs.
	"""
	rows = _candidates(asked)
	sites = _sites_of(rows)
	for row in rows:
		_judge(row, sites[row.name])
	fitting = [row for row in rows if _fits(asked, row)]
	return sorted(fitting, key=lambda row: (row.capacity in BUSY, search_form(row.title), row.name))


def one(name: str) -> dict | None:
	"""Return the row of one public entry as `find` does, None for one that strangers do not see."""
	rows = _in_public().where(frappe.qb.DocType(SERVICE).name == name).run(as_dict=True)
	for row in rows:
		_judge(row, _sites_of(rows)[row.name])
	return next((row for row in rows if _is_shown(row)), None)


def has_any() -> bool:
	"""Tell whether the directory holds anything for strangers; what was seen is believed for five minutes."""
	known = frappe.cache.get_value(ANY_CACHE, expires=True)
	if known is None:
		known = int(bool(_in_public().limit(1).run()))
		frappe.cache.set_value(ANY_CACHE, known, expires_in_sec=ANY_SECONDS)
	return bool(known)


def _judge(row, sites: list) -> None:
	"""Add what follows from the sites; a secret entry is called by its type from here on."""
	row.secret = public_directory.is_secret(bool(row.is_hidden_place), [site.is_hidden for site in sites])
	visible = [] if row.secret else [site for site in sites if not site.is_hidden]
	row.is_open = None if row.secret else _is_open(visible)
	row.places = _on_map(visible)
	row.standing = service_freshness.standing(
		row.verified_on, row.verify_every_days, row.stale_after_days, getdate()
	)
	if row.secret:
		row.title = _(row.type_title)


def _on_map(sites: list) -> list[tuple[str, tuple[float, float]]]:
	points = [(site.title, public_directory.shown_point(site.latitude, site.longitude)) for site in sites]
	return [(title, point) for title, point in points if point]


def _fits(asked: Asked, row) -> bool:
	ages = AgeLimit(row.age_from or 0, row.age_to or 0)
	return (
		_is_shown(row)
		and (not asked.free or public_directory.is_free(row.cost))
		and (not asked.open_now or bool(row.is_open))
		and (not asked.language or public_directory.speaks(asked.language, row.languages))
		and public_directory.is_for(asked.who, row.for_sex, ages)
	)


def _is_shown(row) -> bool:
	return public_directory.is_shown(row.standing, row.starts_on, verification.last_day(row), getdate())


def _candidates(asked: Asked) -> list:
	service, query = frappe.qb.DocType(SERVICE), _in_public()
	if asked.service_type:
		query = query.where(service.service_type == asked.service_type)
	elif asked.sector:
		query = query.where(service.sector == asked.sector)
	if asked.words:
		for word in search_words(asked.words):
			query = query.where(_says(word))
	path = frappe.db.get_value("CFM Area", asked.area, "path", cache=True) if asked.area else ""
	if path:
		query = query.where(_reaches(path))
	return query.orderby(service.name).limit(MOST).run(as_dict=True)


def _in_public():
	"""Return the query of the entries that are public, as their providers are."""
	service, provider = frappe.qb.DocType(SERVICE), frappe.qb.DocType("Service Provider")
	kind = frappe.qb.DocType("CFM Service Type")
	query = frappe.qb.from_(service).join(provider).on(provider.name == service.provider)
	query = query.join(kind).on(kind.name == service.service_type)
	query = query.select(
		*(service[field] for field in FIELDS), kind.title.as_("type_title"), kind.is_hidden_place
	)
	in_use = (service.is_active == 1) & (provider.is_active == 1)
	return query.where(in_use & (service.is_public == 1) & (provider.is_public == 1))


def _says(word: str):
	"""Return the condition that an entry answers a word. The words of a secret entry itself are not searched."""
	service, provider = frappe.qb.DocType(SERVICE), frappe.qb.DocType("Service Provider")
	own = service.search_words.like(f"%{word}%") & ~_is_secret()
	return own | provider.title.like(f"%{word}%") | service.service_type.isin(_types_called(word))


def _types_called(word: str) -> list[str]:
	fields = ["name", "title", "plain_words"]
	types = frappe.get_all("CFM Service Type", {"is_active": 1}, fields, limit=500)
	return [each.name for each in types if word in _forms(each)] or [""]


def _forms(service_type) -> str:
	title = service_type.title or ""
	return search_form(f"{title} {_(title)} {_(service_type.plain_words or '')}")


def _is_secret():
	"""Return the condition of public_directory.is_secret."""
	service, kind = frappe.qb.DocType(SERVICE), frappe.qb.DocType("CFM Service Type")
	site = frappe.qb.DocType(SITE)
	with_sites = [frappe.qb.from_(site).select(site.parent).where(site.is_hidden == each) for each in (1, 0)]
	all_hidden = service.name.isin(with_sites[0]) & service.name.notin(with_sites[1])
	return (kind.is_hidden_place == 1) | all_hidden


def _reaches(path: str):
	"""Return the condition that people at this place may come: a site or people from within, around or above it.

	For a secret entry all of this is asked of the large area that may be named, so that no question finds the town.
	"""
	service = frappe.qb.DocType(SERVICE)
	visible = service.name.isin(_places(SITE, path, False)) | service.name.isin(
		_places(CATCHMENT, path, False)
	)
	coarse = service.name.isin(_places(SITE, path, True)) | service.name.isin(_places(CATCHMENT, path, True))
	anywhere = service.name.notin(_with_places(SITE)) & service.name.notin(_with_places(CATCHMENT))
	return anywhere | (visible & ~_is_secret()) | (coarse & _is_secret())


def _places(doctype: str, path: str, coarse: bool):
	table, area = frappe.qb.DocType(doctype), frappe.qb.DocType("CFM Area")
	known = Substring(area.path, 1, STEP * public_directory.SHOWN_STEPS) if coarse else area.path
	query = frappe.qb.from_(table).join(area).on(area.name == table.area).select(table.parent)
	query = query.where(known.like(f"{path}%") | known.isin(path_and_above(path)))
	return query.where(table.is_hidden == 0) if doctype == SITE and not coarse else query


def _with_places(doctype: str):
	table = frappe.qb.DocType(doctype)
	return frappe.qb.from_(table).select(table.parent)


def _sites_of(rows: list) -> dict[str, list]:
	found = defaultdict(list)
	if rows:
		table = frappe.qb.DocType(SITE)
		query = frappe.qb.from_(table).select(table.parent, *(table[field] for field in SITE_FIELDS))
		query = query.where(table.parent.isin([row.name for row in rows])).orderby(table.idx)
		for site in query.run(as_dict=True):
			found[site.parent].append(site)
	return found


def _is_open(sites: list) -> bool | None:
	known = [
		opening_hours.is_open(
			opening_hours.parse(site.hours),
			datetime.now(ZoneInfo(time_zone_of(site.area))).replace(tzinfo=None),
		)
		for site in sites
		if site.hours
	]
	return any(known) if known else None
