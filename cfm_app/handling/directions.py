"""What a person is told about a service: where it is, when, what to bring, how to get it. A hidden place has no address."""

import frappe
from frappe import _

from cfm_app.handling.referral_sheet import title_of
from cfm_app.portal.languages import own_name


def of(service) -> list[tuple[str, str]]:
	"""Return [(label, text)] of a CFM Service in the language of who reads; what nobody wrote is left out."""
	provider = frappe.get_cached_doc("Service Provider", service.provider)
	rows = [
		(_("Organisation"), provider.title),
		(_("Where"), "\n\n".join(_place(site) for site in service.sites)),
		(
			_("How to get it"),
			" · ".join(filter(None, (_(service.how_to_access or ""), service.access_words))),
		),
		(_("Documents needed"), service.documents),
		(_("Cost"), service.cost),
		(_("Languages"), ", ".join(own_name(code) for code in _codes(service.languages))),
	]
	return [(label, text) for label, text in rows if text]


def _codes(languages: str | None) -> list[str]:
	return [code.strip() for code in (languages or "").split(",") if code.strip()]


def _place(site) -> str:
	area = title_of("CFM Area", site.area)
	if site.is_hidden:
		return _("{0}: we bring you together with them").format(area)
	lines = ((site.title, area, site.address), (site.hours, site.phone))
	return "\n".join(filter(None, (" · ".join(filter(None, line)) for line in lines)))
