"""Decides which help is about protection by its nature: asking for it already tells what happened to somebody."""

SECTORS = frozenset({"PROTECTION", "CHILDPROT", "GBV", "PSEASUPPORT", "TRAFFICKING"})
TYPES = frozenset({"HEALTH.CMR", "SAFETY.SHELTER"})


def is_implied(service_type: str | None, sector: str | None, is_hidden_place: bool) -> bool:
	"""Tell whether a referral for this help is one about protection, whether or not somebody ticked it."""
	return is_hidden_place or service_type in TYPES or sector in SECTORS
