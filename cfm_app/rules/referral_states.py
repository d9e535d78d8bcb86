"""Decides how a referral moves, who may move it and what is needed first (reference-data 6)."""

from dataclasses import dataclass

DRAFT, CONSENT_PENDING, SENT, ACKNOWLEDGED = "Draft", "Consent pending", "Sent", "Acknowledged"
ACCEPTED, NOT_ACCEPTED, SCHEDULED = "Accepted", "Not accepted", "Service scheduled"
RECEIVED, CLOSED, NO_FEEDBACK = "Service received", "Closed", "No feedback"
WITHDRAWN, UNREACHABLE, REVOKED, TRANSFERRED = "Withdrawn", "Person unreachable", "Revoked", "Transferred on"

WAITING_FOR_RECEIVER = (SENT, ACKNOWLEDGED, NO_FEEDBACK)
UNDER_WAY = (ACCEPTED, SCHEDULED)
# somebody was asked and has neither refused nor finished
WITH_RECEIVER = (*WAITING_FOR_RECEIVER, *UNDER_WAY, UNREACHABLE)
ENDED = (CLOSED, WITHDRAWN, REVOKED, TRANSFERRED)
STATES = (
	*(DRAFT, CONSENT_PENDING),
	*WAITING_FOR_RECEIVER,
	*UNDER_WAY,
	NOT_ACCEPTED,
	UNREACHABLE,
	RECEIVED,
	*ENDED,
)
SENDER, RECEIVER, PERSON, SYSTEM = "sender", "receiver", "person", "system"

ACTS_OF_RECEIVER = ("Schedule", "Decline", "The person cannot be reached")


@dataclass(frozen=True)
class Move:
	"""One way on: `action` in the words of a button, from which states to which, and by whom."""

	action: str
	before: tuple[str, ...]
	after: str
	by: tuple[str, ...]
	needs: tuple[str, ...] = ()


MOVES = (
	Move("Ask for consent", (DRAFT,), CONSENT_PENDING, (SENDER,)),
	Move("Send", (DRAFT, CONSENT_PENDING), SENT, (SENDER,), ("consent", "dataset", "agreement")),
	Move("Acknowledge", (SENT, NO_FEEDBACK), ACKNOWLEDGED, (RECEIVER,)),
	Move("Accept", WAITING_FOR_RECEIVER, ACCEPTED, (RECEIVER,)),
	Move("Decline", (*WAITING_FOR_RECEIVER, *UNDER_WAY), NOT_ACCEPTED, (RECEIVER,), ("decline_reason",)),
	Move("Schedule", (ACCEPTED, SCHEDULED), SCHEDULED, (RECEIVER,), ("scheduled_on",)),
	Move("Report as delivered", UNDER_WAY, SCHEDULED, (RECEIVER,), ("delivered_on",)),
	Move(
		"Confirm that the service was received",
		(*UNDER_WAY, *WAITING_FOR_RECEIVER),
		RECEIVED,
		(PERSON, SENDER),
		("confirmed_by",),
	),
	Move(
		"The person cannot be reached", (*UNDER_WAY, *WAITING_FOR_RECEIVER), UNREACHABLE, (RECEIVER, SENDER)
	),
	Move("Try again", (UNREACHABLE,), ACCEPTED, (SENDER, RECEIVER)),
	Move("No answer in time", (SENT, ACKNOWLEDGED), NO_FEEDBACK, (SYSTEM,)),
	Move(
		"Transfer",
		(*WAITING_FOR_RECEIVER, *UNDER_WAY, NOT_ACCEPTED, UNREACHABLE),
		TRANSFERRED,
		(SENDER,),
		("new_referral",),
	),
	Move(
		"Withdraw",
		(DRAFT, CONSENT_PENDING, *WAITING_FOR_RECEIVER, *UNDER_WAY, NOT_ACCEPTED, UNREACHABLE),
		WITHDRAWN,
		(SENDER, PERSON),
	),
	Move("Revoke", (*WAITING_FOR_RECEIVER, *UNDER_WAY), REVOKED, (SENDER,), ("note",)),
	Move("Close", (RECEIVED, NOT_ACCEPTED, UNREACHABLE), CLOSED, (SENDER,), ("note",)),
)


# when the person goes herself nobody answers for the receiver; what she tells is written down by the sender
WITHOUT_RECEIVER = ("Acknowledge", "Accept", "Schedule", "Report as delivered")


def moves_from(state: str, actor: str) -> list[Move]:
	"""Return what this actor may do with a referral in this state, in the order of the work."""
	return [move for move in MOVES if state in move.before and actor in move.by]


def move(action: str, state: str, actor: str) -> Move | None:
	"""Return the move of this name, None when this actor cannot make it from here."""
	return next((each for each in moves_from(state, actor) if each.action == action), None)


def is_hers_to_say(state: str, goes_herself: bool) -> bool:
	"""Tell whether the person is asked if the help has come.

	Not before the receiver has answered, unless she goes there herself: then nobody else will. Who hears it from her
	by call need not wait for that.
	"""
	return state in (*UNDER_WAY, NO_FEEDBACK) or (goes_herself and state in WAITING_FOR_RECEIVER)


def answers_her_no(action: str, actor: str) -> bool:
	"""Tell whether this step acts upon the person's word that the help has not come.

	Whoever sent it acts with any step. The receiver does with a new date or a refusal; that it repeats that the service
	was given does not contradict her.
	"""
	return actor in (SENDER, PERSON) or (actor == RECEIVER and action in ACTS_OF_RECEIVER)
