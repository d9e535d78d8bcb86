"""The administrator installs the app, migrates twice, uninstalls it, and installs it again.

Runs on a second throw-away site, named by CFM_INSTALL_SITE, where cfm_app is not installed yet.
"""

import json
import os

import pytest

from cfm_app.testing.second_site import CLOCK_COLUMNS, SecondSite

FOREIGN_COMPLAINT = {
	"doctype": "DocType",
	"name": "Complaint",
	"module": "Custom",
	"custom": 1,
	"fields": [{"fieldname": "story", "fieldtype": "Data", "label": "Story"}],
	"permissions": [{"role": "System Manager", "read": 1}],
}


@pytest.fixture(scope="module")
def site():
	name = os.environ.get("CFM_INSTALL_SITE")
	if not name:
		pytest.skip("no second site: run bin/test site without arguments, or set CFM_INSTALL_SITE")
	return SecondSite(name, os.environ["FRAPPE_SITES_PATH"])


@pytest.fixture
def complaint_of_another_app(site):
	site.must("uninstall-app", "cfm_app", "--yes", "--no-backup")
	site.must("execute", "frappe.client.insert", "--kwargs", json.dumps({"doc": FOREIGN_COMPLAINT}))
	yield
	site.must("execute", "frappe.delete_doc", "--args", '["DocType", "Complaint"]')
	site.must("execute", "frappe.db.sql_ddl", "--args", '["DROP TABLE IF EXISTS `tabComplaint`"]')


def assert_same(before, after):
	"""Two snapshots of the database are equal; what differs is listed, ten entries a table."""
	lines = []
	for table in sorted(set(before) | set(after)):
		gone, new = set(before.get(table, ())), set(after.get(table, ()))
		lines += [f"{table}: - {entry}" for entry in sorted(gone - new, key=str)[:10]]
		lines += [f"{table}: + {entry}" for entry in sorted(new - gone, key=str)[:10]]
	assert not lines, "\n".join(lines)


def number_of_rows(contents):
	return {table: [len(rows)] for table, rows in contents.items()}


def test_install_migrate_twice_uninstall_and_install_again(site):
	records_before, columns_before = site.records(), site.columns()

	site.must("install-app", "cfm_app")
	assert "CFM App" in site.names("Module Def", app_name="cfm_app")
	assert site.names("DocType", name="Complaint") == ["Complaint"]

	site.must("migrate")
	once = site.contents(without=CLOCK_COLUMNS)
	site.must("migrate")
	assert_same(once, site.contents(without=CLOCK_COLUMNS))

	site.must("uninstall-app", "cfm_app", "--yes", "--no-backup")
	assert_same(records_before, site.records())
	assert_same(columns_before, site.columns())

	site.must("install-app", "cfm_app")
	site.must("migrate")
	assert_same(number_of_rows(once), number_of_rows(site.contents(without=CLOCK_COLUMNS)))


def test_install_is_refused_before_anything_is_written_when_another_app_owns_complaint(
	site, complaint_of_another_app
):
	before = site.contents(without=CLOCK_COLUMNS)

	refused = site.command("install-app", "cfm_app")

	assert refused.returncode != 0
	assert "Complaint" in refused.stdout
	assert_same(before, site.contents(without=CLOCK_COLUMNS))
