"""At the desk in a real browser: a caller's words become a complaint, it is worked to its end, and Arabic reads from the right."""

import pytest

import frappe

from cfm_app.api import desk, desk_answers
from cfm_app.testing.factories import make_area, make_grant, make_rule, make_user

WORDS = "The zebra crossing at the school is flooded."
FACTS = {"channel": "HOTLINE", "area": "BROWSERLAND"}
ITEM = {"facts": {"feedback_type": "COMPL_PROG", "category": "QUANT", "area": "BROWSERLAND"}, "words": {}}


@pytest.fixture(scope="module")
def people(open_site):
	"""Operator, focal point and coordinator of an area of their own."""
	make_area("BROWSERLAND")
	found = {}
	for name, role, duty in (
		("Olga Browser", "Operator", "Intake"),
		("Fiona Browser", "Focal Point", "Handle"),
		("Cora Browser", "Coordinator", "Supervise"),
	):
		found[role] = make_user(name, role)
		if not frappe.db.exists("CFM Focal Point", {"user": found[role], "duty": duty}):
			make_grant(found[role], duty, area="BROWSERLAND")
	if not frappe.db.exists("CFM Routing Rule", {"area": "BROWSERLAND"}):
		make_rule(
			"Browserland",
			rank=1,
			area="BROWSERLAND",
			level_to=4,
			assign_user=found["Focal Point"],
			assign_duty=None,
		)
	frappe.db.commit()  # reason: the served site is another process
	return found


def taken_by(operator):
	"""A complaint the operator took, as the server records it; its name."""
	frappe.set_user(operator)
	try:
		name = desk.quick_intake(FACTS, WORDS, [ITEM], [])["complaints"][0]["name"]
	finally:
		frappe.set_user("Administrator")
	frappe.db.commit()  # reason: the served site is another process
	return name


def words_on(page):
	return page.locator(".cfm-words", has_text=WORDS).first


def choose(page, action):
	page.get_by_role("button", name="Actions").click()
	page.locator(".actions-btn-group .dropdown-menu").get_by_text(action, exact=True).click()


def pick(dialog, field, title):
	dialog.locator(f"input[data-fieldname={field}]").click()
	dialog.locator(f"input[data-fieldname={field}]").press_sequentially(title)
	dialog.get_by_role("option").filter(has_text=title).first.click()
	dialog.page.wait_for_function("field => cur_dialog.get_value(field)", arg=field)


def state(page, expected):
	page.locator(".cfm-overview .indicator-pill", has_text=expected).wait_for()


def test_an_operator_records_a_call_and_reads_out_the_code(desk, people, shot):
	page = desk(people["Operator"])
	page.goto("/app/my-work")
	page.locator(".cfm-intake-button").click()
	dialog = page.locator(".cfm-quick-intake")
	dialog.locator("textarea[data-fieldname=message]").fill(WORDS)
	pick(dialog, "category", "Help not as promised")
	dialog.get_by_role("button", name="Record").click()
	code = page.locator(".cfm-code").inner_text()
	shot(page, "receipt_code")
	assert len(code.replace(" ", "")) == 16 and code.replace(" ", "").isdigit()


def test_violence_asks_whether_an_aid_worker_is_involved_and_goes_to_the_people_named_for_it(desk, people):
	page = desk(people["Operator"])
	page.goto("/app/my-work")
	page.locator(".cfm-intake-button").click()
	dialog = page.locator(".cfm-quick-intake")
	dialog.locator("textarea[data-fieldname=message]").fill(WORDS)
	question = dialog.locator("select[data-fieldname=aid_worker_involved]")
	assert not question.is_visible()
	pick(dialog, "category", "Torture or degrading treatment")
	question.wait_for()
	question.select_option("unknown")
	for asked_first in ("in_danger_now", "within_72_hours"):
		dialog.locator(f"select[data-fieldname={asked_first}]").select_option("no")
	dialog.get_by_role("button", name="Record").click()
	page.locator(".cfm-code").wait_for()
	assert page.get_by_text("handed over to the people named for it").is_visible()


def test_a_refused_intake_keeps_every_word(desk, people):
	page = desk(people["Operator"])
	page.goto("/app/my-work")
	page.locator(".cfm-intake-button").click()
	dialog = page.locator(".cfm-quick-intake")
	dialog.locator("textarea[data-fieldname=message]").fill(WORDS)
	dialog.locator("input[data-fieldname=feedback_type]").fill("")
	dialog.get_by_role("button", name="Record").click()
	page.locator(".msgprint-dialog, .modal-dialog .msgprint").first.wait_for()
	assert dialog.locator("textarea[data-fieldname=message]").input_value() == WORDS


def test_a_focal_point_works_a_complaint_to_its_end(desk, people, shot):
	name = taken_by(people["Operator"])
	page = desk(people["Focal Point"])
	page.goto(f"/app/complaint/{name}")
	words_on(page).wait_for()
	choose(page, "Triage")
	state(page, "Triaged")
	choose(page, "Start work")
	state(page, "In progress")
	page.get_by_role("button", name="Write the answer").click()
	page.locator(".modal.show textarea[data-fieldname=answer]").fill("It is dry again.")
	page.locator(".modal.show").get_by_role("button", name="Save").click()
	page.get_by_text("Waits for somebody else to approve it.").wait_for()
	approved_by(people["Coordinator"], name)
	page.reload()
	page.get_by_role("button", name="Record an attempt").click()
	page.locator(".modal.show").get_by_role("button", name="Record", exact=True).click()
	page.locator(".cfm-answer .indicator-pill", has_text="Delivered").wait_for()
	shot(page, "complaint_delivered")
	with_outcome(people["Focal Point"], name)
	page.reload()
	choose(page, "Close")
	state(page, "Closed")
	frappe.db.rollback()  # reason: see what the served site has written
	assert frappe.db.get_value("Complaint", name, "workflow_state") == "Closed"


def approved_by(user, complaint):
	frappe.db.rollback()  # reason: see what the served site has written
	response, seen = frappe.db.get_value("CFM Response", {"complaint": complaint}, ["name", "modified"])
	frappe.set_user(user)
	desk_answers.approve(response, str(seen))
	frappe.set_user("Administrator")
	frappe.db.commit()  # reason: the served site is another process


def with_outcome(user, complaint):
	frappe.db.rollback()  # reason: see what the served site has written
	frappe.set_user(user)
	record = frappe.get_doc("Complaint", complaint)
	record.outcome = "SOLVED"
	record.save()
	frappe.set_user("Administrator")
	frappe.db.commit()  # reason: the served site is another process


def test_the_form_offers_none_of_the_platforms_own_comment_boxes(desk, people):
	name = taken_by(people["Operator"])
	page = desk(people["Focal Point"])
	page.goto(f"/app/complaint/{name}")
	words_on(page).wait_for()
	for part in (".comment-box", ".form-attachments", ".form-shared", ".form-tags", ".form-assignments"):
		assert not page.locator(f".cfm-confidential {part}").first.is_visible(), part


def test_arabic_reads_from_the_right_and_words_keep_their_own_direction(desk, people, shot):
	name = taken_by(people["Operator"])
	frappe.db.set_value("User", people["Focal Point"], "language", "ar")
	frappe.db.commit()  # reason: the served site is another process
	frappe.clear_cache(user=people["Focal Point"])
	page = desk(people["Focal Point"], 390)
	try:
		page.goto(f"/app/complaint/{name}")
		words_on(page).wait_for()
		shot(page, "complaint_arabic")
		direction = "element => getComputedStyle(element).direction"
		assert page.locator(".cfm-overview").evaluate(direction) == "rtl"
		assert words_on(page).evaluate(direction) == "ltr"
		assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
	finally:
		frappe.db.set_value("User", people["Focal Point"], "language", "en")
		frappe.db.commit()  # reason: the served site is another process
