"""The page on which a person writes to the organisation, and the receipt she gets."""

import frappe
from frappe import _
from frappe.utils import strip_html

from cfm_app.cfm_app.doctype.cfm_privacy_notice import cfm_privacy_notice
from cfm_app.directory import public
from cfm_app.exceptions import PortalRefused
from cfm_app.portal import attachments, languages, promises, questions, submission

MESSAGE = "message"
FILES = "files"


def answer(request) -> tuple[int, str, dict]:
	"""Return (HTTP status, template, context) for a visit or a filled form."""
	form = questions.web_form()
	if not form or not frappe.get_cached_doc("CFM Settings").portal_open:
		return 200, "closed.html", {"typed": request.form.get(MESSAGE, "")}
	sections = questions.sections(form)
	if request.method != "POST":
		return 200, "form.html", _form(form, sections, {}, {})
	return _take(request, form, sections)


def _take(request, form, sections) -> tuple[int, str, dict]:
	sent = request.form
	filled = submission.Filled(
		[question for section in sections for question in section.questions],
		sent,
		frappe.local.lang,
		key=sent.get("key", ""),
		trap=sent.get("website") or "",
	)
	submission.check(filled)
	filled.uploads, refused = attachments.checked(request.files.getlist(FILES))
	if refused:
		filled.errors[FILES] = " ".join(refused)
	if not filled.errors:
		try:
			return 200, "receipt.html", _receipt(submission.take(filled))
		except PortalRefused as why:
			filled.errors[MESSAGE] = str(why)
	return 422, "form.html", _form(form, sections, sent, filled.errors, _chose_files(request))


def _chose_files(request) -> bool:
	return any(file.filename for file in request.files.getlist(FILES))


def _form(form, sections, sent, errors: dict, had_files: bool = False) -> dict:
	notice = cfm_privacy_notice.current(frappe.local.lang)
	due = promises.latest_promise(list(questions.offered_types().values()))
	labels = {question.name: question.label for section in sections for question in section.questions}
	return {
		"title": _(form.title),
		"introduction": _(strip_html(form.introduction_text or "").strip()),
		"button": _(form.button_label or "Send"),
		"sections": sections,
		"sent": sent,
		"errors": errors,
		"labels": {**labels, FILES: _("Photo, voice note or PDF")},
		"had_files": had_files,
		"notice": notice,
		"due": languages.in_words(due, frappe.local.lang) if due else "",
		**attachments.limits(),
		"key": submission.new_key(),
		"has_services": public.has_any(),
	}


def _receipt(receipt: submission.Receipt) -> dict:
	due = languages.in_words(receipt.due, frappe.local.lang) if receipt.due else ""
	return {"code": receipt.code, "due": due}
