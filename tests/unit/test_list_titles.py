"""Whoever may open a list may read the titles its columns show: Frappe refuses the whole list otherwise."""

import json
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "cfm_app"
FILES = sorted(APP.glob("*/doctype/*/*.json"))
DOCTYPES = {doctype["name"]: doctype for doctype in (json.loads(file.read_text("utf-8")) for file in FILES)}


def roles_that(doctype, *rights):
	return {
		row["role"]
		for row in doctype["permissions"]
		if not row.get("permlevel") and any(row.get(right) for right in rights)
	}


def columns_with_titles(doctype):
	"""The names of the app's DocTypes whose titles stand in a list of this one."""
	links = [
		field for field in doctype["fields"] if field["fieldtype"] == "Link" and field.get("in_list_view")
	]
	targets = [DOCTYPES[link["options"]] for link in links if link["options"] in DOCTYPES]
	return {target["name"] for target in targets if target.get("show_title_field_in_link")}


@pytest.mark.parametrize("name", [name for name, found in DOCTYPES.items() if not found.get("istable")])
def test_who_opens_a_list_may_read_every_title_in_it(name):
	readers = roles_that(DOCTYPES[name], "read")
	for target in columns_with_titles(DOCTYPES[name]):
		refused = readers - roles_that(DOCTYPES[target], "read", "select")
		assert not refused, f"{name}: the column of {target} shuts its list for {sorted(refused)}"
