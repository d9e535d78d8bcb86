"""Puts the public form into a site once. From then on it belongs to the site and is edited in Desk."""

import frappe

from cfm_app.portal.questions import DOCTYPE, refresh_choices

ROUTE = "feedback-form"
YES_NO = "\nYes\nNo"
ABOUT_AID_WORKER = "\nYes\nNo\nI do not know"
TIMES = "\nIn the morning (08:00-12:00)\nIn the afternoon (12:00-17:00)\nIn the evening (17:00-20:00)"
ANSWER_WAYS = {
	"Here, with my code": "WEB",
	"Phone call": "HOTLINE",
	"SMS": "SMS",
	"WhatsApp": "WHATSAPP",
	"E-mail": "EMAIL",
	"In person, at the help desk": "DESK",
}
HEARD_FROM = "\nPoster or leaflet\nRadio\nMeeting\nFriend or neighbour\nAid worker\nInternet\nOther"

FORM = {
	"title": "Feedback",
	"route": ROUTE,
	"doc_type": DOCTYPE,
	"published": 1,
	"login_required": 0,
	"anonymous": 1,
	"is_standard": 0,
	"introduction_text": "Ask, thank, complain or tell us what worries you.",
	"button_label": "Send",
	"success_title": "We have your message",
	"success_message": "Write down the code you were shown. It opens our answer.",
}


def create_missing() -> int:
	"""Create the public form when the site has none; return how many were created."""
	if frappe.db.exists("Web Form", {"doc_type": DOCTYPE}):
		return 0
	frappe.get_doc({"doctype": "Web Form", **FORM, "web_form_fields": _fields()}).insert()
	refresh_choices()
	return 1


def _fields() -> list[dict]:
	return [
		_section("Your message"),
		_choice("feedback_type", "What is it about?"),
		_text("message", "What do you want to tell us?", "Text", reqd=1),
		_text(
			"happened",
			"When and where did it happen?",
			"Small Text",
			"Only if it is about something that happened.",
		),
		_choice("area", "In which area?"),
		{
			**_choice(
				"about_aid_worker", "Is it about somebody who works or helps in aid?", ABOUT_AID_WORKER
			),
			"description": "Staff, volunteers, partners or suppliers of any organisation. If you say yes, only a few "
			"specially chosen people read it.",
		},
		_section("About you", "Leave this empty to stay anonymous. You get a code either way."),
		{
			**_text("stay_anonymous", "I want to stay anonymous", "Check"),
			"description": "We then keep no name, number or address, even if you write one below.",
		},
		_text("your_name", "Your name"),
		_text("phone", "Phone number"),
		_text("email", "E-mail address"),
		_section("How we may answer you", "So that our answer does not bring you into danger."),
		_choice("answer_by", "How do you want our answer?", "\n" + "\n".join(ANSWER_WAYS)),
		_choice("may_call", "May we call you?", YES_NO),
		_choice("may_write", "May we send you a message? Others may see it on your phone.", YES_NO),
		_choice("may_leave_voice_message", "May we leave a voice message?", YES_NO),
		_choice("good_times", "When may we call?", TIMES),
		_text("alias", "For whom should we ask?", help="A name that is safe if somebody else answers."),
		_text("prefers_woman", "I would rather speak with a woman", "Check"),
		_section("One last thing"),
		_choice("heard_from", "How did you hear of us?", HEARD_FROM),
	]


def _section(label: str, help: str = "") -> dict:
	return {"fieldtype": "Section Break", "label": label, "description": help}


def _choice(fieldname: str, label: str, options: str = "") -> dict:
	return {"fieldname": fieldname, "fieldtype": "Select", "label": label, "options": options}


def _text(fieldname: str, label: str, fieldtype: str = "Data", help: str = "", reqd: int = 0) -> dict:
	return {"fieldname": fieldname, "fieldtype": fieldtype, "label": label, "description": help, "reqd": reqd}
