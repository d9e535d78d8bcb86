"""How the DocTypes are made that hold or lead to confidential content: what the platform would show is not there."""

import ast
import json
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "cfm_app"
GUARDS = ast.parse((PACKAGE / "confidentiality" / "guards.py").read_text(encoding="utf-8"))
OFF = (
	"allow_auto_repeat",
	"allow_import",
	"allow_rename",
	"email_append_to",
	"has_web_view",
	"image_field",
	"index_web_pages_for_search",
	"istable",
	"show_preview_popup",
	"show_title_field_in_link",
	"title_field",
	"track_changes",
	"track_seen",
	"track_views",
)
OFF_IN_FIELDS = ("fetch_from", "in_global_search", "in_preview")
WIDENING = ("share", "if_owner", "delete", "import", "email", "submit", "cancel", "amend")
KEPT_BY_FRAPPE = {"assigned_to", "latitude", "longitude", "location"}
TABLES = {"Table", "Table MultiSelect"}
SEALED_ELSEWHERE = {
	"Text Editor",
	"Code",
	"HTML Editor",
	"Markdown Editor",
	"Attach",
	"Attach Image",
	"Signature",
}


def named(tuple_name):
	values = [
		node.value
		for node in GUARDS.body
		if isinstance(node, ast.Assign) and node.targets[0].id == tuple_name
	]
	return [element.value for element in values[0].elts]


def definitions():
	found = (json.loads(path.read_text(encoding="utf-8")) for path in PACKAGE.glob("*/doctype/*/*.json"))
	return {made["name"]: made for made in found if made.get("doctype") == "DocType"}


CONFIDENTIAL, VAULT = named("CONFIDENTIAL"), named("VAULT")
MADE = definitions()
PROTECTED = [MADE[name] for name in (*CONFIDENTIAL, *VAULT)]


def by_name(made):
	return made["name"]


@pytest.mark.parametrize("made", PROTECTED, ids=by_name)
def test_nothing_of_it_is_tracked_titled_previewed_or_searched(made):
	assert not [switch for switch in OFF if made.get(switch)]


@pytest.mark.parametrize("made", PROTECTED, ids=by_name)
def test_no_field_fetches_previews_or_is_found_by_global_search(made):
	shown = [
		(field["fieldname"], switch)
		for field in made["fields"]
		for switch in OFF_IN_FIELDS
		if field.get(switch)
	]
	assert not shown


@pytest.mark.parametrize("made", PROTECTED, ids=by_name)
def test_it_has_no_tables_inside_and_no_field_the_platform_writes_or_maps(made):
	fields = made["fields"]
	assert not [field["fieldname"] for field in fields if field["fieldtype"] in TABLES]
	assert not {field["fieldname"] for field in fields} & KEPT_BY_FRAPPE


@pytest.mark.parametrize("made", PROTECTED, ids=by_name)
def test_long_and_rich_text_is_in_no_table(made):
	open_text = [
		field["fieldname"]
		for field in made["fields"]
		if (
			field["fieldtype"] == "Long Text" and not field.get("is_virtual") and made["name"] in CONFIDENTIAL
		)
		or field["fieldtype"] in SEALED_ELSEWHERE
	]
	assert not open_text


@pytest.mark.parametrize("made", PROTECTED, ids=by_name)
def test_no_right_widens_who_sees_it(made):
	widened = [(row["role"], right) for row in made["permissions"] for right in WIDENING if row.get(right)]
	assert not widened


@pytest.mark.parametrize("made", [MADE[name] for name in CONFIDENTIAL], ids=by_name)
def test_it_carries_an_access_key_that_nobody_is_shown(made):
	key = next(field for field in made["fields"] if field["fieldname"] == "access_key")
	assert key["hidden"] and key["read_only"] and key["no_copy"]


@pytest.mark.parametrize("made", [MADE[name] for name in VAULT if name != "CFM Access Log"], ids=by_name)
def test_the_vault_is_open_to_no_role(made):
	assert not made["permissions"]


def test_only_types_with_the_same_access_key_link_to_a_confidential_one():
	linking = {
		name: field["fieldname"]
		for name, made in MADE.items()
		for field in made["fields"]
		if field["fieldtype"] == "Link" and field.get("options") in (*CONFIDENTIAL, *VAULT)
	}
	assert not set(linking) - set(CONFIDENTIAL)
	assert "Complaint" not in linking


def test_names_are_random():
	named_by_rule = {made["name"]: made.get("autoname") for made in PROTECTED}
	series = {
		name: rule
		for name, rule in named_by_rule.items()
		if rule not in ("hash", "prompt", "autoincrement", None)
	}
	assert set(series) <= {"CFM Access Key"}
