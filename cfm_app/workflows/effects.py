"""What happens when a complaint has entered a state: clocks, steps, follow-ups."""

from cfm_app.handling import clocks, follow_ups, timeline
from cfm_app.workflows import states


def before_saving(doc, before: str | None) -> None:
	"""Set what the new state implies on the document itself, before it is written."""
	effect = BEFORE_SAVING.get(doc.workflow_state)
	if effect:
		effect(doc, before)


def after_saving(doc, before: str | None) -> None:
	"""Do what the new state implies elsewhere."""
	timeline.add(doc, "state changed", from_state=before, to_state=doc.workflow_state)
	if doc.workflow_state in states.ENDED:
		follow_ups.plan_after_closing(doc)
	elif before in states.ENDED:
		follow_ups.cancel(doc)


def _acknowledge(doc, _before) -> None:
	clocks.stop(doc, "acknowledge")


def _pause(doc, _before) -> None:
	timeline.write(doc, "clock paused", detail=doc.waiting_reason)


def _resume(doc, before) -> None:
	clocks.stop(doc, "acknowledge")
	if before == states.WAITING:
		timeline.write(doc, "clock resumed")
		doc.waiting_reason = None
		clocks.set_due_dates(doc)


def _answer(doc, _before) -> None:
	clocks.stop(doc, "first_answer")


def _close(doc, _before) -> None:
	doc.outcome = doc.outcome or states.OUTCOME_OF_EARLY_END.get(doc.workflow_state)
	clocks.stop(doc, "acknowledge")
	clocks.stop(doc, "resolve")
	if doc.resolved_at_first_contact:
		clocks.stop(doc, "first_answer")


def _reopen(doc, before) -> None:
	if before in states.ENDED:
		doc.update({"closed_on": None, "outcome": None, "reopen_count": (doc.reopen_count or 0) + 1})
	clocks.set_next_due(doc)


BEFORE_SAVING = {
	states.TRIAGED: _acknowledge,
	states.WAITING: _pause,
	states.IN_PROGRESS: _resume,
	states.ANSWERED: _answer,
	states.CLOSED: _close,
	states.OUT_OF_SCOPE: _close,
	states.DUPLICATE: _close,
	states.WITHDRAWN: _close,
	states.REOPENED: _reopen,
	states.APPEALED: _reopen,
}
