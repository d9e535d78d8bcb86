"""Somebody was abused by an aid worker: one question decides, few people know, and none of the usual ways is taken."""

import json
from unittest.mock import patch

import frappe
from frappe.utils import add_days, add_to_date, now_datetime

from cfm_app.api import desk, desk_care, desk_page
from cfm_app.confidentiality import vault
from cfm_app.confidentiality.permissions import has_permission, record_depth
from cfm_app.handling import alerts, deadlines, escalation, intake, pending, routing
from cfm_app.rules.access import EXISTS
from cfm_app.rules.sensitivity import MINIMAL_FACTS
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_area, make_grant, make_project, make_rule, make_user
from cfm_app.testing.visitor import Visitor

SAID = "He said he would put my sister on the list if she visits him alone."


class SeaCase(CFMTestCase):
	"""Olga takes calls, Farid handles, Carla coordinates; Sana is named for abuse, in the north it is Nur."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		make_area("NORTH", survivor_help="The women's clinic on Market Street, day and night.")
		make_area("NORTH-TOWN", "NORTH")
		make_area("SOUTH")
		cls.operator = make_user("Olga Operator", "Operator")
		cls.focal = make_user("Farid Focal", "Focal Point")
		cls.coordinator = make_user("Carla Coordinator", "Coordinator")
		cls.sana = make_user("Sana Sensitive", "Sensitive Focal Point")
		cls.nur = make_user("Nur Named", "Sensitive Focal Point")
		make_grant(cls.operator, "Intake")
		make_grant(cls.focal, "Handle")
		make_grant(cls.coordinator, "Supervise")
		make_grant(cls.sana, "Sensitive", supervisor=cls.coordinator)
		make_grant(cls.nur, "Sensitive", area="NORTH")
		make_rule("Everything to Farid", rank=1, assign_user=cls.focal, assign_duty="Handle")

	def take(self, message=SAID, others=(), **facts):
		facts = {
			"feedback_type": "COMPL_CONDUCT",
			"category": "SEAH.EXPLOITATION",
			"aid_worker_involved": "yes",
			**facts,
		}
		care = facts.pop("care", {})
		item = {
			"facts": facts,
			"words": {"summary": "A man from the list", "support_need": "money"},
			"care": care,
		}
		with self.as_user(self.operator):
			_contact, complaints = intake.quick_intake(
				{"channel": "HOTLINE", "area": facts.get("area", "NORTH-TOWN")},
				{"message": message},
				[],
				[item, *others],
			)
		return complaints[0]


class TestTheOneQuestion(SeaCase):
	def test_it_goes_past_every_rule_to_the_nearest_named_person(self):
		make_project("WATER")
		make_rule("The project's", rank=0, project="WATER", assign_user=self.sana, assign_duty="Sensitive")
		with patch.object(routing.routing, "choose_rule") as rules:
			doc = self.take(project="WATER")
		rules.assert_not_called()
		self.assertEqual((doc.level, doc.handler, doc.routing_rule), (6, self.nur, None))
		self.assertEqual(self.take(area="SOUTH").handler, self.sana)
		with self.as_user(self.nur):
			why = routing.explain(frappe.get_doc("Complaint", doc.name))
		self.assertEqual((why["because"], why["rules"]), ("named_focal_point", []))

	def test_yes_and_nobody_knows_are_six_and_no_is_a_matter_of_protection(self):
		self.assertEqual(self.take(category="PROT.GBV", aid_worker_involved="unknown").level, 6)
		self.assertEqual(self.take(category="PROT.GBV", aid_worker_involved=None).level, 6)
		other = self.take(category="PROT.GBV", aid_worker_involved="no")
		self.assertEqual(other.level, 5)
		self.assertNotIn(other.handler, (self.focal, self.operator, self.coordinator))

	def test_only_the_minimal_record_is_kept(self):
		doc = self.take(sex="FEMALE", population_status="IDP", has_disability="yes", occurred_on="2026-01-01")
		kept = vault.read_for_system("Complaint", doc.name)
		self.assertEqual(kept, {"narrative": SAID})
		for field in ("sex", "population_status", "has_disability", "occurred_on"):
			self.assertNotIn(field, MINIMAL_FACTS)
			self.assertFalse(frappe.db.get_value("Complaint", doc.name, field), field)

	def test_danger_makes_it_immediate_and_both_clocks_are_shown(self):
		doc = self.take(care={"in_danger_now": "yes", "within_72_hours": "yes"})
		self.assertEqual(doc.urgency, "U1")
		with self.as_user(self.nur):
			shown = desk_page.of(frappe.get_doc("Complaint", doc.name))["care"]
		self.assertEqual(shown["medical_until"], add_to_date(doc.received_on, hours=72))
		self.assertEqual(shown["focal_point_until"], add_to_date(doc.received_on, hours=24))
		self.assertEqual(shown["help"], "The women's clinic on Market Street, day and night.")
		self.assertEqual(shown["answers"], {"in_danger_now": "yes", "within_72_hours": "yes"})
		for table in ("tabComplaint", "tabCFM Step"):
			self.assertNotIn(
				"in_danger", json.dumps(frappe.db.sql(f"select * from `{table}`", as_list=True), default=str)
			)

	def test_who_takes_the_call_learns_where_help_is_before_anything_is_saved(self):
		with self.as_user(self.operator):
			self.assertIn("clinic", desk_care.survivor_help("NORTH-TOWN")["help"])
			self.assertEqual(desk_care.survivor_help("SOUTH")["help"], "")


class TestFewPeopleKnow(SeaCase):
	def test_who_took_it_keeps_a_reference_and_nothing_else(self):
		doc = self.take()
		contact = frappe.get_doc("CFM Interaction", doc.interaction)
		with self.as_user(self.operator):
			self.assertEqual(frappe.get_list("Complaint", {"name": doc.name}), [])
			self.assertEqual(frappe.get_list("CFM Interaction", {"name": contact.name}), [])
			self.assertEqual(frappe.get_list("CFM Step", {"complaint": doc.name}), [])
			self.assertEqual(record_depth(doc), EXISTS)
			self.assertEqual(desk.reference_status(doc.name), {"reference": doc.name, "state": "Received"})
			self.assertIsNone(frappe.get_doc("CFM Interaction", contact.name).as_dict().message)
			with self.assert_refused():
				desk_care.write_care(doc.name, {"in_danger_now": "no"})
		with self.as_user(self.nur):
			self.assertEqual(frappe.get_doc("Complaint", doc.name).as_dict().narrative, SAID)

	def test_a_second_thing_the_caller_raised_holds_no_word_of_it(self):
		tap = {
			"facts": {"feedback_type": "COMPL_PROG", "category": "QUANT"},
			"words": {"summary": "The tap is dry."},
		}
		with self.as_user(self.operator):
			_contact, (abuse, water) = intake.quick_intake(
				{"channel": "HOTLINE", "area": "NORTH"},
				{"message": f"The tap is dry. {SAID}"},
				[{"role": "witness", "identity": {"name": "Wafa Witness"}}],
				[
					{
						"facts": {
							"feedback_type": "COMPL_CONDUCT",
							"category": "SEAH.EXPLOITATION",
							"aid_worker_involved": "yes",
						}
					},
					tap,
				],
			)
		self.assertEqual((water.level, water.handler), (3, self.focal))
		self.assertEqual(vault.read_for_system("Complaint", water.name)["narrative"], "The tap is dry.")
		self.assertIn(SAID, vault.read_for_system("Complaint", abuse.name)["narrative"])
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("Complaint", water.name).people(), [])

	def test_neither_warning_nor_digest_nor_ladder_reaches_anybody_who_is_not_named(self):
		make_grant(self.sana, "Handle", supervisor=self.coordinator)
		told, mailed = [], []
		with (
			patch.object(alerts, "_hand_over", told.append),
			patch.object(alerts, "queue_mail", lambda *a: mailed.append(a)),
		):
			doc = self.take(area="SOUTH", care={"in_danger_now": "yes"})
			old = {
				"resolve_due": add_days(now_datetime(), -1),
				"creation": add_to_date(now_datetime(), hours=-9),
			}
			frappe.db.set_value("Complaint", doc.name, old)
			deadlines.warn()
			escalation.climb()
			deadlines.send_digest()
			self.run_after_commit()
		people = {alert["user"] for alert in told if alert["record"] == doc.name}
		self.assertEqual(people, {self.sana})
		self.assertEqual({mail[0] for mail in mailed if doc.name in mail[2]}, {self.sana})
		words = json.dumps([told, mailed])
		for forbidden in ("SEAH", "abuse", "xploit", "level", "sister", "NORTH"):
			self.assertNotIn(forbidden, words)

	def run_after_commit(self):
		"""Do what waits for the end of the transaction, without ending it."""
		waiting = [
			call for call in frappe.db.after_commit._functions if getattr(call, "func", None) is not None
		]
		for call in waiting:
			call()

	def test_it_is_in_nobody_elses_work_or_counts(self):
		doc = self.take()
		for user in (self.operator, self.focal, self.coordinator):
			with self.as_user(user):
				self.assertNotIn(doc.name, [row.name for row in pending.rows()])
				self.assertEqual(frappe.get_list("Complaint", {"level": 6}, pluck="name"), [])

	def test_without_anybody_named_those_hear_who_can_name_somebody_and_read_nothing(self):
		for grant in frappe.get_all("CFM Focal Point", {"duty": "Sensitive"}, pluck="name"):
			frappe.get_doc("CFM Focal Point", grant).update({"is_active": 0}).save()
		doc = self.take()
		self.assertEqual((doc.handler, doc.in_default_queue), (None, 1))
		self.assertEqual(
			alerts.audience(alerts.coordinators(), doc) & {self.focal, self.coordinator}, {self.coordinator}
		)
		self.assertFalse(has_permission(doc, "read", self.coordinator))


class TestThePublicQuestion(SeaCase):
	def write(self, answer):
		page = Visitor().write(SAID, about_aid_worker=answer)
		self.assertTrue(page.code)
		return frappe.get_last_doc("CFM Interaction")

	def test_a_yes_goes_to_the_named_people_alone(self):
		contact = self.write("Yes")
		self.assertEqual(contact.about_aid_worker, "Yes")
		for user in (self.operator, self.coordinator):
			with self.as_user(user):
				self.assertEqual(frappe.get_list("CFM Interaction", {"name": contact.name}), [])
				self.assertIsNone(frappe.get_doc("CFM Interaction", contact.name).as_dict().message)
		with self.as_user(self.sana):
			self.assertEqual(frappe.get_doc("CFM Interaction", contact.name).as_dict().message, SAID)
			item = {"facts": {"feedback_type": "COMPL_CONDUCT", "category": "PROT.GBV"}}
			(made,) = intake.classify(frappe.get_doc("CFM Interaction", contact.name), [item])
		self.assertEqual((made.aid_worker_involved, made.level), ("yes", 6))

	def test_a_no_and_no_answer_reach_the_inbox(self):
		for answer in ("No", ""):
			contact = self.write(answer)
			with self.as_user(self.operator):
				self.assertEqual(len(frappe.get_list("CFM Interaction", {"name": contact.name})), 1, answer)

	def test_where_nobody_is_named_it_is_not_hidden_from_everybody(self):
		for grant in frappe.get_all("CFM Focal Point", {"duty": "Sensitive"}, pluck="name"):
			frappe.get_doc("CFM Focal Point", grant).update({"is_active": 0}).save()
		contact = self.write("Yes")
		with self.as_user(self.operator):
			self.assertEqual(len(frappe.get_list("CFM Interaction", {"name": contact.name})), 1)
