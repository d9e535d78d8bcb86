"""Who gets a message to many: those who agreed, found by ordinary contacts, never by what they complained about."""

from unittest.mock import patch

import frappe

from cfm_app.confidentiality.published_numbers import smallest_count
from cfm_app.exceptions import GuardRefused
from cfm_app.integrations.engine import broadcasts, consent
from cfm_app.integrations.engine.broadcast_numbers import RECIPIENT
from cfm_app.testing.broadcast_case import OttoAsks
from cfm_app.testing.factories import (
	make_area,
	make_complaint,
	make_contact,
	make_grant,
	make_project,
	make_user,
	somebody,
)
from cfm_app.testing.small_mechanism import SmallMechanism
from cfm_app.testing.subscribers import (
	make_line,
	make_words,
	phone,
	subscribe,
	switch_sending_on,
	wrote_about,
)


class Audiences(OttoAsks, SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.sensitive = make_user("Salma Sensitive", "Sensitive Focal Point")
		make_grant(cls.sensitive, "Sensitive")

	def setUp(self):
		super().setUp()
		self.north, self.south = make_area("NORTH"), make_area("SOUTH")
		self.line = make_line(area=self.north)

	def recipients(self, **values):
		doc = self.asked(**values)
		return frappe.get_all(RECIPIENT, {"broadcast": doc.name}, pluck="contact_point")

	def assert_nobody_gets_it(self, **values):
		with self.assert_refused("Choose a wider audience", GuardRefused):
			self.asked(**values)


class TestWhoGetsIt(Audiences):
	"""Here one person is enough, so that each story can be about one."""

	def setUp(self):
		super().setUp()
		self.enterContext(patch.object(broadcasts, "smallest_count", return_value=1))

	def test_only_who_agreed(self):
		amina = subscribe(phone(1), self.line)
		stopped = subscribe(phone(2), self.line)
		consent.stop(stopped, event_key="stop-1", line=self.line.name, source="keyword")
		again = subscribe(phone(3), self.line)
		consent.stop(again, event_key="stop-2", line=self.line.name, source="keyword")
		consent.start(again, event_key="start-2", line=self.line.name, source="keyword")
		self.assertEqual(set(self.recipients()), {amina, again})

	def test_a_serious_complaint_puts_nobody_on_the_list(self):
		amina = subscribe(phone(1), self.line)
		wrote_about(amina, self.take(area=self.south, category="SEAH.ABUSE"), self.line)
		self.assert_nobody_gets_it()
		self.assert_nobody_gets_it(area=self.south)
		self.assert_nobody_gets_it(area=self.north)

	def test_a_contact_that_nobody_has_classified_counts_as_serious(self):
		amina = subscribe(phone(1), self.line)
		wrote_about(amina, make_contact(area=self.south), self.line)
		self.assert_nobody_gets_it(area=self.south)

	def test_where_she_asked_about_water_finds_her_and_where_she_was_harmed_does_not(self):
		amina = subscribe(phone(1), self.line)
		wrote_about(amina, self.take(area=self.north), self.line)
		wrote_about(amina, self.take(area=self.south, category="SEAH.ABUSE"), self.line)
		self.assertEqual(self.recipients(area=self.north), [amina])
		self.assert_nobody_gets_it(area=self.south)

	def test_areas_reach_down_projects_and_days_count(self):
		village, water = make_area("VILLAGE", self.south), make_project("WATER")
		amina = subscribe(phone(1), self.line)
		wrote_about(amina, self.take(area=village, project=water), self.line)
		self.assertEqual(self.recipients(area=self.south, project=water), [amina])
		self.assertEqual(self.recipients(written_since="2020-01-01"), [amina])
		self.assert_nobody_gets_it(area=self.north)
		self.assert_nobody_gets_it(project=make_project("CASH"))
		self.assert_nobody_gets_it(written_since="2031-01-01")

	def test_who_called_is_found_by_her_person(self):
		complaint = self.take(area=self.south)
		amina = subscribe("+93701234567", self.line)
		switch_sending_on(allowed_countries="AF")
		person = frappe.db.get_value("CFM Party", {"record": complaint.name}, "person")
		frappe.db.set_value("CFM Contact Point", amina, "person", person)
		self.assertEqual(self.recipients(area=self.south), [amina])
		self.assert_nobody_gets_it(area=self.north)

	def test_who_said_that_messages_are_not_safe_gets_none(self):
		people = somebody("Laleh", phone(7), wishes={"safe_to_message": False})
		with self.as_user(self.operator):
			complaint = make_complaint(people=people, area=self.south)
		laleh = subscribe(phone(7), self.line)
		person = frappe.db.get_value("CFM Party", {"record": complaint.name}, "person")
		frappe.db.set_value("CFM Contact Point", laleh, "person", person)
		self.assert_nobody_gets_it()

	def test_everybody_once_in_her_own_language(self):
		amina, sofia = subscribe(phone(1), self.line, "ar"), subscribe(phone(2), self.line, "es")
		for _each in range(3):
			wrote_about(amina, self.take(area=self.north), self.line)
		doc = self.asked()
		rows = frappe.get_all(RECIPIENT, {"broadcast": doc.name}, ["contact_point", "language"])
		self.assertEqual({(row.contact_point, row.language) for row in rows}, {(amina, "ar"), (sofia, "es")})
		self.assertEqual(len(rows), 2)
		self.assertEqual(self.recipients(language="es"), [sofia])

	def test_words_for_answers_or_unreviewed_ones_go_to_nobody(self):
		subscribe(phone(1), self.line)
		make_words("about_a_record", en="About {reference}.")
		self.assert_nobody_gets_it(template_key="about_a_record")
		frappe.db.set_value("CFM Message Template", {"template_key": "market_day"}, "reviewed_as_neutral", 0)
		self.assert_nobody_gets_it()


class TestTooFew(Audiences):
	def test_nobody_is_reached_by_narrowing_down_who_gets_it(self):
		before = frappe.db.count(RECIPIENT)
		for number in range(4):
			amina = subscribe(phone(number), self.line, "es")
			wrote_about(amina, self.take(area=self.south, project=self.water), self.line)
		for narrow in self.every_filter():
			with self.subTest(narrow), self.assert_refused("Fewer than 5 people", GuardRefused):
				self.asked(**narrow)
		self.assertEqual(frappe.db.count(RECIPIENT), before)
		self.assertEqual(len(self.recipients()), 4, "a message to everybody points at nobody")

	def test_none_and_a_few_are_told_in_the_same_words(self):
		self.subscribers(9)
		for narrow in ({"area": self.south}, {"project": self.water}, {"language": "es"}):
			with self.subTest(narrow), self.assert_refused("Fewer than 5 people", GuardRefused):
				self.asked(**narrow)

	def test_those_who_would_not_get_it_do_not_count(self):
		people = self.subscribers(5, language="es")
		self.assertEqual(len(self.recipients(language="es")), 5)
		consent.stop(people[0], event_key="stop-1", line=self.line.name, source="keyword")
		with self.assert_refused("Fewer than 5 people", GuardRefused):
			self.asked(language="es")

	def test_the_organisation_says_how_many_are_few(self):
		frappe.db.set_single_value("CFM Settings", "smallest_count", 8)
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		self.addCleanup(frappe.clear_document_cache, "CFM Settings", "CFM Settings")
		self.subscribers(7, language="es")
		with self.assert_refused("Fewer than 8 people", GuardRefused):
			self.asked(language="es")

	def setUp(self):
		super().setUp()
		self.water = make_project("WATER")

	def every_filter(self):
		return (
			{"area": self.south},
			{"project": self.water},
			{"language": "es"},
			{"written_since": "2020-01-01"},
		)


class TestWhatIsTold(Audiences):
	def test_those_left_out_are_counted_apart_and_not_named(self):
		self.subscribers(12)
		for each in self.subscribers(6, 20):
			consent.stop(each, event_key=f"stop-{each}", line=self.line.name, source="keyword")
		for each in self.subscribers(3, 30):
			frappe.db.set_value("CFM Contact Point", each, "unreachable_on", "2026-01-01")
		self.subscribers(7, 40, country="+9370123")
		doc = self.asked()
		doc.reload()
		self.assertEqual(doc.people, "12")
		self.assertEqual((doc.held_stopped, doc.held_unreachable, doc.held_foreign), ("6", "<5", "7"))
		self.assertEqual((doc.parts, doc.estimate), ("12", "0.60 USD"))

	def test_few_people_are_never_counted_exactly(self):
		self.subscribers(3)
		doc = self.asked()
		doc.reload()
		self.assertEqual(smallest_count(), 5)
		self.assertEqual((doc.people, doc.waiting, doc.parts), ("<5", "<5", "10"))

	def test_no_criterion_is_about_what_people_wrote_or_who_they_are(self):
		chosen_by = set(broadcasts.PLAN) - {"line", "template_key", "start_on", "per_minute"}
		self.assertEqual(chosen_by, {"area", "project", "language", "written_since"})
