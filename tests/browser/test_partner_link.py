"""A partner without an account answers by its one-time address, on an old phone, with JavaScript off."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import add_days, now_datetime, today

from cfm_app.api import desk_referrals
from cfm_app.testing import referland
from cfm_app.testing.referland import NAME, PHONE, WISHED, steps
from cfm_app.testing.visitor import forget_counts

THANKS = "We have your answer. Thank you."
NOTHING = "This link does not open anything"
SMALLEST_TARGET = 44
# what programs that look at mails before people do send along
SCANNERS = {
	"a mail scanner": {"User-Agent": "Mozilla/5.0 (compatible; MailScanner)"},
	"a link preview": {"User-Agent": "WhatsApp/2.24", "Accept": "*/*"},
	"a browser that fetches ahead": {"Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender"},
}


@pytest.fixture(scope="module")
def people(open_site):
	return referland.settled()


@pytest.fixture
def referral(people):
	forget_counts()
	return referland.sent(people, people.partner)


@pytest.fixture
def address(people, referral):
	return referland.address_of(people, referral)


def press(page, button):
	page.get_by_role("button", name=button, exact=True).click()


def says(page, words):
	assert page.locator("[role=status]").inner_text() == words


def fact(page, label):
	return page.locator("dl div", has=page.get_by_text(label, exact=True)).locator("dd").inner_text()


def shows_who_she_is(page):
	return any(word in page.content() for word in (NAME, PHONE, WISHED))


def test_it_looks_accepts_reads_who_she_is_and_tells_how_it_goes_on(portal, referral, address, shot):
	page = portal(360)
	page.goto(address)
	assert fact(page, "What is needed") == "Civil documentation"
	assert not shows_who_she_is(page)
	shot(page, "partner-sent")
	press(page, "We have seen it")
	says(page, THANKS)
	assert (referland.standing(referral), shows_who_she_is(page)) == ("Acknowledged", False)
	press(page, "We accept and will help")
	says(page, THANKS)
	assert (fact(page, "Name"), fact(page, "Phone")) == (NAME, PHONE)
	assert fact(page, "What is asked for") == WISHED
	shot(page, "partner-accepted")
	page.get_by_label("The person gets the service on").fill(add_days(today(), 3))
	press(page, "Tell the sender")
	says(page, THANKS)
	page.get_by_label("The service was given on").fill(today())
	press(page, "Report as delivered")
	says(page, THANKS)
	page.get_by_label("Message to the sender").fill("May she bring her brother?")
	press(page, "Send")
	says(page, THANKS)
	state, scheduled, delivered = referland.standing(
		referral, "workflow_state", "scheduled_on", "delivered_on"
	)
	assert (state, str(scheduled.date()), str(delivered)) == (
		"Service scheduled",
		add_days(today(), 3),
		today(),
	)
	told = [step for step in steps(referral) if step not in ("Drafted", "Send", "Link made")]
	assert told == ["Acknowledge", "Accept", "Person shown", "Schedule", "Report as delivered", "Message"]


def test_it_says_why_it_cannot_help_and_learns_nobody_s_name(portal, referral, address, shot):
	page = portal(360)
	page.goto(address)
	page.get_by_label("Why, so that another way can be found").select_option("no capacity / waiting list")
	page.get_by_label("Anything to add (no names)").fill("We are full until May.")
	press(page, "We cannot help")
	says(page, THANKS)
	shot(page, "partner-declined")
	assert not shows_who_she_is(page)
	assert page.get_by_role("button").count() == 0
	assert referland.standing(referral, "workflow_state", "decline_reason") == (
		"Not accepted",
		"no capacity / waiting list",
	)


def test_who_looks_at_mails_before_people_do_answers_nothing(new_page, portal, referral, address):
	robot = new_page(1280).request
	before = steps(referral)
	for _time in range(3):
		for headers in SCANNERS.values():
			assert robot.get(address, headers=headers).status == 200
		assert robot.head(address).status == 200
	page = portal(360)
	page.goto(address)
	assert (referland.standing(referral), steps(referral)) == ("Sent", before)
	assert referland.standing(referral, "acknowledged_on", "answered_on") == (None, None)
	press(page, "We accept and will help")
	assert referland.standing(referral) == "Accepted"


def test_the_same_words_meet_a_wrong_an_expired_and_a_revoked_address(portal, people, referral, shot):
	expired, revoked = (referland.address_of(people, referral) for _each in range(2))
	links = frappe.get_all("CFM Partner Link", {"record": referral}, pluck="name", order_by="creation")
	late = now_datetime() - timedelta(minutes=1)
	frappe.db.set_value("CFM Partner Link", links[0], "expires_on", late)
	with referland.acting(people.operator):
		desk_referrals.revoke_links(referral)
	page = portal(320)
	seen = set()
	for address in ("/referral/" + "a" * 32, expired, revoked):
		assert page.goto(address).status == 404
		seen.add(page.locator("main").inner_text())
	shot(page, "partner-nothing")
	(words,) = seen
	assert NOTHING in words and referral not in words
	fresh = referland.address_of(people, referral)
	assert page.goto(fresh).status == 200


def test_on_the_page_of_yesterday_it_is_told_that_the_referral_was_taken_back(
	portal, people, referral, address
):
	page = portal(360)
	page.goto(address)
	with referland.acting(people.operator):
		desk_referrals.act(referral, "Withdraw", note="She found help herself.")
	press(page, "We accept and will help")
	assert f"Somebody has moved {referral} meanwhile" in page.get_by_role("alert").inner_text()
	assert page.locator("main strong").first.inner_text() == "Withdrawn"
	assert not shows_who_she_is(page)
	assert (referland.standing(referral), page.get_by_role("button").count()) == ("Withdrawn", 0)


def test_loading_the_page_of_the_answer_again_answers_once(portal, referral, address):
	page = portal(360)
	page.goto(address)
	page.get_by_label("Message to the sender").fill("Is she in the camp?")
	press(page, "Send")
	for _time in range(2):
		page.reload()
		says(page, THANKS)
	assert steps(referral).count("Message") == 1


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_on_the_smallest_phone_nothing_runs_off_and_all_can_be_pressed(portal, address, shot, lang):
	page = portal(320, lang)
	for step in ("sent", "accepted"):
		page.goto(f"{address}?lang={lang}")
		shot(page, f"partner-{step}-{lang}")
		assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
		pressed = page.locator("main button, main input:not([type=hidden]), main select, main textarea").all()
		assert len(pressed) > 4
		assert [one.bounding_box() for one in pressed if one.bounding_box()["height"] < SMALLEST_TARGET] == []
		page.locator("form:has(input[value=Accept]) button").click() if step == "sent" else None


def test_in_arabic_it_reads_from_right_to_left_and_answers(portal, referral, address):
	page = portal(360, "ar")
	page.goto(f"{address}?lang=ar")
	assert page.locator("html").get_attribute("dir") == "rtl"
	reference = page.locator("h1 bdi")
	assert reference.inner_text() == referral
	page.locator("form:has(input[value=Accept]) button").click()
	page.get_by_role("status").wait_for()
	assert page.locator("html").get_attribute("dir") == "rtl"
	assert referland.standing(referral) == "Accepted"
	name = page.get_by_text(NAME, exact=True)
	assert name.evaluate("element => getComputedStyle(element).direction") == "ltr"
