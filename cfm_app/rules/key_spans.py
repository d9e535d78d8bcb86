"""Decides how a choice among many sorted keys is put into few words for the database.

A database weighs every row it reads against the whole condition, so the condition must stay short: a few wide spans,
one list of keys left out of them, one list of single keys. Lists are cheap at any length, spans are not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

FEW = 8  # so many keys are listed one by one, be it that they are chosen or left out


@dataclass(frozen=True)
class Chosen:
	"""Keys within one of `spans` (first, last) that are not in `left_out`, and the keys in `singles`.

	`is_tiny_part` tells that very few of all records have them, as far as the caller knows.
	"""

	spans: tuple[tuple[str, str], ...] = ()
	left_out: tuple[str, ...] = ()
	singles: tuple[str, ...] = ()
	is_tiny_part: bool = False


def choose(keys: Iterable[tuple[str, bool]], pieces: int = 1) -> Chosen:
	"""Return the shortest wording for these keys: (key, whether it is chosen), in the database's own order.

	A run of chosen keys becomes one span with the run before it when few keys lie between them, and no more than it
	has itself; those between are left out by name. With `pieces` the spans are cut into about so many of equal length.
	Exactly the chosen keys come out, whatever the order is.
	"""
	wide, left_out, singles = [], [], []
	for run, gaps in _joined(_runs(keys)):
		if len(run) - len(gaps) <= FEW:
			singles += [key for key in run if key not in gaps]
		else:
			wide.append(run)
			left_out += gaps
	return Chosen(tuple(_cut(wide, pieces)), tuple(left_out), tuple(singles))


def _cut(runs: list[list[str]], pieces: int) -> Iterable[tuple[str, str]]:
	"""Return (first, last) of every piece."""
	length = ceil(sum(map(len, runs)) / pieces)
	for run in runs:
		for start in range(0, len(run), length):
			piece = run[start : start + length]
			yield piece[0], piece[-1]


def _joined(runs: list[tuple[list[str], list[str]]]) -> list[tuple[list[str], list[str]]]:
	"""Join a run to the one before where the gap is short; return [(all keys from first to last, those left out)]."""
	joined: list[tuple[list[str], list[str]]] = []
	for gap, run in runs:
		if joined and len(gap) <= min(len(run), FEW):
			keys, gaps = joined[-1]
			keys += [*gap, *run]
			gaps += gap
		else:
			joined.append((list(run), []))
	return joined


def _runs(keys: Iterable[tuple[str, bool]]) -> list[tuple[list[str], list[str]]]:
	"""Return [(keys before it that are not chosen, a run of chosen neighbours)]."""
	runs: list[tuple[list[str], list[str]]] = []
	gap: list[str] = []
	before = False
	for key, chosen in keys:
		if not chosen:
			gap.append(key)
		elif before:
			runs[-1][1].append(key)
		else:
			runs.append((gap, [key]))
			gap = []
		before = chosen
	return runs
