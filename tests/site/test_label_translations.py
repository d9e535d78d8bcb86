"""Whoever works or asks in Spanish, Arabic or Dutch reads every shipped label in her language."""

import json
from pathlib import Path

from babel.messages.pofile import read_po

import frappe

from cfm_app.setup import seed
from cfm_app.testing.case import CFMTestCase
from cfm_app.workflows import sync

WORDED_IN_EACH_LANGUAGE = ("CFM Privacy Notice", "CFM Message Template")
SHOWN = ("title", "plain_words", "criterion", "content", "who_may_read")


def shipped_labels():
	reference = [doctype for doctype in seed.SEEDED if doctype not in WORDED_IN_EACH_LANGUAGE]
	rows = [row for doctype in reference for row in seed.shipped_rows(doctype).values()]
	labels = {row[field] for row in rows for field in SHOWN if row.get(field)}
	for definition in sync.DEFINITIONS:
		workflow = json.loads(Path(sync.__file__).with_name(f"{definition}.json").read_text(encoding="utf-8"))
		labels |= {row["state"] for row in workflow["states"]}
		labels |= {row["action"] for row in workflow["transitions"]}
	return labels


class TestLabelTranslations(CFMTestCase):
	def test_every_label_is_translated_in_every_language(self):
		for language in ("es", "ar", "nl"):
			with open(frappe.get_app_path("cfm_app", "locale", f"{language}.po"), "rb") as file:
				catalog = read_po(file, locale=language)
			translated = {message.id for message in catalog if message.string}
			self.assertEqual(shipped_labels() - translated, set(), language)
