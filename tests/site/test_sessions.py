"""Staff who see what people confided prove at log-in who they are, and are logged out when they walk away."""

from unittest.mock import patch

import frappe
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.twofactor import should_run_2fa

from cfm_app import install
from cfm_app.api import desk_sessions
from cfm_app.confidentiality import sessions
from cfm_app.exceptions import NotAllowedHere
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import PASSWORD, make_user
from cfm_app.testing.web_server import WebServer

INVESTIGATORS = ["CFM Investigator", "CFM Sensitive Focal Point"]


class TestTheSecondFactor(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.ivan = make_user("Ivan Investigator", "Investigator")
		self.olga = make_user("Olga Operator", "Operator")
		self.sam = make_user("Sam Systems", "Administrator")
		frappe.get_doc("User", self.sam).add_roles("System Manager")
		self.addCleanup(frappe.cache.delete_keys, "cfm_second_factor:")
		# as on a site whose set-up wizard nobody ran
		frappe.db.set_single_value("System Settings", "language", None)

	def mailed_code(self):
		"""Sam asks for a code; return what the mail says."""
		with (
			patch.object(EmailAccount, "find_outgoing", return_value={"default": "an account"}),
			patch("cfm_app.confidentiality.sessions.frappe.are_emails_muted", return_value=False),
			patch("cfm_app.confidentiality.sessions.frappe.sendmail") as mail,
		):
			address = desk_sessions.send_code()
		sent = mail.call_args.kwargs
		self.assertEqual((address, sent["recipients"], sent["now"]), (self.sam, [self.sam], True))
		code = next(word for word in sent["message"].split() if word.strip(".").isdigit()).strip(".")
		self.assertNotIn(code, sent["subject"])
		return code

	def switch_on(self, roles=INVESTIGATORS):
		with self.as_user(self.sam):
			return desk_sessions.ask_for_second_factor(roles, "OTP App", self.mailed_code())

	def test_the_chosen_roles_are_asked_and_nobody_else(self):
		self.assertFalse(should_run_2fa(self.ivan))
		overview = self.switch_on()
		self.assertTrue(should_run_2fa(self.ivan))
		self.assertFalse(should_run_2fa(self.olga))
		self.assertFalse(should_run_2fa("Administrator"))
		asked = [row["role"] for row in overview["roles"] if row["asked"]]
		self.assertEqual(sorted(asked), sorted(INVESTIGATORS))

	def test_everybody_can_be_asked(self):
		self.switch_on(["All"])
		self.assertTrue(should_run_2fa(self.olga) and should_run_2fa(self.ivan))

	def test_switching_it_off_needs_no_code_and_asks_nobody(self):
		self.switch_on()
		with self.as_user(self.sam):
			overview = desk_sessions.ask_for_second_factor([], "OTP App")
		self.assertFalse(should_run_2fa(self.ivan))
		self.assertFalse(any(row["asked"] for row in overview["roles"]))

	def test_it_is_not_switched_on_before_mail_has_reached_who_does_it(self):
		with self.as_user(self.sam):
			code = self.mailed_code()
			wrong = f"{(int(code) + 1) % 10**6:06d}"
			for typed in ("", wrong, "x"):
				with self.assert_refused("not the code we mailed", NotAllowedHere):
					desk_sessions.ask_for_second_factor(INVESTIGATORS, "Email", typed)
			desk_sessions.ask_for_second_factor(INVESTIGATORS, "Email", f" {code} ")
			with self.assert_refused("not the code we mailed", NotAllowedHere):
				desk_sessions.ask_for_second_factor(INVESTIGATORS, "Email", code)
		self.assertTrue(should_run_2fa(self.ivan))

	def test_a_code_cannot_be_guessed(self):
		with self.as_user(self.sam):
			code = self.mailed_code()
			for guess in range(sessions.CODE_TRIES):
				with self.assert_refused(exception=NotAllowedHere):
					desk_sessions.ask_for_second_factor(INVESTIGATORS, "Email", f"guess {guess}")
			with self.assert_refused(exception=NotAllowedHere):
				desk_sessions.ask_for_second_factor(INVESTIGATORS, "Email", code)
		self.assertFalse(should_run_2fa(self.ivan))

	def test_without_a_mail_account_it_says_so_and_changes_nothing(self):
		with (
			self.as_user(self.sam),
			patch.object(EmailAccount, "find_outgoing", return_value={}),
			self.assert_refused("Set up an outgoing mail account first.", NotAllowedHere),
		):
			desk_sessions.send_code()
		self.assertFalse(should_run_2fa(self.ivan))

	def test_only_who_sets_the_system_may_switch_it(self):
		for user in (self.ivan, self.olga, make_user("Cora Coordinator", "Coordinator")):
			with self.as_user(user):
				for endpoint in (desk_sessions.overview, desk_sessions.send_code):
					with self.assert_refused():
						endpoint()
				with self.assert_refused():
					desk_sessions.ask_for_second_factor([], "OTP App")
				with self.assert_refused():
					desk_sessions.limit("06:00", 5, 60)

	def test_roles_and_methods_come_from_the_list(self):
		with self.as_user(self.sam):
			for roles, method in ((["Guest"], "OTP App"), (["CFM Nobody"], "Email"), (INVESTIGATORS, "SMS")):
				with self.assert_refused("from the list", NotAllowedHere):
					desk_sessions.ask_for_second_factor(roles, method, "1")

	def test_a_migrate_that_puts_the_roles_back_leaves_the_choice(self):
		self.switch_on()
		for role in INVESTIGATORS:
			frappe.db.set_value("Role", role, "two_factor_auth", 0)
		self.assertFalse(should_run_2fa(self.ivan))
		with patch("cfm_app.install._complete_site"), patch("cfm_app.install.last_run.hint"):
			install.after_migrate()
		self.assertTrue(should_run_2fa(self.ivan))
		self.assertFalse(should_run_2fa(self.olga))

	def test_limits_for_everybody_are_set_and_shown(self):
		with self.as_user(self.sam):
			overview = desk_sessions.limit("06:30", 5, 300, True)
		self.assertEqual(overview["limits"].session_expiry, "06:30")
		self.assertEqual(
			(overview["limits"].allow_consecutive_login_attempts, overview["limits"].allow_login_after_fail),
			("5", "300"),
		)
		self.assertEqual(overview["limits"].deny_multiple_sessions, "1")

	def test_the_overview_counts_people(self):
		with self.as_user(self.sam):
			roles = {row["role"]: row for row in desk_sessions.overview()["roles"]}
		self.assertGreaterEqual(roles["CFM Investigator"]["people"], 1)
		self.assertGreater(roles["All"]["people"], roles["CFM Investigator"]["people"])
		self.assertTrue(roles["CFM Investigator"]["sensitive"])
		self.assertFalse(roles["CFM Operator"]["sensitive"])


class TestWalkingAway(CFMTestCase):
	"""Through the whole web application, so the people are committed and taken away again."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.server = WebServer()
		cls.people = [
			make_user("Ines Investigates", "Investigator", password=PASSWORD),
			make_user("Otto Operates", "Operator", password=PASSWORD),
		]
		frappe.db.commit()

	@classmethod
	def tearDownClass(cls):
		frappe.set_user("Administrator")
		frappe.db.rollback()
		for user in cls.people:
			frappe.delete_doc("User", user, force=True)
		frappe.db.commit()
		super().tearDownClass()

	def setUp(self):
		super().setUp()
		minutes = patch("cfm_app.confidentiality.sessions.idle_minutes", return_value=30)
		minutes.start()
		self.addCleanup(minutes.stop)

	def log_in(self, user):
		"""Return the session id."""
		answer = self.server.ask("/api/method/login", method="POST", data={"usr": user, "pwd": PASSWORD})
		self.assertEqual(answer.status_code, 200, answer.get_data(as_text=True))
		cookies = dict(cookie.split(";")[0].split("=", 1) for cookie in answer.headers.getlist("Set-Cookie"))
		return cookies["sid"]

	def who(self, sid):
		answer = self.server.ask("/api/method/frappe.auth.get_logged_user", headers={"Cookie": f"sid={sid}"})
		return (answer.get_json() or {}).get("message")

	def leave(self, sid, minutes):
		"""The last thing done in this session lies so many minutes back."""
		session = frappe.cache.hget("session", sid)
		session["data"]["last_updated"] = str(frappe.utils.add_to_date(None, minutes=-minutes))
		frappe.cache.hset("session", sid, session)

	def test_a_sensitive_session_ends_after_half_an_hour_and_others_go_on(self):
		sensitive, plain = (self.log_in(user) for user in self.people)
		self.assertEqual([self.who(sensitive), self.who(plain)], self.people)
		for sid in (sensitive, plain):
			self.leave(sid, 31)
		self.assertIsNone(self.who(sensitive))
		self.assertEqual(self.who(plain), self.people[1])

	def test_who_works_is_not_thrown_out(self):
		sid = self.log_in(self.people[0])
		self.leave(sid, 25)
		self.assertEqual(self.who(sid), self.people[0])

	def test_the_early_end_outlives_a_restart_of_redis(self):
		sid = self.log_in(self.people[0])
		for kept in ("session", "last_db_session_update"):
			frappe.cache.hdel(kept, sid)
		self.assertEqual(self.who(sid), self.people[0])
		self.assertEqual(frappe.cache.hget("session", sid)["data"]["session_expiry"], "00:30:00")

	def test_the_site_decides_alone_where_no_early_end_is_set(self):
		with patch("cfm_app.confidentiality.sessions.idle_minutes", return_value=0):
			sid = self.log_in(self.people[0])
		self.leave(sid, 31)
		self.assertEqual(self.who(sid), self.people[0])


class TestTheSetting(CFMTestCase):
	def test_the_settings_say_after_how_many_minutes(self):
		frappe.get_doc("CFM Settings").update({"sensitive_idle_minutes": 45}).save()
		self.assertEqual(sessions.idle_minutes(), 45)
		frappe.db.delete("Singles", {"doctype": "CFM Settings", "field": "sensitive_idle_minutes"})
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		self.assertEqual(sessions.idle_minutes(), sessions.USUAL_IDLE_MINUTES)
