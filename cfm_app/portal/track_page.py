"""The page on which a person follows her message: the receipt code opens it, typed in a form, never in an address."""

import frappe
from frappe import _

from cfm_app.confidentiality import receipts
from cfm_app.handling import dialogue
from cfm_app.portal import attachments, counters, dossier, help_asked, own_data, tokens, turns

PASS = "pass"  # nosec B105
PASS_SECONDS = 30 * 60
STEP = "done"
ACTIONS_AN_HOUR = 100
LONGEST_TYPED_CODE = 60


def answer(request) -> tuple[int, str, dict]:
	"""Return (HTTP status, template, context) for a visit, a typed code or an action."""
	sent = request.form
	if request.method != "POST":
		return _ask_for_code(200)
	if sent.get(PASS):
		return _act(request)
	return _open(sent)


def _ask_for_code(status: int, error: str = "", **shown) -> tuple[int, str, dict]:
	return status, "code.html", {"error": error, "draft": "", "typed": "", "ticket": "", **shown}


def _open(sent) -> tuple[int, str, dict]:
	typed, draft = (sent.get("code") or "")[:LONGEST_TYPED_CODE], sent.get("text") or ""
	turn = turns.ask(typed, sent.get("ticket") or "")
	if not turn.is_now:
		return _come_back(turn, typed, draft)
	contact = receipts.find(typed)
	turns.settle(bool(contact))
	return _show(contact, draft=draft) if contact else _ask_for_code(422, _unknown_code(), draft=draft)


def _come_back(turn: turns.Turn, typed: str, draft: str) -> tuple[int, str, dict]:
	if not turn.ticket:
		error = _("This was tried too often. Nothing is lost. Please come back in an hour.")
		return _ask_for_code(429, error, draft=draft, retry_after=turn.seconds)
	error = _(
		"Many wrong codes were typed from your network. Please wait {0} seconds and press the button once more. "
		"You need not type anything again."
	).format(turn.seconds)
	return _ask_for_code(429, error, draft=draft, typed=typed, ticket=turn.ticket, retry_after=turn.seconds)


def _act(request) -> tuple[int, str, dict]:
	sent = request.form
	opened = tokens.read(PASS, sent[PASS], PASS_SECONDS)
	# reason: the receipt code is the key, the signed pass says that it was typed
	if not opened or not frappe.db.exists("CFM Interaction", opened["contact"]):
		error = _("Please type your code again. Your text is still here.")
		return _ask_for_code(422, error, draft=sent.get("text") or "")
	standing = counters.begin(STEP, opened["once"])
	if standing == counters.DONE:
		return _show(opened["contact"])
	if standing == counters.UNDER_WAY:
		return _not_taken(opened["contact"], sent, 409, _still_under_way())
	shown = _take(request, opened["contact"])
	if shown[0] != 200:
		counters.refused(STEP, opened["once"])
	return shown


def _take(request, contact: str) -> tuple[int, str, dict]:
	if counters.count("actions", contact) >= ACTIONS_AN_HOUR:
		error = _("This was tried too often. Nothing is lost. Please come back in an hour.")
		return _not_taken(contact, request.form, 429, error)
	frappe.db.savepoint("cfm_track")
	try:
		done = _do(request, contact)
	except frappe.ValidationError as why:
		frappe.db.rollback(save_point="cfm_track")
		frappe.local.message_log = []
		return _not_taken(contact, request.form, 422, str(why))
	return _show(contact, done=done)


def _not_taken(contact: str, sent, status: int, error: str) -> tuple[int, str, dict]:
	return _show(contact, error=error, draft=sent.get("text") or "", status=status, of=_number(sent))


def _still_under_way() -> str:
	return _("This was sent twice. If it does not stand below, please wait a minute and press once more.")


def _do(request, contact_name: str) -> str:
	sent = request.form
	contact = frappe.get_doc("CFM Interaction", contact_name)  # reason: the receipt code is the key
	record = dossier.record_of(contact, _number(sent))
	action = ACTIONS.get(sent.get("action"))
	return action(request, contact, record) if action else ""


def _say(request, _contact, record) -> str:
	text = request.form.get("text") or ""
	uploads, refused = attachments.checked(request.files.getlist("files"))
	if refused:
		frappe.throw(" ".join(refused))
	for upload in uploads:
		dialogue.add_file(record, upload)
	if text.strip() or not uploads:
		dialogue.say(record, text)
	return _("We have received what you added.")


def _rate(request, _contact, record) -> str:
	dialogue.rate(record, _rating(request), request.form.get("text") or "")
	return _("Thank you. This helps us to do better.")


def _rate_reception(request, contact, _record) -> str:
	dialogue.rate_reception(contact, _rating(request))
	return _("Thank you. This helps us to do better.")


def _appeal(request, _contact, record) -> str:
	dialogue.appeal(record, request.form.get("text") or "")
	return _("We have opened this again. Somebody will look at it anew.")


ACTIONS = {
	"say": _say,
	"rate": _rate,
	"reception": _rate_reception,
	"appeal": _appeal,
	"data": own_data.ask,
	"help came": help_asked.say_whether_it_came,
	"help stop": help_asked.stop,
}


def _show(contact_name: str, error="", done="", draft="", status=200, of=1) -> tuple[int, str, dict]:
	view = dossier.of(frappe.get_doc("CFM Interaction", contact_name))  # reason: the code is the key
	token = tokens.make(PASS, contact=contact_name, once=frappe.generate_hash(length=16))
	return (
		status,
		"dossier.html",
		{
			"view": view,
			"pass_token": token,
			"error": error,
			"done": done,
			"draft": draft,
			"draft_of": of,
			**attachments.limits(),
		},
	)


def _unknown_code() -> str:
	return _("We do not know this code, or it is no longer valid. Please check the 16 digits.")


def _rating(request) -> int:
	rating = request.form.get("rating") or ""
	return int(rating) if rating in set("12345") else 0


def _number(sent) -> int:
	number = sent.get("item") or ""
	return int(number) if number.isdecimal() and len(number) < 4 else 1
