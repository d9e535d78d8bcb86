"""Decides which counts of messages may be shown. Each month and kind is a table of its own, so filters give nothing away."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from cfm_app.rules.suppression import TOTAL, in_words, protect

SUM = "sum"


class Line(NamedTuple):
	"""What is counted together; a month is written "2026-05"."""

	month: str
	kind: str
	state: str
	error_class: str


def protected(counts: Mapping[Line, int], threshold: int) -> list[dict]:
	"""Return [{month, kind, state, error_class, number}], newest month first, each month and kind with its sum.

	`number` is in words: "12", "<5", or a dash. The state of a sum is "".
	"""
	tables: dict = defaultdict(dict)
	for line, number in counts.items():
		tables[line.month, line.kind][line] = number
	newest_first = sorted(tables, key=lambda table: table[1])
	newest_first.sort(key=lambda table: table[0], reverse=True)
	return [row for table in newest_first for row in _rows(*table, tables[table], threshold)]


def _rows(month: str, kind: str, counts: Mapping[Line, int], threshold: int) -> list[dict]:
	parents = {**{_key(line): SUM for line in counts}, SUM: None}
	cells = {(_key(line), TOTAL): number for line, number in counts.items()}
	table = protect(cells, parents, (), threshold)
	lines = [(Line(month, kind, "", ""), SUM), *((line, _key(line)) for line in sorted(counts))]
	return [{**line._asdict(), "number": in_words(table[key, TOTAL], threshold)} for line, key in lines]


def _key(line: Line) -> str:
	return f"{line.state}|{line.error_class}"
