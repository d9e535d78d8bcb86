"""The page behind a partner's one-time address: one referral or one entry of the directory, and the answer to it.

Opening it changes nothing, because mail scanners open addresses, too. It needs no script and no account.
"""

import frappe
from frappe import _

from cfm_app.confidentiality import partner_links
from cfm_app.directory import changes, public_entry, verification
from cfm_app.handling import receiver_questions, referral_identity, referral_paper, referral_sheet, referrals
from cfm_app.handling.retry import again_on_deadlock
from cfm_app.handling.words import clean
from cfm_app.portal import counters, languages, tokens

PASS = "partner"  # nosec B105
PASS_SECONDS = 2 * 3600
WRONG_AN_HOUR, ACTIONS_AN_HOUR = 30, 40
LONGEST_TOKEN = 80
MESSAGE, CONFIRM, CHANGED = "message", "confirm", "changed"
FACTS = ("decline_reason", "scheduled_on", "delivered_on")
KEPT = ("action", "note", *FACTS)


@again_on_deadlock
def answer(request) -> tuple[int, str, dict]:
	"""Return (HTTP status, template, context) for a visit or an answer."""
	is_answer = request.method == "POST"
	row, record = _opened(request, is_answer)
	if not row:
		return _unknown()
	_speak_their_language(request, record)
	if is_answer:
		return _act(request, row, record)
	is_paper = row.purpose == partner_links.REFERRAL and request.args.get("paper")
	return _paper(record, row.is_mailed) if is_paper else _show(row, record)


def _opened(request, is_answer: bool):
	if counters.so_far("wrong partner links", counters.source()) >= WRONG_AN_HOUR:
		return None, None
	token = request.path.strip("/").partition("/")[2][:LONGEST_TOKEN]
	row, record = partner_links.open_link(token, to_answer=is_answer)
	if not row:
		counters.count("wrong partner links", counters.source())
	return row, record


def _speak_their_language(request, record) -> None:
	"""Show the page in the language that was chosen on it, else the partner's, the browser's, that of the referral."""
	offered = languages.offered()
	chosen = request.form.get("lang") or request.args.get("lang")
	theirs = frappe.db.get_value("Service Provider", record.provider, "language") or ""
	browser = request.accept_languages.best_match(offered)
	wanted = (chosen, theirs, theirs.split("-")[0], browser, record.get("language"))
	frappe.local.lang = next((code for code in wanted if code in offered), frappe.local.lang)


def _unknown() -> tuple[int, str, dict]:
	return 404, "partner_unknown.html", {}


def _act(request, row, record) -> tuple[int, str, dict]:
	sent = request.form
	opened = tokens.read(PASS, sent.get(PASS), PASS_SECONDS)
	if not opened or opened["link"] != row.name:
		return _show(
			row, record, error=_("This page was open for too long. Please press once more."), status=422
		)
	if opened["once"] == row.last_answer:
		return _show(row, record, done=_("We have your answer. Thank you."))
	if counters.count("partner answers", row.name) >= ACTIONS_AN_HOUR:
		return _show(
			row, record, error=_("This was tried too often. Please come back in an hour."), status=429
		)
	frappe.db.savepoint("cfm_partner")
	try:
		_must_be_as_seen(record, opened, sent)
		ANSWERS[row.purpose](record, sent)
	except frappe.ValidationError as why:
		frappe.db.rollback(save_point="cfm_partner")
		frappe.local.message_log = []
		return _show(row, record, error=str(why), status=422, sent=sent)
	partner_links.used(row, opened["once"])
	return _show(row, frappe.get_doc(record.doctype, record.name), done=_("We have your answer. Thank you."))


def _must_be_as_seen(record, opened: dict, sent) -> None:
	if sent.get("action") != MESSAGE and opened.get("seen") != record.get("workflow_state"):
		referrals.refuse_as_moved(record)


def _answer_referral(referral, sent) -> None:
	actor = referrals.receiver(_provider(referral))
	note = clean(sent.get("note") or "", _("Message"))
	if sent.get("action") == MESSAGE:
		return receiver_questions.ask(referral, actor, note)
	referrals.move(
		referral,
		sent.get("action") or "",
		actor,
		note,
		**{key: sent.get(key) for key in FACTS if sent.get(key)},
	)


def _answer_verification(service, sent) -> None:
	service.flags.ignore_permissions = (
		True  # reason: the address is the key; only these two things can be said with it
	)
	name = frappe.db.get_value("Service Provider", service.provider, "title")
	if sent.get("action") == CONFIRM:
		service.flags.changed_by = name
		return verification.verify(service, "by the provider", name)
	note = clean(sent.get("note") or "", _("What has changed"))
	if not note:
		frappe.throw(_("Please write something first."))
	changes.note_from_provider(service, name, note)


ANSWERS = {partner_links.REFERRAL: _answer_referral, partner_links.VERIFICATION: _answer_verification}


def _show(row, record, error="", done="", status=200, sent=None) -> tuple[int, str, dict]:
	shown = {
		"error": error,
		"done": done,
		"sent": {key: (sent or {}).get(key) or "" for key in KEPT},
		"pass_token": _pass(row, record),
	}
	if row.purpose == partner_links.VERIFICATION:
		return status, "partner_service.html", {**shown, **_service(record)}
	return status, "partner_referral.html", {**shown, **_referral(record, row.is_mailed)}


def _paper(referral, is_mailed: int) -> tuple[int, str, dict]:
	"""The form for the partner's own printer, without a script: what the page shows, on paper."""
	sheets = referral_paper.for_receiver(referral, least_alone=bool(is_mailed))
	if referral_sheet.knows_the_person(referral) and not is_mailed:
		referrals.remember_opening(referral, _provider(referral))
	return 200, "partner_paper.html", {"sheets": sheets}


def _pass(row, record) -> str:
	once = frappe.generate_hash(length=16)
	return tokens.make(PASS, link=row.name, once=once, seen=record.get("workflow_state"))


def _referral(referral, is_mailed: int) -> dict:
	sheet = referral_sheet.for_receiver(referral, least_alone=bool(is_mailed))
	knows = referral_sheet.knows_the_person(referral)
	if sheet["person"]:
		referrals.remember_opening(referral, _provider(referral))
	return {
		"sheet": sheet,
		"actions": referral_sheet.actions(referral),
		"reasons": [each for each in referral.meta.get_field("decline_reason").options.split("\n") if each],
		"knows": knows and not is_mailed,
		"is_behind_other_link": knows and is_mailed,
		"written": [] if is_mailed else _written(referral),
		**{
			day: languages.in_words(referral.get(f"{day}_on"), frappe.local.lang)
			if referral.get(f"{day}_on")
			else ""
			for day in ("due", "scheduled", "delivered")
		},
		"priority": _how_soon(referral.priority),
		"about": _about(sheet["about"]),
	}


def _written(referral) -> list[dict]:
	return [
		{**each, "at": languages.in_words(each["at"], frappe.local.lang)}
		for each in receiver_questions.written(referral)
	]


def _about(known: dict) -> list[tuple[str, str]]:
	return [(label, known.get(field, "")) for field, label in referral_identity.labels().items()]


def _how_soon(priority: str) -> str:
	return {"NORMAL": _("within 14 days"), "URGENT": _("within 3 days"), "EMERG": _("within 24 hours")}[
		priority
	]


def _service(service) -> dict:
	shown = ("plain_words", "capacity", "referral_criteria")
	facts = [(_(service.meta.get_label(field)), _(service.get(field) or "")) for field in shown]
	facts += [(_(service.meta.get_label(day)), _day(service.get(day))) for day in ("starts_on", "ends_on")]
	facts += public_entry.facts(service, frappe.local.lang)
	sites = [_place(site) for site in service.sites if not site.is_hidden]
	return {"title": service.title, "facts": [fact for fact in facts if fact[1]], "sites": sites}


def _day(day) -> str:
	return languages.in_words(day, frappe.local.lang) if day else ""


def _place(site) -> list[str]:
	hours = public_entry.in_days(site.hours or "", frappe.local.lang)
	return [part for part in (site.title, site.address, hours, site.phone) if part]


def _provider(referral) -> str:
	return frappe.db.get_value("Service Provider", referral.provider, "title") or _("Partner")
