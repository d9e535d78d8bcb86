"""The public directory, as somebody reads it who has an old phone, no script and no account."""

import re
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

import frappe
from frappe.utils import add_days, getdate

from cfm_app.portal import services_page
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.directory import make_provider, make_service
from cfm_app.testing.factories import make_area
from cfm_app.testing.visitor import Visitor, forget_counts

PAGE = "/feedback/services"
MONDAY_NOON = "2026-11-23 12:00:00.123456"


class DirectoryTestCase(CFMTestCase):
	def setUp(self):
		super().setUp()
		forget_counts()
		for area, parent in (
			("MARIA", "ALL"),
			("NORTHEND", "MARIA"),
			("OLDTOWN", "NORTHEND"),
			("SOUTHEND", "MARIA"),
		):
			make_area(area, parent)
		self.provider = make_provider("Open Hands", is_public=1, public_phone="+90 212 555 0101")

	def offers(self, title="Advice on papers", area="OLDTOWN", **values):
		site = {"title": f"Office {title}", "area": area, **values.pop("site", {})}
		values.setdefault("sites", [site])
		return make_service(title=title, provider=self.provider.name, is_public=1, **values)

	def look(self, language="en", **asked):
		query = "&".join(f"{name}={value}" for name, value in asked.items())
		page = Visitor(language).get(f"{PAGE}?{query}")
		self.assertEqual(page.status, 200)
		return page

	def assert_found(self, title, **asked):
		self.assertIn(title, self.look(**asked).words)

	def assert_not_found(self, title, **asked):
		self.assertNotIn(title, self.look(**asked).words)


class TestWhatStandsThere(DirectoryTestCase):
	def test_only_what_service_and_provider_both_make_public(self):
		service = self.offers("Zebra advice")
		self.assert_found("Zebra advice", words="zebra")
		service.db_set("is_public", 0)
		self.assert_not_found("Zebra advice", words="zebra")
		service.db_set("is_public", 1)
		self.provider.db_set("is_public", 0)
		self.assert_not_found("Zebra advice", words="zebra")
		self.assertEqual(Visitor().get(f"{PAGE}?service={service.name}").status, 404)

	def test_stale_and_unverified_ones_are_left_out_and_due_ones_say_so(self):
		service = self.offers("Zebra advice")
		self.offers("Zebra plans", verified=False)
		self.assert_not_found("Zebra plans", words="zebra")
		day = getdate(service.verified_on)
		with freeze_time(date.fromordinal(day.toordinal() + 35)):
			self.assert_found("Call before you go", words="zebra")
		with freeze_time(date.fromordinal(day.toordinal() + 70)):
			self.assert_not_found("Zebra advice", words="zebra")

	def test_an_ended_one_is_gone_and_a_full_one_stands_last_with_the_reason(self):
		self.offers("Zebra ended", ends_on=add_days(getdate(), -1))
		self.offers("Zebra a full", capacity="full")
		self.offers("Zebra b free")
		words = self.look(words="zebra").words
		self.assertNotIn("Zebra ended", words)
		self.assertLess(words.index("Zebra b free"), words.index("Zebra a full"))
		self.assertIn("Full at the moment", words)

	def test_one_service_tells_how_to_get_there_and_nothing_that_is_for_colleagues(self):
		self.provider.db_set({"focal_name": "Fatma Focal", "focal_phone": "+90 555 777"})
		service = self.offers(
			cost="Free", documents="Any paper", referral_criteria="Only our secret list", languages="ar, tr",
			site={"address": "Long Street 3", "hours": "Mon-Fri 09:00-16:00", "phone": "+90 1"},
		)  # fmt: skip
		words = self.look(service=service.name).words
		for told in (
			"Long Street 3",
			"Mon-Fri 09:00-16:00",
			"Any paper",
			"Arabic, Turkish",
			"+90 212 555 0101",
		):
			self.assertIn(told, words)
		for kept in ("Fatma Focal", "+90 555 777", "secret list", "Administrator"):
			self.assertNotIn(kept, words)

	def test_who_is_turned_away_at_the_door_reads_so_before_she_travels(self):
		service = self.offers(nationalities="Syrian", vulnerability="Widows and their children", cost="free")
		words = self.look(service=service.name).words
		for told in ("Syrian", "Widows and their children", "Costs nothing"):
			self.assertIn(told, words)

	def test_in_arabic_nobody_comes_when_it_closes(self):
		service = self.offers(
			for_sex="women and girls", age_from=12, site={"hours": "Mon-Fri 09:00-16:00; Sat 09:00-12:00"}
		)
		words = self.look(language="ar", lang="ar", service=service.name).words
		self.assertIn("من 09:00 إلى 16:00؛", words)
		self.assertIn("النساء والفتيات، من عمر 12 سنة", words)


class TestHiddenPlaces(DirectoryTestCase):
	HOUSE = ("Rose", "Oldtown", "Northend", "OLDTOWN", "NORTHEND", "Saturday", "house behind")

	def setUp(self):
		super().setUp()
		self.house = self.offers(
			"The Rose house",
			service_type="GBV.SAFEHOUSE",
			plain_words="The house behind the market",
			access_words="Ring at the Rose gate",
			sites=[{"title": "Rose gate", "area": "OLDTOWN", "hours": "Sat 09:00-10:00"}],
			catchment=[{"area": "OLDTOWN"}],
		)

	def assert_tells_nothing(self, page):
		shown = re.sub(r"<form.*?</form>", "", page.html, flags=re.DOTALL)
		for word in self.HOUSE:
			self.assertNotIn(word, shown)

	def test_a_safe_house_is_a_phone_and_a_large_area_everywhere(self):
		for asked in (
			{"need": "GBV.SAFEHOUSE"},
			{"need": "GBV.SAFEHOUSE", "print": 1},
			{"service": self.house.name},
		):
			page = self.look(**asked)
			self.assertIn("Safe house", page.words)
			self.assertIn("Maria", page.words)
			self.assertIn("+90 212 555 0101", page.words)
			self.assert_tells_nothing(page)

	def test_no_choice_of_a_place_tells_in_which_town_it_is(self):
		for area in ("OLDTOWN", "NORTHEND", "SOUTHEND", "MARIA"):
			self.assert_found("+90 212 555 0101", need="GBV.SAFEHOUSE", area=area)

	def test_no_word_of_the_entry_itself_finds_it(self):
		for word in ("rose", "market", "gate", "oldtown"):
			self.assertNotIn(self.house.name, self.look(words=word).html)
		self.assertIn(self.house.name, self.look(words="safe house").html)

	def test_it_is_never_open_now_because_hours_are_part_of_the_place(self):
		with freeze_time("2026-11-21 09:30:00"):
			self.house.db_set("verified_on", getdate())
			self.assertNotIn(self.house.name, self.look(need="GBV.SAFEHOUSE", open=1).html)

	def test_a_hidden_site_beside_a_visible_one_does_not_exist_for_strangers(self):
		service = self.offers(
			"Advice for women",
			sites=[
				{"title": "Front office", "area": "SOUTHEND"},
				{"title": "Rose room", "area": "OLDTOWN", "is_hidden": 1},
			],
		)
		page = self.look(service=service.name)
		self.assertIn("Front office", page.words)
		self.assert_tells_nothing(page)
		self.assertNotIn(service.name, self.look(area="OLDTOWN").html)

	def test_an_entry_with_only_hidden_sites_is_called_by_its_kind(self):
		service = self.offers(
			"Rose advice", sites=[{"title": "Rose room", "area": "OLDTOWN", "is_hidden": 1}]
		)
		page = self.look(service=service.name)
		self.assertIn("Ask:", page.words)
		self.assert_tells_nothing(page)
		self.assertNotIn(service.name, self.look(words="rose").html)


class TestSearching(DirectoryTestCase):
	def test_two_spellings_of_a_word_find_the_same(self):
		self.offers("إستشارة قانونية")
		self.offers("Işık merkezi")
		self.assert_found("إستشارة قانونية", words="استشاره")
		self.assert_found("Işık merkezi", words="ISIK")

	def test_the_kind_of_help_is_found_by_its_name(self):
		service = self.offers("Tuesday round")
		self.assertIn(service.name, self.look(words="civil documentation").html)

	def test_a_place_finds_what_is_in_it_around_it_and_for_people_from_there(self):
		here = self.offers("Zebra here", area="OLDTOWN")
		around = self.offers("Zebra around", area="NORTHEND")
		for_all = self.offers("Zebra line", sites=[])
		far = self.offers("Zebra far", area="SOUTHEND")
		html = self.look(area="OLDTOWN", words="zebra").html
		self.assertTrue(all(each.name in html for each in (here, around, for_all)))
		self.assertNotIn(far.name, html)

	def test_who_needs_it_free_in_her_language_and_for_her(self):
		fits = self.offers("Zebra one", cost="Free", languages="ar, tr", for_sex="women and girls")
		others = [
			self.offers("Zebra two", cost="5", languages="ar"),
			self.offers("Zebra three", cost="Free", languages="tr"),
			self.offers("Zebra four", cost="Free", languages="ar", for_sex="men and boys"),
		]
		html = self.look(words="zebra", free=1, speaks="ar", who="women and girls").html
		self.assertIn(fits.name, html)
		self.assertFalse([each.name for each in others if each.name in html])

	@freeze_time(MONDAY_NOON)
	def test_open_now_is_what_is_open_at_its_own_wall_time(self):
		frappe.db.set_value("CFM Area", "OLDTOWN", "time_zone", "UTC")
		frappe.cache.delete_value("cfm_area_inherited")
		self.addCleanup(frappe.cache.delete_value, "cfm_area_inherited")
		opened = self.offers("Zebra noon", site={"hours": "Mon 11:00-13:00"})
		closed = self.offers("Zebra night", site={"hours": "Mon 20:00-22:00"})
		unknown = self.offers("Zebra unknown")
		html = self.look(words="zebra", open=1).html
		self.assertEqual([each.name in html for each in (opened, closed, unknown)], [True, False, False])

	def test_nonsense_finds_everything_or_nothing_but_never_breaks(self):
		self.offers()
		for asked in (
			{"need": "x' or 1=1"},
			{"area": "../x"},
			{"page": "-3"},
			{"page": "x"},
			{"who": "<script>"},
		):
			self.assertNotIn("<script>alert", self.look(**asked).html)
		page = self.look(words="%25_%22><script>alert(1)</script>")
		self.assertNotIn("<script>alert", page.html)


class TestThePage(DirectoryTestCase):
	def test_it_is_small_in_every_language_sets_no_cookie_and_asks_nobody_else(self):
		for number in range(30):
			self.offers(f"Zebra {number:02}", plain_words="كلام بسيط عن الخدمة " * 20, cost="Free")
		for language in ("ar", "es", "nl", "en"):
			for asked in ({}, {"print": 1}, {"area": "OLDTOWN"}):
				page = self.look(language, **asked)
				self.assertLess(page.size, 30_000, (language, asked))
				self.assertNotIn("Set-Cookie", page.response.headers)
				self.assertEqual(
					re.findall(r'(?:src|href)="(?:https?:)?//(?!www.wikipedia.org)', page.html), []
				)

	def test_arabic_reads_from_the_right_in_arabic_words(self):
		self.offers(site={"hours": "Mon-Fri 09:00-16:00"}, cost="Free")
		page = self.look("ar")
		self.assertIn('dir="rtl"', page.html)
		for english in ("Search", "Services near you", "Costs nothing", "Verified on"):
			self.assertNotIn(english, page.words)

	def test_further_pages_keep_what_was_asked_and_so_do_the_languages(self):
		for number in range(12):
			self.offers(f"Zebra {number:02}")
		page = self.look(words="zebra", area="OLDTOWN")
		self.assertIn("Page 1 of 2", page.words)
		self.assertIn("lang=en&amp;words=zebra&amp;area=OLDTOWN&page=2", page.html)
		self.assertIn("lang=ar&amp;words=zebra&amp;area=OLDTOWN", page.html)
		self.assertIn("Zebra 11", self.look(words="zebra", page=2).words)

	def test_one_network_cannot_ask_without_end(self):
		visitor = Visitor(address="10.9.9.9")
		with self.patched_limit(2):
			self.assertEqual([visitor.get(PAGE).status for _visit in range(3)], [200, 200, 429])

	def test_the_feedback_page_leads_to_it_once_there_is_something_to_read(self):
		frappe.cache.delete_value("cfm_directory_open")
		self.addCleanup(frappe.cache.delete_value, "cfm_directory_open")
		self.offers()
		self.assertIn(f'href="{PAGE}?lang=en"', Visitor().get("/feedback").html)

	def patched_limit(self, most):
		return patch.object(services_page, "VISITS_AN_HOUR", most)
