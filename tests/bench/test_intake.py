"""Taking a complaint in, from the contact to the routed, sealed and logged record, against a bare insert."""

from unittest.mock import patch

import pytest

import frappe

from cfm_app.testing.factories import make_complaint, make_rule, somebody
from cfm_app.testing.generator_viewers import bare_values, user_of

MOST_QUERIES = 40
OPERATOR = user_of("takes contacts in")


@pytest.fixture
def taken_in_before(filled_site):
	"""A routing rule, and one complaint of the same place and project: the first of a kind makes its access key."""
	frappe.set_user("Administrator")
	make_rule("measured", area="GEN-4") if not frappe.db.exists(
		"CFM Routing Rule", {"title": "measured"}
	) else None
	frappe.set_user(OPERATOR)
	take_in()
	frappe.db.after_commit.reset()
	frappe.db.commit()  # reason: each measurement rolls back what it wrote


def take_in():
	return make_complaint(people=somebody(), area="GEN-4-1", project="GEN-P1")


def test_the_full_intake_costs_a_few_bare_inserts(expect_within, bare_doctype, taken_in_before):
	expect_within(
		"full intake (contact, complaint, person, routing, clocks)",
		4,
		take_in,
		lambda: frappe.new_doc(bare_doctype, **bare_values()).insert(),
		OPERATOR,
	)


def test_the_full_intake_asks_the_database_little(request_of, taken_in_before):
	request_of(OPERATOR)
	sent = []
	with patch.object(frappe.db.__class__, "sql", listening(sent)):
		take_in()
	assert len(sent) <= MOST_QUERIES, "\n".join(sent)


def listening(sent):
	"""frappe.db.sql that also keeps every statement in `sent`."""
	original = frappe.db.__class__.sql

	def sql(self, query, *args, **kwargs):
		sent.append(str(query))
		return original(self, query, *args, **kwargs)

	return sql
