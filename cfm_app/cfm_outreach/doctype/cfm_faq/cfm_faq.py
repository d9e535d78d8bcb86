"""Answers that staff give again and again, in the languages people speak."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.rules.search_text import match_score, search_words

MOST_RESULTS = 10
QUESTION_WEIGHT = 3


class CFMFAQ(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from cfm_app.cfm_outreach.doctype.cfm_faq_answer.cfm_faq_answer import CFMFAQAnswer

		answers: DF.Table[CFMFAQAnswer]
		area: DF.Link | None
		code: DF.Data | None
		is_active: DF.Check
		project: DF.Link | None
		responsible: DF.Link | None
		review_by: DF.Date | None
		title: DF.Data
		topic: DF.Link | None
		usage_count: DF.Int
	# end: auto-generated types

	def validate(self):
		languages = [row.language for row in self.answers]
		if len(languages) != len(set(languages)):
			frappe.throw(_("Write one answer for each language."))


def search(text: str, language: str) -> list[dict]:
	"""Return up to ten active answers in a language, the best first: name, question, answer, say_it, usage_count.

	Case, accents, vowel signs and the letter forms that people mix do not matter. An empty text finds nothing.
	"""
	words = search_words(text)
	found = [(_score(words, row), row) for row in _answers_in(language)] if words else []
	ranked = sorted((pair for pair in found if pair[0]), key=lambda pair: (-pair[0], -pair[1]["usage_count"]))
	return [row for _score_of_row, row in ranked[:MOST_RESULTS]]


def count_use(faq: str) -> None:
	"""Note that a person was answered with this entry. Nothing else of the entry changes."""
	table = frappe.qb.DocType("CFM FAQ")
	frappe.qb.update(table).set(table.usage_count, table.usage_count + 1).where(table.name == faq).run()
	frappe.clear_document_cache("CFM FAQ", faq)


def _score(words: list[str], row: dict) -> int:
	asked = match_score(words, f"{row['question']} {row['keywords'] or ''}")
	return QUESTION_WEIGHT * asked + match_score(words, row["answer"])


def _answers_in(language: str) -> list[dict]:
	usage = dict(
		frappe.get_list(
			"CFM FAQ", {"is_active": 1}, ["name", "usage_count"], as_list=True, limit_page_length=0
		)
	)
	rows = frappe.get_all(
		"CFM FAQ Answer",
		filters={"parent": ("in", list(usage) or [""]), "language": language},
		fields=["parent as name", "question", "answer", "say_it", "keywords"],
		order_by="parent",
	)
	return [{**row, "usage_count": usage[row.name] or 0} for row in rows]
