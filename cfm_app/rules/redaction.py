"""Decides what of an error report may be kept: where it happened, never with which values."""

import re

TRACEBACK = re.compile("Traceback .*most recent call last", re.IGNORECASE)
HEADING = re.compile(
	r"Traceback (with variables )?\(most recent call last\):"
	r"|During handling of the above exception, another exception occurred:"
	r"|The above exception was the direct cause of the following exception:"
)
FRAME = re.compile(r'^  File "(?:(?:.*/)?apps/)?([^"]*)", line (\d+), in ([\w.<>]+)$', re.MULTILINE)
CODE_LINE = re.compile(r"    \S.*")
ERROR_LINE = re.compile(
	r"([A-Za-z_][\w.]*(?:Error|Exception|Warning|Refused|Missing|Broken|Here|Timeout|Interrupt))\b.*"
)


def without_values(report: str) -> str:
	"""Return a traceback without its variables and without the words of its error, only the error's type.

	A report that is no traceback is returned as it is: its author chose its words.
	"""
	if not is_traceback(report):
		return report
	lines = report.split("\n")
	kept = (_kept(line, before) for before, line in zip(["", *lines], lines, strict=False))
	return "\n".join(line for line in kept if line is not None)


def is_traceback(report: str) -> bool:
	"""Tell whether Python wrote this report; anything else somebody has worded."""
	return bool(TRACEBACK.search(report or ""))


def neutral_title(title: str, report: str) -> str:
	"""Return the title of an error report, or where it broke when the title repeats the words of the error.

	Frappe takes the words of an exception as title, cut at 140 characters; they may be somebody's story.
	"""
	start = _in_one_line(title)[:60]
	repeats = start in _in_one_line(report) and start not in _in_one_line(without_values(report))
	return place_of(report) if repeats else title


def place_of(report: str) -> str:
	"""Return where a traceback or a stack ends, as "file:line function", with the error's type when it names one."""
	frames = FRAME.findall(report or "")
	place = "{}:{} {}".format(*frames[-1]) if frames else "unknown place"
	errors = [found.group(1) for line in (report or "").split("\n") if (found := ERROR_LINE.fullmatch(line))]
	return f"{errors[-1]} in {place}" if errors else place


def _kept(line: str, before: str) -> str | None:
	"""Code stands right below its frame; anything else that is indented is a value, or words of an error."""
	if HEADING.fullmatch(line) or FRAME.fullmatch(line) or not line.strip():
		return line
	if CODE_LINE.fullmatch(line) and FRAME.fullmatch(before):
		return line
	error = ERROR_LINE.fullmatch(line)
	return error.group(1) if error else None


def _in_one_line(text: str | None) -> str:
	return " ".join((text or "").split())
