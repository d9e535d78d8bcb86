"""A referral in a real browser: four clicks from the complaint, and our own department answers from her list of work."""

import pytest

import frappe

from cfm_app.api import desk_referral_inbox
from cfm_app.testing import referland
from cfm_app.testing.referland import EMPTY_AREA, NAME, WISHED

CLICKS = "window.cfm_clicks = 0; addEventListener('click', (event) => event.isTrusted && window.cfm_clicks++, true)"


@pytest.fixture(scope="module")
def people(open_site):
	return referland.settled()


@pytest.fixture
def complaint(people):
	return referland.caller(people)


def open_finder(page, complaint, need="Civil documentation"):
	"""Open the complaint and the finder, and say what is needed; the rest is known from the complaint."""
	page.goto(f"/app/complaint/{complaint}")
	page.get_by_role("button", name="Find a service and refer").click()
	finder = page.locator(".cfm-service-finder.show")
	pick(finder, "service_type", need)
	finder.get_by_role("button", name="Find", exact=True).click()
	has_answered(finder)
	return finder


def pick(dialog, field, title):
	box = dialog.locator(f"input[data-fieldname={field}]")
	box.click()
	box.press_sequentially(title)
	dialog.get_by_role("option").filter(has_text=title).first.click()
	dialog.page.wait_for_function("field => cur_dialog.get_value(field)", arg=field)


def has_answered(finder):
	finder.locator("[role=status][tabindex]").wait_for()


def has_state(page, expected):
	page.locator(".cfm-overview .indicator-pill", has_text=expected).first.wait_for()


def is_red(page, words):
	page.locator(".indicator-pill.red", has_text=words).first.wait_for()


def fits(page):
	return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def refer(page, finder, title):
	"""Press Refer beside a service, say what is asked for and send; return the reference."""
	finder.locator(".cfm-service", has_text=title).first.get_by_role("button", name="Refer").click()
	dialog = page.locator(".modal.show", has_text=f"Refer to {title}")
	dialog.locator("textarea[data-fieldname=service_requested]").fill(WISHED)
	dialog.get_by_role("button", name="Send").click()
	has_state(page, "Sent")
	return page.url.rpartition("/")[2]


def test_a_caller_is_referred_in_four_clicks_and_the_department_answers(desk, people, complaint, shot):
	page = desk(people.operator)
	finder = open_finder(page, complaint)
	shot(page, "finder")
	reference = refer(page, finder, "Papers in Referland")
	shot(page, "referral-sent")
	answers_from_her_list(desk(people.lawyer, 390), reference, shot)
	assert referland.standing(reference) == "Accepted"
	page.reload()
	has_state(page, "Accepted")


def answers_from_her_list(page, reference, shot):
	sheet = open_sheet(page, reference)
	sheet.get_by_text("Who it is stands here when you have accepted.").wait_for()
	assert not sheet.get_by_text(WISHED).is_visible() and not sheet.get_by_text(NAME).is_visible()
	sheet.get_by_role("button", name="Accept").click()
	sheet.get_by_text(WISHED).wait_for()
	assert sheet.get_by_text(NAME).is_visible()
	shot(page, "referral-sheet")
	assert fits(page)


def open_sheet(page, reference):
	page.goto("/app/my-work")
	page.locator(f"[data-referral='{reference}']").click()
	sheet = page.locator(".modal.show", has_text=reference)
	sheet.locator(".cfm-overview").wait_for()
	return sheet


def test_from_the_complaint_to_sent_are_four_clicks(desk, people, complaint):
	page = desk(people.operator)
	finder = open_finder(page, complaint)
	page.evaluate(CLICKS)
	refer(page, finder, "Papers in Referland")
	# before that: the button on the complaint, and Find
	assert page.evaluate("window.cfm_clicks") == 2


def test_nothing_found_is_a_gap_in_one_click(desk, people, shot):
	complaint = referland.caller(people, EMPTY_AREA)
	page = desk(people.operator)
	finder = open_finder(page, complaint, "Vaccination")
	finder.get_by_text("Nothing fits.").wait_for()
	finder.get_by_role("button", name="Nothing helps: count the gap").click()
	page.get_by_text("Counted. The gap is in the register, without a name.").wait_for()
	shot(page, "gap-counted")
	frappe.db.rollback()
	assert frappe.db.get_value("CFM Service Gap", {"area": EMPTY_AREA}, "needs") >= 1


def test_what_the_department_declines_stands_red_and_goes_another_way(desk, people, shot):
	first = referland.sent(people, people.department)
	sheet = open_sheet(desk(people.lawyer, 390), first)
	sheet.get_by_role("button", name="Decline").click()
	why = sheet.page.locator(".modal.show", has=sheet.page.locator("select[data-fieldname=decline_reason]"))
	why.locator("select[data-fieldname=decline_reason]").select_option("no capacity / waiting list")
	why.get_by_role("button", name="Decline").click()
	sheet.locator(".indicator-pill", has_text="Not accepted").wait_for()
	assert not sheet.get_by_text(NAME).is_visible()
	page = desk(people.operator)
	complaint = referland.standing(first, "complaint")
	page.goto(f"/app/complaint/{complaint}")
	is_red(page, "Not accepted")
	page.get_by_text("no capacity / waiting list").first.wait_for()
	shot(page, "referral-declined")
	second = goes_another_way(page, first)
	assert (referland.standing(first), referland.standing(second)) == ("Transferred on", "Sent")
	assert referland.standing(second, "earlier_referral") == first


def goes_another_way(page, first):
	page.goto(f"/app/referral/{first}")
	page.get_by_role("button", name="Transfer").click()
	finder = page.locator(".cfm-service-finder.show")
	finder.get_by_role("button", name="Find", exact=True).click()
	has_answered(finder)
	reference = refer(page, finder, "Second desk in Referland")
	page.locator(".cfm-overview", has_text=f"Instead of {first}").wait_for()
	return reference


def test_a_warm_hand_over_stays_red_until_she_is_linked(desk, people, shot):
	reference = referland.sent(people, people.department, mode="warm handover")
	with referland.acting(people.lawyer):
		desk_referral_inbox.answer(reference, "Accept")
	page = desk(people.operator)
	page.goto(f"/app/referral/{reference}")
	is_red(page, "not linked yet")
	record_link(page, "Tried, not reached")
	is_red(page, "not linked yet")
	shot(page, "referral-not-linked")
	record_link(page, "The person is linked")
	page.locator(".cfm-overview .indicator-pill", has_text="not linked yet").wait_for(state="detached")
	attempts, linked = referland.standing(reference, "link_attempts", "linked_on")
	assert attempts == 2 and linked


def record_link(page, button):
	tried = page.locator("li", has_text="Tried to link").or_(page.locator("li", has_text="Person linked"))
	before = tried.count()
	page.get_by_role("button", name=button, exact=True).click()
	page.locator(".modal.show").get_by_role("button", name="Record").click()
	page.locator(".modal.show").wait_for(state="detached")
	tried.nth(before).wait_for()


def test_the_person_is_not_sent_twice_to_the_same_service(desk, people, complaint, shot):
	page = desk(people.operator)
	first = refer(page, open_finder(page, complaint), "Papers in Referland")
	finder = open_finder(page, complaint)
	card = finder.locator(".cfm-service", has_text="Papers in Referland").first
	card.get_by_text("already asked").wait_for()
	card.get_by_role("button", name="Refer").click()
	dialog = page.locator(".modal.show", has_text="Refer to Papers in Referland")
	dialog.get_by_text(f"{first} asks this service already").wait_for()
	dialog.locator("textarea[data-fieldname=service_requested]").fill("Once more")
	dialog.get_by_role("button", name="Send").click()
	page.locator(".msgprint", has_text=f"{first} asks this service already").wait_for()
	shot(page, "referral-twice")
	frappe.db.rollback()
	states = frappe.get_all("Referral", {"complaint": complaint}, pluck="workflow_state")
	assert sorted(states) == ["Draft", "Sent"]


def test_in_arabic_the_finder_and_the_sheet_read_from_right_to_left(desk, people, complaint, arabic, shot):
	page = desk(arabic(people.operator))
	page.goto(f"/app/complaint/{complaint}")
	page.locator("[data-cfm-action=find_service]").click()
	finder = page.locator(".cfm-service-finder.show")
	pick(finder, "service_type", "الوثائق المدنية")
	finder.locator(".btn-modal-primary").click()
	has_answered(finder)
	assert page.locator("html").get_attribute("dir") == "rtl"
	card = finder.locator(".cfm-service", has_text="Papers in Referland").first
	assert is_left_of(card.locator("[data-cfm-action=refer]"), card.locator("strong").first)
	shot(page, "finder-ar")
	card.locator("[data-cfm-action=refer]").click()
	dialog = page.locator(".modal.show", has=page.locator("textarea[data-fieldname=service_requested]"))
	dialog.locator("textarea[data-fieldname=service_requested]").fill("بطاقة هوية")
	dialog.locator(".btn-modal-primary").click()
	has_state(page, "أرسلت")
	reference = page.url.rpartition("/")[2]
	shot(page, "referral-ar")
	sheet = open_sheet(desk(arabic(people.lawyer), 390), reference)
	sheet.locator("[data-step=Accept]").click()
	sheet.get_by_text("بطاقة هوية").wait_for()
	shot(sheet.page, "referral-sheet-ar")
	assert fits(sheet.page)
	assert referland.standing(reference) == "Accepted"


def is_left_of(one, other):
	return one.bounding_box()["x"] < other.bounding_box()["x"]


@pytest.fixture
def arabic():
	"""arabic(user): lets this user read Arabic for one test."""
	changed = []

	def speak(user, language="ar"):
		frappe.db.set_value("User", user, "language", language)
		frappe.clear_cache(user=user)
		frappe.db.commit()  # reason: the served site is another process
		changed.append(user)
		return user

	yield speak
	for user in changed[:]:
		speak(user, "en")
