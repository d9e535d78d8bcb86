"""The reference data arrives once, belongs to the site from then on, and answers the questions of the app."""

from unittest.mock import patch

import frappe

from cfm_app import install
from cfm_app.cfm_app.doctype.cfm_category.cfm_category import effective_floor, path_of
from cfm_app.cfm_app.doctype.cfm_privacy_notice import cfm_privacy_notice
from cfm_app.setup import compare, seed
from cfm_app.testing.case import CFMTestCase


def make(doctype, **values):
	return frappe.get_doc({"doctype": doctype, **values}).insert()


class TestSeeding(CFMTestCase):
	def test_a_site_receives_every_shipped_row_and_a_second_run_creates_nothing(self):
		seed.create_missing()
		for doctype in seed.SEEDED:
			missing = {one.name for one in compare.differences(doctype) if one.kind == "missing"}
			self.assertLessEqual(missing, {"DISCRIM", "POLICE"}, doctype)
		self.assertEqual(seed.create_missing(), 0)

	def test_a_pack_arrives_when_it_is_asked_for(self):
		self.assertFalse(frappe.db.exists("CFM Feedback Type", "DISCRIM"))
		self.assertEqual(seed.create_missing(packs=("idb",)), 2)
		self.assertTrue(frappe.db.exists("CFM Feedback Type", "DISCRIM"))

	def test_what_the_coordinator_changed_stays_and_is_shown_as_changed(self):
		urgency = frappe.get_doc("CFM Urgency", "U3")
		urgency.resolve_within = 7
		urgency.save()
		make("CFM Outcome", code="OWN", title="Ours")
		seed.create_missing()

		self.assertEqual(frappe.db.get_value("CFM Urgency", "U3", "resolve_within"), 7)
		self.assertEqual(
			compare.differences("CFM Urgency"),
			[compare.Difference("changed", "U3", "resolve_within", "10", "7")],
		)
		self.assertEqual(compare.differences("CFM Outcome"), [compare.Difference("added", "OWN")])

	def test_a_changed_escalation_ladder_is_shown(self):
		urgency = frappe.get_doc("CFM Urgency", "U1")
		urgency.escalation_steps[0].after_minutes = 20
		urgency.save()
		[found] = compare.differences("CFM Urgency")
		self.assertEqual((found.field, found.here[:9]), ("escalation_steps", "20, owner"))

	def test_a_deleted_row_comes_back_but_a_switched_off_one_stays_off(self):
		frappe.delete_doc("CFM Outcome", "MEDIATED")
		frappe.db.set_value("CFM Outcome", "SPAM", "is_active", 0)
		self.assertEqual(seed.create_missing(), 1)
		self.assertEqual(frappe.db.get_value("CFM Outcome", "SPAM", "is_active"), 0)

	def test_a_site_with_its_own_privacy_notice_keeps_only_that(self):
		for name in frappe.get_all("CFM Privacy Notice", pluck="name"):
			frappe.delete_doc("CFM Privacy Notice", name)
		make("CFM Privacy Notice", title="Ours", version=4, language="en", notice="Our words")
		seed.create_missing()
		self.assertEqual(frappe.get_all("CFM Privacy Notice", pluck="name"), ["4-en"])

	def test_an_immediate_emergency_has_the_promised_deadlines_and_ladder(self):
		urgency = frappe.get_doc("CFM Urgency", "U1")
		self.assertEqual((urgency.acknowledge_within, urgency.acknowledge_unit), (30, "minutes"))
		self.assertEqual((urgency.first_answer_within, urgency.first_answer_unit), (24, "hours"))
		self.assertEqual((urgency.resolve_within, urgency.resolve_unit), (15, "days"))
		ladder = [(step.after_minutes, step.alert) for step in urgency.escalation_steps]
		self.assertEqual(ladder, [(30, "owner"), (60, "deputy"), (120, "supervisor"), (180, "coordinator")])

	def test_the_spoken_notice_can_be_said_in_half_a_minute_in_each_language(self):
		languages = set()
		for row in seed.shipped_rows("CFM Privacy Notice").values():
			languages.add(row["language"])
			self.assertLessEqual(len(row["spoken_notice"].split()), 90, row["language"])
		self.assertEqual(languages, {"en", "es", "ar", "nl"})

	def test_every_code_is_ours_alone_and_every_link_of_the_seeds_leads_somewhere(self):
		categories = seed.shipped_rows("CFM Category")
		urgencies = seed.shipped_rows("CFM Urgency")
		for row in categories.values():
			self.assertIn(row["default_urgency"], urgencies)
			self.assertIn(row.get("parent_cfm_category", row["code"]), categories)
			self.assertGreaterEqual(row["default_level"], row["level_floor"])


class TestInstallation(CFMTestCase):
	def test_the_installation_stops_in_one_sentence_when_another_app_owns_complaint(self):
		frappe.db.set_value("DocType", "Complaint", "module", "Custom")
		with self.assert_refused("frappe already has a DocType called Complaint", frappe.IncompatibleApp):
			install.before_install()

	def test_an_old_frappe_is_named_with_what_stays_open(self):
		with (
			patch.object(install.frappe, "__version__", "15.51.1"),
			patch.object(install.click, "secho") as say,
		):
			install.before_install()
		said = " ".join(call.args[0] for call in say.call_args_list)
		for hole in ("CVE-2026-44208", "CVE-2026-31878", "CVE-2026-31879"):
			self.assertIn(hole, said)

	def test_a_current_frappe_is_not_warned_about(self):
		for version in ("15.107.0", "16.17.4"):
			with (
				patch.object(install.frappe, "__version__", version),
				patch.object(install.click, "secho") as say,
			):
				install.before_install()
			say.assert_not_called()

	def test_a_second_migrate_writes_nothing(self):
		install.after_migrate()
		statements = []
		run = frappe.db.sql

		def watched(query, *args, **kwargs):
			statements.append(str(query).split()[0].lower())
			return run(query, *args, **kwargs)

		with patch.object(frappe.db, "sql", watched):
			install.after_migrate()
		self.assertTrue(statements)
		self.assertEqual(set(statements) & {"insert", "update", "delete", "alter", "create"}, set())

	def test_staff_have_a_line_manager(self):
		self.assertEqual(frappe.get_meta("User").get_field("cfm_line_manager").options, "User")


class TestCategories(CFMTestCase):
	def test_sexual_exploitation_forces_level_6_and_asks_about_aid_workers(self):
		self.assertEqual(effective_floor("SEAH.EXPLOITATION"), 6)
		category = frappe.get_doc("CFM Category", "SEAH.EXPLOITATION")
		self.assertTrue(category.asks_aid_worker_question and category.is_about_conduct)

	def test_every_kind_of_harm_by_aid_workers_is_level_6_and_nothing_else_is(self):
		rows = seed.shipped_rows("CFM Category").values()
		highest = {row["code"] for row in rows if row["level_floor"] == 6}
		self.assertEqual(
			highest, {row["code"] for row in rows if row["code"].split(".")[0] in ("SEAH", "CHILD")}
		)

	def test_an_agent_who_asks_for_a_fee_is_misconduct_though_cash_is_not(self):
		self.assertEqual((effective_floor("CASH.AGENT_FEE"), effective_floor("CASH.PRICES")), (5, 0))
		self.assertTrue(frappe.db.get_value("CFM Category", "CASH.AGENT_FEE", "is_about_conduct"))
		self.assertFalse(frappe.db.get_value("CFM Category", "CASH.PRICES", "is_about_conduct"))

	def test_a_new_category_inherits_the_floor_of_its_branch(self):
		make("CFM Category", code="FRAUD.SITE", title="Fraud at one site", parent_cfm_category="FRAUD")
		self.assertEqual(path_of("FRAUD.SITE"), ("FRAUD", "FRAUD.SITE"))
		self.assertEqual(effective_floor("FRAUD.SITE"), 5)

	def test_a_floor_raised_by_the_coordinator_holds_at_once(self):
		self.assertEqual(effective_floor("CFMQ.AFRAID"), 0)
		branch = frappe.get_doc("CFM Category", "CFMQ")
		branch.level_floor = 4
		branch.save()
		self.assertEqual(effective_floor("CFMQ.AFRAID"), 4)

	def test_no_category_has_no_floor(self):
		self.assertEqual((path_of(None), effective_floor(None), effective_floor("NOSUCH")), ((), 0, 0))

	def test_a_category_cannot_be_part_of_itself(self):
		branch = frappe.get_doc("CFM Category", "CASH")
		branch.parent_cfm_category = "CASH.CARD"
		with self.assert_refused("part of itself", frappe.ValidationError):
			branch.save()

	def test_a_level_beyond_the_ladder_is_refused(self):
		category = frappe.get_doc("CFM Category", "CASH")
		category.level_floor = 7
		with self.assert_refused("between 0 and 6", frappe.ValidationError):
			category.save()


class TestPrivacyNotice(CFMTestCase):
	def test_a_person_reads_the_notice_in_her_language_or_else_in_english(self):
		self.assertEqual(cfm_privacy_notice.current("ar").name, "1-ar")
		self.assertEqual(cfm_privacy_notice.current("es-MX").name, "1-es")
		self.assertEqual(cfm_privacy_notice.current("ps").name, "1-en")
		self.assertEqual(cfm_privacy_notice.current(None).name, "1-en")

	def test_a_new_version_retires_the_old_one_of_its_language_only(self):
		make("CFM Privacy Notice", title="New", version=2, language="es", notice="Nuevo")
		self.assertEqual(cfm_privacy_notice.current("es").name, "2-es")
		still_current = frappe.get_all("CFM Privacy Notice", {"is_current": 1}, pluck="name")
		self.assertEqual(set(still_current), {"1-en", "1-ar", "1-nl", "2-es"})
