"""Decides what a mail server's answer means for a message: RFC 5321 for the three digits, RFC 3463 for the detailed code."""

import re

THROTTLED, TRANSIENT, UNREACHABLE, PERMANENT, CONFIG = (
	"throttled",
	"transient",
	"unreachable",
	"permanent",
	"config",
)
DETAILED = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)")
SENDER, RECIPIENT, WORDS = "sender", "recipient", "words"

# Without a detailed code, what these mean when a recipient is named: no such mailbox, not here, not an address.
NO_SUCH_MAILBOX = (550, 551, 553)
# Addressing failed, or the mailbox takes nothing any more.
NEVER_REACHED = ("5.1.", "5.2.1")
TOO_FAST = ("4.7.", "4.2.1", "4.3.2", "4.4.5")


def meaning(stage: str, status: int, text: str) -> str:
	"""Return throttled, transient, unreachable, permanent or config for an answer that says no.

	`stage`: sender, recipient or words, whichever it answers. `text` is read for its detailed code only.
	"""
	detailed = code_in(text)
	if status < 500:
		return THROTTLED if status == 421 or detailed.startswith(TOO_FAST) else TRANSIENT
	if stage == SENDER:
		return CONFIG
	if detailed:
		return UNREACHABLE if detailed.startswith(NEVER_REACHED) else PERMANENT
	return UNREACHABLE if stage == RECIPIENT and status in NO_SUCH_MAILBOX else PERMANENT


def code_in(text: str) -> str:
	"""Return the detailed code of an answer, such as 5.1.1; "" when it has none."""
	found = DETAILED.search(text)
	return found[0] if found else ""


def state_of_report(action: str) -> str:
	"""Return the state of a message of which a mail server reports this; "" for what changes nothing (RFC 3464)."""
	return {"failed": "Undelivered", "delivered": "Delivered", "relayed": "Sent", "expanded": "Sent"}.get(
		action, ""
	)
