"""Opens the site for tests/site, tests/browser and tests/bench, and counts results for bin/test.

The site comes from FRAPPE_SITE and FRAPPE_SITES_PATH, which bin/test sets. It must allow tests:
bench --site NAME set-config allow_tests true
"""

import importlib.util
import os
from pathlib import Path

import pytest

NEEDS_SITE = ("site", "browser", "bench")
HERE = Path(__file__).parent
HAS_FRAPPE = importlib.util.find_spec("frappe") is not None

collect_ignore = [] if HAS_FRAPPE else list(NEEDS_SITE)


def pytest_collection_modifyitems(items):
	"""Give the open site to every test outside tests/unit."""
	for item in items:
		if item.path.relative_to(HERE).parts[0] in NEEDS_SITE:
			item.fixturenames.insert(0, "open_site")


@pytest.fixture(scope="session")
def open_site():
	"""The site, connected as Administrator for the whole run; its name."""
	site, sites = os.environ.get("FRAPPE_SITE"), sites_directory()
	if not site or not sites:
		pytest.skip("no site: set FRAPPE_SITE and FRAPPE_SITES_PATH, or run bin/test")
	yield from connected(site, sites)


def sites_directory():
	"""FRAPPE_SITES_PATH, or the sites directory of the bench this file lies in, or None."""
	if os.environ.get("FRAPPE_SITES_PATH"):
		return Path(os.environ["FRAPPE_SITES_PATH"])
	around = [parent / "sites" for parent in Path(__file__).absolute().parents]
	return next((sites for sites in around if (sites / "apps.txt").exists()), None)


def connected(site, sites):
	import frappe

	before = Path.cwd()
	os.chdir(sites)  # Frappe writes its logs relative to the sites directory
	frappe.init(site=site, sites_path=".")
	if not frappe.conf.allow_tests:
		pytest.exit(
			f"{site} does not allow tests: bench --site {site} set-config allow_tests true", returncode=1
		)
	frappe.connect()
	frappe.flags.in_test = True
	yield site
	frappe.db.rollback()
	frappe.destroy()
	os.chdir(before)


def pytest_terminal_summary(terminalreporter):
	"""Add "passed failed skipped" of this run to the file bin/test sums up."""
	if not os.environ.get("CFM_COUNTS"):
		return
	found = {kind: len(reports) for kind, reports in terminalreporter.stats.items()}
	passed = found.get("passed", 0) + found.get("xpassed", 0)
	failed = found.get("failed", 0) + found.get("error", 0)
	skipped = found.get("skipped", 0) + found.get("xfailed", 0)
	with open(os.environ["CFM_COUNTS"], "a", encoding="ascii") as counts:
		counts.write(f"{passed} {failed} {skipped}\n")
