"""What people are told about the directory: a title and a link, in their own language."""

from frappe import _


def sentences(language: str | None = None) -> dict[str, str]:
	"""Return the sentences of these alerts, with {0} for the title of an entry. A code in the plural stands for several."""
	return {
		"service_due": _("{0} waits to be verified.", language),
		"services_due": _("{0} and others wait to be verified.", language),
		"service_ends": _("{0} ends within a month. Find out whether it goes on.", language),
		"services_end": _("{0} and others end within a month. Find out whether they go on.", language),
		"service_ended": _(
			"{0} has ended. Nobody is sent there until somebody has looked at it again.", language
		),
		"services_ended": _(
			"{0} and others have ended. Nobody is sent there until somebody has looked at them again.",
			language,
		),
		"service_without_owner": _("{0}: who kept it true has left. Say who does so now.", language),
		"services_without_owner": _(
			"{0} and others: who kept them true has left. Say who does so now.", language
		),
		"service_edited": _("{0}: a colleague has changed the entry you keep.", language),
		"service_news": _("{0}: the provider says that something has changed.", language),
		"suggestion_made": _("{0}: a colleague proposes a change. Accept it or say no.", language),
		"suggestion_accepted": _("{0}: the change you proposed was accepted.", language),
		"suggestion_rejected": _("{0}: the change you proposed was not taken over.", language),
		"bulletin_unread": _("{0}: please read it and say that you have.", language),
		"bulletins_unread": _("{0} and others: please read them and say that you have.", language),
	}


SEVERAL = {
	"service_due": "services_due",
	"service_ends": "services_end",
	"service_ended": "services_ended",
	"service_without_owner": "services_without_owner",
	"bulletin_unread": "bulletins_unread",
}
ON_MY_WORK = (*SEVERAL.values(), "bulletin_unread", "suggestion_made")
"""what is answered on My work, not in the form of one record"""
