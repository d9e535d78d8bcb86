"""Decides which routing rule fits a complaint and who becomes its owner, and explains both (requirements B13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cfm_app.rules.access import FULL, RecordFacts, depth_of_grant
from cfm_app.rules.area_paths import is_within, path_and_above

HIGHEST_LEVEL = 6
NAMED_DUTY = "Sensitive"


@dataclass(frozen=True)
class RoutingRule:
	"""One line of the routing table. An empty condition fits everything; `name` is unique.

	`categories` holds category codes that match a complaint filed there or anywhere below. `area_path` covers
	everything below it (see area_paths).
	"""

	name: str
	rank: int
	level_from: int | None = None
	level_to: int | None = None
	categories: frozenset[str] = frozenset()
	project: str | None = None
	area_path: str | None = None
	channel: str | None = None
	urgency: str | None = None
	assign_duty: str | None = None
	assign_user: str | None = None


@dataclass(frozen=True)
class RoutingFacts:
	"""What routing may know of a complaint; `category_path` runs from the root to the category itself.

	`needs_independence` (rules/conflict.py) keeps `project_staff`, the people who belong to the project, away.
	"""

	level: int
	category_path: tuple[str, ...] = ()
	project: str | None = None
	area_path: str = ""
	channel: str | None = None
	urgency: str | None = None
	needs_independence: bool = False
	project_staff: frozenset[str] = frozenset()
	wants_woman: bool = False


@dataclass(frozen=True)
class Candidate:
	"""One grant of one user; a user with several grants comes as several candidates.

	`deputy` is the user who stands in while this one is not active. No area or project means all of them.
	"""

	user: str
	duty: str
	area_path: str = ""
	project: str | None = None
	level_min: int = 0
	level_max: int = 4
	open_items: int = 0
	active: bool = True
	deputy: str | None = None
	is_woman: bool = False


@dataclass(frozen=True)
class Considered:
	"""One rule as it was weighed, for "explain routing".

	`because` is chosen, outranked, or the condition that failed: level, category, project, area, channel,
	urgency. `value` is the complaint's value that decided.
	"""

	rule: str
	matched: bool
	because: str
	value: str


@dataclass(frozen=True)
class RuleMatch:
	"""The rule that fits (None: default queue and alert), and every rule in the order it was weighed."""

	rule: RoutingRule | None
	explanation: tuple[Considered, ...]


@dataclass(frozen=True)
class OwnerChoice:
	"""The owner, or the default queue, and why.

	Codes: rule_user, rule_user_deputy, duty, duty_deputy, no_rule, nobody_allowed, named_focal_point,
	nobody_named.
	"""

	user: str | None
	queue: bool
	because: str


def choose_rule(rules: Iterable[RoutingRule], facts: RoutingFacts) -> RuleMatch:
	"""Return the fitting rule of lowest rank, then with most conditions, then first by name."""
	chosen, explanation = None, []
	for rule in sorted(rules, key=_order):
		failed = _failed_condition(rule, facts)
		if failed:
			explanation.append(Considered(rule.name, False, failed, _shown(facts, failed)))
			continue
		explanation.append(Considered(rule.name, True, "outranked" if chosen else "chosen", ""))
		chosen = chosen or rule
	return RuleMatch(chosen, tuple(explanation))


def choose_owner(
	rule: RoutingRule | None,
	candidates: Sequence[Candidate],
	facts: RoutingFacts,
	locked_out: frozenset[str],
) -> OwnerChoice:
	"""Return who becomes owner under `rule`; without anybody the default queue takes it.

	The user of the rule comes first, then the rule's duty: deepest area, fewest open items, name. Somebody
	who is away is replaced by the deputy. Everybody needs a grant that covers the complaint and opens it in
	full. `locked_out` (the subject and their line) never own it; nor does staff of that very project where the
	complaint needs independence (requirements B09). Who wants to speak with a woman gets one, if there is one.
	"""
	if rule is None:
		return OwnerChoice(None, True, "no_rule")
	allowed = sorted((c for c in candidates if _may_own(c, facts, locked_out)), key=_preference)
	women = [c for c in allowed if c.is_woman] if facts.wants_woman else []
	return (
		_first_of(rule, women, allowed)
		or _first_of(rule, allowed, allowed)
		or OwnerChoice(None, True, "nobody_allowed")
	)


def choose_named(candidates: Sequence[Candidate], facts: RoutingFacts) -> OwnerChoice:
	"""Return who gets a complaint of level 6: a focal point named for it, past every rule (requirements E17).

	Nearest place first, a woman where the person wants one, fewest open items; the default queue without anybody.
	"""
	named = [c for c in candidates if c.duty == NAMED_DUTY and c.active and _may_own(c, facts, frozenset())]
	named.sort(key=lambda c: (facts.wants_woman and not c.is_woman, *_preference(c)))
	if not named:
		return OwnerChoice(None, True, "nobody_named")
	return OwnerChoice(named[0].user, False, "named_focal_point")


def _first_of(
	rule: RoutingRule, people: Sequence[Candidate], allowed: Sequence[Candidate]
) -> OwnerChoice | None:
	named = [c for c in people if c.user == rule.assign_user]
	on_duty = [c for c in people if rule.assign_duty and c.duty == rule.assign_duty]
	for group, because in ((named, "rule_user"), (on_duty, "duty")):
		present = [c.user for c in group if c.active]
		deputies = [c.deputy for c in group if c.deputy and _is_present(c.deputy, allowed)]
		if present:
			return OwnerChoice(present[0], False, because)
		if deputies:
			return OwnerChoice(deputies[0], False, f"{because}_deputy")
	return None


def _order(rule: RoutingRule) -> tuple[int, int, str]:
	has_level = rule.level_from is not None or rule.level_to is not None
	conditions = (has_level, rule.categories, rule.project, rule.area_path, rule.channel, rule.urgency)
	return rule.rank, -sum(map(bool, conditions)), rule.name


def _failed_condition(rule: RoutingRule, facts: RoutingFacts) -> str | None:
	"""Return the first condition that does not fit. Level 6 never goes by project (reference-data 3)."""
	conditions = {
		"level": _covers(rule.level_from, rule.level_to, facts.level),
		"category": not rule.categories or bool(rule.categories & set(facts.category_path)),
		"project": not rule.project or (rule.project == facts.project and facts.level < HIGHEST_LEVEL),
		"area": is_within(facts.area_path, rule.area_path or ""),
		"channel": rule.channel in (None, "", facts.channel),
		"urgency": rule.urgency in (None, "", facts.urgency),
	}
	return next((name for name, fits in conditions.items() if not fits), None)


def _shown(facts: RoutingFacts, condition: str) -> str:
	values = {
		"level": str(facts.level),
		"category": facts.category_path[-1] if facts.category_path else "",
		"area": facts.area_path,
	}
	return values[condition] if condition in values else getattr(facts, condition) or ""


def _may_own(candidate: Candidate, facts: RoutingFacts, locked_out: frozenset[str]) -> bool:
	return (
		candidate.user not in locked_out
		and depth_of_grant(candidate.duty, RecordFacts(facts.level)) == FULL
		and _covers(candidate.level_min, candidate.level_max, facts.level)
		and is_within(facts.area_path, candidate.area_path)
		and candidate.project in (None, "", facts.project)
		and not (facts.needs_independence and candidate.user in facts.project_staff)
	)


def _is_present(user: str, allowed: Sequence[Candidate]) -> bool:
	return any(candidate.user == user and candidate.active for candidate in allowed)


def _preference(candidate: Candidate) -> tuple[int, int, str, str]:
	depth = len(path_and_above(candidate.area_path))
	return -depth, candidate.open_items, candidate.user, candidate.deputy or ""


def _covers(lowest: int | None, highest: int | None, level: int) -> bool:
	return (lowest is None or lowest <= level) and (highest is None or level <= highest)
