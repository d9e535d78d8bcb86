"""The board of referrals shows first what cannot wait."""

from cfm_app.rules import referral_board
from cfm_app.rules.referral_board import columns, is_urgent


def row(name, state="Sent", word="on track", due_on="2026-11-25 10:00:00", priority="NORMAL"):
	return {
		"name": name,
		"workflow_state": state,
		"priority": priority,
		"due_on": due_on,
		"standing": {"word": word},
	}


def names(found):
	return {column["state"]: [each["name"] for each in column["rows"]] for column in found}


def test_red_stands_above_amber_above_green_and_the_earlier_one_above():
	rows = [
		row("green", due_on="2026-11-23 08:00:00"),
		row("amber", word="due soon"),
		row("late", word="overdue", due_on="2026-11-21 10:00:00"),
		row("later", word="overdue", due_on="2026-11-22 10:00:00"),
		row("no date", due_on=None),
	]
	assert names(columns(rows)) == {"Sent": ["late", "later", "amber", "green", "no date"]}


def test_columns_stand_in_the_order_of_the_work_and_empty_ones_are_left_out():
	rows = [row("two", "Accepted"), row("one", "Draft"), row("three", "Not accepted"), row("over", "Closed")]
	assert list(names(columns(rows))) == ["Draft", "Accepted", "Not accepted"]


def test_what_has_ended_has_no_column():
	assert not set(referral_board.OPEN) & {"Closed", "Withdrawn", "Revoked", "Transferred on"}


def test_the_urgent_board_holds_emergencies_and_whatever_is_red():
	assert is_urgent(row("a", priority="EMERG")) and is_urgent(row("b", priority="URGENT"))
	assert is_urgent(row("c", word="overdue"))
	assert not is_urgent(row("d", word="due soon"))
