"""Measures this app against the bare platform in one run on one site, and prints the table at the end.

CFM_BENCH_ROWS says how many complaints the site should hold (default 20000). Every figure is a ratio of two things
done in turn on the same machine, so a slow machine changes the milliseconds and not the verdict.
"""

import os
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

import pytest

ROWS = int(os.environ.get("CFM_BENCH_ROWS") or 20_000)
REPETITIONS = 40
WARM_UP = 4
LINES = []


@dataclass(frozen=True)
class Measured:
	"""Milliseconds of the app and of what it is compared with, in the order they were taken."""

	app: list[float]
	other: list[float]

	@property
	def ratio(self) -> float:
		"""How many times as long the app takes: the median against the median."""
		return median(self.app) / median(self.other)


@pytest.fixture(scope="session")
def filled_site(open_site):
	"""The site with ROWS complaints on it and everybody who looks at them; its name."""
	import frappe

	from cfm_app.testing.generator import generate
	from cfm_app.testing.generator_viewers import make_viewers

	there = frappe.db.count("Complaint")
	if there < ROWS:
		generate(ROWS - there)
	make_viewers()
	frappe.db.after_commit.reset()
	frappe.db.commit()  # reason: each measurement starts a request of its own, which sees only what is committed
	return open_site


@pytest.fixture(scope="session")
def bare_doctype(filled_site):
	"""A DocType of 25 ordinary fields without any code, which everybody may read, and one record of it."""
	import frappe

	from cfm_app.testing.generator_viewers import BARE, make_bare_doctype

	make_bare_doctype()
	frappe.db.commit()  # reason: each measurement starts a request of its own, which sees only what is committed
	yield BARE
	new_request()
	frappe.delete_doc("DocType", BARE, force=True)
	frappe.db.commit()  # reason: the throw-away DocType goes as it came
	frappe.db.sql_ddl(f"drop table if exists `tab{BARE}`")


@pytest.fixture
def expect_within(filled_site):
	"""A function expect_within(budget_row, budget, app, other, user): measures both in turn and holds the ratio to the budget."""

	def measure(name, budget, app, other, user="Administrator", other_user=None):
		for _turn in range(WARM_UP):
			timed(app, user), timed(other, other_user or user)
		pairs = [(timed(app, user), timed(other, other_user or user)) for _turn in range(REPETITIONS)]
		found = Measured([pair[0] for pair in pairs], [pair[1] for pair in pairs])
		LINES.append(line(name, budget, found))
		new_request()
		assert found.ratio <= budget, f"{name}: {found.ratio:.2f} times as long, the budget is {budget}"
		return found

	return measure


@pytest.fixture
def write_down():
	"""A function write_down(name, budget, app, other): adds a row of milliseconds that were measured elsewhere."""
	return lambda name, budget, app, other: LINES.append(line(name, budget, Measured(app, other)))


@pytest.fixture
def request_of(filled_site):
	"""A function that begins a new request of a user."""
	return new_request


def timed(action, user) -> float:
	"""Milliseconds of one action in a request of its own: fresh connection, nothing remembered but what Redis holds."""
	new_request(user)
	begun = perf_counter()
	action()
	return (perf_counter() - begun) * 1000


def new_request(user="Administrator") -> None:
	"""End the request that is open, undo what it wrote, and begin one of this user."""
	import frappe

	site = frappe.local.site
	frappe.db.rollback()
	frappe.destroy()
	frappe.init(site=site, sites_path=".")
	frappe.connect()
	frappe.db.connect()
	frappe.flags.in_test = True
	frappe.set_user(user)


def line(name, budget, found: Measured) -> str:
	"""One row of the table."""
	figures = "".join(
		f"{median(took):9.1f} {quantiles(took, n=20)[-1]:9.1f}" for took in (found.app, found.other)
	)
	return f"{name:<58} {figures} {found.ratio:7.2f} {budget:7.1f}"


def pytest_terminal_summary(terminalreporter):
	"""Print the table of everything that was measured."""
	if not LINES:
		return
	terminalreporter.section(f"milliseconds at {ROWS} complaints, {REPETITIONS} turns")
	terminalreporter.write_line(f"{'':<58}  app p50   app p95 other p50 other p95   ratio  budget")
	for row in LINES:
		terminalreporter.write_line(row)
