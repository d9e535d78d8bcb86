"""Decides from what a person said, in order, which messages she still gets."""

from collections.abc import Iterable

OUT, IN = "out", "in"
INFORMATION, SERVICE, ALL = "information", "service", "all"
NOTHING = ""
STRENGTH = (NOTHING, INFORMATION, ALL)


def state_after(changes: Iterable[tuple[str, str]]) -> str:
	"""Return what is stopped after these (change, scope), oldest first: "", "information" or "all".

	Who stops answers of ours has stopped everything. Starting again starts everything, unless it names answers only.
	"""
	state = NOTHING
	for change, scope in changes:
		state = _after_stop(state, scope) if change == OUT else _after_start(state, scope)
	return state


def is_stopped(state: str, scope: str, wrote_again: bool, must_start: bool) -> bool:
	"""Tell whether a message of this scope may not go out.

	After STOP, information messages are over. An answer of ours needs that she wrote to us again (`wrote_again`); where
	the provider itself refuses until she says START (`must_start`), that does not help.
	"""
	if state == NOTHING:
		return False
	if state == ALL or scope != SERVICE:
		return True
	return must_start or not wrote_again


def _after_stop(state: str, scope: str) -> str:
	wanted = INFORMATION if scope == INFORMATION else ALL
	return max(state, wanted, key=STRENGTH.index)


def _after_start(state: str, scope: str) -> str:
	if scope != SERVICE:
		return NOTHING
	return min(state, INFORMATION, key=STRENGTH.index)
