"""The page on which a person follows her message: the receipt code opens it, typed in a form, never in an address."""

import frappe
from frappe import _

from cfm_app.confidentiality import receipts
from cfm_app.handling import dialogue
from cfm_app.portal import attachments, counters, dossier, tokens
from cfm_app.rules.references import normalise_receipt_code

PASS = "pass"
PASS_SECONDS = 30 * 60
TRIES_PER_CODE = 30
WRONG_CODES_EVERYWHERE = 2000


def answer(request) -> tuple[int, str, dict]:
	"""Return (HTTP status, template, context) for a visit, a typed code or an action."""
	sent = request.form
	if request.method != "POST":
		return 200, "code.html", {"error": "", "draft": ""}
	if sent.get(PASS):
		return _act(request)
	return _open(sent.get("code") or "", sent.get("text") or "")


def _open(typed: str, draft: str) -> tuple[int, str, dict]:
	if _is_locked(typed):
		return (
			429,
			"code.html",
			{
				"error": _("This was tried too often. Nothing is lost. Please come back in an hour."),
				"draft": draft,
			},
		)
	contact = receipts.find(typed)
	if not contact:
		counters.count("wrong codes")
		return 422, "code.html", {"error": _unknown_code(), "draft": draft}
	return _show(contact, draft=draft)


def _act(request) -> tuple[int, str, dict]:
	sent = request.form
	opened = tokens.read(PASS, sent[PASS], PASS_SECONDS)
	if not opened:
		return (
			422,
			"code.html",
			{
				"error": _("Please type your code again. Your text is still here."),
				"draft": sent.get("text") or "",
			},
		)
	if counters.count("done", opened["once"]):
		return _show(opened["contact"])
	frappe.db.savepoint("cfm_track")
	try:
		done = _do(request, opened["contact"])
	except frappe.ValidationError as why:
		frappe.db.rollback(save_point="cfm_track")
		frappe.local.message_log = []
		return _show(
			opened["contact"], error=str(why), draft=sent.get("text") or "", status=422, of=_number(sent)
		)
	return _show(opened["contact"], done=done)


def _do(request, contact_name: str) -> str:
	sent = request.form
	contact = frappe.get_doc("CFM Interaction", contact_name)
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


ACTIONS = {"say": _say, "rate": _rate, "reception": _rate_reception, "appeal": _appeal}


def _show(contact_name: str, error="", done="", draft="", status=200, of=1) -> tuple[int, str, dict]:
	view = dossier.of(frappe.get_doc("CFM Interaction", contact_name))
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
		},
	)


def _is_locked(typed: str) -> bool:
	code = normalise_receipt_code(typed) or typed
	tried = counters.count("code", code)
	return tried >= TRIES_PER_CODE or counters.so_far("wrong codes") >= WRONG_CODES_EVERYWHERE


def _unknown_code() -> str:
	return _("We do not know this code, or it is no longer valid. Please check the 16 digits.")


def _rating(request) -> int:
	rating = request.form.get("rating") or ""
	return int(rating) if rating in set("12345") else 0


def _number(sent) -> int:
	number = sent.get("item") or ""
	return int(number) if number.isdecimal() and len(number) < 4 else 1
