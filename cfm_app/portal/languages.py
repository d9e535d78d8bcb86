"""Chooses the language of a public page, and writes dates the way its readers do."""

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

import frappe
from frappe.utils import getdate

RIGHT_TO_LEFT = "right-to-left"


def offered() -> list[str]:
	"""Return the language codes of the public page in the order of the settings."""
	codes = (frappe.get_cached_doc("CFM Settings").portal_languages or "en").split(",")
	return [code.strip() for code in codes if code.strip()]


def choose(asked: str | None, accepted) -> str:
	"""Return the language somebody asked for, else the best of what her browser accepts, else the default.

	`accepted`: the request's Accept-Language as Werkzeug reads it.
	"""
	languages = offered()
	if asked in languages:
		return asked
	default = frappe.get_cached_doc("CFM Settings").default_language
	return accepted.best_match(languages) or (default if default in languages else languages[0])


def direction(language: str) -> str:
	"""Return "rtl" or "ltr"; a language that nobody has described is written as Latin ones are."""
	try:
		return "rtl" if _locale(language).character_order == RIGHT_TO_LEFT else "ltr"
	except (UnknownLocaleError, ValueError):
		return "ltr"


def own_name(language: str) -> str:
	"""Return what speakers call the language; one that nobody has described keeps its code."""
	try:
		return (_locale(language).get_display_name() or language).capitalize()
	except (UnknownLocaleError, ValueError):
		return language


def in_words(day, language: str) -> str:
	"""Return a date such as "7 December 2026" in the language."""
	return format_date(getdate(day), format="long", locale=_locale(language))


def _locale(language: str) -> Locale:
	return Locale.parse(language.replace("-", "_"))
