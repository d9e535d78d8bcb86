"""What a person needs to reach a service and be understood there, in codes: they stand open, so they never name her."""

CODES = ("ramp", "sign language", "interpreter", "transport", "companion", "home visit", "large print")
SEPARATOR = ", "


def codes_of(stored: str | None) -> list[str]:
	"""Return the codes that a stored value holds, in the order of CODES; what is no code is left out."""
	given = _parts(stored)
	return [code for code in CODES if code in given]


def stored_form(given: str | None) -> str | None:
	"""Return what is stored of what was sent in, None for nothing. Raises ValueError for anything that is no code."""
	unknown = [part for part in _parts(given) if part not in CODES]
	if unknown:
		raise ValueError(", ".join(unknown))
	return SEPARATOR.join(codes_of(given)) or None


def _parts(text: str | None) -> list[str]:
	return [part.strip() for part in (text or "").split(",") if part.strip()]
