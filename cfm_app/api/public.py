"""Endpoints for guests. A guest gets back nothing but what she typed and her own code."""

import json

import frappe
from frappe import _
from frappe.website.doctype.web_form import web_form as core

from cfm_app.exceptions import PortalRefused
from cfm_app.portal import languages, questions, submission
from cfm_app.portal.counters import limited

FLOOD_AN_HOUR = 5000


@frappe.whitelist(allow_guest=True, methods=["POST"])
@limited("other form", lambda: FLOOD_AN_HOUR)
def accept_web_form(web_form: str, data: str) -> dict | None:
	"""Take Frappe's own rendering of the public form and say its receipt code; any other Web Form goes to Frappe.

	Open to guests by design. A busy address is held for review, never locked out, so the limit here counts the
	whole site. Returns {}: the code is in the message. Raises PortalRefused with what is wrong.
	"""
	form = frappe.get_cached_doc("Web Form", web_form)
	if form.doc_type != questions.DOCTYPE:
		return core.accept(web_form=web_form, data=data)
	frappe.form_dict.pop("data", None)  # it must not reach an error log
	if not form.published or not frappe.get_cached_doc("CFM Settings").portal_open:
		frappe.throw(_("This page is closed at the moment."), PortalRefused)
	receipt = submission.take(_filled(form, json.loads(data)))
	frappe.msgprint(_said(receipt), title=_("We have your message"))
	return {}


def _filled(form, sent: dict) -> submission.Filled:
	asked = [question for section in questions.sections(form) for question in section.questions]
	typed = {name: str(value) for name, value in sent.items() if value not in (None, "", 0)}
	filled = submission.Filled(asked, typed, frappe.local.lang)
	if not submission.check(filled):
		labels = {question.name: question.label for question in asked}
		frappe.throw(
			"<br>".join(f"{labels[name]}: {wrong}" for name, wrong in filled.errors.items()), PortalRefused
		)
	return filled


def _said(receipt: submission.Receipt) -> str:
	words = _("Your code is {0}. Write it down: it opens our answer, and we cannot show it again.").format(
		f"<b dir='ltr'>{receipt.code}</b>"
	)
	if receipt.due:
		words += " " + _("You get an answer by {0} at the latest.").format(
			languages.in_words(receipt.due, frappe.local.lang)
		)
	return words
