"""Who may agree that a protected identity is shown, and how long an agreement holds."""

from datetime import datetime, timedelta

import pytest

from cfm_app.rules.access import Grant, RecordFacts, Viewer
from cfm_app.rules.reveal import (
	APPROVED,
	CUSTODIAN,
	STAND_IN,
	Agreement,
	decides_as,
	is_late,
	needs_agreement,
	why_it_ended,
)

NOW = datetime(2026, 11, 22, 12, 0)
RECORD = RecordFacts(level=6, area_path="0102", subjects=frozenset({"boss"}))
ASKER = Viewer("salma", frozenset({"salma", "junior"}), (Grant("Sensitive", "01", "", 5, 6),))
HOLDS = Agreement(APPROVED, NOW + timedelta(hours=1), "key", "people")


def keeper(mark="cleo", answers_for=(), area="01", project="", levels=(5, 6), duty="Custodian"):
	return Viewer(mark, frozenset({mark, *answers_for}), (Grant(duty, area, project, *levels),))


@pytest.mark.parametrize(("level", "asked"), [(0, False), (4, False), (5, True), (6, True)])
def test_from_level_5_on_somebody_else_has_to_agree(level, asked):
	assert needs_agreement(level) is asked


def test_a_custodian_of_the_place_and_level_decides():
	assert decides_as(RECORD, keeper(), ASKER, False) == CUSTODIAN


@pytest.mark.parametrize(
	"person",
	[
		keeper(area="02"),
		keeper(project="WATER"),
		keeper(levels=(5, 5)),
		keeper(duty="Audit"),
		keeper(mark="salma"),
		keeper(mark="junior"),
		keeper(mark="boss"),
		keeper(answers_for=["boss"]),
		Viewer("nobody"),
	],
	ids=[
		"another place",
		"another project",
		"another level",
		"another duty",
		"herself",
		"who reports to her",
		"whom it is about",
		"whose subordinate it is about",
		"no grant",
	],
)
def test_nobody_else_decides(person):
	assert decides_as(RECORD, person, ASKER, True) == ""


def test_another_focal_point_stands_in_only_where_a_custodian_is_missing():
	nadim = keeper("nadim", duty="Sensitive")
	assert decides_as(RECORD, nadim, ASKER, False) == ""
	assert decides_as(RECORD, nadim, ASKER, True) == STAND_IN
	only_elsewhere = keeper("nadim", duty="Sensitive", area="03")
	assert decides_as(RECORD, only_elsewhere, ASKER, True) == ""


def test_a_named_team_leaves_other_focal_points_out():
	of_a_team = RecordFacts(level=6, area_path="0102", team=frozenset({"salma"}))
	assert decides_as(of_a_team, keeper("nadim", duty="Sensitive"), ASKER, True) == ""


@pytest.mark.parametrize(
	("agreement", "key", "people", "may_still", "why"),
	[
		(HOLDS, "key", "people", True, ""),
		(Agreement(APPROVED, NOW, "key", "people"), "key", "people", True, "time"),
		(HOLDS, "another key", "people", True, "access changed"),
		(HOLDS, "key", "people", False, "access changed"),
		(HOLDS, "key", "one more", True, "people changed"),
	],
)
def test_an_agreement_ends_by_time_and_by_every_change_of_what_was_agreed_to(
	agreement, key, people, may_still, why
):
	assert why_it_ended(agreement, NOW, key, people, may_still) == why


def test_custodians_have_so_many_hours_to_answer():
	assert not is_late(NOW, NOW + timedelta(hours=3, minutes=59), 4)
	assert is_late(NOW, NOW + timedelta(hours=4), 4)
