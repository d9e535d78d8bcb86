"""A message at the wrong time or on a shared phone can hurt: it goes out only where the person agreed."""

from datetime import time

import pytest

from cfm_app.rules.safe_contact import ContactWishes, may_send

NOON = time(12, 0)
ASKED = ContactWishes(channel="SMS", safe_to_message=True, safe_to_call=True, voice_message=True)


def answer(wishes, channel="SMS", at=NOON, sensitive=False):
	verdict = may_send(wishes, channel, at, sensitive)
	assert verdict.allowed == (verdict.reason_code == "allowed")
	return verdict.reason_code


@pytest.mark.parametrize("channel", ["SMS", "WHATSAPP", "MESSENGER", "EMAIL", "LETTER"])
@pytest.mark.parametrize("sensitive", [True, False])
def test_not_safe_to_message_blocks_every_message(channel, sensitive):
	assert (
		answer(ContactWishes(safe_to_message=False, safe_to_call=True), channel, NOON, sensitive)
		== "not_safe"
	)


@pytest.mark.parametrize("channel", ["HOTLINE", "MISSEDCALL", "IVR"])
def test_not_safe_to_call_blocks_calls_and_voice_messages(channel):
	wishes = ContactWishes(safe_to_message=True, safe_to_call=False, voice_message=True)
	assert answer(wishes, channel) == "not_safe"


def test_safe_to_call_is_not_yet_safe_to_leave_a_voice_message():
	wishes = ContactWishes(safe_to_call=True, voice_message=False)
	assert answer(wishes, "HOTLINE") == "allowed"
	assert answer(wishes, "IVR") == "not_safe"


def test_silence_is_enough_for_an_ordinary_answer_but_not_for_a_sensitive_one():
	nobody_asked = ContactWishes()
	assert answer(nobody_asked) == "allowed"
	assert answer(nobody_asked, sensitive=True) == "no_explicit_yes"
	assert answer(ContactWishes(safe_to_call=True), "IVR", NOON, sensitive=True) == "no_explicit_yes"


def test_a_sensitive_answer_takes_only_the_channel_the_person_named():
	assert answer(ASKED, "SMS", sensitive=True) == "allowed"
	assert answer(ASKED, "WHATSAPP", sensitive=True) == "other_channel"
	assert answer(ASKED, "WHATSAPP") == "allowed"


@pytest.mark.parametrize("sensitive", [True, False])
@pytest.mark.parametrize(
	("at", "expected"),
	[("08:59", "outside_hours"), ("09:00", "allowed"), ("11:59", "allowed"), ("12:00", "outside_hours")],
)
def test_the_hours_she_named_hold_for_everything(at, expected, sensitive):
	wishes = ContactWishes("SMS", safe_to_message=True, times=(("09:00", "12:00"),))
	assert answer(wishes, "SMS", time.fromisoformat(at), sensitive) == expected


@pytest.mark.parametrize(
	("at", "expected"), [("23:30", "allowed"), ("00:30", "allowed"), ("01:00", "outside_hours")]
)
def test_hours_may_pass_midnight(at, expected):
	wishes = ContactWishes(times=(("14:00", "15:00"), ("22:00", "01:00")))
	assert answer(wishes, at=time.fromisoformat(at)) == expected


@pytest.mark.parametrize("channel", ["DESK", "HOMEVISIT", "SOCIAL", "RADIO", "", "PIGEON"])
def test_nothing_is_sent_where_no_private_message_can_go(channel):
	assert answer(ASKED, channel) == "channel_not_for_sending"


@pytest.mark.parametrize("channel", ["SMS", "WHATSAPP", "MESSENGER", "EMAIL", "LETTER", "IVR"])
def test_nothing_is_written_to_a_child_whatever_was_agreed(channel):
	for planned in (True, False):
		verdict = may_send(ASKED, channel, NOON, sensitive=False, child=True, contact_plan=planned)
		assert (verdict.allowed, verdict.reason_code) == (False, "child_no_messages")


def test_a_child_is_called_back_only_as_planned_with_the_caregiver():
	planned = may_send(ASKED, "HOTLINE", NOON, sensitive=False, child=True, contact_plan=True)
	unplanned = may_send(ASKED, "HOTLINE", NOON, sensitive=False, child=True)
	assert planned.allowed
	assert unplanned.reason_code == "no_contact_plan"
	unsafe = may_send(
		ContactWishes(safe_to_call=False), "HOTLINE", NOON, False, child=True, contact_plan=True
	)
	assert unsafe.reason_code == "not_safe"
