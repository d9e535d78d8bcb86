"""Who runs the site asks it what it still exposes, and is told what to do about it."""

from unittest.mock import patch

import frappe
from frappe.core.doctype.user.user import generate_keys

from cfm_app import install
from cfm_app.api import desk_self_check
from cfm_app.confidentiality import log_chain
from cfm_app.rules.self_check import EXPOSED, NOT_TRIED, PROTECTED
from cfm_app.self_check import configuration, last_run, probe, run
from cfm_app.self_check.probe import Probe
from cfm_app.self_check.wording import KEY_PROBLEMS, WORDS, in_words
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_grant, make_user


def codes():
	return {finding.code for finding in configuration.findings()}


def named(code):
	return next((finding.named for finding in configuration.findings() if finding.code == code), ())


def open_the_form(ground, user):
	return ground.request(user, f"GET /api/resource/Complaint/{ground.complaint.name}")


def read_behind_the_rule(ground, _user):
	return frappe.db.get_value("Complaint", ground.complaint.name, "project")


def ask_for_nothing(_ground, _user):
	return "404"


class TestProbes(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.frappe_before = frappe.db.count("Complaint"), frappe.db.count("User")

	def tried(self, attack, **rest):
		found = [Probe(99, "A way around", attack, **rest)]
		with patch.object(run, "all_probes", return_value=found):
			return run.try_probes()[0]

	def test_a_path_that_the_rule_closes_is_protected(self):
		self.assertEqual(self.tried(open_the_form).verdict, PROTECTED)

	def test_a_path_that_reads_behind_the_rule_is_exposed(self):
		self.assertEqual(self.tried(read_behind_the_rule).verdict, EXPOSED)

	def test_an_attack_that_does_not_even_reach_the_rightful_reader_proves_nothing(self):
		self.assertEqual(self.tried(ask_for_nothing).verdict, NOT_TRIED)
		self.assertEqual(self.tried(ask_for_nothing, reaches_reader=False).verdict, PROTECTED)

	def test_an_attack_that_breaks_is_not_tried_and_says_what_broke(self):
		def broken(_ground, _user):
			raise KeyError("a word of the story")

		result = self.tried(broken)
		self.assertEqual((result.verdict, result.trouble), (NOT_TRIED, "KeyError"))

	def test_nothing_of_a_trial_stays_on_the_site(self):
		self.tried(open_the_form)
		self.assertEqual((frappe.db.count("Complaint"), frappe.db.count("User")), self.frappe_before)
		self.assertEqual(frappe.session.user, "Administrator")

	def test_every_probe_has_a_title_and_a_number_of_its_own(self):
		probes = probe.all_probes()
		self.assertEqual(len({each.key for each in probes}), len(probes))
		self.assertTrue(all(str(each.title).strip() for each in probes))

	def test_the_command_prints_the_verdict_of_each_path(self):
		said = []
		with (
			patch.object(run, "all_probes", return_value=[Probe(99, "A way around", read_behind_the_rule)]),
			patch("click.echo", side_effect=lambda text="", **_rest: said.append(str(text))),
			patch("click.secho", side_effect=lambda text="", **_rest: said.append(str(text))),
			patch.object(frappe.db.__class__, "commit"),
		):
			run.report()
		self.assertIn("1 paths exposed, 0 protected, 0 not tried.", said)
		self.assertTrue(any("A way around" in line for line in said))
		self.assertEqual(last_run.stored()["verdicts"]["99-read_behind_the_rule"], EXPOSED)


class TestConfiguration(CFMTestCase):
	def test_a_setting_that_somebody_opened_is_listed(self):
		for switch in ("server_script_enabled", "ignore_csrf", "developer_mode"):
			with self.subTest(switch), patch.dict(frappe.local.conf, {switch: 0}):
				self.assertNotIn(switch, codes())
				frappe.local.conf[switch] = 1
				self.assertIn(switch, codes())

	def test_links_that_log_somebody_in_are_listed_while_they_are_mailed(self):
		for mailed in (1, 0):
			frappe.db.set_single_value("System Settings", "login_with_email_link", mailed)
			frappe.clear_document_cache("System Settings", "System Settings")
			self.assertEqual("login_with_email_link" in codes(), bool(mailed))

	def test_protection_that_is_switched_on_is_no_longer_missed(self):
		settings = frappe.get_doc("System Settings")
		settings.db_set({"encrypt_backup": 0, "session_expiry": "240:00"})
		frappe.clear_document_cache("System Settings", "System Settings")
		self.assertLessEqual({"encrypt_backup", "session_hours"}, codes())
		settings.db_set({"encrypt_backup": 1, "session_expiry": "08:00"})
		frappe.clear_document_cache("System Settings", "System Settings")
		self.assertFalse({"encrypt_backup", "session_hours"} & codes())

	def test_a_share_left_from_before_is_counted_and_not_shown(self):
		row = {"share_doctype": "Complaint", "share_name": "C-SECRET", "user": "Administrator", "read": 1}
		self.assertNotIn("leftovers", codes())
		frappe.get_doc(doctype="DocShare", name="left-over", **row).db_insert()
		self.assertEqual(named("leftovers"), ("DocShare (1)",))

	def test_widened_rights_and_raw_reports_are_named(self):
		rights = {"parent": "CFM Person", "role": "CFM Operator", "read": 1, "permlevel": 0}
		frappe.get_doc(doctype="Custom DocPerm", name="widened", **rights).db_insert()
		report = {"doctype": "Report", "report_type": "Query Report", "ref_doctype": "ToDo"}
		for name, source in (
			("All words", "`tabComplaint`"),
			("Small", "tabcomplaint"),
			("Whose turn", "tabSessions"),
		):
			frappe.get_doc({**report, "name": name, "query": f"select * from {source}"}).db_insert()
		self.assertEqual(named("changed_permissions"), ("CFM Person: CFM Operator",))
		self.assertEqual(named("raw_reports"), ("All words", "Small", "Whose turn"))

	def test_a_field_that_points_at_complaints_is_named(self):
		field = {"dt": "ToDo", "fieldname": "cfm_complaint", "fieldtype": "Link", "options": "Complaint"}
		frappe.get_doc(doctype="Custom Field", name="ToDo-cfm_complaint", **field).db_insert()
		self.assertEqual(named("linking_fields"), ("ToDo.cfm_complaint",))

	def test_who_administers_and_reads_complaints_is_named(self):
		manager = make_user("Mona Manager", "Operator")
		frappe.get_doc("User", manager).add_roles("System Manager")
		make_grant(manager, "Intake")
		self.assertEqual(named("managers_with_duty"), (manager,))
		self.assertIn(manager, named("people_without_line"))

	def test_whose_api_key_opens_complaints_is_named(self):
		before = named("people_with_api_key")
		user = make_user("Kara Key", "Operator")
		generate_keys(user)
		self.assertEqual(named("people_with_api_key"), before)
		make_grant(user, "Intake")
		self.assertEqual(set(named("people_with_api_key")) - set(before), {user})

	def test_a_key_file_that_others_can_read_is_reported(self):
		path = configuration.keys.key_file()
		mode = path.stat().st_mode & 0o777
		self.addCleanup(path.chmod, mode)
		path.chmod(0o644)
		self.assertIn("readable by others", named("key_problems"))
		path.chmod(0o600)
		self.assertNotIn("readable by others", named("key_problems"))

	def test_every_finding_has_words_in_which_nothing_is_missing(self):
		from cfm_app.rules import self_check

		known = {*self_check.EXPOSING_SWITCHES, *self_check.WEAKENING_SWITCHES}
		known |= {*self_check.PROTECTIVE_SWITCHES, *(name for name, _weight in self_check.NAMED_FACTS)}
		self.assertLessEqual(known, set(WORDS))
		for code in WORDS:
			words = in_words(self_check.Finding(code, EXPOSED, ("15.51.1",)))
			self.assertNotIn("{", words["what"] + words["remedy"])
		self.assertEqual(
			set(self_check.key_file_problems(0o777, False, True, True)) | {"is missing"}, set(KEY_PROBLEMS)
		)


class TestThePage(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.officer = make_user("Dora Data", "Data Protection Officer")
		cls.operator = make_user("Olga Operator", "Operator")

	def test_the_data_protection_officer_sees_the_last_run_and_tries_again(self):
		found = [Probe(99, "A way around", open_the_form)]
		with (
			self.as_user(self.officer),
			patch.object(run, "all_probes", return_value=found),
			patch.object(desk_self_check, "all_probes", return_value=found),
			patch.object(log_chain, "_kept_heads", return_value=[]),
		):
			frappe.db.delete("CFM Access Log")
			self.assertEqual(
				desk_self_check.try_paths('["99-open_the_form"]'), {"99-open_the_form": PROTECTED}
			)
			self.assertEqual(desk_self_check.verify_log(), {"broken": 0})
			shown = desk_self_check.overview()
		self.assertEqual([path["verdict"] for path in shown["paths"]], [PROTECTED])
		self.assertTrue(shown["is_of_this_version"])
		self.assertTrue(shown["at"])

	def test_nobody_else_learns_where_the_site_is_weak(self):
		for call in (
			desk_self_check.overview,
			lambda: desk_self_check.try_paths([]),
			desk_self_check.verify_log,
		):
			with self.as_user(self.operator), self.assert_refused():
				call()

	def test_those_who_run_the_site_hear_once_of_what_became_exposed(self):
		with patch.object(last_run, "exposed", return_value={"redis", "no_https"}):
			last_run.tell_if_exposed()
			last_run.tell_if_exposed()
		heard = frappe.get_all("Notification Log", {"link": last_run.PAGE}, ["for_user", "subject"])
		self.assertEqual(
			[row.subject for row in heard if row.for_user == self.officer],
			["Self-check: 2 things are exposed on this site."],
		)
		self.assertNotIn(self.operator, {row.for_user for row in heard})

	def test_after_a_new_frappe_what_was_tried_before_counts_no_more(self):
		last_run.remember({"1-old": EXPOSED}, [])
		with patch.object(frappe, "__version__", "15.107.0"):
			last_run.remember({"2-new": PROTECTED}, [])
		self.assertEqual(last_run.stored()["verdicts"], {"2-new": PROTECTED})

	def test_installing_on_an_old_frappe_names_what_stays_open_and_what_helps(self):
		said = self.said_by(install._warn_of_old_frappe, "15.99.0")
		self.assertIn("CVE-2026-31878", said)
		self.assertIn("CVE-2026-44208", said)
		self.assertIn("Update Frappe to 15.107.0 or later.", said)
		self.assertEqual(self.said_by(install._warn_of_old_frappe, "15.107.0"), "")

	def test_after_a_migrate_the_console_says_that_this_frappe_has_not_been_checked(self):
		last_run.remember({}, [])
		self.assertIn("not been checked yet", self.said_by(last_run.hint, "15.107.0"))
		self.assertNotIn("not been checked yet", self.said_by(last_run.hint, frappe.__version__))

	def said_by(self, speak, version):
		said = []
		with (
			patch("click.secho", side_effect=lambda text="", **_rest: said.append(str(text))),
			patch("click.echo", side_effect=lambda text="", **_rest: said.append(str(text))),
			patch.object(frappe, "__version__", version),
		):
			speak()
		return "\n".join(said)
