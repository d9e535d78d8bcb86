"""The public directory in a real browser: without script on an old phone, and with the map, which only a tap draws."""

import json
import re
from urllib.parse import urlparse

import pytest

import frappe

from cfm_app.testing.directory import make_provider, make_service
from cfm_app.testing.factories import make_area
from cfm_app.testing.tile_server import tile_server
from cfm_app.testing.visitor import forget_counts

PAGE, SETTINGS = "/feedback/services", "CFM Settings"
FIELDS = ("tiles_address", "tiles_words", "tiles_ask_site")
SEARCH = f"{PAGE}?words=zebra"
MAP = f"{SEARCH}&map=1"
HOSTILE = "Zebra <img src=x onerror=alert(1)>"
SHELTER_AT = (36.4444, 36.5555)
SECRETS = ("Rose", "4444", "5555")
HEAVIEST = 30_000
SMALLEST_TARGET = 44


@pytest.fixture(scope="module")
def directory(open_site):
	"""Eleven services with a place on the map, one of them with a name that would like to be a script; and two hidden places."""
	forget_counts()
	for area, parent in (("STRIPELAND", "ALL"), ("STRIPETOWN", "STRIPELAND")):
		make_area(area, parent)
	provider = make_provider("Open Stripes", is_public=1, public_phone="+90 212 555 0101").name
	titles = [f"Zebra advice {number:02}" for number in range(10)] + ["Zebra zone"]
	made = [offered(provider, title, latitude=36.1 + place / 100) for place, title in enumerate(titles)]
	made.append(shelter(provider))
	made[0].append("sites", {"title": "Rose room", "area": "STRIPETOWN", "is_hidden": 1})
	made[0].save()
	past_the_form(made)
	frappe.db.commit()  # reason: the served site is another process
	yield [each.name for each in made]
	frappe.db.rollback()  # reason: see what the served site has written
	for each in made:
		frappe.db.set_value("CFM Service", each.name, {"is_active": 0, "is_public": 0})
	frappe.db.commit()  # reason: the served site is another process


def offered(provider, title, **place):
	site = {
		"title": "Front office",
		"area": "STRIPETOWN",
		"address": "Long Street 3",
		"longitude": 36.6,
		**place,
	}
	values = {"plain_words": "Bring any paper you have.", "cost": "Free", "languages": "ar, en"}
	return make_service(title=title, provider=provider, is_public=1, sites=[site], **values)


def shelter(provider):
	return make_service(
		title="Rose house zebra",
		provider=provider,
		is_public=1,
		service_type="GBV.SAFEHOUSE",
		sites=[{"title": "Rose gate", "area": "STRIPETOWN"}],
	)


def past_the_form(services):
	# the form refuses all this; a file of the past, or a hand in the database, does not ask the form
	frappe.db.set_value("CFM Service", services[10].name, "title", HOSTILE)
	for service in services:
		site = {"parent": service.name, "is_hidden": 1}
		frappe.db.set_value("CFM Service Site", site, {"latitude": SHELTER_AT[0], "longitude": SHELTER_AT[1]})


@pytest.fixture
def tiles(open_site):
	"""A map server on this machine, entered in the settings; another one for each test, so that nobody late is counted."""
	before = frappe.db.get_singles_dict(SETTINGS)
	with tile_server() as server:
		entered(server.address)
		yield server
	settings({field: before.get(field) for field in FIELDS})


def entered(address, **more):
	settings(
		{"tiles_address": address, "tiles_words": "© Friends of <b>maps</b>", "tiles_ask_site": 0, **more}
	)


def settings(values):
	frappe.db.set_single_value(SETTINGS, values)
	frappe.db.commit()  # reason: the served site is another process
	frappe.clear_document_cache(SETTINGS, SETTINGS)


@pytest.fixture
def modern(new_page, tiles):
	"""modern(width=390, lang="en"): a visitor with script, whose browser takes the map server's certificate."""

	def visit(width=390, lang="en", **options):
		page = new_page(width, locale=lang, ignore_https_errors=True, **options)
		page.said, page.sent = [], []
		page.on("console", lambda message: page.said.append(message.text))
		page.on("pageerror", lambda error: page.said.append(str(error)))
		page.on("request", lambda request: page.sent.append(request.url))
		page.route(f"https://localhost:{tiles.server_port}/**", lambda route: route.continue_())
		return page

	return visit


def is_too_wide(page):
	return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def draw(page):
	with page.expect_response(re.compile(r"https://localhost.*\.png")):
		page.click("#show")
	page.locator(".leaflet-tile-loaded").first.wait_for()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_without_script_she_searches_narrows_down_reads_one_and_prints(portal, directory, tiles, shot, lang):
	page = portal(320, lang)
	page.goto(PAGE)
	page.fill("#words", "zebra")
	page.select_option("#area", "STRIPELAND")
	page.locator("main form button").click()
	page.locator("summary").click()
	page.check("input[name=free]")
	page.select_option("#speaks", "ar")
	page.locator("main form button").click()
	assert page.locator("article").count() == 10 and page.input_value("#area") == "STRIPELAND"
	assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
	assert not is_too_wide(page)
	shot(page, f"services-list-{lang}")
	page.locator("a[rel=next]").click()
	assert page.locator("article").count() == 1
	page.locator("article a").first.click()
	assert "Long Street 3" in page.inner_text("main") and not is_too_wide(page)
	shot(page, f"services-one-{lang}")
	page.go_back()
	page.locator("a[href*='print=1']").click()
	page.emulate_media(media="print")
	assert page.locator("article").count() == 11 and not page.locator("#exit").is_visible()
	assert not is_too_wide(page)
	shot(page, f"services-print-{lang}")


def test_without_script_the_map_is_not_even_mentioned_and_its_page_is_a_list(portal, directory, tiles):
	page = portal(320)
	page.goto(SEARCH)
	assert not page.locator("#on-map").is_visible()
	page.goto(MAP)
	assert page.locator("noscript p").is_visible() and not page.locator("#ask").is_visible()
	assert page.locator("ol li").count() == 11 and not is_too_wide(page)


def test_without_an_address_there_is_no_map_for_anybody(modern, directory, tiles):
	page = modern()
	entered("")
	for address in (SEARCH, MAP):
		page.goto(address)
		assert page.locator("#on-map, #map, #ask").count() == 0
		assert page.locator("article").count() == 10
		assert "leaflet" not in page.content() and page.content().count("<script") == 1


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_with_script_the_map_comes_after_she_was_told_and_tapped(modern, directory, tiles, shot, lang):
	page = modern(390, lang)
	page.goto(SEARCH)
	page.locator("#on-map a").click()
	assert "localhost" in page.inner_text("#ask p >> nth=0")
	page.wait_for_load_state("networkidle")
	assert tiles.asked == [] and not [url for url in page.sent if "leaflet" in url]
	shot(page, f"services-map-asks-{lang}")
	draw(page)
	assert page.locator(".pin").count() == 11 and not is_too_wide(page)
	assert page.locator("#ask").is_hidden() and page.locator("#failed").is_hidden()
	assert "<b>maps</b>" in page.inner_text("#drawn")
	assert page.said == []
	shot(page, f"services-map-{lang}")


def test_what_the_map_server_is_told_is_a_tile_and_nothing_of_the_page(modern, directory, tiles):
	page = modern()
	page.goto(f"{MAP}&area=STRIPETOWN")
	draw(page)
	page.locator(".leaflet-control-zoom-in").click()
	page.locator(".leaflet-tile-loaded").first.wait_for()
	for path, told in tiles.asked:
		assert re.fullmatch(r"/\d+/\d+/\d+\.png", path)
		assert not {"referer", "cookie", "origin", "authorization"} & set(told)
		assert "zebra" not in json.dumps(told).lower() and "STRIPETOWN" not in json.dumps(told)


def test_a_server_that_insists_learns_the_name_of_the_site_and_no_more(modern, directory, tiles):
	page = modern()
	entered(tiles.address, tiles_ask_site=1)
	page.goto(MAP)
	draw(page)
	here = "{0.scheme}://{0.netloc}/".format(urlparse(page.url))
	assert {told.get("referer") for _path, told in tiles.asked} == {here}


def test_a_hidden_place_is_in_no_page_and_in_no_request(modern, directory, tiles):
	page, seen = modern(), []
	shelters, around = f"{PAGE}?need=GBV.SAFEHOUSE", f"{PAGE}?area=STRIPETOWN&map=1"
	for address in (PAGE, SEARCH, shelters, f"{shelters}&map=1", around, MAP):
		page.goto(address)
		seen.append(page.content())
	draw(page)
	seen += [page.content(), *page.sent, *(path for path, _told in tiles.asked)]
	assert not [(secret, text) for text in seen for secret in SECRETS if secret in text]
	assert page.locator("[data-at]").count() == 11 and directory[11] not in page.content()


def test_a_list_of_hidden_places_alone_has_no_map(modern, directory):
	page = modern()
	page.goto(f"{PAGE}?need=GBV.SAFEHOUSE&map=1")
	assert page.locator("#map, #on-map").count() == 0 and page.locator("article").count() >= 1


def test_a_hostile_name_is_words_in_list_and_balloon(modern, directory, tiles, shot):
	page = modern()
	page.goto(MAP)
	draw(page)
	page.locator(".pin", has_text=re.compile("^11$")).focus()
	page.keyboard.press("Enter")
	assert HOSTILE in page.inner_text(".leaflet-popup-content")
	shot(page, "services-map-balloon")
	assert page.locator(".leaflet-popup img, main li img").count() == 0 and page.said == []


def test_with_the_keyboard_alone_she_opens_a_place_and_comes_back(modern, directory, tiles):
	page = modern(1280)
	page.goto(MAP)
	page.locator("#show").focus()
	with page.expect_response(re.compile(r"https://localhost.*\.png")):
		page.keyboard.press("Enter")
	page.wait_for_function("document.activeElement.id === 'map'")
	pin = page.locator(".pin").first
	assert pin.get_attribute("role") == "button" and "Zebra" in pin.get_attribute("aria-label")
	pin.focus()
	page.keyboard.press("Enter")
	page.wait_for_function("document.activeElement.matches('.leaflet-popup a')")
	page.keyboard.press("Escape")
	page.wait_for_function("document.activeElement.matches('.pin')")
	page.locator(".leaflet-popup").wait_for(state="detached")


def test_what_can_be_pressed_on_the_map_is_large_enough_and_named(modern, directory, tiles):
	page = modern(320)
	page.goto(MAP)
	draw(page)
	for part in page.locator(".pin, .leaflet-control-zoom a, #drawn .leaflet-control a").all():
		box = part.bounding_box()
		assert min(box["width"], box["height"]) >= SMALLEST_TARGET
		assert part.get_attribute("aria-label")
	assert page.locator("#map").get_attribute("aria-label") and not is_too_wide(page)


def test_when_no_picture_comes_the_list_is_still_there_and_says_so(modern, directory, tiles):
	page, tiles.broken = modern(), True
	page.goto(MAP)
	page.click("#show")
	page.locator("#failed").wait_for()
	assert page.locator("ol li").count() == 11


def test_when_the_library_does_not_come_she_is_told(modern, directory):
	page = modern()
	page.route("**/leaflet.js*", lambda route: route.abort())
	page.goto(MAP)
	page.click("#show")
	page.locator("#failed").wait_for()
	assert page.locator("ol li").count() == 11


def test_on_paper_there_is_no_map(modern, directory, tiles):
	page = modern()
	page.goto(MAP)
	draw(page)
	page.emulate_media(media="print")
	assert not page.locator("#map").is_visible() and page.locator("ol li").first.is_visible()
	page.goto(f"{MAP}&print=1")
	assert page.locator("#map, #ask, #on-map").count() == 0 and page.locator("article").count() == 11


def test_every_page_stays_small(modern, directory):
	page = modern()
	for address in (PAGE, SEARCH, MAP, f"{SEARCH}&print=1"):
		assert len(page.goto(address).body()) < HEAVIEST, address
