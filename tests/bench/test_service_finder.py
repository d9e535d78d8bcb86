"""The service finder in a directory of 20,000 services, against a bare list of 20 of the same table."""

import pytest

import frappe

from cfm_app.api import desk_services
from cfm_app.testing import generator_directory
from tests.bench.conftest import ROWS

SERVICES = min(ROWS, 20_000)
TYPE, SECTOR = "LEGAL.CIVIL", "LEGAL"
FIELDS = [
	"name",
	"title",
	"provider",
	"service_type",
	"sector",
	"capacity",
	"freshness",
	"due_on",
	"is_active",
]


@pytest.fixture(scope="session")
def full_directory(filled_site):
	"""The site with SERVICES services in it."""
	generator_directory.fill(SERVICES)
	for doctype in ("CFM Service", "CFM Service Site"):
		frappe.db.sql_ddl(f"analyze table `tab{doctype}`")
	frappe.db.commit()  # reason: each measurement starts a request of its own, which sees only what is committed


def bare_list():
	return frappe.get_list("CFM Service", FIELDS, order_by="modified desc", limit=20)


@pytest.mark.parametrize(
	("what", "budget", "need"),
	[
		("a service in a town", 6, {"service_type": TYPE, "area": generator_directory.TOWN}),
		("a sector in a town", 8, {"sector": SECTOR, "area": generator_directory.TOWN}),
		("a service in a province", 10, {"service_type": TYPE, "area": generator_directory.PROVINCE}),
	],
)
def test_a_service_is_found_while_the_person_is_on_the_line(
	full_directory, expect_within, what, budget, need
):
	person = {"sex": "FEMALE", "age": 30}
	expect_within(f"find {what}", budget, lambda: desk_services.find_services({**need, **person}), bare_list)


def test_what_was_measured_found_something(full_directory):
	found = desk_services.find_services({"service_type": TYPE, "area": generator_directory.PROVINCE})
	assert found["suggested"]


def test_a_search_reads_the_rows_of_its_type_and_not_the_directory(full_directory):
	[plan] = frappe.db.sql(  # reason: the plan of a statement is not something the query builder can ask for
		"explain select name from `tabCFM Service` where is_active = 1 and service_type = %s",
		TYPE,
		as_dict=True,
	)
	assert plan.key == "service_type"
	assert int(plan.rows) < SERVICES / 10
