"""The words of a broadcast in each language of those who get it: templates only, reviewed as neutral."""

import frappe

APPROVED = "approved"


def variables() -> dict:
	"""Return the variables that a message about nobody's record may hold, such as {organisation} and {helpline}."""
	from cfm_app.integrations.engine import templates

	return templates.variables_for(None)


def by_language(doc, languages: set[str]) -> dict:
	"""Return {language: Rendered, or None where there are no words to send in it}."""
	return {language: _rendered(doc, language) for language in sorted(languages)}


def as_worded(doc, languages: set[str]) -> dict[str, str]:
	"""Return {language: the words of its template, before dates and numbers are put in}, "" where there are none."""
	words = by_language(doc, languages)
	return {language: _body(rendered.template) if rendered else "" for language, rendered in words.items()}


def _body(template: str) -> str:
	return frappe.db.get_value("CFM Message Template", template, "body") or ""


def _rendered(doc, language: str):
	from cfm_app.integrations.engine import templates

	kind = frappe.get_cached_value("CFM Message Line", doc.line, "kind")
	try:
		rendered = templates.rendered(doc.template_key, language, kind, variables())
	except frappe.ValidationError:
		frappe.clear_last_message()
		return None
	return rendered if _may_go_out(rendered, kind) else None


def _may_go_out(rendered, kind: str) -> bool:
	"""Nobody has written to us lately, so on WhatsApp only words that the provider has approved go out."""
	return kind != "WhatsApp" or bool(rendered.content_sid and rendered.approval_state == APPROVED)
