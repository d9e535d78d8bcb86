"""Reads what a person typed into the public form against its questions; what is wrong is told question by question."""

from frappe import _
from frappe.utils import cint, getdate

from cfm_app.confidentiality.persons import COMPLAINANT
from cfm_app.exceptions import PortalRefused
from cfm_app.handling.words import LIMIT
from cfm_app.portal.questions import LONG_TEXT, Question
from cfm_app.portal.seed import ANSWER_WAYS
from cfm_app.rules import contact_points
from cfm_app.rules.text_cleaning import clean_text

ONE_LINE_LIMIT = 140
NEEDS_PHONE = ("HOTLINE", "SMS", "WHATSAPP")
YES_NO = {"Yes": True, "No": False}
IDENTITY = {"your_name": "name", "phone": "phone", "email": "email", "alias": "alias"}


def read(questions: list[Question], sent) -> tuple[dict, dict]:
	"""Return ({question: value}, {question: what is wrong}); values are clean, never cut, "" when left empty."""
	values, errors = {}, {}
	for question in questions:
		try:
			values[question.name] = _read_one(question, sent.get(question.name) or "")
		except PortalRefused as refused:
			values[question.name] = ""
			errors[question.name] = str(refused)
	return values, errors


def check_contact(values: dict, region: str | None) -> dict:
	"""Return {question: what is wrong} with the ways to reach the person."""
	if values.get("stay_anonymous"):
		return {}
	errors = {}
	phone, email, way = values.get("phone"), values.get("email"), answer_way(values)
	if phone and not contact_points.normalise_phone(phone, region or None):
		errors["phone"] = _(
			"This does not look like a phone number. Please write it with the country code, like +93 70 123 4567."
		)
	if email and not contact_points.normalise_email(email):
		errors["email"] = _("This does not look like an e-mail address.")
	if way in NEEDS_PHONE and not phone:
		errors["phone"] = _("To answer you this way we need a phone number.")
	if way == "EMAIL" and not email:
		errors["email"] = _("To answer you this way we need an e-mail address.")
	return errors


def answer_way(values: dict) -> str | None:
	"""Return the channel by which the person wants her answer."""
	return ANSWER_WAYS.get(values.get("answer_by") or "")


def people(values: dict, language: str) -> list[dict]:
	"""Return the complainant as intake takes her; somebody who stays anonymous leaves no name, number or address."""
	identity = {"wishes": _wishes(values, language)}
	if not values.get("stay_anonymous"):
		identity.update({key: values[field] for field, key in IDENTITY.items() if values.get(field)})
	return [{"role": COMPLAINANT, "identity": identity}]


def spans(words: str) -> list[list[str]]:
	"""Return the hours named in an answer, such as [["08:00", "12:00"]] for "In the morning (08:00-12:00)"."""
	hours = [
		word
		for word in words.replace("-", " ").replace("–", " ").strip(" ()").replace("(", " ").split()
		if ":" in word
	]
	return [list(span) for span in zip(hours[::2], hours[1::2], strict=False)]


def _wishes(values: dict, language: str) -> dict:
	if values.get("stay_anonymous"):
		return {"channel": "WEB", "language": language}
	wishes = {
		"channel": answer_way(values),
		"language": language,
		"times": spans(values.get("good_times") or ""),
		"safe_to_call": YES_NO.get(values.get("may_call") or ""),
		"safe_to_message": YES_NO.get(values.get("may_write") or ""),
		"voice_message": YES_NO.get(values.get("may_leave_voice_message") or ""),
		"alias": values.get("alias"),
		"female_staff": True if values.get("prefers_woman") else None,
	}
	return {wish: value for wish, value in wishes.items() if value not in (None, "", [])}


def _read_one(question: Question, sent: str):
	if question.kind == "Check":
		return cint(bool(sent))
	cleaned = clean_text(sent, LIMIT if question.kind in LONG_TEXT else ONE_LINE_LIMIT)
	text = cleaned.text.strip()
	if not text:
		_refuse_empty(question)
		return ""
	if "too_long" in cleaned.problems:
		limit = LIMIT if question.kind in LONG_TEXT else ONE_LINE_LIMIT
		raise PortalRefused(
			_(
				"This is too long: {0} characters. At most {1} can be taken. Please shorten it or send it in parts."
			).format(cleaned.length, limit)
		)
	return READERS.get(question.kind, _as_text)(question, text)


def _refuse_empty(question: Question) -> None:
	if question.required:
		raise PortalRefused(_("Please answer this question."))


def _as_choice(question: Question, text: str) -> str:
	if text not in dict(question.options):
		raise PortalRefused(_("Please choose one of the answers."))
	return text


def _as_date(_question: Question, text: str) -> str:
	try:
		day = getdate(text)
	except Exception:  # the parser raises whatever its libraries raise
		raise PortalRefused(_("Please write the date like 2026-01-31.")) from None
	if day > getdate():
		raise PortalRefused(_("This date lies in the future. Please check it."))
	return str(day)


def _as_number(_question: Question, text: str) -> int:
	if not text.lstrip("-").isdecimal() or len(text) > 9:
		raise PortalRefused(_("Please write a whole number."))
	return int(text)


def _as_text(_question: Question, text: str) -> str:
	return text


READERS = {"Select": _as_choice, "Date": _as_date, "Int": _as_number}
