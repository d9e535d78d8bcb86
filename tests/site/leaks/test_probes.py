"""Every known way around the access rule, tried on this site: refused with its guard, a leak without it."""

import pytest

from cfm_app.self_check.ground import ground
from cfm_app.self_check.probe import all_probes
from cfm_app.testing.without import without

PROBES = {probe.key: probe for probe in all_probes()}
GUARDED = {key: probe for key, probe in PROBES.items() if probe.guard}
REACHING = {key: probe for key, probe in PROBES.items() if probe.reaches_reader and not probe.control}
CONTROLLED = {key: probe for key, probe in PROBES.items() if probe.control}


@pytest.fixture(scope="module")
def trial(open_site):
	"""The two colleagues and the complaint; every attempt is undone, the ground serves all of them."""
	with ground() as built:
		yield built


@pytest.mark.parametrize("key", PROBES)
def test_the_curious_colleague_learns_nothing(trial, key):
	shown = trial.attempt(PROBES[key].attack, trial.curious)
	assert not trial.shows_secret(shown), shown[-3000:]


@pytest.mark.parametrize("key", REACHING)
def test_the_same_attempt_serves_who_may_read(trial, key):
	shown = trial.attempt(PROBES[key].attack, trial.reader)
	assert trial.shows_secret(shown), shown[-3000:]


@pytest.mark.parametrize("key", CONTROLLED)
def test_the_attack_itself_works(trial, key):
	shown = trial.attempt(PROBES[key].control)
	assert trial.shows_secret(shown), shown[-3000:]


@pytest.mark.parametrize("key", GUARDED)
def test_without_its_guard_the_secret_comes_through(trial, key):
	probe = PROBES[key]
	with without(*probe.guard):
		shown = trial.attempt(probe.attack, trial.curious)
	assert trial.shows_secret(shown), shown[-3000:]


def test_every_probe_is_proved_by_a_guard_taken_out_or_by_a_control():
	assert not [key for key, probe in PROBES.items() if not (probe.guard or probe.control)]
