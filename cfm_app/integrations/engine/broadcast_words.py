"""The words of a broadcast in each language of those who get it: templates only, reviewed as neutral."""

import frappe

from cfm_app.integrations.engine import templates
from cfm_app.integrations.engine.templates import NoTemplate


def variables(line) -> dict:
	"""Return the variables that a message about nobody's record may hold, such as {organisation} and {helpline}."""
	return templates.variables_for(None, line)


def by_language(doc, languages: set[str]) -> dict:
	"""Return {language: Rendered, or None where there are no words to send in it}."""
	line = frappe.get_cached_doc("CFM Message Line", doc.line)
	return {language: _rendered(doc.template_key, language, line) for language in sorted(languages)}


def as_worded(doc, languages: set[str]) -> dict[str, str]:
	"""Return {language: the words of its template, before dates and numbers are put in}, "" where there are none.

	The id under which a provider keeps words of its own belongs to them.
	"""
	words = by_language(doc, languages)
	return {language: _body(rendered.template) if rendered else "" for language, rendered in words.items()}


def _body(template: str) -> str:
	words = frappe.db.get_value("CFM Message Template", template, ["body", "content_sid"])
	return "\n".join(filter(None, words or ()))


def _rendered(key: str, language: str, line):
	try:
		rendered = templates.rendered(key, language, line.kind, variables(line))
	except NoTemplate:
		frappe.clear_last_message()
		return None
	# nobody has written to us lately, so on WhatsApp only words that the provider has approved go out
	return rendered if line.kind != "WhatsApp" or rendered.works_outside_window else None
