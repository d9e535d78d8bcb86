"""Decides what somebody who handed a contact in may hear of it later: one of three words (requirement C16)."""

RECEIVED, WITH_THE_PEOPLE_IN_CHARGE, FINISHED = "received", "with the people in charge", "finished"


def status(complaints: int, closed_complaints: int, contact_ended: bool, sensitive: bool) -> str:
	"""Return the word for a contact with so many complaints, so many of them closed.

	A sensitive one never says that it is finished: it would tell how such a matter goes on.
	"""
	if not (complaints or contact_ended):
		return RECEIVED
	open_complaints = complaints - closed_complaints
	return WITH_THE_PEOPLE_IN_CHARGE if sensitive or open_complaints else FINISHED
