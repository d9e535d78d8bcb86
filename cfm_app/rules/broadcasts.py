"""Decides who a broadcast goes to, what it costs, which step follows, and what of its numbers may be seen."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cfm_app.rules.area_paths import is_within
from cfm_app.rules.suppression import TOTAL, in_words, protect

# whoever is known from records of this level and above alone gets no broadcast
NEVER_FROM_LEVEL = 4
KINDS_OF_LINE = {"SMS": ("phone",), "WhatsApp": ("whatsapp", "bsuid"), "E-mail": ("email",)}
# what the app itself says to one person; nobody sends it to many
TO_ONE_PERSON = frozenset(
	("received", "answer_ready", "question", "update", "call_back", "help_came", "help", "started", "stopped")
)
STEPS = {
	"ask": {"Draft": "Asked"},
	"approve": {"Asked": "Approved"},
	"send_back": {"Asked": "Draft", "Approved": "Draft"},
	"start": {"Approved": "Running"},
	"pause": {"Approved": "Paused", "Running": "Paused"},
	"resume": {"Paused": "Running"},
	"finish": {"Running": "Done"},
	"cancel": {state: "Cancelled" for state in ("Draft", "Asked", "Approved", "Running", "Paused")},
}
OUTCOMES = ("waiting", "sent", "delivered", "failed", "blocked")
OUTCOME_OF = {
	"Queued": "waiting",
	"Sending": "waiting",
	"Retry": "waiting",
	"Ambiguous": "waiting",
	"Accepted": "sent",
	"Sent": "sent",
	"Delivered": "delivered",
	"Read": "delivered",
	"Failed": "failed",
	"Undelivered": "failed",
	"Expired": "failed",
	"Dead letter": "failed",
	"Blocked": "blocked",
	"Cancelled": "blocked",
}
PEOPLE = "people"
MOST_A_MINUTE = 600
ROUNDED_TO = 10


@dataclass(frozen=True)
class Contact:
	"""Where and when somebody was in touch; `level` is that of the record, 0 to 6."""

	level: int = 0
	area_path: str = ""
	project: str = ""
	on: date | None = None


@dataclass(frozen=True)
class Candidate:
	"""Somebody who once agreed to information messages. `consent` says where and when; `records` what she is known from."""

	contact_point: str
	language: str
	consent: Contact
	records: tuple[Contact, ...] = ()
	hindrance: str = ""


@dataclass(frozen=True)
class Audience:
	"""Whom a broadcast is for. There is no criterion about what people wrote, nor about who they are."""

	area_path: str = ""
	project: str = ""
	language: str = ""
	written_since: date | None = None


def chosen(
	candidates: Iterable[Candidate], audience: Audience, never_from: int = NEVER_FROM_LEVEL
) -> tuple[list[Candidate], Counter]:
	"""Return who gets the message, each once, and how many of the others are held back by which hindrance."""
	meant = {each.contact_point: each for each in candidates if _is_meant(each, audience, never_from)}
	held_back = Counter(each.hindrance for each in meant.values() if each.hindrance)
	return [each for each in meant.values() if not each.hindrance], held_back


def singles_out(people: int, audience: Audience, threshold: int) -> bool:
	"""Tell whether a choice of place, project, language or time reaches so few that it would point at persons."""
	return audience != Audience() and people < threshold


def following(state: str, step: str) -> str:
	"""Return the state after a step, "" when it is not possible now."""
	return STEPS[step].get(state, "")


def possible_steps(state: str) -> set[str]:
	"""Return the steps that are possible in a state."""
	return {step for step, states in STEPS.items() if state in states}


def needs_second_person(cost: float, price: float, limit: float) -> bool:
	"""Tell whether somebody else has to approve. What has no known price always needs one."""
	return limit <= 0 or price <= 0 or cost > limit


def pace(per_minute: int | None) -> int:
	"""Return how many messages may be handed over in one minute, 1 to MOST_A_MINUTE."""
	return min(max(per_minute or 1, 1), MOST_A_MINUTE)


def fingerprint(plan: Mapping, wordings: Mapping[str, str], recipients: Iterable[tuple[str, str]]) -> str:
	"""Return what stands for a broadcast as it was asked: its plan, its words by language, each (contact point, language)."""
	told = [dict(plan), dict(wordings), sorted(recipients)]
	return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def shown_outcomes(counts: Mapping[str, int], threshold: int) -> dict[str, str]:
	"""Return {outcome or "people": words}, small numbers and those that would give them away hidden."""
	parents = {**dict.fromkeys(OUTCOMES, PEOPLE), PEOPLE: None}
	cells = {(outcome, TOTAL): counts.get(outcome, 0) for outcome in OUTCOMES}
	table = protect(cells, parents, (), threshold)
	return {row: in_words(value, threshold) for (row, _column), value in table.items()}


def shown(number: int, threshold: int) -> str:
	"""Return a number that stands alone, "<5" for 1 to 4."""
	return f"<{threshold}" if 0 < number < threshold else str(number)


def shown_parts(parts_by_language: Mapping[str, list[int]], threshold: int) -> int:
	"""Return the parts of all messages; rounded up where a few people of one language could be worked out from it.

	`parts_by_language`: {language: [parts of each message]}.
	"""
	parts = sum(map(sum, parts_by_language.values()))
	is_telling = any(len(each) < threshold for each in parts_by_language.values())
	return -(-parts // ROUNDED_TO) * ROUNDED_TO if is_telling else parts


def _is_meant(candidate: Candidate, audience: Audience, never_from: int) -> bool:
	ordinary = [record for record in candidate.records if record.level < never_from]
	if candidate.records and not ordinary:
		return False
	if audience.language and candidate.language != audience.language:
		return False
	return any(_fits(contact, audience) for contact in ordinary or [candidate.consent])


def _fits(contact: Contact, audience: Audience) -> bool:
	is_late_enough = not audience.written_since or bool(contact.on and contact.on >= audience.written_since)
	is_there = is_within(contact.area_path, audience.area_path)
	return is_there and audience.project in ("", contact.project) and is_late_enough
