"""Whoever works or asks in Spanish, Arabic or Dutch reads every text of the app in her language."""

import ast
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

APP = Path(__file__).resolve().parents[2] / "cfm_app"
WORDED_IN_EACH_LANGUAGE = ("cfm_privacy_notice", "cfm_message_template")
LANGUAGES = ("es", "ar", "nl")
NOT_SHOWN = ("testing/", "public/dist/")

MARKED = {
	".js": re.compile(r"""\b__\(\s*(["'`])((?:\\.|(?!\1).)+)\1"""),
	".html": re.compile(r"""\b_\(\s*(["'])((?:\\.|(?!\1).)+)\1"""),
}
PLACEHOLDER_OR_TAG = re.compile(r"\{\d*\}|<[^>]+>")
# what each kind of record shows, by the fields that hold the words; a dotted path goes into its rows
SHOWN = {
	"DocType": ("name", "description", "fields.label", "fields.description", "links.group", "states.title"),
	"Workspace": ("title", "shortcuts.label", "shortcuts.format", "links.label", "number_cards.label"),
	"Report": ("report_name", "columns.label", "filters.label"),
	"Number Card": ("label",),
	"Dashboard Chart": ("chart_name",),
	"Page": ("title",),
	"Print Format": ("name",),
	"Role": ("name",),
	"Workflow State": ("name",),
	"Workflow Action Master": ("name",),
}
TEMPLATES = {"Notification": ("subject", "message"), "Print Format": ("html",)}
SHOWN_OF_REFERENCE_ROWS = ("title", "plain_words", "criterion", "content", "who_may_read")


def catalog(name):
	with open(APP / "locale" / name, "rb") as file:
		return read_po(file)


def template():
	return {(message.id, message.context) for message in catalog("main.pot") if message.id}


def shipped_files(suffix, app=APP):
	found = ((path, path.relative_to(app).as_posix()) for path in sorted(app.rglob(f"*{suffix}")))
	return [path for path, place in found if not place.startswith(NOT_SHOWN)]


def marked_texts(app=APP):
	"""{text: file} of every literal that is marked with _(), _lt() or __()."""
	found = {text: path for path in shipped_files(".py", app) for text in marked_in_python(path)}
	for suffix, mark in MARKED.items():
		for path in shipped_files(suffix, app):
			found |= {unescaped(text): path for _quote, text in mark.findall(path.read_text("utf-8"))}
	return found


def marked_in_python(path):
	calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
	marked = (call for call in calls if getattr(call.func, "id", "") in ("_", "_lt") and call.args)
	return [call.args[0].value for call in marked if isinstance(call.args[0], ast.Constant)]


def unescaped(text):
	return re.sub(r"\\(.)", r"\1", text).strip()


def texts_of_records(app=APP):
	"""{text: file} of every label, description, option and title in the JSON files of the app."""
	found = {}
	for path in shipped_files(".json", app):
		content = json.loads(path.read_text("utf-8"))
		for record in content if isinstance(content, list) else [content]:
			found |= {text.strip(): path for text in texts_of(record, path) if isinstance(text, str)}
	return {text: path for text, path in found.items() if text and not text.isdigit()}


def texts_of(record, path):
	if path.parent.name == "reference" and path.stem in WORDED_IN_EACH_LANGUAGE:
		return []
	if path.parent.name == "reference":
		return [record.get(field) for field in SHOWN_OF_REFERENCE_ROWS]
	if "transitions" in record:
		return at(record, ["states", "state"]) + at(record, ["transitions", "action"])
	doctype = record.get("doctype")
	words = [text for field in SHOWN.get(doctype, ()) for text in at(record, field.split("."))]
	for field in TEMPLATES.get(doctype, ()):
		words += [text for _quote, text in MARKED[".html"].findall(record.get(field) or "")]
	return words + options_of(record) if doctype == "DocType" else words


def at(record, path):
	if len(path) == 1:
		return [record.get(path[0])]
	return [text for row in record.get(path[0]) or [] for text in at(row, path[1:])]


def options_of(doctype):
	choices = (field for field in doctype["fields"] if field["fieldtype"] == "Select")
	return [line for field in choices for line in (field.get("options") or "").splitlines()]


def parts_to_keep(text):
	return Counter(PLACEHOLDER_OR_TAG.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
	done = {(message.id, message.context) for message in catalog(f"{language}.po") if message.string}
	assert template() - done == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_is_gone_is_kept(language):
	kept = {(message.id, message.context) for message in catalog(f"{language}.po") if message.id}
	assert kept - template() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language):
	assert [message.id for message in catalog(f"{language}.po") if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_survive(language):
	broken = [
		message.id
		for message in catalog(f"{language}.po")
		if message.id and parts_to_keep(message.id) != parts_to_keep(message.string)
	]
	assert broken == []


def test_the_template_knows_every_marked_text():
	known = {text for text, _context in template()}
	assert {text: path.name for text, path in marked_texts().items() if text.strip() not in known} == {}


def test_the_template_knows_every_label_option_and_title():
	known = {text for text, _context in template()}
	assert {text: path.name for text, path in texts_of_records().items() if text not in known} == {}


def test_the_template_knows_the_steps_of_the_timeline_as_the_form_says_them():
	known = {text for text, _context in template()}
	step = json.loads((APP / "cfm_app/doctype/cfm_step/cfm_step.json").read_text("utf-8"))
	assert {kind.title() for kind in options_of(step)} - known == set()


@pytest.mark.parametrize(
	"owner", ["rule_user", "rule_user_deputy", "duty", "duty_deputy", "no_rule", "nobody_allowed"]
)
def test_the_template_knows_why_somebody_became_owner(owner):
	known = {text for text, _context in template()}
	words = owner.replace("_", " ")
	assert {words, words.title()} <= known


@pytest.mark.parametrize(
	("name", "content"),
	[
		("rule.py", 'frappe.throw(\n\t_(\n\t\t"Say {0}."\n\t).format(1))'),
		("later.py", 'WORDS = {"said": _lt("Say {0}.")}'),
		("form.js", 'show(`<p>${__("Say {0}.", [1])}</p>`);'),
		("wrapped.js", "show(\n\t__(\n\t\t'Say {0}.'\n\t)\n);"),
		("page.html", "<p>{{ _('Say {0}.').format(1) }}</p>"),
	],
)
def test_the_scan_sees_a_new_text(tmp_path, name, content):
	(tmp_path / name).write_text(content, encoding="utf-8")
	assert list(marked_texts(tmp_path)) == ["Say {0}."]


def test_the_scan_sees_labels_and_options_of_a_new_doctype(tmp_path):
	field = {"fieldtype": "Select", "label": "Mood", "description": "Today", "options": "\nGood\n5"}
	doctype = {"doctype": "DocType", "name": "CFM Mood", "fields": [field]}
	(tmp_path / "cfm_mood.json").write_text(json.dumps(doctype), encoding="utf-8")
	assert set(texts_of_records(tmp_path)) == {"CFM Mood", "Mood", "Today", "Good"}


def test_a_lost_placeholder_is_noticed():
	assert parts_to_keep("Level {0}: {1}") != parts_to_keep("Nivel {0}: {0}")
	assert parts_to_keep("<b>Audit</b>") != parts_to_keep("<b>Auditoría<b>")


def test_codes_have_words_in_english_too():
	complaint = json.loads((APP / "cfm_app/doctype/complaint/complaint.json").read_text("utf-8"))
	codes = {
		code
		for field in complaint["fields"]
		if field["fieldname"] in ("sex", "population_status", "age_band")
		for code in field["options"].split("\n")
		if code.isupper()
	}
	assert codes == {message.id for message in catalog("en.po") if message.id}
