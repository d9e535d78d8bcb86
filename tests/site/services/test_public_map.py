"""The map of the public directory: what its page holds, whom its headers let in, and what is never on it."""

import html
import re

import frappe

from cfm_app.portal import services_map
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.directory import make_provider, make_service
from cfm_app.testing.factories import make_area
from cfm_app.testing.visitor import Visitor, forget_counts

PAGE, SETTINGS = "/feedback/services?words=zebra", "CFM Settings"
ANY = "/feedback/services?area=STRIPETOWN"
TILES = "https://tiles.example.org/{z}/{x}/{y}.png?key=k1"
CLOSED = "img-src data:;"


class TestTheMap(CFMTestCase):
	def setUp(self):
		super().setUp()
		forget_counts()
		make_area("STRIPETOWN")
		self.provider = make_provider("Open Stripes", is_public=1).name
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)
		self.enter(tiles_address=TILES, tiles_words="© Friends of maps", tiles_ask_site=0)

	def enter(self, **values):
		frappe.get_doc(SETTINGS).update(values).save()

	def offers(self, title="Zebra advice", **site):
		place = {"title": "Front office", "area": "STRIPETOWN", "latitude": 36.12345678, "longitude": 36.6}
		return make_service(title=title, provider=self.provider, is_public=1, sites=[{**place, **site}])

	def look(self, more="&map=1"):
		page = Visitor().get(PAGE + more)
		self.assertEqual(page.status, 200)
		return page

	def assert_no_map(self, page):
		self.assertNotIn("data-at", page.html)
		self.assertNotIn("leaflet", page.html)
		self.assertNotIn("&map=1", page.html)
		self.assertIn(CLOSED, page.response.headers["Content-Security-Policy"])
		self.assertEqual(page.response.headers["Cross-Origin-Embedder-Policy"], "require-corp")

	def test_its_page_alone_is_opened_for_the_pictures_of_one_host(self):
		self.offers()
		told = self.look().response.headers
		self.assertIn("img-src data: https://tiles.example.org;", told["Content-Security-Policy"])
		self.assertRegex(told["Content-Security-Policy"], r"script-src 'nonce-[\w-]{16}'$")
		self.assertIn("default-src 'none'", told["Content-Security-Policy"])
		self.assertEqual(told["Cross-Origin-Embedder-Policy"], "credentialless")
		self.assertEqual((told["Referrer-Policy"], told["Cache-Control"]), ("no-referrer", "no-store"))
		closed = self.look("").response.headers
		self.assertIn(CLOSED, closed["Content-Security-Policy"])
		self.assertEqual(closed["Cross-Origin-Embedder-Policy"], "require-corp")

	def test_the_list_leads_to_it_with_what_was_asked_and_names_no_place(self):
		self.offers()
		page = self.look("")
		self.assertIn("words=zebra&map=1", html.unescape(page.html))
		self.assertNotIn("36.12", page.html)
		self.assertNotIn("tiles.example.org", page.html)

	def test_a_place_stands_ten_metres_exact_and_its_list_says_the_same(self):
		service = self.offers()
		page = self.look()
		self.assertIn('data-at="36.1235,36.6"', page.html)
		self.assertIn(f"service={service.name}", page.html)
		self.assertIn("Zebra advice · Front office", page.words)

	def test_without_an_address_there_is_none(self):
		self.offers()
		self.enter(tiles_address="")
		for more in ("", "&map=1"):
			self.assert_no_map(self.look(more))

	def test_without_a_place_there_is_none(self):
		self.offers(latitude=0, longitude=0)
		for more in ("", "&map=1"):
			self.assert_no_map(self.look(more))

	def test_paper_and_one_service_have_none(self):
		service = self.offers()
		self.assert_no_map(self.look("&map=1&print=1"))
		self.assert_no_map(self.look(f"&service={service.name}&map=1"))

	def test_hidden_places_and_secret_services_are_not_on_it(self):
		mixed, secret = self.offers("Zebra front"), self.offers("Zebra rose", latitude=0, longitude=0)
		mixed.append("sites", {"title": "Rose room", "area": "STRIPETOWN", "is_hidden": 1})
		mixed.save()
		# the form refuses positions of hidden places; a hand in the database does not ask the form
		position = {"latitude": 37.7777, "longitude": 37.8888}
		frappe.db.set_value("CFM Service Site", {"parent": mixed.name, "is_hidden": 1}, position)
		frappe.db.set_value("CFM Service Site", {"parent": secret.name}, position)
		frappe.db.set_value("CFM Service", secret.name, "service_type", "GBV.SAFEHOUSE")
		# by its place it is found, by its words it never would be
		self.assertIn(secret.name, Visitor().get(f"{ANY}&need=GBV.SAFEHOUSE").html)
		page = Visitor().get(f"{ANY}&map=1")
		self.assertEqual(re.findall(r'data-at="(.*?)"', page.html), ["36.1235,36.6"])
		for told in ("37.", "Rose", secret.name):
			self.assertNotIn(told, page.html)

	def test_more_places_than_fit_are_said_and_the_page_stays_small(self):
		service = self.offers("زيبرا zebra: إستشارة قانونية ووثائق مدنية")
		for number in range(services_map.MOST):
			place = {"title": f"مكتب المساعدة {number}", "area": "STRIPETOWN", "latitude": 30 + number / 10}
			service.append("sites", {**place, "longitude": 36.5})
		service.save()
		page = self.look()
		self.assertEqual(page.html.count("data-at="), services_map.MOST)
		self.assertIn("There are more places than fit here.", page.words)
		self.assertLess(page.size, 30_000)


class TestWhatAnAdministratorEnters(CFMTestCase):
	def enter(self, **values):
		frappe.get_doc(SETTINGS).update(values).save()

	def test_an_address_that_a_page_cannot_be_opened_for_is_refused(self):
		for address in (
			"http://tiles.example.org/{z}/{x}/{y}.png",
			"https://{s}.example.org/{z}/{x}/{y}.png",
		):
			with self.assertRaisesRegex(frappe.ValidationError, "tiles.example.org"):
				self.enter(tiles_address=address, tiles_words="© Friends")

	def test_a_map_says_whose_it_is(self):
		with self.assertRaisesRegex(frappe.ValidationError, "whose map"):
			self.enter(tiles_address=TILES, tiles_words=" ")
