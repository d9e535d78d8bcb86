"""An administrator sees what is missing before the first message, and which of it only sending needs."""

from dataclasses import replace

from cfm_app.rules.message_readiness import SENDING, Readiness, steps, two_ways

READY = Readiness(
	has_address=True,
	has_account=True,
	has_line=True,
	was_tested=True,
	differs=False,
	is_paused=False,
	receives=True,
	has_received=True,
	jobs_run=True,
	countries=2,
	unreviewed=(),
	has_budget=True,
	sends=True,
)


def missing(**changed):
	return [step.code for step in steps(replace(READY, **changed)) if not step.is_done]


def test_a_site_that_is_ready_lacks_nothing():
	assert missing() == []


def test_each_thing_that_is_missing_is_named():
	assert missing(has_address=False) == ["address"]
	assert missing(was_tested=False) == ["connection"]
	assert missing(differs=True) == ["connection"]
	assert missing(is_paused=True) == ["connection"]
	assert missing(countries=0, unreviewed=("received",), sends=False) == ["words", "countries", "sending"]
	assert missing(jobs_run=False, has_received=False) == ["jobs", "first_message"]


def test_switching_sending_on_is_the_last_step():
	last = steps(READY)[-1]
	assert (last.code, last.needed_for) == ("sending", SENDING)


def test_where_people_can_write_back():
	everywhere = frozenset({"CO", "SY", "TR"})
	assert two_ways(everywhere, frozenset(), frozenset({"TR"})) == [("CO", True), ("SY", True), ("TR", False)]
	assert two_ways(everywhere, frozenset({"TR", "US"}), frozenset({"TR"})) == [("TR", False)]
