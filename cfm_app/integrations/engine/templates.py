"""Chooses the words of a message and fills them in: only what somebody has reviewed as neutral is ever sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import get_url, getdate, today

from cfm_app.integrations.engine import hook_urls
from cfm_app.portal import languages
from cfm_app.rules import segments, template_words

DOCTYPE, ANY, FALLBACK = "CFM Message Template", "Any", "en"
APPROVED = "approved"
TRACKING_PAGE, FORM_PAGE = "/feedback/track", "/feedback"
FIELDS = ["name", "template_key", "language", "kind", "body", "max_segments", "content_sid", "approval_state"]


class NoTemplate(frappe.ValidationError):
	"""There are no reviewed words for this, or they cannot be filled in."""


@dataclass(frozen=True)
class Rendered:
	"""A message ready to be sent. `segments` are the parts that are paid for.

	`content_variables` belong to the approved template `content_sid` of a provider.
	"""

	template: str
	language: str
	body: str
	segments: int
	content_sid: str = ""
	approval_state: str = ""
	content_variables: dict[str, str] = field(default_factory=dict)

	@property
	def works_outside_window(self) -> bool:
		"""Whether a provider takes it when the person has not written for a while."""
		return bool(self.content_sid) and self.approval_state == APPROVED


def rendered(
	key: str, language: str | tuple[str | None, ...] | None, kind: str, variables: Mapping[str, object]
) -> Rendered:
	"""Return the words for a key, in the first of these languages that has any, else the site's, else English.

	`variables` as variables_for returns them. Words for this kind of line come before those for any. Raises NoTemplate.
	"""
	chosen = _best(_usable(key, kind), _languages(language))
	if not chosen:
		frappe.throw(_("There are no reviewed words for this message: {0}.").format(key), NoTemplate)
	values = {name: _as_text(name, value, chosen.language) for name, value in variables.items() if value}
	body = _filled(chosen, values)
	return Rendered(
		chosen.name,
		chosen.language,
		body,
		segments.count(body).parts,
		chosen.content_sid or "",
		chosen.approval_state or "",
		template_words.numbered(chosen.body, values),
	)


def variables_for(record=None, line=None, **more) -> dict:
	"""Return the values of all variables for a message about a record: typed, and nothing that tells of it.

	`line` (a CFM Message Line) gives the number to call; `more` adds or replaces.
	"""
	return {
		"reference": record.name if record else "",
		"helpline": _helpline(line),
		"date": getdate(today()),
		"link": links()[0],
		"organisation": frappe.get_cached_value("CFM Settings", None, "organisation_name") or "",
		**more,
	}


def links() -> tuple[str, ...]:
	"""Return the only addresses that a message may hold: our public pages, without anything behind them."""
	base = next(iter(hook_urls.base_urls()), "") or get_url()
	return (f"{base}{TRACKING_PAGE}", f"{base}{FORM_PAGE}")


def keys_in_use(kind: str) -> dict[str, str]:
	"""Return {key: title} of what may be sent over this kind of line, in the user's language where there is one."""
	return _titles(_usable(None, kind))


def keys_about_records(kind: str) -> dict[str, str]:
	"""Return the same of what may be said about a record: whatever holds a reference."""
	about = (row for row in _usable(None, kind) if "reference" in template_words.variables_of(row.body))
	return _titles(about)


def _titles(rows) -> dict[str, str]:
	own_language_last = sorted(rows, key=lambda row: row.language == frappe.local.lang)
	return {row.template_key: row.title for row in own_language_last}


def _usable(key: str | None, kind: str) -> list:
	fit = {"is_active": 1, "reviewed_as_neutral": 1, "kind": ["in", (kind, ANY)]}
	if key:
		fit["template_key"] = key
	return frappe.get_all(DOCTYPE, fit, [*FIELDS, "title"])  # reason: the app's own wording, nobody's record


def _best(rows: list, wanted: list[str]):
	fitting = [row for row in rows if row.language in wanted]
	return min(fitting, key=lambda row: (wanted.index(row.language), row.kind == ANY, row.name), default=None)


def _languages(asked: str | tuple[str | None, ...] | None) -> list[str]:
	site = frappe.get_cached_value("CFM Settings", None, "default_language")
	wanted = [*((asked,) if isinstance(asked, str) else asked or ()), site, FALLBACK]
	# "es-MX" reads Spanish
	return list(dict.fromkeys(code for each in wanted if each for code in (each, each.split("-")[0])))


def _as_text(name: str, value, language: str) -> str:
	return languages.in_words(value, language) if name == "date" else str(value)


def _filled(template, values: dict[str, str]) -> str:
	try:
		body = template_words.fill(template.body, values, links())
	except template_words.UnfitValue as name:
		frappe.throw(
			_("The message {0} cannot be sent: {1} is not known.").format(
				template.template_key, f"{{{name}}}"
			),
			NoTemplate,
		)
	if template.max_segments and segments.count(body).parts > template.max_segments:
		frappe.throw(_("The message {0} is too long.").format(template.template_key), NoTemplate)
	return body


def _helpline(line) -> str:
	own = [line.address] if line and line.kind in ("SMS", "WhatsApp") else []
	return next(filter(template_words.PHONE.fullmatch, filter(None, [*own, *_other_numbers()])), "")


def _other_numbers() -> list[str]:
	rows = {"kind": "SMS", "is_active": 1, "receives": 1}
	return frappe.get_all("CFM Message Line", rows, pluck="address")  # reason: the app's own numbers
