"""The words that both directions of the Open Referral exchange share: ids, own attributes, names of taxonomies.

Version 3.0 of the Human Services Data Specification, as JSON of full services: since 3.0 JSON is its canonical form.
3.1 only adds what may be left out, so a file of ours is valid in both, and what 3.1 adds is told to whoever reads a
file of somebody else.

What the specification has no field for travels as an attribute whose `link_type` begins with OWN: others may pass
over it, and it comes back as it went.
"""

from uuid import NAMESPACE_URL, UUID, uuid5

from cfm_app.rules.directory_rows import PROVIDERS, SERVICES

VERSION = "3.0"
OWN = "cfm:"
KINDS, AREAS = "cfm_app service types", "cfm_app areas"
SPACE = uuid5(NAMESPACE_URL, "urn:cfm_app:directory")
ORGANIZATION, SERVICE = "organization", "service"

ATTRIBUTES = {
	PROVIDERS: ("kind", "is_active", "is_public", "languages"),
	SERVICES: (
		"is_public",
		"capacity",
		"how_to_access",
		"referral_criteria",
		"for_sex",
		"statuses",
		"nationalities",
		"female_staff",
		"has_ramp",
		"has_sign_language",
		"has_transport",
		"starts_on",
		"ends_on",
	),
}
"""Columns without a field of their own in the specification."""

ACCESSIBLE = ("has_ramp", "has_sign_language")
ACTIVE, INACTIVE, CLOSED, DEFUNCT = "active", "inactive", "temporarily closed", "defunct"
SUSPENDED = "suspended"


def is_id(text: str) -> bool:
	"""Tell whether a text is an id as the specification wants it: a UUID as people write it."""
	try:
		return len(text) == 36 and bool(UUID(text))
	except ValueError:
		return False


def identity(sheet: str, name: str, imported_id: str | None = "") -> str:
	"""Return the id of an entry in a file: the one it came with, or one that its name always gives."""
	return imported_id if imported_id and is_id(imported_id) else derived(sheet, name)


def derived(*parts: object) -> str:
	"""Return the id that these parts always give."""
	return str(uuid5(SPACE, "/".join(str(part) for part in parts)))
