"""Takes in what people type: cleaned, never cut, refused with a clear sentence when it is too long."""

import frappe
from frappe import _

from cfm_app.rules.text_cleaning import clean_text

LIMIT = 100_000


def clean(text: str | None, label: str = "", limit: int = LIMIT) -> str:
	"""Return the text without control characters and direction tricks. Throws when it is longer than the limit."""
	cleaned = clean_text(str(text or ""), limit)
	if "too_long" in cleaned.problems:
		frappe.throw(
			_(
				"{0} is too long: {1} characters, at most {2} can be taken. Nothing was lost; please shorten it."
			).format(label or _("The text"), len(cleaned.text), limit)
		)
	return cleaned.text.strip()


def clean_all(words: dict[str, str]) -> dict[str, str]:
	"""Return {field: cleaned text} for the fields that hold any text."""
	cleaned = {field: clean(text) for field, text in words.items()}
	return {field: text for field, text in cleaned.items() if text}
