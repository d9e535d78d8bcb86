"""Decides the materialised path of an area: two base-36 digits for each step down the tree ("01", "0103").

Everything below an area is then `path LIKE 'prefix%'`, which an index answers at any size.
"""

from collections.abc import Iterable

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 2
MOST_CHILDREN = len(DIGITS) ** STEP - 1


class NoRoom(ValueError):
	"""An area has as many areas below it as a path can number."""


def child_path(parent_path: str, sibling_paths: Iterable[str]) -> str:
	"""Return the path of a new area below `parent_path` ("" for a root). Raises NoRoom after 1,295 children.

	Numbers are not used twice while there are higher ones, so that a path seldom comes to mean another place.
	"""
	taken = {_number(path[-STEP:]) for path in sibling_paths}
	number = max(taken, default=0) + 1
	if number > MOST_CHILDREN:
		number = next((free for free in range(1, MOST_CHILDREN) if free not in taken), 0)
	if not number:
		raise NoRoom(parent_path)
	return parent_path + DIGITS[number // len(DIGITS)] + DIGITS[number % len(DIGITS)]


def path_and_above(path: str) -> list[str]:
	"""Return the path and those of every area above it, the highest first."""
	return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def is_within(path: str, area_path: str) -> bool:
	"""Whether `path` is the area at `area_path` or lies below it."""
	return path.startswith(area_path)


def moved_path(path: str, old_top: str, new_top: str) -> str:
	"""Return where `path` lies after the area above it moved from `old_top` to `new_top`."""
	return new_top + path[len(old_top) :]


def _number(step: str) -> int:
	return int(step, len(DIGITS))
