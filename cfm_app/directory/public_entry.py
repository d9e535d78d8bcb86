"""What one public entry tells a stranger, in her language. Only what is named here is shown."""

import re

from babel import Locale
from babel.dates import get_day_names

import frappe
from frappe import _

from cfm_app.api.desk_titles import title
from cfm_app.directory.public import SERVICE
from cfm_app.portal.languages import direction, in_words
from cfm_app.rules.area_paths import path_and_above
from cfm_app.rules.opening_hours import ALWAYS, DAYS
from cfm_app.rules.public_directory import is_free, shown_path
from cfm_app.rules.service_freshness import DUE

WEB = ("http://", "https://")
DAY = re.compile("|".join(DAYS))
SPAN = re.compile(r"(\d{2}:\d{2})-(\d{2}:\d{2})")
ACCESS = ("has_ramp", "has_sign_language", "has_transport", "female_staff")
PLACE = ("title", "address", "phone")


def told(row: dict, language: str) -> dict:
	"""Return what is shown of a row of `public.find`.

	Always {name, title, type, secret, provider, phone, area, verified}; of an entry that is not secret also its words,
	sites, facts and the provider's other addresses.
	"""
	service = frappe.get_cached_doc(SERVICE, row["name"])
	provider = frappe.get_cached_doc("Service Provider", service.provider)
	always = {
		"name": service.name,
		"title": row["title"],
		"type": title("CFM Service Type", service.service_type),
		"secret": row["secret"],
		"provider": provider.title,
		"phone": provider.public_phone or "",
		"verified": in_words(service.verified_on, language),
		"is_due": row["standing"] == DUE,
	}
	if row["secret"]:
		return {**always, "area": _large_area(service, language), "sites": []}
	return {**always, **_open_entry(service, provider, row, language)}


def _open_entry(service, provider, row: dict, language: str) -> dict:
	sites = [_site(site, language) for site in service.sites if not site.is_hidden]
	return {
		"is_open": row["is_open"],
		"capacity": service.capacity,
		"is_free": is_free(service.cost),
		"words": service.plain_words or "",
		"sites": sites,
		"area": sites[0]["area"] if sites else "",
		"facts": facts(service, language),
		"email": provider.public_email or "",
		"website": provider.website if (provider.website or "").startswith(WEB) else "",
	}


def _site(site, language: str) -> dict:
	shown = {field: site.get(field) or "" for field in PLACE}
	return {
		**shown,
		"hours": in_days(site.hours or "", language),
		"area": _area_words(_path(site.area), language),
	}


def in_days(hours: str, language: str) -> str:
	"""Return opening hours with the days as readers of this language write them."""
	if hours.strip() == ALWAYS:
		return _("day and night")
	names = get_day_names("abbreviated", locale=Locale.parse(language.replace("-", "_")))
	# right-to-left text turns two times around a dash around; Arabic says it in words
	told = SPAN.sub(
		lambda span: _("{0}-{1}").format(*span.groups()), hours.replace("; ", _semicolon(language))
	)
	return DAY.sub(lambda day: names[DAYS.index(day[0])], told)


def facts(service, language: str) -> list[tuple[str, str]]:
	"""Return [(label, text)] of an entry: for whom it is and what it takes to be helped."""
	label = service.meta.get_label
	found = [
		(_(label("for_sex")), for_whom(service, language)),
		(_(label("nationalities")), service.nationalities),
		(_(label("vulnerability")), service.vulnerability),
		(_(label("how_to_access")), _(service.how_to_access or "")),
		(_(label("access_words")), service.access_words),
		(_(label("documents")), service.documents),
		(_(label("cost")), _("Costs nothing") if is_free(service.cost) else service.cost),
		(_(label("languages")), _language_names(service.languages, language)),
		(_("Also"), also(service, language)),
	]
	return [(name, text) for name, text in found if text]


def also(service, language: str) -> str:
	"""Return what makes it easier to come: no steps, sign language, transport, women among the staff."""
	return _comma(language).join(_(service.meta.get_label(field)) for field in ACCESS if service.get(field))


def for_whom(service, language: str) -> str:
	"""Return sex, ages and population status in words."""
	ages = [
		_("from {0} years").format(service.age_from) if service.age_from else "",
		_("up to {0} years").format(service.age_to) if service.age_to else "",
	]
	statuses = [_(code.strip()) for code in (service.statuses or "").split(",") if code.strip()]
	return _comma(language).join(filter(None, (_(service.for_sex or "everybody"), *ages, *statuses)))


def language_name(code: str, reader: str) -> str:
	"""Return what readers of one language call another."""
	return Locale.parse(reader.replace("-", "_")).languages.get(code, code)


def _language_names(codes: str | None, reader: str) -> str:
	known = [code.strip() for code in (codes or "").split(",") if code.strip()]
	return _comma(reader).join(language_name(code, reader) for code in known)


def _large_area(service, language: str) -> str:
	"""Return the one large area that all places of a secret entry lie in, "" when there are several or none."""
	found = {shown_path(_path(site.area)) for site in service.sites}
	return _area_words(found.pop(), language) if len(found) == 1 else ""


def _path(area: str) -> str:
	return frappe.get_cached_value("CFM Area", area, "path") or ""


def _area_words(path: str, language: str) -> str:
	"""Return "Harim, Idlib, Syria": the area and what it lies in, without the root."""
	above = path_and_above(path)[1:]
	titles = dict(
		frappe.get_all("CFM Area", {"path": ["in", above or [""]]}, ["path", "title"], as_list=True)
	)
	return _comma(language).join(_(titles[each]) for each in reversed(above) if each in titles)


def _comma(language: str) -> str:
	return "، " if direction(language) == "rtl" else ", "


def _semicolon(language: str) -> str:
	return "؛ " if direction(language) == "rtl" else "; "
