"""Rita does research: she sees what kind of things happen to whom and where, and reaches nobody by any path."""

import json

import frappe
from frappe.utils import add_days, today

from cfm_app.api import desk_complaint, desk_export, desk_research
from cfm_app.cfm_insight.report.research_view.research_view import execute as research_view
from cfm_app.confidentiality import access_version, research
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.rules.access import FULL
from cfm_app.rules.pseudonyms import ANY, smallest_group
from cfm_app.testing.factories import make_area, make_complaint, make_grant, make_user, somebody
from cfm_app.testing.small_mechanism import NAME, PHONE, SmallMechanism

DAY = "2025-03-03 10:00:00"
STORY = "Amina Rahimi came with my sister Laleh. Call 0701234567. They asked for money at the gate."


class ResearchTestCase(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		make_area("COAST")
		make_area("PORT", "COAST")
		make_area("QUAY", "PORT")
		cls.rita = make_user("Rita Research", "Researcher")
		make_grant(cls.rita, "Research")
		cls.other = make_user("Oscar Other", "Researcher")
		make_grant(cls.other, "Research")

	def study(self, researcher=None, **values):
		days = {"starts_on": today(), "ends_on": add_days(today(), 30)}
		received = {"received_from": "2025-01-01", "received_until": "2025-12-31"}
		return frappe.get_doc(
			doctype="CFM Research Study",
			title=f"Money at the gate {frappe.generate_hash(length=6)}",
			researcher=researcher or self.rita,
			purpose="What people are asked for",
			**{**days, **received, "area": "COAST", "area_depth": 3, **values},
		).insert()

	def takes(self, number, **facts):
		facts = {"area": "QUAY", "sex": "FEMALE", "age_band": "18-59", "received_on": DAY, **facts}
		with self.as_user(self.operator):
			first = make_complaint(STORY, people=somebody(NAME, PHONE), **facts)
		for copy in range(1, number):
			row = frappe.get_doc("Complaint", first.name)
			row.name = f"{first.name}-{copy}"
			row.db_insert()
		return first

	def rows(self, study, user=None):
		with self.as_user(user or self.rita):
			return research_view({"study": study.name})[1]


class TestView(ResearchTestCase):
	def test_rita_sees_months_bands_and_places_further_up(self):
		self.takes(6)
		row = self.rows(self.study())[0]
		expected = {"month": "2025-03", "sex": "FEMALE", "age_band": "18-59", "area": "Port", "days": "open"}
		self.assertEqual({key: row[key] for key in expected}, expected)

	def test_no_reference_no_name_no_day_no_number_is_in_it(self):
		complaint = self.takes(6)
		text = json.dumps(self.rows(self.study(with_texts=1)))
		for secret in (
			complaint.name,
			NAME,
			"Rahimi",
			PHONE,
			"2025-03-03",
			"Laleh",
			self.operator,
			self.focal,
		):
			self.assertNotIn(secret, text)

	def test_who_is_one_of_few_gives_up_her_age_or_is_left_out(self):
		self.takes(6)
		self.takes(5, age_band="60+", sex="MALE")
		self.takes(1, age_band="0-4", sex="MALE", area="COAST")
		rows = self.rows(self.study())
		self.assertGreaterEqual(smallest_group(rows, research.GIVEN_UP), 5)
		self.assertEqual(len(rows), 11)

	def test_a_small_group_keeps_its_place_and_loses_its_age(self):
		for band in ("0-4", "5-11", "12-17", "18-59", "60+"):
			self.takes(1, age_band=band)
		rows = self.rows(self.study())
		self.assertEqual({(row["age_band"], row["area"]) for row in rows}, {(ANY, "Port")})

	def test_serious_complaints_and_those_about_staff_are_in_no_study(self):
		self.takes(6, sensitivity="BREACH")
		with self.as_user(self.operator):
			for _each in range(6):
				make_complaint(
					area="QUAY",
					received_on=DAY,
					people=[{"role": "subject of complaint", "staff": self.stranger, "identity": {}}],
				)
		self.assertEqual(self.rows(self.study()), [])

	def test_two_studies_cannot_be_joined(self):
		self.takes(6)
		one = {row["pseudonym"] for row in self.rows(self.study())}
		again = {row["pseudonym"] for row in self.rows(self.study())}
		other = {row["pseudonym"] for row in self.rows(self.study(self.other), self.other)}
		self.assertEqual(len(one), 6)
		self.assertFalse(one & again or one & other)

	def test_the_same_study_has_the_same_numbers_tomorrow(self):
		self.takes(6)
		study = self.study()
		self.assertEqual(self.rows(study), self.rows(study))

	def test_each_look_is_in_the_access_log(self):
		self.takes(6)
		study = self.study()
		self.rows(study)
		logged = frappe.get_all("CFM Access Log", {"user": self.rita, "record": study.name}, pluck="detail")
		self.assertEqual(logged, ["research view: 6 rows"])


class TestWhoMay(ResearchTestCase):
	def test_a_study_belongs_to_one_researcher(self):
		self.takes(6)
		study = self.study()
		for user in (self.other, self.analyst, self.operator):
			with self.assert_refused():
				self.rows(study, user)

	def test_who_opens_studies_does_not_read_them(self):
		carla = make_user("Carla Coordinator", "Coordinator")
		make_grant(carla, "Research")
		with self.assert_refused("not open to you", AccessRefused):
			self.rows(self.study(), carla)

	def test_after_its_last_day_it_is_closed(self):
		study = self.study(starts_on=add_days(today(), -9), ends_on=add_days(today(), -1))
		with self.assert_refused("not open to you", AccessRefused):
			self.rows(study)

	def test_without_the_duty_for_the_place_it_is_closed(self):
		frappe.db.set_value("CFM Focal Point", {"user": self.rita}, "area", "PORT")
		access_version.bump()
		with self.assert_refused("not open to you", AccessRefused):
			self.rows(self.study(area="COAST"))

	def test_nobody_opens_a_study_for_herself(self):
		frappe.get_doc("User", self.rita).add_roles("CFM Coordinator")
		with self.assert_refused("herself", frappe.ValidationError), self.as_user(self.rita):
			self.study(self.rita)

	def test_the_file_leaves_locked_like_every_other(self):
		self.takes(6)
		study = self.study()
		with self.as_user(self.rita):
			asked = desk_export.ask(
				"report", "Research View", "My own computer", json.dumps({"study": study.name})
			)
			answer = desk_export.fetch(asked["name"])
		self.assertEqual((asked["state"], asked["rows"]), ("Ready", 6))
		self.assertIn("password", answer)


class TestIdentity(ResearchTestCase):
	def test_no_door_of_the_desk_opens_to_a_researcher(self):
		complaint = self.takes(6)
		doors = (
			lambda: frappe.get_list("Complaint"),
			lambda: frappe.get_list("CFM Step"),
			lambda: frappe.get_list("CFM Interaction"),
			lambda: frappe.get_doc("Complaint", complaint.name).check_permission("read"),
			lambda: desk_complaint.complaint_page(complaint.name),
			lambda: desk_complaint.contact_page(complaint.interaction),
			lambda: desk_complaint.section_versions(complaint.name, "shared_text"),
			lambda: desk_complaint.reveal_identity("Complaint", complaint.name, "I am curious"),
			lambda: desk_research.propose_text(complaint.name),
			lambda: desk_research.keep_text(complaint.name, "x"),
			lambda: desk_export.ask("list", "Complaint", "My own computer"),
			lambda: desk_export.ask("report", "Pending and Overdue", "My own computer", "{}"),
		)
		for number, door in enumerate(doors):
			with self.subTest(door=number), self.assert_refused(), self.as_user(self.rita):
				door()

	def test_a_number_of_the_study_leads_back_to_nothing(self):
		self.takes(6)
		number = self.rows(self.study())[0]["pseudonym"]
		for doctype in ("Complaint", "CFM Access Log", "CFM Sealed Content", "CFM Research Study"):
			for column in frappe.db.get_table_columns(doctype):
				self.assertFalse(self.holds(f"tab{doctype}", column, number), (doctype, column))


class TestClearedText(ResearchTestCase):
	def clear(self, complaint, text):
		with self.as_user(self.focal):
			desk_research.keep_text(complaint.name, text)

	def test_the_app_takes_out_what_it_knows(self):
		complaint = self.takes(6)
		with self.as_user(self.focal):
			proposed = desk_research.propose_text(complaint.name)
		self.assertEqual(
			proposed, "▇▇▇ came with my sister Laleh. Call ▇▇▇. They asked for money at the gate."
		)

	def test_rita_reads_what_a_handler_has_cleared_and_nothing_else(self):
		complaint = self.takes(6)
		self.clear(complaint, "A relative came along. They asked for money at the gate.")
		texts = sorted(row["text"] for row in self.rows(self.study(with_texts=1)))
		self.assertEqual(texts, [""] * 5 + ["A relative came along. They asked for money at the gate."])

	def test_a_study_without_texts_has_none(self):
		complaint = self.takes(6)
		self.clear(complaint, "They asked for money at the gate.")
		self.assertNotIn("money at the gate", json.dumps(self.rows(self.study())))

	def test_a_name_that_is_still_in_it_is_noticed(self):
		complaint = self.takes(1)
		with self.assert_refused("still in the text", GuardRefused):
			self.clear(complaint, "Mrs Rahimi was asked for money.")

	def test_the_cleared_text_is_sealed_too(self):
		complaint = self.takes(1)
		self.clear(complaint, "They asked for money at the gate.")
		self.assertFalse(self.holds("tabCFM Sealed Content", "sealed", "money at the gate"))

	def test_serious_words_are_not_for_research(self):
		sensitive = make_user("Sara Sensitive", "Sensitive Focal Point")
		make_grant(sensitive, "Sensitive")
		complaint = self.takes(1, sensitivity="BREACH")
		with self.assert_refused("not shared for research", GuardRefused), self.as_user(sensitive):
			desk_research.keep_text(complaint.name, "They asked for money.")

	def test_who_only_answers_the_need_cannot_guess_names_by_clearing(self):
		responder = make_user("Rosa Responder", "Responder")
		make_grant(responder, "Respond")
		complaint = self.takes(1)
		with self.as_user(responder):
			self.assertEqual(desk_research.of(complaint, FULL), {})
			for guess in (
				lambda: desk_research.keep_text(complaint.name, "Mrs Rahimi was asked."),
				lambda: desk_research.keep_text(complaint.name, "Mrs Nobody was asked."),
				lambda: desk_research.propose_text(complaint.name),
			):
				with self.assertRaises(AccessRefused):
					guess()
		self.assertEqual(self.logged(complaint, responder, "text for research"), 3)

	def test_each_try_to_clear_a_text_is_in_the_access_log(self):
		complaint = self.takes(1)
		with self.assertRaises(GuardRefused):
			self.clear(complaint, "Mrs Rahimi was asked for money.")
		self.clear(complaint, "They asked for money at the gate.")
		self.assertEqual(self.logged(complaint, self.focal, "name in text for research"), 1)
		self.assertEqual(self.logged(complaint, self.focal, "shared_text"), 1)

	def logged(self, complaint, user, detail):
		return frappe.db.count("CFM Access Log", {"record": complaint.name, "user": user, "detail": detail})
