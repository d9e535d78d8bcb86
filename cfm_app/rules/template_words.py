"""Decides what may stand in the words of a message, and fills in what is typed there: never free text."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from cfm_app.rules.references import normalise_reference

VARIABLES = ("reference", "helpline", "date", "link", "organisation")
BRACED = re.compile(r"\{([^{}]*)\}")
PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{1,24}")
LONGEST_NAME = 60
# what a variable may be at most, to count the parts of a message before it is sent
LONGEST = {
	"reference": "CC-00000-00000",
	"helpline": "+000 000 000 0000",
	"date": "00 September 0000",
	"link": "https://feedback.organisation.org/feedback/track",
	"organisation": "Organisation for Humanitarian Aid",
}


class UnfitValue(ValueError):
	"""A variable is missing or holds something else than its type. The text is the variable's name."""


def variables_of(body: str) -> tuple[str, ...]:
	"""Return the names in braces, each once, in order of appearance."""
	return tuple(dict.fromkeys(BRACED.findall(body)))


def problems(body: str) -> list[str]:
	"""Return what is wrong with the braces of a text: unknown names as they stand there, "{" for a lone brace."""
	unknown = [name for name in variables_of(body) if name not in VARIABLES]
	return unknown + (["{"] if set(BRACED.sub("", body)) & set("{}") else [])


def fill(body: str, values: Mapping[str, str], links: Iterable[str] = ()) -> str:
	"""Return the text with its variables filled in. Raises UnfitValue.

	`links` are the only addresses that may be sent.
	"""
	return BRACED.sub(lambda found: _fitting(found[1], values, tuple(links)), body)


def numbered(body: str, values: Mapping[str, str]) -> dict[str, str]:
	"""Return the variables as approved templates number them: {"1": first one in the text, "2": …}."""
	return {str(number): values[name] for number, name in enumerate(variables_of(body), 1)}


def is_approved_text(body: str, approved: str) -> bool:
	"""Tell whether a provider keeps the same words, its variables by number as `numbered` counts them; gaps may differ."""
	names = variables_of(body)
	by_number = BRACED.sub(lambda found: f"{{{{{names.index(found[1]) + 1}}}}}", body)
	return _in_one_spelling(by_number) == _in_one_spelling(approved)


def sample(body: str, organisation: str = "") -> str:
	"""Return the text about as long as it can get."""
	longest = {**LONGEST, **({"organisation": organisation} if organisation else {})}
	return BRACED.sub(lambda found: longest.get(found[1], found[0]), body)


def _in_one_spelling(text: str) -> str:
	return " ".join(unicodedata.normalize("NFC", text).split())


def _fitting(name: str, values: Mapping[str, str], links: tuple[str, ...]) -> str:
	value = values.get(name) or ""
	if not FITS.get(name, _is_nothing)(value, links):
		raise UnfitValue(name)
	return value


def _is_nothing(_value: str, _links: tuple[str, ...]) -> bool:
	return False


def _is_reference(value: str, _links: tuple[str, ...]) -> bool:
	return bool(value) and normalise_reference(value) == value


def _is_phone(value: str, _links: tuple[str, ...]) -> bool:
	return bool(PHONE.fullmatch(value))


def _is_date(value: str, _links: tuple[str, ...]) -> bool:
	return _is_name(value, _links) and any(character.isdecimal() for character in value)


def _is_link(value: str, links: tuple[str, ...]) -> bool:
	return bool(value) and value in links


def _is_name(value: str, _links: tuple[str, ...]) -> bool:
	return 0 < len(value) <= LONGEST_NAME and value.isprintable() and not set(value) & set("{}")


FITS = {
	"reference": _is_reference,
	"helpline": _is_phone,
	"date": _is_date,
	"link": _is_link,
	"organisation": _is_name,
}
