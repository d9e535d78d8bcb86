"""Small numbers: somebody who reads a published table with pencil and paper learns no count below the threshold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfm_app.rules import suppression
from cfm_app.rules.suppression import SMALL, TOTAL, WITHHELD, in_words, protect, without_few_sensitive

FLAT = {"all": None, "north": "all", "south": "all", "east": "all"}
TREE = {
	"all": None,
	"north": "all",
	"south": "all",
	"n1": "north",
	"n2": "north",
	"n3": "north",
	"s1": "south",
}
TYPES = ("question", "complaint", "thanks")
TOP = 60


class Reader:
	"""Solves a published table: which values can a cell have, given all that is shown and the meaning of the marks?"""

	def __init__(self, shown, parents, columns, threshold=5):
		known = {SMALL: (1, threshold - 1), WITHHELD: (0, TOP)}
		self.cells = {cell: known.get(value, (value, value)) for cell, value in shown.items()}
		self.sums = list(_sums_of(parents, columns))

	def can_be(self, cell, value):
		low, high = self.cells[cell]
		return low <= value <= high and self._solve({**self.cells, cell: (value, value)})

	def _solve(self, cells):
		cells = self._narrow(cells)
		if cells is None:
			return False
		open_cells = [cell for cell, (low, high) in cells.items() if low < high]
		if not open_cells:
			return True
		cell = min(open_cells, key=lambda each: cells[each][1] - cells[each][0])
		low, high = cells[cell]
		return any(self._solve({**cells, cell: (guess, guess)}) for guess in range(low, high + 1))

	def _narrow(self, cells):
		cells, changed = dict(cells), True
		while changed:
			changed = False
			for whole, parts in self.sums:
				for cell, bounds in _bounds(cells, whole, parts):
					if bounds[0] > bounds[1]:
						return None
					changed |= bounds != cells[cell]
					cells[cell] = bounds
		return cells


def _sums_of(parents, columns):
	for row in parents:
		if columns:
			yield (row, TOTAL), [(row, column) for column in columns]
		children = [child for child, parent in parents.items() if parent == row]
		if children:
			yield from (
				((row, column), [(child, column) for child in children]) for column in (*columns, TOTAL)
			)


def _bounds(cells, whole, parts):
	lows, highs = sum(cells[part][0] for part in parts), sum(cells[part][1] for part in parts)
	low, high = cells[whole]
	yield whole, (max(low, lows), min(high, highs))
	for part in parts:
		part_low, part_high = cells[part]
		yield part, (max(part_low, low - highs + part_high), min(part_high, high - lows + part_low))


def learned(shown, truth, parents, columns, threshold=5):
	"""Return the small cells of which a reader can rule out some of the values below the threshold."""
	reader = Reader(shown, parents, columns, threshold)
	small = [cell for cell, value in truth.items() if 0 < value < threshold]
	return [cell for cell in small if not all(reader.can_be(cell, value) for value in range(1, threshold))]


def only_marked(truth, threshold=5):
	"""What somebody publishes who hides the small cells and nothing else."""
	return {cell: SMALL if 0 < value < threshold else value for cell, value in truth.items()}


def truth_of(counts, parents, columns):
	return suppression._with_sums(counts, parents, columns)


def tables(parents, columns):
	leaves = [row for row in parents if row not in parents.values()]
	number = st.one_of(st.integers(0, 6), st.sampled_from([0, 0, 1, 2, 4, 5, 7, 9]))
	return st.fixed_dictionaries({(row, column): number for row in leaves for column in columns or (TOTAL,)})


@settings(max_examples=150, deadline=None)
@given(tables(FLAT, TYPES))
def test_no_small_number_of_a_table_can_be_worked_out(counts):
	shown = protect(counts, FLAT, TYPES)
	assert learned(shown, truth_of(counts, FLAT, TYPES), FLAT, TYPES) == []


@settings(max_examples=80, deadline=None)
@given(tables(TREE, TYPES[:2]))
def test_nor_of_a_table_with_districts_that_add_up(counts):
	shown = protect(counts, TREE, TYPES[:2])
	assert learned(shown, truth_of(counts, TREE, TYPES[:2]), TREE, TYPES[:2]) == []


@settings(max_examples=150, deadline=None)
@given(tables(TREE, ()), st.integers(3, 7))
def test_nor_of_a_single_column_at_any_threshold(counts, threshold):
	shown = protect(counts, TREE, (), threshold)
	assert learned(shown, truth_of(counts, TREE, ()), TREE, (), threshold) == []


@settings(max_examples=150, deadline=None)
@given(tables(FLAT, TYPES))
def test_what_is_shown_is_true_and_no_small_number_is_shown(counts):
	shown, truth = protect(counts, FLAT, TYPES), truth_of(counts, FLAT, TYPES)
	for cell, value in shown.items():
		assert value in (truth[cell], SMALL, WITHHELD)
		assert value not in (1, 2, 3, 4)
		assert value != SMALL or 0 < truth[cell] < 5


@settings(max_examples=100, deadline=None)
@given(tables(FLAT, TYPES))
def test_a_table_without_small_numbers_is_shown_whole(counts):
	large = {cell: value * 5 for cell, value in counts.items()}
	assert protect(large, FLAT, TYPES) == truth_of(large, FLAT, TYPES)


def test_hiding_the_small_cells_alone_is_seen_through():
	# the reader of these tests is no straw man: she solves what a naive table shows
	counts = {("north", "question"): 3, ("north", "complaint"): 40, ("south", "complaint"): 20}
	truth = truth_of(counts, FLAT, TYPES)
	naive = only_marked(truth)
	assert ("north", "question") in learned(naive, truth, FLAT, TYPES)
	assert not Reader(naive, FLAT, TYPES).can_be(("north", "question"), 2)


def test_two_small_cells_that_give_each_other_away():
	# 4 + 4 = 8: both hidden, both known, because neither can be more than 4
	counts = {("north", TOTAL): 4, ("south", TOTAL): 4, ("east", TOTAL): 0}
	truth = truth_of(counts, FLAT, ())
	assert learned(only_marked(truth), truth, FLAT, ())
	assert learned(protect(counts, FLAT, ()), truth, FLAT, ()) == []


def test_the_cheapest_cell_is_hidden_along_with_a_small_one():
	counts = {("north", TOTAL): 3, ("south", TOTAL): 12, ("east", TOTAL): 70}
	shown = protect(counts, FLAT, ())
	assert [in_words(shown[row, TOTAL]) for row in FLAT] == ["85", "<5", "–", "70"]


def test_four_hidden_cells_do_for_one_small_cell_in_a_table():
	counts = {(row, column): 20 for row in ("north", "south", "east") for column in TYPES}
	counts["north", "question"] = 2
	shown = protect(counts, FLAT, TYPES)
	assert list(shown.values()).count(WITHHELD) == 3
	assert list(shown.values()).count(SMALL) == 1
	assert shown["all", TOTAL] == 162


def test_a_few_complaints_in_all_are_not_even_a_total():
	shown = protect({("north", "question"): 1, ("south", "complaint"): 2}, FLAT, TYPES)
	assert shown["all", TOTAL] in (SMALL, WITHHELD)


def test_nothing_at_all_is_shown_as_nothing():
	assert set(protect({}, FLAT, TYPES).values()) == {0}


def test_counts_belong_to_the_lowest_rows():
	with pytest.raises(ValueError):
		protect({("all", "question"): 3}, FLAT, TYPES)


def test_few_sensitive_complaints_are_left_out_of_a_place_many_are_counted():
	assert without_few_sensitive({"north": 2, "south": 7, "east": 0}) == {"south", "east"}
