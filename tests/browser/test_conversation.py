"""The messages with a person in a real browser: read, sent in reviewed words, taken back; and how words come to be reviewed."""

import secrets

import pytest

import frappe

from cfm_app.handling import intake
from cfm_app.integrations.base.types import Address, InboundMessage
from cfm_app.integrations.engine import arrivals, breaker
from cfm_app.testing.factories import make_area, make_grant, make_rule, make_user

AREA, LINE, SETTINGS = "TALKLAND", "Browser line", "CFM Channel Settings"
WORDS = "The zebra crossing at the school is flooded. <i>now</i>"
OPEN = {"sending_on": 1, "allowed_countries": "CO", "public_base_url": "https://help.example.org"}
BOX = '.cfm-box[data-box="conversation"]'
IS_NEAR_THE_TOP = """selector => {
	const { top } = document.querySelector(selector).getBoundingClientRect();
	return top > 0 && top < window.innerHeight / 2;
}"""
# where the plus and the last digit of a number are drawn
PLUS_IN_FRONT = """number => {
	const drawn_at = (place) => {
		const range = document.createRange();
		range.setStart(number.firstChild, place);
		range.setEnd(number.firstChild, place + 1);
		return range.getBoundingClientRect().left;
	};
	return drawn_at(0) < drawn_at(number.textContent.length - 1);
}"""


@pytest.fixture(scope="module")
def people(open_site):
	"""Operator, focal point, coordinator and administrator of an area of their own, and a line that sends."""
	make_area(AREA)
	found = {}
	for name, role, duty in (
		("Olga Talk", "Operator", "Intake"),
		("Fiona Talk", "Focal Point", "Handle"),
		("Cora Talk", "Coordinator", "Supervise"),
		("Ada Talk", "Administrator", None),
	):
		found[role] = make_user(name, role)
		if duty and not frappe.db.exists("CFM Focal Point", {"user": found[role], "duty": duty}):
			make_grant(found[role], duty, area=AREA)
	if not frappe.db.exists("CFM Routing Rule", {"area": AREA}):
		make_rule(
			"Talkland", rank=1, area=AREA, level_to=4, assign_user=found["Focal Point"], assign_duty=None
		)
	before = frappe.db.get_singles_dict(SETTINGS)
	reviewed(1)
	settings(OPEN)
	make_line()
	yield found
	frappe.db.rollback()  # reason: see what the served site has written
	settings({field: before.get(field) for field in OPEN})
	reviewed(0)


def reviewed(value):
	frappe.db.set_value("CFM Message Template", {"language": "en"}, "reviewed_as_neutral", value)
	frappe.db.commit()  # reason: the served site is another process


def settings(values):
	frappe.db.set_single_value(SETTINGS, values)
	frappe.db.commit()  # reason: the served site is another process
	frappe.clear_document_cache(SETTINGS, SETTINGS)


def make_line():
	if frappe.db.exists("CFM Message Line", {"title": LINE}):
		return
	gateway = {"title": LINE, "provider": "http_sms", "preset": "Kannel", "username": "nobody"}
	gateway["password"] = "nobody listens there"
	gateway |= {"send_url": "http://127.0.0.1:9/cgi-bin/sendsms", "allowed_addresses": "127.0.0.1"}
	account = frappe.get_doc(doctype="CFM Provider Account", **gateway).insert()
	row = {
		"title": LINE,
		"kind": "SMS",
		"account": account.name,
		"channel": "SMS",
		"area": AREA,
		"language": "en",
	}
	frappe.get_doc(
		doctype="CFM Message Line", **row, address="+573005550100", price_per_segment=0.05
	).insert()
	frappe.db.commit()  # reason: the served site is another process


@pytest.fixture
def complaint(people):
	"""A complaint that came by message, as the operator made it; its name."""
	line = frappe.get_doc("CFM Message Line", {"title": LINE})
	breaker.answered(line.account)
	record = frappe.get_doc(*written(line, f"+5730012{secrets.randbelow(10**5):05}", WORDS))
	frappe.set_user(people["Operator"])
	item = {"facts": {"feedback_type": "COMPL_PROG", "category": "QUANT", "area": AREA}, "words": {}}
	made = intake.classify(record, [item])[0]
	frappe.set_user("Administrator")
	frappe.db.commit()  # reason: the served site is another process
	return made.name


def written(line, number, words):
	key = frappe.generate_hash(length=12)
	name = arrivals.take(InboundMessage(key, key, Address("phone", number), words), line, f"event {key}")
	return frappe.db.get_value("CFM Message", name, ["record_type", "record"])


def open_talk(page, complaint):
	page.goto(f"/app/complaint/{complaint}")
	page.locator(f"{BOX} .cfm-message-in").first.wait_for()
	return page.locator(BOX)


def choose_message(page, title):
	page.locator("[data-cfm-action=write_message]").click()
	dialog = page.locator(".modal.show")
	dialog.locator("select[data-fieldname=template_key]").select_option(label=title)
	dialog.locator(".cfm-message").wait_for()
	return dialog


def test_a_focal_point_reads_what_came_and_sends_reviewed_words(desk, people, complaint, shot):
	page = desk(people["Focal Point"])
	talk = open_talk(page, complaint)
	assert talk.locator(".cfm-message-in .cfm-words").inner_text() == WORDS
	assert "+57 •••" in talk.locator(".cfm-thread h5").inner_text()
	dialog = choose_message(page, "We are working on it")
	seen = dialog.locator(".cfm-message .cfm-words").inner_text()
	assert complaint in seen and "1 part, 0.0500" in dialog.inner_text()
	shot(page, "message_preview")
	dialog.get_by_role("button", name="Send").click()
	sent = talk.locator(".cfm-message-out", has_text=seen)
	sent.wait_for()
	shot(page, "conversation")
	# nobody listens at the provider: this one waits for its next try, and so does the one that went by itself
	look_again_until(page, complaint, waits=2)
	sent.get_by_role("button", name="Take it back").click()
	sent.get_by_text("cancelled").wait_for()
	frappe.db.rollback()  # reason: see what the served site has written
	states = frappe.get_all("CFM Message", {"record": complaint, "direction": "Out"}, pluck="state")
	assert states == ["Cancelled"]


def test_what_left_meanwhile_is_said_and_shown_when_it_is_taken_back(desk, people, complaint):
	page = desk(people["Focal Point"])
	talk = look_again_until(page, complaint, waits=1)
	contact = frappe.db.get_value("Complaint", complaint, "interaction")
	frappe.db.set_value("CFM Message", {"record": contact, "direction": "Out"}, "state", "Accepted")
	frappe.db.commit()  # reason: the served site is another process
	talk.get_by_role("button", name="Take it back").click()
	page.locator(".modal.show", has_text="on its way already").wait_for()
	talk.locator(".cfm-message-out[data-state=Accepted]").wait_for()
	assert not talk.get_by_role("button", name="Take it back").count()


def look_again_until(page, complaint, waits):
	"""Open the complaint anew until the worker has tried so many of its messages in vain; fail after forty looks."""
	for _look in range(40):
		talk = open_talk(page, complaint)
		if talk.locator(".cfm-message-out[data-state=Retry]").count() == waits:
			return talk
	raise AssertionError(f"the worker has not tried {waits} messages: {talk.inner_text()}")


def test_it_can_be_done_without_a_mouse(desk, people, complaint):
	page = desk(people["Focal Point"])
	talk = open_talk(page, complaint)
	page.locator("[data-cfm-action=write_message]").focus()
	page.keyboard.press("Enter")
	choice = page.locator(".modal.show select[data-fieldname=template_key]")
	choice.wait_for()
	choice.focus()
	page.keyboard.press("ArrowDown")
	page.locator(".modal.show .cfm-message").wait_for()
	button = page.locator(".modal.show .btn-modal-primary")
	button.focus()
	page.keyboard.press("Enter")
	page.locator(".modal.show").wait_for(state="detached")
	talk.locator(".cfm-message-out").nth(1).wait_for()  # the first one was sent by itself
	frappe.db.rollback()  # reason: see what the served site has written
	assert frappe.db.exists("CFM Message", {"record": complaint, "direction": "Out"})


def test_what_cannot_be_sent_says_why_before_it_is_pressed(desk, people, complaint):
	page = desk(people["Focal Point"])
	talk = open_talk(page, complaint)
	settings({"sending_on": 0})
	try:
		talk = open_talk(page, complaint)
		assert "Sending is switched off" in talk.inner_text()
		assert not page.locator("[data-cfm-action=write_message]").count()
	finally:
		settings({"sending_on": 1})


def test_what_arrives_appears_and_nothing_that_is_typed_is_lost(desk, people, complaint):
	page = desk(people["Focal Point"])
	talk = open_talk(page, complaint)
	page.get_by_role("button", name="Add a note").first.click()
	note = page.locator(".modal.show textarea[data-fieldname=note]")
	note.fill("Half a sentence")
	number = address_of(complaint)
	line = frappe.get_doc("CFM Message Line", {"title": LINE})
	written(line, number, f"{complaint} It still is.")
	frappe.db.commit()  # reason: the served site is another process
	heard = f"frappe.realtime.socket.listeners('cfm_message').forEach((hear) => hear({{record: '{complaint}', record_type: 'Complaint'}}))"
	page.evaluate(heard)
	talk.locator(".cfm-message-in", has_text="It still is.").wait_for()
	assert note.input_value() == "Half a sentence"


def address_of(complaint):
	from cfm_app.integrations.engine import contact_points

	contact = frappe.db.get_value("Complaint", complaint, "interaction")
	point = frappe.db.get_value("CFM Message", {"record": contact, "direction": "In"}, "contact_point")
	return contact_points.address_of(point).value


def test_on_a_small_phone_in_arabic_it_fits_and_words_keep_their_direction(desk, people, complaint, shot):
	frappe.db.set_value("User", people["Focal Point"], "language", "ar")
	frappe.db.commit()  # reason: the served site is another process
	frappe.clear_cache(user=people["Focal Point"])
	try:
		page = desk(people["Focal Point"], 390)
		talk = open_talk(page, complaint)
		shot(page, "conversation_arabic")
		direction = "element => getComputedStyle(element).direction"
		assert talk.locator(".cfm-thread").evaluate(direction) == "rtl"
		assert talk.locator(".cfm-message-in .cfm-words").first.evaluate(direction) == "ltr"
		assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
		assert page.locator(".cfm-identity bdi", has_text="+57").first.evaluate(PLUS_IN_FRONT)
		page.evaluate("window.scrollTo(0, 0)")
		page.locator("[data-cfm-action=to_messages]").click()
		page.wait_for_function(IS_NEAR_THE_TOP, arg=f"{BOX} .cfm-thread")
		page.set_viewport_size({"width": 1280, "height": 800})
		assert not page.locator("[data-cfm-action=to_messages]").is_visible()
	finally:
		frappe.db.set_value("User", people["Focal Point"], "language", "en")
		frappe.db.commit()  # reason: the served site is another process


def test_words_are_counted_while_they_are_typed_and_reviewed_by_somebody_else(desk, people, shot):
	frappe.delete_doc("CFM Message Template", "browser-words", force=True, ignore_missing=True)
	frappe.set_user(people["Administrator"])
	row = {"title": "Browser words", "template_key": "browser_words", "language": "en", "kind": "SMS"}
	words = {"body": "We work on {reference}.", "max_segments": 2}
	frappe.get_doc(doctype="CFM Message Template", **row, **words).insert(set_name="browser-words")
	frappe.set_user("Administrator")
	frappe.db.commit()  # reason: the served site is another process
	try:
		typed_by(desk(people["Administrator"]), shot)
		page = desk(people["Coordinator"])
		page.goto("/app/cfm-message-template/browser-words")
		page.get_by_role("button", name="Review as neutral").click()
		page.locator(".modal.show .cfm-words", has_text="We still work on").wait_for()
		page.locator(".modal.show").get_by_role("button", name="Yes").click()
		page.get_by_role("button", name="Review as neutral").wait_for(state="hidden")
		frappe.db.rollback()  # reason: see what the served site has written
		review = frappe.db.get_value(
			"CFM Message Template", "browser-words", ["reviewed_as_neutral", "reviewed_by"]
		)
		assert review == (1, people["Coordinator"])
	finally:
		frappe.delete_doc("CFM Message Template", "browser-words", force=True)
		frappe.db.commit()  # reason: the served site is another process


def typed_by(page, shot):
	page.goto("/app/cfm-message-template/browser-words")
	counter = page.locator(".cfm-counter")
	counter.get_by_text("1 part").wait_for()
	body = page.locator("textarea[data-fieldname=body]")
	body.fill("Your complaint “{reference}” and " + "a" * 60)
	counter.get_by_text("2 parts").wait_for()
	assert "complain" in counter.inner_text() and "“" in counter.inner_text()
	shot(page, "template_counter")
	counter.get_by_role("button", name="Take the plain spelling").click()
	counter.get_by_text("1 part").wait_for()
	body.fill("We still work on {reference}.")
	body.blur()
	page.get_by_role("button", name="Save").click()
	page.locator(".indicator-pill", has_text="Not Saved").wait_for(state="hidden")
