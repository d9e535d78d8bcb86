"""How a person wants to be reached: kept in the vault, told in plain words, obeyed by every sender."""

from frappe import _

from cfm_app.rules.safe_contact import ContactWishes


def of(wishes: dict) -> ContactWishes:
	"""Return the wishes as the rule takes them: {channel, language, times, safe_to_message, safe_to_call, …}."""
	known = {
		field: wishes[field] for field in ContactWishes.__dataclass_fields__ if wishes.get(field) is not None
	}
	if "times" in known:
		known["times"] = tuple(tuple(span) for span in known["times"])
	return ContactWishes(**known)


def in_words(wishes: dict) -> str | None:
	"""Return the wishes in one short paragraph for the form, None when the person stated none."""
	parts = [
		_("Answer by: {0}").format(_(wishes["channel"])) if wishes.get("channel") else "",
		_("Times: {0}").format(_times(wishes["times"])) if wishes.get("times") else "",
		_yes_no(wishes.get("safe_to_call"), _("calling is safe"), _("do not call")),
		_yes_no(wishes.get("safe_to_message"), _("messages are safe"), _("do not send messages")),
		_yes_no(wishes.get("voice_message"), _("a voice message may be left"), _("leave no voice message")),
		_("wants to speak with a woman") if wishes.get("female_staff") else "",
	]
	return " · ".join(filter(None, parts)) or None


def _times(times) -> str:
	return times if isinstance(times, str) else ", ".join("–".join(span) for span in times)


def _yes_no(value, yes: str, no: str) -> str:
	return "" if value is None else (yes if value else no)
