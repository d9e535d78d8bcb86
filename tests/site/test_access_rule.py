"""Who may see what: the rule, its SQL and the form agree for everybody, whatever the grants."""

import random

import frappe

from cfm_app.confidentiality.permissions import has_permission
from cfm_app.handling.intake import add_people
from cfm_app.rules.access import SUMMARY, Grant, RecordFacts, Viewer, depth
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import (
	make_area,
	make_complaint,
	make_grant,
	make_project,
	make_rule,
	make_user,
)

DUTIES = ("Intake", "Handle", "Respond", "Sensitive", "Supervise", "Analyse", "Audit")


class TestAccessRule(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		make_area("NORTH")
		make_area("NORTH-TOWN", "NORTH")
		make_area("SOUTH")
		make_project("WATER")
		make_project("CASH")

	def setUp(self):
		super().setUp()
		self.operator = make_user("Olga Operator", "Operator")
		make_grant(self.operator, "Intake")
		make_rule(level_to=4)

	def take(self, **facts):
		"""An operator everywhere takes a complaint."""
		with self.as_user(self.operator):
			return make_complaint(**facts)

	def test_a_focal_point_sees_her_area_and_nothing_of_another(self):
		north = self.take(area="NORTH-TOWN")
		south = self.take(area="SOUTH")
		user = make_user("Nadia North", "Focal Point")
		make_grant(user, "Handle", area="NORTH")
		with self.as_user(user):
			self.assertEqual(frappe.get_list("Complaint", pluck="name"), [north.name])
			self.assertEqual(
				frappe.get_doc("Complaint", north.name).as_dict().narrative,
				"The water point has been dry for a week.",
			)
			with self.assert_refused():
				frappe.get_doc("Complaint", south.name).check_permission("read")
			self.assertIsNone(frappe.get_doc("Complaint", south.name).as_dict().narrative)

	def test_the_list_and_the_form_agree_for_random_people_and_records(self):
		chance = random.Random(20261122)
		complaints = [self.random_complaint(chance) for _ in range(30)]
		for number in range(25):
			user = make_user(f"Random Person {number}", "Focal Point", "Analyst")
			for _ in range(chance.randint(1, 3)):
				self.random_grant(user, chance)
			with self.as_user(user):
				listed = set(frappe.get_list("Complaint", pluck="name", limit=0))
				opened = {doc.name for doc in complaints if has_permission(doc, "read", user)}
			self.assertEqual(listed, opened, f"list and form differ for person {number}")
			self.assertEqual(listed, self.by_hand(user, complaints), f"the rule differs for person {number}")

	def test_nobody_stands_near_what_is_about_her_her_line_or_her_project(self):
		chance = random.Random(20261123)
		staff = [make_user(f"Random Person {number}", "Focal Point", "Analyst") for number in range(12)]
		for user in staff:
			make_user(
				frappe.db.get_value("User", user, "first_name"), line_manager=chance.choice([None, *staff])
			)
			for _ in range(chance.randint(1, 3)):
				self.random_grant(user, chance)
		about = {}
		for _ in range(30):
			facts = {"independence": chance.choice(["", "outside the project", "kept from the project"])}
			subject = chance.choice(staff)
			people = [{"role": chance.choice(["subject of complaint", "witness"]), "staff": subject}]
			doc = self.random_complaint(chance, people=people, **facts)
			about[doc.name] = self.locked_out_by_hand(doc, staff, people[0])
		for user in staff:
			with self.as_user(user):
				seen = set(frappe.get_list("Complaint", pluck="name", limit=0))
				opened = {
					name for name in about if has_permission(frappe.get_doc("Complaint", name), "read", user)
				}
			self.assertEqual(seen & set(about), opened, f"list and form differ for {user}")
			self.assertEqual({name for name in opened if user in about[name]}, set(), user)
		handlers = [frappe.db.get_value("Complaint", name, "handler") for name in about]
		self.assertFalse(
			[name for name, handler in zip(about, handlers, strict=True) if handler in about[name]]
		)

	def locked_out_by_hand(self, doc, staff, person) -> set:
		"""Who must not see it, from the rows themselves: the subject, everybody above her, and the project's people."""
		kept_out = set()
		if person["role"] == "subject of complaint":
			user = person["staff"]
			while user and user not in kept_out:
				kept_out.add(user)
				user = frappe.db.get_value("User", user, "cfm_line_manager")
		if doc.project and doc.independence == "kept from the project":
			kept_out |= set(frappe.get_all("CFM Focal Point", {"project": doc.project}, pluck="user"))
		return kept_out

	def test_the_person_complained_of_and_her_boss_are_locked_out_by_every_path(self):
		boss = make_user("Bashir Boss", "Coordinator")
		subject = make_user("Sam Subject", "Focal Point", line_manager=boss)
		other = make_user("Omar Other", "Focal Point")
		for user in (boss, subject, other):
			make_grant(user, "Handle")
		doc = self.take(
			feedback_type="COMPL_PROG", people=[{"role": "subject of complaint", "staff": subject}]
		)
		for user in (boss, subject):
			with self.as_user(user):
				self.assertEqual(frappe.get_list("Complaint", {"name": doc.name}), [])
				self.assertFalse(has_permission(doc, "read", user))
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, "handler"), other)
		with self.as_user(other):
			self.assertEqual(len(frappe.get_list("Complaint", {"name": doc.name})), 1)

	def test_a_later_boss_is_locked_out_too(self):
		subject = make_user("Sam Subject", "Focal Point")
		newcomer = make_user("Nour Newcomer", "Focal Point")
		make_grant(newcomer, "Handle")
		doc = self.take(people=[{"role": "subject of complaint", "staff": subject}])
		self.assertTrue(has_permission(doc, "read", newcomer))
		make_user("Sam Subject", "Focal Point", line_manager=newcomer)
		self.assertFalse(has_permission(frappe.get_doc("Complaint", doc.name), "read", newcomer))

	def test_a_subject_named_later_loses_sight_and_the_complaint(self):
		subject = make_user("Adam Assigned", "Focal Point")
		make_grant(subject, "Handle")
		doc = self.take()
		self.assertEqual(doc.handler, subject)
		other = make_user("Zahra Zealous", "Focal Point")
		make_grant(other, "Handle")
		add_people(doc, [{"role": "subject of complaint", "staff": subject}])
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, "handler"), other)
		self.assertFalse(has_permission(frappe.get_doc("Complaint", doc.name), "read", subject))

	def test_the_contact_with_the_same_words_follows_its_complaint(self):
		subject = make_user("Adam Assigned", "Focal Point")
		other = make_user("Zahra Zealous", "Focal Point")
		for user in (subject, other):
			make_grant(user, "Handle")
		doc = self.take()
		contact = frappe.get_doc("CFM Interaction", doc.interaction)
		self.assertTrue(has_permission(contact, "read", subject))
		add_people(doc, [{"role": "subject of complaint", "staff": subject}])
		contact.reload()
		self.assertFalse(has_permission(contact, "read", subject))
		self.assertTrue(has_permission(contact, "read", other))
		doc = frappe.get_doc("Complaint", doc.name)
		doc.sensitivity = "BREACH"
		doc.save()
		contact.reload()
		self.assertFalse(has_permission(contact, "read", other))

	def test_intake_loses_sight_of_sensitive_complaints_and_keeps_number_and_state(self):
		sana = make_user("Sana Sensitive", "Sensitive Focal Point")
		make_grant(sana, "Sensitive")
		make_rule("Sensitive", level_from=5, assign_duty="Sensitive")
		doc = self.take(feedback_type="COMPL_CONDUCT", category="SEAH")
		self.assertEqual(doc.level, 6)
		self.assertEqual(doc.handler, sana)
		with self.as_user(self.operator):
			self.assertEqual(frappe.get_list("Complaint", {"name": doc.name}), [])
			self.assertIsNone(frappe.get_doc("Complaint", doc.name).as_dict().narrative)
		with self.as_user(sana):
			self.assertTrue(frappe.get_doc("Complaint", doc.name).as_dict().narrative)

	def test_ending_a_grant_takes_effect_at_once(self):
		user = make_user("Nadia North", "Focal Point")
		grant = make_grant(user, "Handle")
		doc = self.take()
		self.assertTrue(has_permission(doc, "read", user))
		frappe.get_doc("CFM Focal Point", grant).update({"is_active": 0}).save()
		self.assertFalse(has_permission(doc, "read", user))
		with self.as_user(user):
			self.assertEqual(frappe.get_list("Complaint", {"name": doc.name}), [])

	def test_the_administrator_sees_no_words(self):
		doc = self.take()
		self.assertIsNone(frappe.get_doc("Complaint", doc.name).as_dict().narrative)

	def random_complaint(self, chance, **more):
		facts = {
			"area": chance.choice(["NORTH", "NORTH-TOWN", "SOUTH", "ALL", None]),
			"project": chance.choice(["WATER", "CASH", None]),
			"sensitivity": chance.choice(["POS", "INFO", "ASSIST", "MINOR", "MAJOR", "BREACH", "SEAH"]),
			"category": "INFO",
		}
		return self.take(**facts, **more)

	def random_grant(self, user, chance):
		duty = chance.choice(DUTIES)
		lowest, highest = sorted(chance.randint(0, 6 if duty == "Sensitive" else 4) for _ in range(2))
		make_grant(
			user,
			duty,
			area=chance.choice(["NORTH", "NORTH-TOWN", "SOUTH", None]),
			project=chance.choice(["WATER", "CASH", None]),
			level_from=lowest,
			level_to=highest,
		)

	def by_hand(self, user, complaints) -> set:
		"""The rule once more, from the rows themselves and not through access keys."""
		grants = tuple(
			Grant(
				row.duty,
				(frappe.db.get_value("CFM Area", row.area, "path") if row.area else "") or "",
				row.project or "",
				row.level_from,
				row.level_to,
			)
			for row in frappe.get_all("CFM Focal Point", {"user": user}, ["*"])
		)
		seen = set()
		for doc in complaints:
			path = (frappe.db.get_value("CFM Area", doc.area, "path") if doc.area else "") or ""
			facts = RecordFacts(doc.level, doc.project or "", path)
			if depth(facts, Viewer("somebody", frozenset(), grants)) >= SUMMARY:
				seen.add(doc.name)
		return seen
