"""Every complaint finds its rule and its owner, always the same ones, and never the people it is about."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.routing import (
	Candidate,
	OwnerChoice,
	RoutingFacts,
	RoutingRule,
	choose_named,
	choose_owner,
	choose_rule,
)

SYRIA, IDLIB, HAREM, ALEPPO = "01", "0102", "010203", "0103"

LATE_FOOD = RoutingFacts(
	level=3,
	category_path=("QUANT", "QUANT_LATE"),
	project="Winter",
	area_path=HAREM,
	channel="HOTLINE",
	urgency="U4",
)
ANY = RoutingRule("Anything", rank=9, assign_duty="Handle")
ON_DUTY = RoutingRule("Handlers", rank=1, assign_duty="Handle")


def handler(user, area_path=SYRIA, **fields):
	return Candidate(user, area_path=area_path, **{"duty": "Handle", "level_max": 6, **fields})


def chosen(rules, facts=LATE_FOOD):
	rule = choose_rule(rules, facts).rule
	return rule and rule.name


def owner(rule, candidates, facts=LATE_FOOD, locked_out=()):
	choice = choose_owner(rule, candidates, facts, frozenset(locked_out))
	assert choice.queue == (choice.user is None)
	return choice.user, choice.because


def test_the_lowest_rank_wins_then_the_most_specific_then_the_name():
	general = RoutingRule("B general", rank=2)
	specific = RoutingRule("Z specific", rank=2, project="Winter", channel="HOTLINE")
	first = RoutingRule("Z first", rank=1)
	assert chosen([general, specific, first]) == "Z first"
	assert chosen([general, specific]) == "Z specific"
	assert chosen([general, RoutingRule("A general", rank=2)]) == "A general"


@pytest.mark.parametrize(
	("condition", "because"),
	[
		({"level_from": 4}, "level"),
		({"level_to": 2}, "level"),
		({"categories": frozenset({"CASH"})}, "category"),
		({"project": "Water"}, "project"),
		({"area_path": ALEPPO}, "area"),
		({"channel": "SMS"}, "channel"),
		({"urgency": "U1"}, "urgency"),
	],
)
def test_explain_says_which_condition_did_not_fit(condition, because):
	match = choose_rule([RoutingRule("Other", rank=1, **condition), ANY], LATE_FOOD)
	assert match.rule == ANY
	assert [(line.rule, line.matched, line.because) for line in match.explanation] == [
		("Other", False, because),
		("Anything", True, "chosen"),
	]


def test_explain_shows_the_value_that_decided_and_who_was_outranked():
	water = RoutingRule("Water", rank=1, project="Water")
	explanation = choose_rule([ANY, water, ON_DUTY], LATE_FOOD).explanation
	assert [(line.rule, line.because, line.value) for line in explanation] == [
		("Water", "project", "Winter"),
		("Handlers", "chosen", ""),
		("Anything", "outranked", ""),
	]


def test_a_rule_for_a_category_covers_everything_below_it():
	assert chosen([RoutingRule("Assistance", rank=1, categories=frozenset({"QUANT"}))]) == "Assistance"
	assert chosen([RoutingRule("Late", rank=1, categories=frozenset({"QUANT_LATE"}))]) == "Late"


def test_a_rule_for_a_place_covers_everything_below_it_and_nothing_beside_or_above():
	in_idlib = [RoutingRule("Idlib", rank=1, area_path=IDLIB)]
	assert chosen(in_idlib) == "Idlib"
	assert chosen(in_idlib, replace(LATE_FOOD, area_path=ALEPPO)) is None
	assert chosen(in_idlib, replace(LATE_FOOD, area_path=SYRIA)) is None
	assert chosen(in_idlib, replace(LATE_FOOD, area_path="")) is None


def test_no_rule_leads_to_the_default_queue():
	assert chosen([RoutingRule("Other", rank=1, project="Water")]) is None
	assert owner(None, [handler("amal@org")]) == (None, "no_rule")


def test_level_six_does_not_go_by_project():
	rule = RoutingRule("Winter team", rank=1, project="Winter")
	assert chosen([rule], replace(LATE_FOOD, level=5)) == "Winter team"
	assert chosen([rule], replace(LATE_FOOD, level=6)) is None


def test_the_person_named_in_the_rule_comes_before_the_duty():
	rule = replace(ON_DUTY, assign_user="zeina@org")
	assert owner(rule, [handler("amal@org"), handler("zeina@org", open_items=9)]) == (
		"zeina@org",
		"rule_user",
	)


def test_the_nearest_handler_gets_it_then_the_least_busy_then_by_name():
	people = [
		handler("near-busy@org", HAREM, open_items=8),
		handler("near-free@org", HAREM, open_items=2),
		handler("also-free@org", HAREM, open_items=2),
		handler("country@org", SYRIA, open_items=0),
	]
	assert owner(ON_DUTY, people) == ("also-free@org", "duty")
	assert owner(ON_DUTY, people[:2]) == ("near-free@org", "duty")
	assert owner(ON_DUTY, [people[0], people[3]]) == ("near-busy@org", "duty")


@pytest.mark.parametrize(
	"grant",
	[
		{"level_max": 2},
		{"level_min": 4},
		{"project": "Water"},
		{"area_path": ALEPPO},
		{"duty": "Analyse"},
		{"active": False},
	],
)
def test_nobody_owns_what_their_grant_does_not_cover(grant):
	assert owner(ON_DUTY, [replace(handler("amal@org"), **grant)]) == (None, "nobody_allowed")


def test_a_sensitive_complaint_goes_only_to_somebody_who_may_open_it():
	rule = replace(ON_DUTY, assign_user="amal@org")
	breach = replace(LATE_FOOD, level=5)
	assert owner(rule, [handler("amal@org")], breach) == (None, "nobody_allowed")
	assert owner(rule, [replace(handler("amal@org"), duty="Sensitive")], breach) == ("amal@org", "rule_user")


def test_the_deputy_stands_in_for_somebody_who_is_away():
	away = handler("amal@org", active=False, deputy="bassam@org")
	deputy = Candidate("bassam@org", "Respond", SYRIA)
	assert owner(ON_DUTY, [away, deputy]) == ("bassam@org", "duty_deputy")
	assert owner(replace(ANY, assign_user="amal@org", assign_duty=None), [away, deputy]) == (
		"bassam@org",
		"rule_user_deputy",
	)
	assert owner(ON_DUTY, [away, replace(deputy, area_path=ALEPPO)]) == (None, "nobody_allowed")


def test_the_subject_of_a_complaint_and_their_line_never_own_it():
	away = handler("amal@org", active=False, deputy="boss@org")
	people = [handler("subject@org", IDLIB), handler("boss@org"), handler("carim@org"), away]
	rule = replace(ON_DUTY, assign_user="subject@org")
	locked_out = {"subject@org", "boss@org"}
	assert owner(rule, people, locked_out=locked_out) == ("carim@org", "duty")
	assert owner(rule, [people[0], people[1], away], locked_out=locked_out) == (None, "nobody_allowed")


def test_a_complaint_about_conduct_in_a_project_never_goes_to_staff_of_that_project():
	staff = handler("winter-staff@org", HAREM, project="Winter")
	independent = handler("independent@org")
	rule = replace(ON_DUTY, assign_user="winter-staff@org")
	about_staff = replace(LATE_FOOD, project_staff=frozenset({"winter-staff@org"}))
	disrespect = replace(about_staff, level=4, needs_independence=True)
	assert owner(rule, [staff, independent], about_staff) == ("winter-staff@org", "rule_user")
	assert owner(rule, [staff, independent], disrespect) == ("independent@org", "duty")
	elsewhere_too = replace(staff, project=None, area_path="")
	assert owner(rule, [elsewhere_too, independent], disrespect) == ("independent@org", "duty")
	assert owner(rule, [staff, elsewhere_too], disrespect) == (None, "nobody_allowed")


def test_who_wants_to_speak_with_a_woman_gets_one_where_there_is_one():
	man, woman = handler("murat@org", HAREM), handler("wafa@org", is_woman=True)
	wish = replace(LATE_FOOD, wants_woman=True)
	assert owner(ON_DUTY, [man, woman]) == ("murat@org", "duty")
	assert owner(ON_DUTY, [man, woman], wish) == ("wafa@org", "duty")
	assert owner(replace(ON_DUTY, assign_user="murat@org"), [man, woman], wish) == ("wafa@org", "duty")
	assert owner(ON_DUTY, [man], wish) == ("murat@org", "duty")


def test_level_six_goes_to_the_nearest_named_focal_point_past_every_rule():
	abuse = replace(LATE_FOOD, level=6)
	far = handler("far@org", duty="Sensitive", level_max=6)
	near = handler("near@org", HAREM, duty="Sensitive", level_max=6)
	ordinary = handler("ordinary@org", HAREM, level_max=6)
	away = replace(near, user="away@org", active=False)
	assert choose_named([far, near, ordinary, away], abuse).user == "near@org"
	assert choose_named([ordinary, away], abuse) == OwnerChoice(None, True, "nobody_named")
	woman = replace(far, user="woman@org", is_woman=True)
	assert choose_named([near, woman], replace(abuse, wants_woman=True)).user == "woman@org"
	too_near = replace(abuse, needs_independence=True, project_staff=frozenset({"near@org"}))
	assert choose_named([far, near], too_near).user == "far@org"


codes = st.sampled_from(["", "A", "B"])
rules = st.builds(
	RoutingRule,
	name=st.text("xyz", min_size=1, max_size=3),
	rank=st.integers(0, 2),
	level_from=st.none() | st.integers(0, 6),
	project=codes,
	channel=codes,
	categories=st.frozensets(codes, max_size=2),
	assign_duty=st.just("Handle"),
)
people = st.builds(
	Candidate,
	user=st.sampled_from(["a", "b", "c", "d"]),
	duty=st.sampled_from(["Handle", "Respond"]),
	area_path=st.sampled_from(["", SYRIA, IDLIB, ALEPPO]),
	project=codes,
	level_max=st.integers(0, 6),
	open_items=st.integers(0, 3),
	active=st.booleans(),
	deputy=st.sampled_from([None, "a", "b"]),
	is_woman=st.booleans(),
)
complaints = st.builds(
	RoutingFacts,
	level=st.integers(0, 6),
	category_path=st.tuples(codes),
	project=codes,
	area_path=st.sampled_from([SYRIA, HAREM]),
	channel=codes,
	needs_independence=st.booleans(),
	project_staff=st.frozensets(st.sampled_from("abcd")),
	wants_woman=st.booleans(),
)


@given(st.lists(rules, max_size=6, unique_by=lambda rule: rule.name), complaints, st.randoms())
def test_the_same_complaint_always_finds_the_same_rule(routing_table, facts, chance):
	shuffled = chance.sample(routing_table, len(routing_table))
	assert choose_rule(shuffled, facts) == choose_rule(routing_table, facts)


@given(st.lists(people, max_size=8), complaints, st.frozensets(st.sampled_from("abcd")), st.randoms())
def test_the_same_complaint_always_finds_the_same_owner_and_never_one_locked_out(
	candidates, facts, locked_out, chance
):
	rule = replace(ON_DUTY, assign_user="b")
	shuffled = chance.sample(candidates, len(candidates))
	choice = choose_owner(rule, candidates, facts, locked_out)
	assert choose_owner(rule, shuffled, facts, locked_out) == choice
	assert choice.user not in locked_out
	assert not (facts.needs_independence and choice.user in facts.project_staff)
