"""Somebody who tries the app out finds an organisation at work: places, people, rules and ready answers."""

import frappe
from frappe.utils.password import check_password

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import calendar_of
from cfm_app.cfm_outreach.doctype.cfm_faq import cfm_faq
from cfm_app.setup import demo_reference
from cfm_app.setup.owned import ROLES
from cfm_app.testing.case import CFMTestCase

PASSWORD = "only-for-the-demonstration"
FILLED = (
	"User",
	"CFM Area",
	"CFM Project",
	"CFM Focal Point",
	"CFM Routing Rule",
	"CFM FAQ",
	"CFM Channel Availability",
	"CFM Training",
)


# what they decide needs a second person of the same kind
IN_PAIRS = ("CFM Sensitive Focal Point", "CFM Data Protection Officer")


class TestDemoReference(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.users = demo_reference.create(PASSWORD)

	def test_every_role_has_somebody_who_can_log_in_and_some_a_second_pair_of_eyes(self):
		roles = [user["role"] for user in self.users]
		self.assertEqual(sorted(roles), sorted([*ROLES, *IN_PAIRS]))
		for user in self.users:
			self.assertEqual(check_password(user["email"], PASSWORD), user["email"])
			self.assertIn(user["role"], frappe.get_roles(user["email"]))

	def test_a_second_run_doubles_nothing(self):
		before = {doctype: frappe.db.count(doctype) for doctype in FILLED}
		demo_reference.create("another-password")
		self.assertEqual({doctype: frappe.db.count(doctype) for doctype in FILLED}, before)
		self.assertTrue(check_password(self.users[0]["email"], PASSWORD))

	def test_weekends_and_time_zones_differ_as_in_life(self):
		self.assertEqual(calendar_of("SY.IDLIB.HARIM").weekend, {4, 5})
		self.assertEqual(calendar_of("AF.KANDAHAR").weekend, {4})
		self.assertEqual(calendar_of("CO.NAR.TUMACO").timezone, "America/Bogota")
		self.assertEqual(calendar_of("NL.UTRECHT").weekend, {5, 6})

	def test_every_level_and_every_emergency_has_a_rule_and_somebody_with_its_duty(self):
		rules = frappe.get_all(
			"CFM Routing Rule", {"is_active": 1}, ["level_from", "level_to", "assign_duty"]
		)
		grants = frappe.get_all("CFM Focal Point", {"is_active": 1}, ["duty", "level_from", "level_to"])
		for level in range(7):
			duties = {rule.assign_duty for rule in rules if rule.level_from <= level <= rule.level_to}
			able = {grant.duty for grant in grants if grant.level_from <= level <= grant.level_to}
			self.assertTrue(duties, level)
			self.assertLessEqual(duties, able, level)

	def test_only_the_two_sensitive_focal_points_handle_levels_5_and_6_and_stand_in_for_each_other(self):
		handling = {
			"level_to": (">=", 5),
			"duty": ("not in", ["Custodian", "Investigate", "Data Protection"]),
		}
		rows = frappe.get_all("CFM Focal Point", handling, ["user", "deputy"], as_list=True)
		salma, nadim = "sensitive@demo.cfm-app.invalid", "second.sensitive@demo.cfm-app.invalid"
		self.assertEqual(set(rows), {(salma, nadim), (nadim, salma)})

	def test_the_ready_answers_are_found_in_three_languages(self):
		with self.as_user("operator@demo.cfm-app.invalid"):
			for language, question in (("en", "card blocked"), ("es", "TARJETA bloqueada"), ("ar", "بطاقتي")):
				[first, *_others] = cfm_faq.search(question, language)
				self.assertEqual(frappe.db.get_value("CFM FAQ", first["name"], "code"), "CARD-BLOCKED")

	def test_the_staff_know_their_line_manager(self):
		manager = frappe.db.get_value("User", "operator@demo.cfm-app.invalid", "cfm_line_manager")
		self.assertEqual(manager, "coordinator@demo.cfm-app.invalid")
