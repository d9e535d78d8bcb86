"""The public pages on an old phone: 360 pixels wide, Arabic, without script; nothing goes to any other machine."""

import re

import pytest

from cfm_app.testing.visitor import forget_counts

MESSAGES = {
	"en": "The water point in block C has been dry for a week.",
	"ar": "نقطة المياه في القسم ج جافة منذ أسبوع.",
}
SMALLEST_TARGET = 44
SIZES = """elements => elements.map(element => {
	const box = (element.closest("label") || element).getBoundingClientRect();
	return [element.outerHTML.slice(0, 80), Math.round(box.height)];
})"""


def is_too_wide(page):
	return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_she_writes_without_script_gets_a_code_and_follows_her_message(portal, shot, lang):
	page = portal(360, lang)
	page.goto("/feedback")
	shot(page, f"portal-form-{lang}")
	page.locator("main form button").click()
	assert page.locator("[role=alert] a").first.get_attribute("href") == "#message"
	shot(page, f"portal-mistake-{lang}")
	page.fill("#message", MESSAGES[lang])
	page.locator("main form button").click()
	code = page.locator(".code").inner_text()
	assert re.fullmatch(r"(\d{4} ){3}\d{4}", code)
	shot(page, f"portal-receipt-{lang}")
	page.locator("a.button").click()
	page.fill("#code", code)
	page.locator("main form button").click()
	assert page.locator("section h2").count() == 1
	assert code not in page.url and page.url.endswith("/feedback/track")
	shot(page, f"portal-track-{lang}")


def test_arabic_reads_from_right_to_left_and_nothing_runs_off_the_screen(portal):
	page = portal(360, "ar")
	for address in ("/feedback", "/feedback/track"):
		page.goto(address)
		assert page.locator("html").get_attribute("dir") == "rtl"
		heading, exit_link = page.locator("h1").bounding_box(), page.locator("#exit").bounding_box()
		assert exit_link["x"] < heading["x"] + heading["width"] / 2
	for width in (320, 360, 1280):
		page.set_viewport_size({"width": width, "height": 780})
		page.goto("/feedback")
		assert not is_too_wide(page), width


def test_everything_to_press_is_large_enough_for_a_thumb(portal):
	page = portal(360)
	page.goto("/feedback")
	pressed = "main button, main input:not([type=hidden]):not(#website), main select, main textarea, nav a, #exit, summary"
	sizes = page.eval_on_selector_all(pressed, SIZES)
	assert len(sizes) > 20
	assert [size for size in sizes if size[1] < SMALLEST_TARGET] == []


def test_every_question_has_its_words_and_every_mistake_its_place(portal):
	page = portal(360)
	page.goto("/feedback")
	nameless = page.eval_on_selector_all(
		"main input:not([type=hidden]), main select, main textarea",
		"all => all.filter(one => !one.labels || !one.labels.length).map(one => one.outerHTML)",
	)
	assert nameless == []
	page.fill("#phone", "call my sister")
	page.locator("main form button").click()
	for link in page.locator("[role=alert] a").all():
		assert page.locator(link.get_attribute("href")).count() == 1
	described = page.locator("#phone").get_attribute("aria-describedby").split()
	assert "phone number" in page.locator(f"#{described[-1]}").inner_text()
	assert page.locator("#phone").get_attribute("aria-invalid") == "true"


def test_with_the_keyboard_alone_she_reaches_the_way_out_first_and_then_the_form(portal):
	page = portal(360)
	page.goto("/feedback")
	page.keyboard.press("Tab")
	assert page.evaluate("document.activeElement.id") == "exit"
	page.keyboard.press("Tab")
	assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


@pytest.mark.parametrize("javascript", [True, False])
def test_the_way_out_tells_the_next_site_nothing(new_page, javascript):
	page, asked = new_page(360, java_script_enabled=javascript), []

	def answer_elsewhere(route):
		asked.append(route.request.all_headers())
		route.fulfill(body="Elsewhere", content_type="text/plain")

	page.route("https://**/*", answer_elsewhere)
	page.goto("/feedback")
	page.click("#exit")
	page.wait_for_url("https://**/*")
	assert "referer" not in asked[0]
	page.go_back()
	assert ("/feedback" in page.url) is not javascript


def test_a_file_too_large_is_told_before_it_costs_her_air_time(new_page):
	page = new_page(360)
	page.goto("/feedback")
	page.fill("#message", "A long recording")
	recording = {"name": "long.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3" + bytes(6 * 1024 * 1024)}
	page.set_input_files("#files", recording)
	page.locator("main form button").click()
	assert page.locator("#files-large").is_visible()
	assert page.locator("#message").input_value() == "A long recording"


def test_files_too_large_together_are_told_on_both_pages_and_her_text_stays(new_page):
	page = new_page(360)
	page.goto("/feedback")
	page.fill("#message", "Five recordings")
	recording = {
		"name": "long.mp3",
		"mimeType": "audio/mpeg",
		"buffer": b"ID3" + bytes(4 * 1024 * 1024 + 500_000),
	}
	page.set_input_files("#files", [recording] * 5)
	page.locator("main form button").click()
	assert page.locator("#files-large").is_visible() and page.input_value("#message") == "Five recordings"
	page.set_input_files("#files", [])
	page.locator("main form button").click()
	code = page.locator(".code").inner_text()
	page.locator("a.button").click()
	page.fill("#code", code)
	page.locator("main form button").click()
	page.locator("main summary").first.click()
	page.fill("#text-1", "And these")
	page.set_input_files("#files-1", [recording] * 5)
	page.locator("main details form button").first.click()
	assert page.locator("#files-1-large").is_visible() and page.input_value("#text-1") == "And these"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_who_shares_an_attackers_network_waits_and_need_not_type_again(portal, shot, lang):
	page = portal(390, lang)
	for number in range(11):
		page.goto("/feedback/track")
		page.fill("#code", f"9000 0000 0000 {number:04d}")
		page.locator("main form button").click()
	assert page.locator("[role=alert]").is_visible()
	assert page.input_value("#code") == "9000 0000 0000 0010"
	assert page.locator("input[name=ticket]").get_attribute("value")
	assert not is_too_wide(page)
	shot(page, f"portal-wait-{lang}")
	forget_counts()


def test_the_receipt_prints_without_what_paper_cannot_use(portal):
	page = portal(360)
	page.goto("/feedback")
	page.fill("#message", "For the paper")
	page.locator("main form button").click()
	page.emulate_media(media="print")
	assert page.locator(".code").is_visible()
	assert not page.locator("#exit").is_visible() and not page.locator("nav").is_visible()


def test_no_mistake_reaches_the_console_and_no_cookie_is_kept(new_page):
	page = new_page(1280)
	said = []
	page.on("console", lambda message: said.append(message.text))
	page.on("pageerror", lambda error: said.append(str(error)))
	for address in ("/feedback", "/feedback/track"):
		page.goto(address)
	assert said == [] and page.context.cookies() == []


def test_frappes_own_rendering_of_the_same_form_shows_a_code(new_page):
	page = new_page(1280)
	page.goto("/feedback-form/new")
	page.fill("[data-fieldname=message] textarea", "Through the other door")
	page.click("button.submit-btn")
	page.wait_for_selector(".msgprint")
	assert re.search(r"(\d{4} ){3}\d{4}", page.locator(".msgprint").inner_text())
