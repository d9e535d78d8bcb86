"""How long a story is kept: seen before it happens, done at night in small steps, stopped by a hold, and never by surprise."""

from unittest.mock import patch

import frappe
from frappe.utils import add_months, getdate, now_datetime

from cfm_app.api import desk_keeping
from cfm_app.cfm_app.report.missing_documents import missing_documents
from cfm_app.cfm_app.report.retention_preview import retention_preview
from cfm_app.confidentiality import documents, erasure, files, retention, vault
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.testing.factories import make_contact, make_grant, make_user
from cfm_app.testing.small_mechanism import SmallMechanism


class Keeping(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.officer = make_user("Dora Data", "Data Protection Officer")
		cls.coordinator = make_user("Carla Coordinator", "Coordinator")
		make_grant(cls.officer, "Data Protection", level_to=6)
		make_grant(cls.coordinator, "Supervise")

	def setUp(self):
		super().setUp()
		committed = patch("frappe.db.commit")
		committed.start()
		self.addCleanup(committed.stop)
		self.switch(1)

	def switch(self, on):
		frappe.db.set_single_value("CFM Settings", "retention_on", on)

	def closed(self, months_ago, **facts):
		doc = self.take(**facts)
		doc.reload()
		closed_on = add_months(now_datetime(), -months_ago)
		doc.db_set(
			{"workflow_state": "Closed", "closed_on": closed_on, "received_on": add_months(closed_on, -1)}
		)
		return doc

	def words(self, doc):
		return vault.read_for_system(doc.doctype, doc.name)

	def names(self, doc):
		return frappe.get_all("CFM Party", {"record": doc.name})


class TestTheNight(Keeping):
	def test_first_the_name_goes_then_the_words(self):
		fresh, half, old = (
			self.closed(2, sensitivity="ASSIST"),
			self.closed(7, sensitivity="ASSIST"),
			self.closed(25, sensitivity="ASSIST"),
		)
		self.levels(fresh, half, old)
		self.assertEqual(retention.run(), 2)
		self.assertTrue(self.names(fresh) and self.words(fresh))
		self.assertFalse(self.names(half))
		self.assertIn("narrative", self.words(half))
		self.assertEqual((self.names(old), self.words(old)), ([], {}))
		self.assertEqual(retention.run(), 0)

	def levels(self, *docs, level=2):
		for doc in docs:
			doc.db_set("level", level)

	def test_the_proof_names_the_rule_and_nobody(self):
		doc = self.closed(25)
		self.levels(doc)
		retention.run()
		proof = frappe.get_doc("CFM Erasure", {"record": doc.name})
		self.assertEqual((proof.state, proof.because, proof.retention_rule), ("Done", "retention", "L0-2"))
		self.assertIsNone(proof.approved_by)
		self.assertIn("CFM Sealed Content", proof.counts)

	def test_switched_off_nothing_goes(self):
		doc = self.closed(90)
		self.switch(0)
		self.assertEqual(retention.run(), 0)
		self.assertIn("narrative", self.words(doc))

	def test_what_is_more_sensitive_is_kept_longer(self):
		doc = self.closed(25)
		self.levels(doc, level=4)
		retention.run()
		self.assertIn("narrative", self.words(doc))
		self.assertEqual(self.names(doc), [])

	def test_a_message_of_which_nothing_came_goes_too(self):
		contact = make_contact("Wrong number, sorry.")
		contact.db_set({"state": "No feedback", "closed_on": add_months(now_datetime(), -25)})
		waiting = make_contact("Is anybody there?")
		retention.run()
		self.assertEqual(self.words(contact), {})
		self.assertIn("message", self.words(waiting))

	def test_a_night_takes_no_more_than_it_can_and_the_next_goes_on(self):
		docs = [self.closed(25 + number) for number in range(3)]
		self.levels(*docs)
		with patch.object(retention, "MOST_IN_A_NIGHT", 2):
			self.assertEqual(retention.run(), 2)
			self.assertEqual([bool(self.words(doc)) for doc in docs], [True, False, False])
			retention.run()
		self.assertEqual([self.words(doc) for doc in docs], [{}, {}, {}])

	def test_many_that_wait_do_not_hide_the_one_that_is_due(self):
		waiting = [self.closed(20) for _each in range(3)]
		due = self.closed(7)
		self.levels(*waiting, due)
		with patch.object(retention, "PAGE", 2):
			retention.run()
			self.assertEqual(self.names(due), [])
			self.assertTrue(self.words(due))

	def test_one_that_fails_does_not_stop_the_others(self):
		first, second = self.closed(30), self.closed(26)
		self.levels(first, second)
		clear = erasure.erasure_reach.clear

		def broken(doctype, name, counts):
			if name == first.name:
				raise ValueError("Laleh")
			clear(doctype, name, counts)

		with (
			patch.object(erasure.erasure_reach, "clear", broken),
			patch("frappe.db.rollback"),
			patch("frappe.logger") as logger,
		):
			self.assertEqual(retention.run(), 1)
		self.assertTrue(self.words(first))
		self.assertEqual(self.words(second), {})
		self.assertNotIn("Laleh", str(logger.mock_calls))
		retention.run()
		self.assertEqual(self.words(first), {})


class TestTheHold(Keeping):
	def test_a_hold_always_wins_and_the_form_says_so(self):
		doc = self.closed(30)
		doc.db_set("level", 2)
		with self.as_user(self.coordinator):
			held = desk_keeping.hold(doc.name, "legal claim", "The court has asked for the file.")["hold"]
			part = desk_keeping.of(frappe.get_doc("Complaint", doc.name), 3)
			self.assertEqual(
				(part["because"], part["holds"][0]["reason"]), ("hold", "The court has asked for the file.")
			)
		self.assertEqual(retention.run(), 0)
		self.assertIn("narrative", self.words(doc))
		with self.as_user(self.coordinator):
			desk_keeping.lift_hold(held)
		self.assertEqual(retention.run(), 1)
		self.assertEqual(self.words(doc), {})

	def test_a_hold_is_not_lifted_by_writing_so_into_it(self):
		doc = self.closed(30)
		doc.db_set("level", 2)
		with self.as_user(self.coordinator):
			held = desk_keeping.hold(doc.name, "legal claim", "The court has asked for the file.")["hold"]
			forged = {"lifted_on": "2026-01-01 00:00:00", "lifted_by": self.focal, "placed_by": self.focal}
			frappe.get_doc("CFM Hold", held).update(forged).save()
		stored = frappe.db.get_value("CFM Hold", held, ["lifted_on", "lifted_by", "placed_by"])
		self.assertEqual(stored, (None, None, self.coordinator))
		self.assertEqual(retention.run(), 0)

	def test_who_may_hold(self):
		doc = self.closed(1)
		with self.as_user(self.stranger), self.assert_refused("no such record", AccessRefused):
			desk_keeping.hold(doc.name, "audit", "I want to keep it.")
		with self.as_user(self.operator), self.assert_refused(exception=frappe.PermissionError):
			desk_keeping.hold(doc.name, "audit", "I want to keep it.")
		with self.as_user(self.coordinator), self.assert_refused("Say why", GuardRefused):
			desk_keeping.hold(doc.name, "audit", " ")

	def test_the_reason_of_a_hold_is_sealed(self):
		doc = self.closed(1)
		with self.as_user(self.coordinator):
			desk_keeping.hold(doc.name, "audit", "Donor audit about the cousin Yousef")
		columns = frappe.db.get_table_columns("CFM Hold")
		self.assertFalse([column for column in columns if self.holds("tabCFM Hold", column, "Yousef")])


class TestLookingBefore(Keeping):
	def test_the_officer_sees_what_would_happen_and_nothing_does(self):
		half, old, held = self.closed(7), self.closed(25), self.closed(26)
		for doc in (half, old, held):
			doc.db_set("level", 2)
		with self.as_user(self.coordinator):
			desk_keeping.hold(held.name, "audit", "Donor audit of this year")
		with self.as_user(self.officer):
			_columns, rows, sentence, _chart, counts = retention_preview.execute()
		stages = {row["record"]: row["stage"] for row in rows}
		self.assertEqual(
			{name: stages.get(name) for name in (half.name, old.name, held.name)},
			{half.name: "identity", old.name: "record", held.name: "hold"},
		)
		self.assertGreaterEqual(counts[0]["value"], 1)
		self.assertIn("switched on", sentence)
		self.assertTrue(self.words(old) and self.names(half))

	def test_whom_a_complaint_is_about_does_not_see_it_in_the_preview(self):
		old = self.closed(25)
		from cfm_app.confidentiality import persons

		persons.attach(old, persons.SUBJECT, staff=self.officer)
		with self.as_user(self.officer):
			rows = retention_preview.execute()[1]
		self.assertNotIn(old.name, [row["record"] for row in rows])

	def test_the_form_shows_the_class_and_both_days(self):
		doc = self.closed(1)
		doc.db_set("level", 2)
		with self.as_user(self.focal):
			part = desk_keeping.of(frappe.get_doc("Complaint", doc.name), 3)
		closed = getdate(doc.closed_on)
		self.assertEqual(
			(part["rule"], part["identity_on"], part["record_on"]),
			("Levels 0-2", getdate(add_months(closed, 6)), getdate(add_months(closed, 24))),
		)


class TestRules(Keeping):
	def rule(self, **values):
		row = {
			"code": "X",
			"title": "X",
			"applies_to": "Complaints",
			"identity_months": 1,
			"record_months": 2,
		}
		return frappe.get_doc({"doctype": "CFM Retention Rule", "area_levels": 1, **row, **values})

	def test_rules_that_make_no_sense_are_refused(self):
		for wrong, saying in (
			({"identity_months": 5, "record_months": 2}, "goes before the words"),
			({"then": "archive", "level_from": 0, "level_to": 6}, "levels 5 and 6"),
			({"level_from": 4, "level_to": 2}, "lower one first"),
		):
			with self.assert_refused(saying, frappe.ValidationError):
				self.rule(**wrong).insert()

	def test_a_rule_of_the_site_counts(self):
		doc = self.closed(3)
		self.rule(feedback_type="COMPL_PROG", level_to=6).insert()
		retention.run()
		self.assertEqual(self.words(doc), {})


class TestThePapers(Keeping):
	def upload(self):
		return files.check(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF", "statement.pdf")

	def test_what_is_missing_is_listed_until_it_is_there(self):
		doc = self.take()
		doc.db_set("level", 4)
		with self.as_user(self.coordinator):
			rows = {row["name"]: row["missing"] for row in missing_documents.execute()[1]}
			self.assertIn("The complaint in the person's hand or words", rows[doc.name])
			self.assertNotIn("Copy of the answer", rows[doc.name])
			doc = frappe.get_doc("Complaint", doc.name)
			documents.set_kind(doc, files.add("Complaint", doc.name, self.upload()), "STATEMENT")
			self.assertNotIn(doc.name, [row["name"] for row in missing_documents.execute()[1]])
			papers = {row["code"]: row["there"] for row in documents.checklist(doc)}
		self.assertEqual(papers, {"STATEMENT": True})

	def test_a_stranger_is_not_told_what_is_missing(self):
		doc = self.take()
		doc.db_set("level", 4)
		with self.as_user(self.stranger):
			self.assertEqual(missing_documents.execute()[1], [])

	def test_a_file_of_another_record_gets_no_kind_here(self):
		mine, other = self.take(), self.take()
		name = files.add("Complaint", other.name, self.upload())
		with self.as_user(self.focal), self.assert_refused("Choose a file", GuardRefused):
			documents.set_kind(frappe.get_doc("Complaint", mine.name), name, "STATEMENT")

	def test_the_code_of_the_folder_is_kept_and_stands_on_the_sheet_that_names_nobody(self):
		doc = self.take()
		with self.as_user(self.focal):
			desk_keeping.set_paper_file(doc.name, "Shelf 3 / 17")
			sheet = frappe.get_print("Complaint", doc.name, "Complaint Sheet")
		self.assertIn(doc.name, sheet)
		self.assertIn("Shelf 3 / 17", sheet)
		for secret in ("Amina", "Rahimi", "701234567"):
			self.assertNotIn(secret, sheet)
