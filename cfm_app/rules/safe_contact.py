"""Decides whether a message or a call may go out to a person without putting them at risk (requirements A20)."""

from dataclasses import dataclass
from datetime import time

MESSAGE_CHANNELS = frozenset({"SMS", "WHATSAPP", "MESSENGER", "EMAIL", "LETTER"})
CALL_CHANNELS = frozenset({"HOTLINE", "MISSEDCALL"})
VOICE_MESSAGE_CHANNELS = frozenset({"IVR"})


@dataclass(frozen=True)
class ContactWishes:
	"""How a person wants to be answered. None means that nobody asked; no times means any time.

	`times` are spans of local wall time as ("HH:MM", "HH:MM"); a span may pass midnight.
	"""

	channel: str | None = None
	language: str | None = None
	times: tuple[tuple[str, str], ...] = ()
	safe_to_message: bool | None = None
	safe_to_call: bool | None = None
	voice_message: bool | None = None
	alias: str | None = None
	female_staff: bool | None = None


@dataclass(frozen=True)
class Verdict:
	"""Whether it may go out, and why.

	Codes: allowed, channel_not_for_sending, child_no_messages, no_contact_plan, not_safe, no_explicit_yes,
	other_channel, outside_hours.
	"""

	allowed: bool
	reason_code: str


def may_send(
	wishes: ContactWishes,
	channel: str,
	local_time: time,
	sensitive: bool,
	child: bool = False,
	contact_plan: bool = False,
) -> Verdict:
	"""Decide for one channel (reference-data 5) at the person's local wall time.

	A no always holds, and so do the hours. A sensitive record also needs an explicit yes, and then only the
	channel the person named is used (messaging 2.11). About a child nothing is written to a phone or mailbox, and
	a call needs a plan that was made with a caregiver (requirements E48). Raises ValueError for a time that is
	not HH:MM.
	"""
	if channel not in MESSAGE_CHANNELS | CALL_CHANNELS | VOICE_MESSAGE_CHANNELS:
		return Verdict(False, "channel_not_for_sending")
	if child and channel in MESSAGE_CHANNELS | VOICE_MESSAGE_CHANNELS:
		return Verdict(False, "child_no_messages")
	if child and not contact_plan:
		return Verdict(False, "no_contact_plan")
	safe = _safe(wishes, channel)
	if safe is False:
		return Verdict(False, "not_safe")
	if sensitive and safe is None:
		return Verdict(False, "no_explicit_yes")
	if sensitive and wishes.channel and wishes.channel != channel:
		return Verdict(False, "other_channel")
	if wishes.times and not any(_within(local_time, *span) for span in wishes.times):
		return Verdict(False, "outside_hours")
	return Verdict(True, "allowed")


def _safe(wishes: ContactWishes, channel: str) -> bool | None:
	if channel in MESSAGE_CHANNELS:
		return wishes.safe_to_message
	if channel in VOICE_MESSAGE_CHANNELS and wishes.safe_to_call is not False:
		return wishes.voice_message
	return wishes.safe_to_call


def _within(moment: time, start: str, end: str) -> bool:
	opens, closes = time.fromisoformat(start), time.fromisoformat(end)
	if opens < closes:
		return opens <= moment < closes
	return moment >= opens or moment < closes
