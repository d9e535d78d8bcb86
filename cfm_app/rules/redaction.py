"""Decides what of an error report may be kept: where it happened, never with which values."""

import re

TRACEBACK = re.compile("Traceback .*most recent call last", re.IGNORECASE)
KEPT_LINE = re.compile(r"  File .*|    \S.*|Traceback .*|During handling .*|The above exception .*|\s*")
ERROR_LINE = re.compile(
	r"([A-Za-z_][\w.]*(?:Error|Exception|Warning|Refused|Missing|Broken|Here|Timeout|Interrupt))\b.*"
)


def without_values(report: str) -> str:
	"""Return a traceback without its variables and without the words of its error, only the error's type.

	A report that is no traceback is returned as it is: its author chose its words.
	"""
	if not TRACEBACK.search(report or ""):
		return report
	kept = (_kept(line) for line in report.split("\n"))
	return "\n".join(line for line in kept if line is not None)


def _kept(line: str) -> str | None:
	if KEPT_LINE.fullmatch(line):
		return line
	error = ERROR_LINE.fullmatch(line)
	return error.group(1) if error else None
