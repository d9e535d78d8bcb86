"""Reads the words out of a formatted e-mail. Nothing in it is loaded, run or followed."""

import re

from lxml import etree

# What is between these tags is no word of a person.
PROGRAMS = {"script", "style"}
SILENT = {*PROGRAMS, "title", "template", "svg", "math", "object", "iframe", "select"}
BLOCKS = {"p", "div", "li", "tr", "ul", "ol", "table", "blockquote", "pre", "hr", "section", "article", "br"}
BLOCKS |= {f"h{level}" for level in range(1, 7)}
EMPTY_LINE_AFTER = {"p", "blockquote"}
SPACES = re.compile(r"[ \t\r\n\f\v\xa0]+")
MANY_BLANK_LINES = re.compile(r"\n{3,}")
LONGEST_HTML = 2_000_000
LONGEST_ADDRESS = 500
MOST_QUOTED = 5


def text_of_html(html: str) -> str:
	"""Return the words of a page as plain text: links with their address behind them, quotations marked with ">".

	Pictures are left out, those on other servers too. At most LONGEST_HTML characters are read. The parser is
	libxml2's: the one of the standard library takes minutes for a megabyte of "<".
	"""
	whole = html[:LONGEST_HTML].encode("utf-8", "ignore").decode("utf-8").strip()
	if not whole:
		return ""
	# a tag that was never closed, such as a title, must not swallow what somebody wrote
	return _words(whole, SILENT) or _words(whole, PROGRAMS)


def _words(html: str, silent: set[str]) -> str:
	parser = etree.HTMLParser(target=_Reader(silent), no_network=True, recover=True)
	parser.feed(html)
	return parser.close()


class _Reader:
	"""Hears of every tag and text in turn, as lxml tells them."""

	def __init__(self, silent: set[str]):
		self.silent_tags = silent
		self.lines: list[str] = []
		self.line: list[str] = []
		self.quoted = 0
		self.silent = ""
		self.link = ""
		self.link_words: list[str] = []

	def start(self, tag, attributes):
		if tag == "body":
			self.silent = ""  # a head that was never closed ends here
		if self.silent or tag in self.silent_tags:
			self.silent = self.silent or tag
			return
		if tag in BLOCKS:
			self._end_line(even_empty=tag == "br")
		if tag == "li":
			self._write("- ")
		if tag == "a":
			self.link, self.link_words = (attributes.get("href") or "").strip(), []
		self.quoted += tag == "blockquote"

	def end(self, tag):
		if self.silent:
			self.silent = "" if tag == self.silent else self.silent
			return
		if tag == "a":
			self._write_address()
		if tag in BLOCKS - {"br"}:
			self._end_line()
		self.quoted -= tag == "blockquote"
		if tag in EMPTY_LINE_AFTER:
			self._end_line(even_empty=True)

	def data(self, words):
		if not self.silent:
			self._write(SPACES.sub(" ", words))

	def close(self) -> str:
		self._end_line()
		return MANY_BLANK_LINES.sub("\n\n", "\n".join(self.lines)).strip()

	def _write(self, words: str) -> None:
		self.line.append(words)
		self.link_words.append(words)

	def _write_address(self) -> None:
		words = "".join(self.link_words).strip()
		if self.link.casefold().startswith(("http://", "https://")) and words and words not in self.link:
			self._write(f" ({self.link[:LONGEST_ADDRESS]})")
		self.link = ""

	def _end_line(self, even_empty: bool = False) -> None:
		words, self.line = "".join(self.line).strip(), []
		if words or even_empty:
			self.lines.append(("> " * min(self.quoted, MOST_QUOTED) + words).rstrip())
