"""Behind every link of a workspace there is something, for somebody whom the workspace is for."""

import json

import pytest

import frappe
from frappe.desk.desktop import get_desktop_page

from cfm_app.setup.owned import MODULES
from cfm_app.testing.factories import make_user

BLOCKS = {
	"card": ("card_name", "links"),
	"shortcut": ("shortcut_name", "shortcuts"),
	"number_card": ("number_card_name", "number_cards"),
	"chart": ("chart_name", "charts"),
}
# shown to an administrator who also builds the site
FOR_BUILDERS = {("DocType", "Web Form"), ("DocType", "Workflow")}
WHO_REFER = [
	"CFM Operator",
	"CFM Focal Point",
	"CFM Sensitive Focal Point",
	"CFM Case Worker",
	"CFM Coordinator",
]


@pytest.fixture(scope="module")
def workspaces(open_site):
	frappe.set_user("Administrator")
	names = frappe.get_all("Workspace", {"module": ["in", MODULES], "for_user": ""}, pluck="name")
	return [frappe.get_doc("Workspace", name) for name in names]


@pytest.fixture(scope="module")
def person_of(workspaces):
	"""person_of(role): somebody who holds this role and no other."""
	return lambda role: make_user(f"Only {role}", role.removeprefix("CFM "))


@pytest.fixture
def as_nobody_else():
	yield frappe.set_user
	frappe.set_user("Administrator")


def seen_by(user, workspace, become):
	"""What this person sees of it: {(kind, what it leads to)}."""
	become(user)
	page = get_desktop_page(frappe.as_json({"name": workspace.name, "title": workspace.title}))
	links = [
		(link["link_type"], link["link_to"]) for card in page["cards"]["items"] for link in card["links"]
	]
	shortcuts = [(shortcut["type"], shortcut["link_to"]) for shortcut in page["shortcuts"]["items"]]
	return {*links, *shortcuts}


def leads_to(workspace):
	links = [(link.link_type, link.link_to) for link in workspace.links if link.type == "Link"]
	return {*links, *((shortcut.type, shortcut.link_to) for shortcut in workspace.shortcuts)}


def test_what_a_workspace_shows_is_there(workspaces):
	for workspace in workspaces:
		for kind, target in leads_to(workspace):
			assert frappe.db.exists(kind, target), f"{workspace.name}: {kind} {target}"


def test_every_block_is_described(workspaces):
	for workspace in workspaces:
		for block in json.loads(workspace.content):
			if block["type"] in BLOCKS:
				name, table = BLOCKS[block["type"]]
				labels = [row.label for row in workspace.get(table)]
				assert block["data"][name] in labels, f"{workspace.name}: {block['data'][name]}"


def test_every_link_is_open_to_somebody_it_is_for(workspaces, person_of, as_nobody_else):
	for workspace in workspaces:
		roles = [row.role for row in workspace.roles]
		seen = [seen_by(person_of(role), workspace, as_nobody_else) for role in roles]
		assert all(seen), f"{workspace.name}: a role sees nothing"
		dead = leads_to(workspace) - set().union(FOR_BUILDERS, *seen)
		assert not dead, f"{workspace.name}: {dead}"


@pytest.mark.parametrize("role", WHO_REFER)
def test_who_refers_finds_the_board_and_the_calendar(workspaces, person_of, as_nobody_else, role):
	[workspace] = [each for each in workspaces if each.name == "Services and referrals"]
	seen = seen_by(person_of(role), workspace, as_nobody_else)
	assert {("Page", "referral-board"), ("DocType", "Referral"), ("Page", "my-work")} <= seen


@pytest.mark.parametrize("role", ["CFM Outreach Officer", "CFM Coordinator", "CFM Administrator"])
def test_who_answers_for_the_directory_finds_what_keeps_it_true(workspaces, person_of, as_nobody_else, role):
	[workspace] = [each for each in workspaces if each.name == "Services and referrals"]
	seen = seen_by(person_of(role), workspace, as_nobody_else)
	wanted = (
		"CFM Service",
		"CFM Directory Import",
		"CFM Service Gap",
		"CFM Bulletin",
		"CFM Service Suggestion",
	)
	assert {("Page", "my-work"), *(("DocType", doctype) for doctype in wanted)} <= seen
