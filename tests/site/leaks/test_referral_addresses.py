"""The one-time address of a partner, through the whole web application: every method, spelling and trick a stranger has."""

import frappe

from cfm_app.confidentiality import partner_links
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.directory import make_service
from cfm_app.testing.redis_search import found_in_redis
from cfm_app.testing.visitor import forget_counts
from cfm_app.testing.web_server import WebServer, look_again

KEEPS_LOGS = ("Error Log", "Activity Log", "Access Log", "CFM Access Log", "Web Page View", "Route History")


class TestAnAddressOnTheWire(CFMTestCase):
	"""What the server is to see is committed, and taken away again at the end."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.addClassCleanup(cls.take_away)
		cls.service = make_service(title="Office on the wire")
		cls.token = partner_links.make_for_verification(cls.service)["address"].rpartition("/")[2]
		frappe.db.commit()  # reason: the server has connections of its own
		cls.server = WebServer()

	@classmethod
	def take_away(cls):
		frappe.db.rollback()
		frappe.db.delete("CFM Partner Link", {"record": cls.service.name})
		for doctype in ("CFM Service Change", "CFM Bulletin"):
			frappe.db.delete(doctype, {"service": cls.service.name})
		for doctype, field in (("CFM Service Site", "parent"), ("CFM Service", "name")):
			frappe.db.delete(doctype, {field: cls.service.name})
		frappe.db.commit()  # reason: as above

	def setUp(self):
		super().setUp()
		forget_counts()

	def ask(self, path, method="GET", **request):
		return self.server.ask(path, method=method, **request)

	def assert_keeps_quiet(self, answer):
		self.assertEqual(answer.headers["Cache-Control"], "no-store")
		self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
		self.assertNotIn("Set-Cookie", answer.headers)

	def test_it_opens_and_nothing_on_the_way_keeps_it(self):
		answer = self.ask(f"/referral/{self.token}")
		self.assertEqual(answer.status_code, 200)
		self.assertIn("Office on the wire", answer.get_data(as_text=True))
		self.assert_keeps_quiet(answer)

	def test_looking_changes_nothing_however_often_and_by_whichever_method(self):
		for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "POST"):
			with self.subTest(method):
				answer = self.ask(f"/referral/{self.token}", method, headers={"Sec-Purpose": "prefetch"})
				self.assertLess(answer.status_code, 500)
		used = frappe.db.get_value(
			"CFM Partner Link", {"record": self.service.name}, ["opened", "last_used_on"]
		)
		self.assertEqual(used, (0, None))

	def test_every_other_spelling_is_unknown_and_nobody_remembers_it(self):
		for number, tail in enumerate(
			(
				"x",
				"%00",
				"%ff%fe",
				"%F0%9F%98%80",
				"a" * 9000,
				f"{self.token}/x",
				f"{self.token}.html",
				f"{self.token}%20",
			)
		):
			with self.subTest(tail[:40]):
				answer = self.ask(f"/referral/{tail}", address=f"192.0.{number}.1")
				self.assertEqual(answer.status_code, 404)
				self.assert_keeps_quiet(answer)
				self.assertNotIn("Office on the wire", answer.get_data(as_text=True))

	def test_what_is_typed_in_capitals_is_not_kept_among_pages_that_were_not_found(self):
		self.assertEqual(self.ask(f"/Referral/{self.token}").status_code, 200)
		self.assertEqual(found_in_redis([self.token]), [])

	def test_neither_a_second_slash_nor_a_header_leads_to_another_host(self):
		tricks = {"X-Forwarded-Host": "evil.example", "X-HTTP-Method-Override": "POST"}
		asked = {"query_string": "redirect-to=https://evil.example", "headers": tricks}
		for slashes in ("/", "//"):
			bare = {"PATH_INFO": f"{slashes}referral/{self.token}"}
			page = self.ask("/", environ_overrides=bare, **asked).get_data(as_text=True)
			self.assertIn(f'href="/referral/{self.token}?lang=', page)
			self.assertNotIn("evil.example", page)

	def test_no_log_of_the_site_holds_it(self):
		for path in (f"/referral/{self.token}", f"/referral/{self.token}?lang=../../etc"):
			self.ask(path)
		self.ask(
			f"/referral/{self.token}", "POST", data={"partner": "\x00", "action": "confirm", "note": "x"}
		)
		look_again()
		for doctype in KEEPS_LOGS:
			rows = frappe.get_all(doctype, fields=["*"], order_by="creation desc", limit=100)
			self.assertNotIn(self.token, str(rows), doctype)
		self.assertEqual(found_in_redis([self.token]), [])
