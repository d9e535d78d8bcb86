"""What an organisation's limits mean for one message: nothing goes where nobody allowed it, nothing above the budget."""

import pytest

from cfm_app.rules.sending_policy import (
	country_is_allowed,
	is_over_budget,
	most_it_may_cost,
	price_of,
	unknown_countries,
)


@pytest.mark.parametrize(
	("country", "organisation", "line", "allowed"),
	[
		("CO", "CO, SY", "", True),
		("CO", "co;sy", None, True),
		("CO", "SY", "", False),
		("CO", "CO, SY", "SY", False),
		("CO", "CO", "CO\nSY", True),
		("CO", "", "CO", False),
		("CO", None, None, False),
		("", "CO", "", False),
	],
)
def test_messages_go_where_the_organisation_and_the_line_allow_it(country, organisation, line, allowed):
	assert country_is_allowed(country, organisation, line) is allowed


def test_a_country_is_a_code_of_two_letters():
	assert unknown_countries("CO, Syria, S1, sy") == ["S1", "SYRIA"]
	assert unknown_countries(None) == []


@pytest.mark.parametrize(
	("spent", "price", "budget", "over"),
	[
		(9.95, 0.05, 10, False),
		(9.96, 0.05, 10, True),
		(50, 0, 10, False),
		(50, 1, 0, False),
		(50, 1, None, False),
	],
)
def test_the_budget_stops_what_costs(spent, price, budget, over):
	assert is_over_budget(spent, price, budget) is over


def test_a_provider_refuses_what_costs_far_more_than_expected():
	assert price_of(3, 0.05) == 0.15
	assert most_it_may_cost(0.15) == 0.45
	assert most_it_may_cost(price_of(3, None)) is None
