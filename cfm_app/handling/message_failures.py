"""What messages are for and why they come to nothing, in plain words for who looks after the lines."""

from frappe import _

from cfm_app.handling.message_marks import reasons


def in_words(error_class: str | None, code: str | None) -> str:
	"""Return a sentence for a kind of error of base/errors.py and its code, "" where there is none."""
	own = reasons().get(code or "")
	if own or not error_class:
		return own or ""
	return (
		f"{kinds().get(error_class, error_class)} ({code})" if code else kinds().get(error_class, error_class)
	)


def call_in_words(code: str | None) -> str:
	"""Return a sentence for why a call of a provider could not be worked on."""
	if code == "ReportOfUnknownMessage":
		return _("A report about a message that we do not know")
	return _("It could not be worked on: {0}").format(code or _("not tried yet"))


def asking_in_words(code: str) -> str:
	"""Return a sentence for why a provider could not be asked."""
	if code == "no_keys":
		return _("Keys or a password are missing. Enter them in the form of the account.")
	return _("The provider could not be asked (error {0}).").format(code)


def purpose_in_words(purpose: str | None) -> str:
	"""Return what a message is for."""
	words = {
		"acknowledgement": _("confirmation that a message was received"),
		"answer": _("news that an answer is ready"),
		"question": _("news that a question waits"),
		"keyword": _("reply to a keyword such as STOP"),
		"broadcast": _("message to many people"),
	}
	return words.get(purpose, _("message to one person"))


def kinds() -> dict[str, str]:
	"""Return {kind of error: words}."""
	return {
		"Throttled": _("Too many at once, the provider says"),
		"Transient": _("The provider could not be reached"),
		"Ambiguous": _("The provider did not say whether it took the message"),
		"Permanent": _("The provider refused the message or the number"),
		"OptedOut": _("The person told the provider to stop"),
		"WindowClosed": _("The provider takes only approved wording now"),
		"ConfigBroken": _("The provider refused our account, key or number"),
		"PolicyBlocked": _("Our own rules forbid it"),
		"Lease": _("A worker was lost while it was sending"),
	}
