"""Decides which numbers of a table may be shown, so that no small count can be seen, recomputed or narrowed down.

A table is read as a flow: what the places of a district send adds up to the district, what the columns of a place hold
adds up to its total. Every cell is then a pipe between two sums, and hidden cells are pipes whose flow nobody knows. A
small count is safe when its flow can be turned up and down over its whole range, 1 to threshold - 1, through other
hidden cells, without changing any number that is shown; where that is not possible, the cheapest further cells are
hidden. For tables with one tree of rows and flat columns this is exact, not an estimate.
"""

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import count
from typing import NamedTuple

SMALL, WITHHELD = "small", "withheld"
TOTAL = "total"
GROUND = ("ground",)
UNLIMITED = 10**9
# hiding a zero, or saying less of a small cell than "fewer than five", comes after everything else
LAST_RESORT = 10**8

Cell = tuple[str, str]


class _Move(NamedTuple):
	"""A way on from a sum: through this cell, turning it up (1) or down (-1), to the next sum."""

	cell: Cell
	turn: int
	to: tuple


def protect(
	counts: Mapping[Cell, int], parents: Mapping[str, str | None], columns: Sequence[str], threshold: int = 5
) -> dict[Cell, int | str]:
	"""Return {(row, column): number, SMALL or WITHHELD} for all rows and columns, sums included.

	`counts` holds the cells of the lowest rows (a missing one is 0), `parents` {row: the row it adds up to}, None for the
	topmost; the column TOTAL adds up each row. Without columns `counts` holds (row, TOTAL). SMALL stands for 1 to
	threshold - 1, WITHHELD for any number at all. A threshold below 3 hides only what would show ones.
	"""
	table = _Table(_with_sums(counts, parents, columns), parents, bool(columns), threshold)
	for cell in sorted(table.small, key=lambda cell: (table.values[cell], cell)):
		table.cover(cell)
	return {cell: table.states.get(cell, value) for cell, value in table.values.items()}


def in_words(shown: int | str, threshold: int = 5) -> str:
	"""Return a protected cell as people read it: "12", "<5", or a dash."""
	return {SMALL: f"<{threshold}", WITHHELD: "–"}.get(shown, str(shown))


def without_few_sensitive(sensitive: Mapping[str, int], threshold: int = 5) -> set[str]:
	"""Return the lowest rows whose complaints of levels 5-6 may be counted: those with enough of them, or none.

	Somebody who may list levels 0-4 can subtract them from a total: the difference must not be a small number.
	"""
	return {row for row, number in sensitive.items() if number == 0 or number >= threshold}


def _with_sums(counts: Mapping, parents: Mapping, columns: Sequence[str]) -> dict[Cell, int]:
	inner = set(parents.values())
	sums: dict[Cell, int] = {(row, column): 0 for row in parents for column in (*columns, TOTAL)}
	for (row, column), number in counts.items():
		if row in inner or number < 0:
			raise ValueError("only the lowest rows are counted, and no count is below zero")
		for cell_column in {column, TOTAL}:
			above: str | None = row
			while above is not None:
				sums[above, cell_column] += number
				above = parents[above]
	return sums


class _Table:
	"""The cells of a table, what is hidden of them, and how they hang together."""

	def __init__(self, values: dict[Cell, int], parents: Mapping, has_columns: bool, threshold: int):
		self.values = values
		self.parents = parents
		self.has_columns = has_columns
		self.threshold = threshold
		self.small = [cell for cell, value in values.items() if 0 < value < threshold]
		self.states = dict.fromkeys(self.small, SMALL)
		self.inner = set(parents.values())
		self.ends = {cell: self._ends(*cell) for cell in values}
		self.moves = self._all_moves()

	def cover(self, cell: Cell) -> None:
		"""Hide further cells until this small one may be anything from 1 to threshold - 1."""
		value = self.values[cell]
		self._make_room(cell, 1, self.threshold - 1 - value)
		self._make_room(cell, -1, value - 1)

	def _make_room(self, cell: Cell, turn: int, needed: int) -> None:
		flows = dict(self.values)
		start, end = self.ends[cell] if turn < 0 else self.ends[cell][::-1]
		while needed:
			path = self._cheapest_path(cell, start, end, flows)
			step = min([needed, *(self._room(move, flows)[0] for move in path)])
			for move in path:
				self._hide(move, flows)
				flows[move.cell] += step * move.turn
			needed -= step

	def _cheapest_path(self, without: Cell, start: tuple, end: tuple, flows: dict) -> list[_Move]:
		"""Return the moves from one sum to another that hide the least; there is always one, at worst through all totals."""
		tie = count()
		waiting, reached = [(0, next(tie), start, None)], {}
		while waiting:
			cost, _tie, place, came = heapq.heappop(waiting)
			if place in reached:
				continue
			reached[place] = came
			if place == end:
				break
			for move in self.moves[place]:
				room, price = self._room(move, flows)
				if room and move.cell != without and move.to not in reached:
					heapq.heappush(waiting, (cost + price, next(tie), move.to, (place, move)))
		return _walk_back(reached, end)

	def _room(self, move: _Move, flows: dict) -> tuple[int, int]:
		"""Return how far this cell can be turned and what that costs."""
		now, state = flows[move.cell], self.states.get(move.cell)
		anyhow = UNLIMITED if move.turn > 0 else now
		if state == WITHHELD:
			return anyhow, 0
		if state == SMALL:
			within = self.threshold - 1 - now if move.turn > 0 else now - 1
			return (within, 0) if within > 0 else (anyhow, LAST_RESORT)
		value = self.values[move.cell]
		return anyhow, 1 + value if value else LAST_RESORT

	def _hide(self, move: _Move, flows: dict) -> None:
		if self._room(move, flows)[1]:
			self.states[move.cell] = WITHHELD

	def _all_moves(self) -> dict[tuple, list[_Move]]:
		moves = defaultdict(list)
		for cell, (start, end) in self.ends.items():
			moves[start].append(_Move(cell, 1, end))
			moves[end].append(_Move(cell, -1, start))
		return moves

	def _ends(self, row: str, column: str) -> tuple[tuple, tuple]:
		"""Return the two sums between which a cell lies: its row's and its column's, or a sum of the tree and the next."""
		parent = self.parents[row]
		above = ("sum", parent, column) if parent is not None else GROUND
		below = ("sum", row, column) if row in self.inner else self._row_sum(row)
		return (above, below) if column == TOTAL and self.has_columns else (below, above)

	def _row_sum(self, row: str) -> tuple:
		return ("row", row) if self.has_columns else GROUND


def _walk_back(reached: dict, end: tuple) -> list[_Move]:
	path, came = [], reached[end]
	while came:
		place, move = came
		path.append(move)
		came = reached[place]
	return path
