"""Decides which address the pictures of a map (tiles) may come from, and what a page is opened for.

The address is public: every browser that shows the map reads it, with a key that may stand in it.
"""

import re

EXAMPLE = "https://tiles.example.org/{z}/{x}/{y}.png"
PARTS = ("{z}", "{x}", "{y}")
HOST = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?"
WORDS = r"(?:[A-Za-z0-9._~%@/+&=-]|\{[zxy]\})*"
ADDRESS = re.compile(rf"(?P<origin>https://(?P<host>{HOST}))/{WORDS}(?:\?{WORDS})?")


def is_address(text: str) -> bool:
	"""Tell whether tiles may come from here: https, one host, then zoom, column and row once each.

	Nothing else may stand in braces: a page is opened for one host by name, so `{s}` cannot be used.
	"""
	return bool(ADDRESS.fullmatch(text)) and all(text.count(part) == 1 for part in PARTS)


def origin(address: str) -> str:
	"""Return "https://tiles.example.org", all that a page is opened for. Raises ValueError."""
	return _read(address)["origin"]


def host(address: str) -> str:
	"""Return "tiles.example.org", for people to read. Raises ValueError."""
	return _read(address)["host"]


def _read(address: str) -> re.Match:
	found = ADDRESS.fullmatch(address) if is_address(address) else None
	if not found:
		raise ValueError("not an address of map tiles")
	return found
