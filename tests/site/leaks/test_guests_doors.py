"""Rows 36 and 47: what strangers find behind the doors of the public form, and what addresses and headers give away."""

import json
import re
from urllib.parse import urlencode

import frappe

from cfm_app.portal import questions
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import PASSWORD, make_user
from cfm_app.testing.redis_search import found_in_redis
from cfm_app.testing.visitor import FORM, TRACK, Visitor, forget_counts
from cfm_app.testing.web_server import WebServer, leave_message, look_again, remove_message

WORDS = "The zebra at the water point bit my aunt."
CORE = "frappe.website.doctype.web_form.web_form"
WAYS = ("/api/method", "/api/v1/method", "/api/v2/method")
LOCATIONS = re.compile(r'(?:href|action|src)="([^"]*)"')


class TestTheDoorsOfThePublicForm(CFMTestCase):
	"""Through the whole web application, as a guest, against a message that is really there."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		forget_counts()
		cls.server = WebServer()
		cls.code, cls.contact = leave_message(WORDS)
		cls.form = questions.web_form().name
		cls.before = frappe.get_all("CFM Interaction", pluck="name", limit=0)

	@classmethod
	def tearDownClass(cls):
		frappe.db.rollback()
		for contact in frappe.get_all("CFM Interaction", {"name": ("not in", cls.before)}, pluck="name"):
			remove_message(contact)
		remove_message(cls.contact)
		super().tearDownClass()

	def setUp(self):
		super().setUp()
		forget_counts()

	def as_guest(self, function, method="POST", **arguments):
		"""Ask one of the platform's own functions by every way there is; return the answers."""
		ways = [f"{way}/{CORE}.{function}" for way in WAYS] + [f"/api/v2/method/Web Form/{function}"]
		return [self.server.ask(way, method=method, data=arguments) for way in ways]

	def state(self):
		look_again()
		stored = frappe.db.get_value("CFM Interaction", self.contact, "*", as_dict=True)
		return str(stored), frappe.db.count("CFM Interaction"), frappe.db.count("CFM Sealed Content")

	def assert_told_nothing(self, answer):
		text = answer.get_data(as_text=True)
		for secret in (
			WORDS,
			"zebra",
			self.contact,
			self.code,
			frappe.db.get_value("CFM Interaction", self.contact, "access_key"),
		):
			self.assertNotIn(secret, text)

	def test_a_guest_neither_opens_nor_changes_nor_deletes_a_message(self):
		before = self.state()
		asked = {
			"get_form_data": {
				"doctype": "CFM Interaction",
				"docname": self.contact,
				"web_form_name": self.form,
			},
			"delete": {"web_form_name": self.form, "docname": self.contact},
			"delete_multiple": {"web_form_name": self.form, "docnames": f'["{self.contact}"]'},
			"check_webform_perm": {"doctype": "CFM Interaction", "name": self.contact},
		}
		for function, arguments in asked.items():
			for answer in self.as_guest(function, **arguments):
				self.assertIn(answer.status_code, (403, 404), function)
				self.assert_told_nothing(answer)
		self.assertEqual(self.state(), before)

	def test_who_sends_the_form_gets_nothing_back_and_changes_no_other_message(self):
		before = self.state()[0]
		for more in ({}, {"name": self.contact, "doctype": "CFM Interaction", "state": "Classified"}):
			typed = json.dumps({"message": "Another matter", **more})
			for answer in self.as_guest("accept", web_form=self.form, data=typed):
				self.assertEqual(answer.status_code, 200)
				got = answer.get_json()
				self.assertEqual(got.get("message", got.get("data")), {})
				self.assertNotIn("Another matter", answer.get_data(as_text=True))
				self.assert_told_nothing(answer)
		self.assertEqual(self.state()[0], before)

	def test_a_guest_learns_no_name_of_a_record_that_is_not_on_the_form(self):
		project = frappe.db.get_value("CFM Project", {"name": ("like", "%")}) or "WASH-7"
		for function in ("get_link_options", "get_in_list_view_fields"):
			for answer in self.as_guest(function, web_form_name=self.form, doctype="CFM Project"):
				self.assertIn(answer.status_code, (403, 404))
		asked = {"doctype": "CFM Interaction", "web_form_name": self.form}
		for answer in self.as_guest("get_form_data", **asked):
			self.assertEqual(answer.status_code, 200)
			self.assert_told_nothing(answer)
			self.assertNotIn(project, answer.get_data(as_text=True))
			self.assertNotIn("doc", answer.get_json().get("message") or answer.get_json().get("data"))
		for answer in self.as_guest("get_web_form_filters", web_form_name=self.form):
			self.assertEqual(answer.get_json().get("message") or answer.get_json().get("data") or [], [])

	def test_neither_rendering_says_who_in_the_organisation_wrote_the_form(self):
		author = make_user("Ada Author", "Administrator")
		frappe.get_doc("User", author).add_roles("Website Manager")
		with self.as_user(author):
			form = frappe.get_doc("Web Form", self.form)
			form.introduction_text = "Tell us."
			form.save()
			stored = form.as_json()
		self.assertNotIn(author, stored)
		self.assertNotIn("ada", stored.casefold())

	def test_pages_of_the_other_rendering_show_no_message_and_are_not_kept(self):
		for page in ("new", "list", self.contact, f"{self.contact}/edit"):
			answer = self.server.ask(f"/feedback-form/{page}")
			self.assertIn(answer.status_code, (200, 301, 403))
			text = answer.get_data(as_text=True)
			self.assertNotIn("zebra", text)
			self.assertIn("no-store", answer.headers["Cache-Control"])
			self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
			self.assertEqual(answer.headers["X-Frame-Options"], "DENY")

	def test_a_command_smuggled_into_the_form_is_not_run(self):
		for fields in (
			{"cmd": "frappe.ping"},
			{"cmd": "frappe.client.get_list", "doctype": "CFM Interaction"},
		):
			for answer in (
				self.server.ask(FORM, method="POST", data=fields),
				self.server.ask(f"{TRACK}?{urlencode(fields)}"),
			):
				self.assertEqual(answer.mimetype, "text/html")
				self.assertNotIn("pong", answer.get_data(as_text=True))
				self.assert_told_nothing(answer)

	def all_answers(self):
		"""One answer of each kind a stranger or a complainant can get from the public pages."""
		sid = "sid=somebody"
		code = {"code": self.code}
		opened = self.server.ask(TRACK, method="POST", data=code)
		passed = re.search(r'name="pass" value="([^"]+)"', opened.get_data(as_text=True))[1]
		return {
			"form": self.server.ask(FORM),
			"form in Arabic": self.server.ask(f"{FORM}?lang=ar"),
			"form with an old cookie": self.server.ask(FORM, headers={"Cookie": sid}),
			"mistake": self.server.ask(FORM, method="POST", data={"message": ""}),
			"robot": self.server.ask(FORM, method="POST", data={"message": WORDS, "website": "x"}),
			"tracking": self.server.ask(TRACK),
			"tracking in Arabic": self.server.ask(f"{TRACK}?lang=ar"),
			"wrong code": self.server.ask(TRACK, method="POST", data={"code": "12"}),
			"right code": opened,
			"empty addition": self.server.ask(TRACK, method="POST", data={"pass": passed, "action": "say"}),
			"old pass": self.server.ask(TRACK, method="POST", data={"pass": "k1.AAAA", "text": WORDS}),
			"code in the address": self.server.ask(f"{TRACK}?{urlencode({**code, 'message': WORDS})}"),
			"address that leads nowhere": self.server.ask("/feedback/trak"),
			"code below the address": self.server.ask(f"{TRACK}/{self.code.replace(' ', '')}"),
			"asked for the head only": self.server.ask(TRACK, method="HEAD"),
		}

	def test_no_address_holds_a_code_a_number_or_a_word(self):
		for kind, answer in self.all_answers().items():
			self.assertNotIn("Location", answer.headers, kind)
			for address in LOCATIONS.findall(answer.get_data(as_text=True)):
				allowed = re.fullmatch(
					r"#[\w-]*|data:,|https://www\.wikipedia\.org/|/feedback(/track)?(\?lang=[a-z-]+)?",
					address,
				)
				self.assertTrue(allowed, f"{kind}: {address}")

	def test_a_code_in_an_address_opens_nothing_and_is_not_repeated(self):
		for spelling in (self.code, self.code.replace(" ", "")):
			for path in (FORM, TRACK):
				answer = self.server.ask(
					f"{path}?{urlencode({'code': spelling, 'message': WORDS, 'text': WORDS})}"
				)
				text = answer.get_data(as_text=True)
				self.assertEqual(answer.status_code, 200)
				for secret in (spelling, WORDS, "Your message of"):
					self.assertNotIn(secret, text)

	def test_a_code_that_was_typed_below_an_address_is_not_remembered(self):
		code = self.code.replace(" ", "")
		for path in (f"{TRACK}/{code}", f"/Feedback/Track/{code}", f"{FORM}/{code}.html"):
			answer = self.server.ask(path)
			self.assertEqual(answer.status_code, 404)
			self.assertNotIn(code, answer.get_data(as_text=True))
		self.assertEqual(found_in_redis([code]), [])

	def test_an_address_in_capitals_is_the_same_page(self):
		for path in ("/Feedback", "/FEEDBACK/Track"):
			self.assertEqual(self.server.ask(path).status_code, 200, path)

	def test_every_page_tells_browsers_to_run_keep_and_pass_on_nothing(self):
		for kind, answer in self.all_answers().items():
			told = answer.headers
			policy = dict(part.strip().split(" ", 1) for part in told["Content-Security-Policy"].split(";"))
			self.assertEqual(policy["default-src"], "'none'", kind)
			self.assertEqual((policy["frame-ancestors"], policy["base-uri"]), ("'none'", "'none'"), kind)
			self.assertEqual(policy["form-action"], "'self'", kind)
			nonce = re.fullmatch(r"'nonce-([\w-]{16})'", policy["script-src"])[1]
			if kind != "asked for the head only":
				self.assertEqual(answer.get_data(as_text=True).count(f'<script nonce="{nonce}">'), 1, kind)
				self.assertEqual(answer.get_data(as_text=True).count("<script"), 1, kind)
				self.assertRegex(
					answer.get_data(as_text=True),
					r"<title>(Please check: )?Feedback|<title>[^<]{3,40}</title>",
				)
			self.assertEqual(told["Cache-Control"], "no-store", kind)
			self.assertEqual(told["Referrer-Policy"], "no-referrer", kind)
			self.assertEqual(told["X-Frame-Options"], "DENY", kind)
			self.assertEqual(told["X-Content-Type-Options"], "nosniff", kind)
			self.assertEqual(told["Cross-Origin-Opener-Policy"], "same-origin", kind)
			self.assertEqual(told["Cross-Origin-Resource-Policy"], "same-origin", kind)
			for feature in ("camera=()", "geolocation=()", "microphone=()"):
				self.assertIn(feature, told["Permissions-Policy"], kind)
			self.assertNotIn("Set-Cookie", told, kind)

	def test_the_nonce_is_new_each_time(self):
		policies = {self.server.ask(FORM).headers["Content-Security-Policy"] for _visit in range(5)}
		self.assertEqual(len(policies), 5)

	def test_the_title_says_nothing_of_complaints_and_the_way_out_comes_first(self):
		for answer in (self.server.ask(FORM), self.server.ask(TRACK)):
			html = answer.get_data(as_text=True)
			self.assertIn("<title>Feedback</title>", html)
			first = re.search(r"<body>.*?<a [^>]*>", html, re.DOTALL)[0]
			self.assertIn('id="exit"', first)
			self.assertIn('rel="noreferrer noopener nofollow"', first)


class TestWhatStaffSee(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.server = WebServer()
		cls.user = make_user("Henk Header", "Operator", password=PASSWORD)
		frappe.db.commit()

	@classmethod
	def tearDownClass(cls):
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.delete_doc("User", cls.user, force=True)
		frappe.db.commit()
		super().tearDownClass()

	def test_nothing_that_staff_are_shown_stays_in_a_browser_or_proxy(self):
		login = self.server.ask("/api/method/login", method="POST", data={"usr": self.user, "pwd": PASSWORD})
		sid = next(cookie for cookie in login.headers.getlist("Set-Cookie") if cookie.startswith("sid="))
		asked = (
			"/app/complaint",
			"/api/resource/Complaint",
			"/api/method/cfm_app.api.desk_complaint.complaint_page?name=C-1",
			"/api/method/frappe.desk.form.load.getdoc?doctype=Complaint&name=C-1",
			"/printview?doctype=Complaint&name=C-1",
		)
		for path in asked:
			told = self.server.ask(path, headers={"Cookie": sid.split(";")[0]}).headers
			self.assertIn("no-store", told["Cache-Control"], path)
			self.assertEqual(told["X-Content-Type-Options"], "nosniff", path)
			self.assertEqual(told["X-Frame-Options"], "SAMEORIGIN", path)

	def test_pages_of_others_for_guests_are_left_alone(self):
		self.assertNotIn("Cache-Control", self.server.ask("/login").headers)
		self.assertEqual(Visitor().get(FORM).status, 200)
