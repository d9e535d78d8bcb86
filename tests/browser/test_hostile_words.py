"""Somebody types script into every field: whoever opens it at the desk, and she herself, sees words that do nothing."""

import re

import pytest

import frappe

from cfm_app.testing.factories import make_area, make_grant, make_rule, make_user
from cfm_app.testing.hostile_words import RAN, WORDS

# One text that would run in a page, an attribute, a field or a template; nothing in it is shorter than a name may be.
EVERYTHING = " ".join(
	WORDS[kind] for kind in ("a script", "a picture that fails", "the end of a field", "a template")
)
SHORT = f'<img src=x onerror="{RAN}">'


@pytest.fixture(scope="module")
def people(open_site):
	"""Operator and focal point of an area of their own."""
	make_area("HOSTILELAND")
	found = {}
	for name, role, duty in (
		("Olga Hostile", "Operator", "Intake"),
		("Fiona Hostile", "Focal Point", "Handle"),
	):
		found[role] = make_user(name, role)
		if not frappe.db.exists("CFM Focal Point", {"user": found[role], "duty": duty}):
			make_grant(found[role], duty, area="HOSTILELAND")
	if not frappe.db.exists("CFM Routing Rule", {"area": "HOSTILELAND"}):
		focal = found["Focal Point"]
		make_rule("Hostileland", rank=1, area="HOSTILELAND", level_to=4, assign_user=focal, assign_duty=None)
	frappe.db.commit()  # reason: the served site is another process
	return found


def watch(page):
	"""Note every dialog and every policy that a page breaks."""
	said = []
	page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
	return said


def ran(page):
	return page.evaluate("Boolean(window.cfm_ran)")


def choose_area(page, title):
	"""Choose where it happened: from a list, or from buttons where a site has few places."""
	if page.locator("select#area").count():
		page.select_option("#area", label=title)
	else:
		page.locator("#area").get_by_label(title).check()


def write(page):
	"""Fill every text of the public form with script; return the code."""
	page.goto("/feedback")
	for field in page.locator("main textarea, main input[type=text]:not(#website)").all():
		field.fill(SHORT if field.get_attribute("id") in ("your_name", "alias") else EVERYTHING)
	choose_area(page, "Hostileland")
	page.fill("#phone", SHORT)
	page.locator("main form button").click()
	assert page.locator("#phone-wrong").count() == 1 and not ran(page)
	page.fill("#phone", "+93701234567")
	page.locator("main form button").click()
	return page.locator(".code").inner_text()


def add_words(page, code):
	"""Add to the message on the tracking page."""
	page.goto("/feedback/track")
	page.fill("#code", code)
	page.locator("main form button").click()
	page.locator("main summary").first.click()
	page.locator("main textarea[name=text]").first.fill(EVERYTHING)
	page.locator("main details form button").first.click()
	assert page.locator(".said", has_text="onerror").count() >= 1 and not ran(page)


def settled(page):
	page.wait_for_load_state("networkidle")
	return page


def test_what_a_stranger_typed_never_runs_at_the_desk_or_on_her_page(new_page, desk, people, shot):
	visitor = new_page(390)
	said = watch(visitor)
	code = write(visitor)
	assert re.fullmatch(r"(\d{4} ){3}\d{4}", code)
	add_words(visitor, code)
	frappe.db.rollback()
	contact = frappe.get_last_doc("CFM Interaction").name

	operator = desk(people["Operator"])
	said_at_desk = watch(operator)
	for address in ("/app/cfm-interaction", f"/app/cfm-interaction/{contact}"):
		settled(operator).goto(address)
		settled(operator)
	operator.locator(".cfm-words", has_text="onerror").first.wait_for()
	shot(operator, "hostile-contact")
	assert not ran(operator)
	operator.get_by_role("button", name="Take it").click()
	operator.get_by_role("button", name="Classify").click()
	operator.locator(".modal.show .cfm-words", has_text="onerror").wait_for()
	assert not ran(operator)

	complaint = made_complaint(people["Operator"], contact)
	focal = desk(people["Focal Point"])
	said_to_focal = watch(focal)
	for address in ("/app/complaint", "/app/my-work", f"/app/complaint/{complaint}"):
		focal.goto(address)
		settled(focal)
		assert not ran(focal), address
	focal.locator(".cfm-words", has_text="onerror").first.wait_for()
	for panel in ("The person", "What happened"):
		assert focal.locator(".cfm-panel", has_text=panel).count() >= 1
	shot(focal, "hostile-complaint")
	focal.goto(f"/printview?doctype=Complaint&name={complaint}&format=Complaint%20Sheet")
	settled(focal)
	assert not ran(focal)
	assert said == said_at_desk == said_to_focal == []


def made_complaint(operator, contact):
	"""The complaint the operator makes of it."""
	from cfm_app.handling import intake

	frappe.db.rollback()
	frappe.set_user(operator)
	try:
		facts = {"feedback_type": "COMPL_PROG", "category": "QUANT", "area": "HOSTILELAND"}
		made = intake.classify(frappe.get_doc("CFM Interaction", contact), [{"facts": facts}])[0].name
	finally:
		frappe.set_user("Administrator")
	frappe.db.commit()  # reason: the served site is another process
	return made
