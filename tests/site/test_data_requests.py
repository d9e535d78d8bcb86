"""Amina asks what is known about her, and later to be forgotten: in the time of the law, by the right people, and sealed."""

from unittest.mock import patch

from freezegun import freeze_time

import frappe
from frappe.utils import add_days, getdate

from cfm_app.api import desk_data_request as desk
from cfm_app.confidentiality import data_requests, persons, receipts
from cfm_app.confidentiality.data_requests import REQUEST
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts
from cfm_app.testing.asking import ASKED, CODE, Asking
from cfm_app.testing.factories import make_area, make_complaint, make_grant, make_user, somebody
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS


class TestTheClockOfTheLaw(Asking):
	def test_the_register_shows_the_last_day_of_each_law(self):
		make_area("COLOMBIA", phone_region="CO", weekend="Sat-Sun")
		make_area("TURKEY", phone_region="TR")
		make_area("HOLLAND", phone_region="NL")
		make_area("KABUL", phone_region="AF")
		expected = {
			("COLOMBIA", "access"): ("CO", "2026-05-18"),
			("COLOMBIA", "erasure"): ("CO", "2026-05-25"),
			("TURKEY", "access"): ("TR", "2026-06-03"),
			("HOLLAND", "correction"): ("EU", "2026-06-04"),
			("KABUL", "access"): ("OWN", "2026-06-03"),
		}
		for (area, kind), (law, due) in expected.items():
			request = self.asked(kind, area=area, received_on="2026-05-04")
			self.assertEqual((request.legal_pack, str(request.due_on)), (law, due), (area, kind))
		with self.as_user(self.officer):
			_columns, rows = self.register()
		shown = {(row["area"], row["kind_code"]): str(row["due_on"]) for row in rows}
		self.assertEqual(
			{key: due for key, due in shown.items() if key in expected},
			{key: due for key, (_law, due) in expected.items()},
		)

	def register(self):
		from cfm_app.cfm_app.report.data_request_register.data_request_register import execute

		return execute({})

	FORGED = {
		"state": "Answered",
		"due_on": "2031-01-01",
		"identity_checked_by": "Administrator",
		"identity_checked_on": "2026-01-01 00:00:00",
		"answered_by": "Administrator",
		"answered_on": "2026-01-01",
	}

	def test_neither_identity_nor_clock_is_written_by_hand(self):
		request = self.asked(received_on="2026-05-04")
		with self.as_user(self.officer):
			frappe.get_doc(REQUEST, request.name).update(self.FORGED).save()
			words = {"kind": "access", "area": request.area, "received_on": "2026-05-04", "asked": ASKED}
			made = frappe.new_doc(REQUEST, **words, **self.FORGED).insert()
		true = {**dict.fromkeys(self.FORGED), "state": "Received", "due_on": request.due_on}
		for name in (request.name, made.name):
			self.assertEqual(frappe.db.get_value(REQUEST, name, list(self.FORGED), as_dict=True), true)

	def test_a_law_the_officer_changed_counts_from_then_on(self):
		law = frappe.get_doc("CFM Legal Pack", "OWN")
		law.access_amount = 12
		self.addCleanup(frappe.clear_document_cache, "CFM Legal Pack", "OWN")
		law.save()
		request = self.asked(received_on="2026-05-04")
		self.assertEqual(str(request.due_on), "2026-05-16")

	def test_more_time_is_taken_once_told_first_and_only_where_the_law_gives_it(self):
		make_area("COLOMBIA", phone_region="CO")
		request = self.checked(self.asked(area="COLOMBIA", received_on=str(getdate())))
		first = request.due_on
		with self.as_user(self.officer):
			with self.assert_refused("Tell the person first", GuardRefused):
				desk.extend(request.name, "The archive is in another town.", "")
			later = desk.extend(request.name, "The archive is in another town.", str(getdate()))["due_on"]
			self.assertGreater(getdate(later), getdate(first))
			with self.assert_refused("gives it once", GuardRefused):
				desk.extend(request.name, "The archive is in another town.", str(getdate()))
		self.assertEqual(frappe.get_doc(REQUEST, request.name).first_due_on, first)
		ours = self.checked(self.asked())
		with self.as_user(self.officer), self.assert_refused("gives no more time", GuardRefused):
			desk.extend(ours.name, "The archive is in another town.", str(getdate()))

	def test_time_that_is_over_cannot_be_made_longer(self):
		make_area("COLOMBIA", phone_region="CO")
		request = self.checked(self.asked(area="COLOMBIA", received_on="2026-05-04"))
		with self.as_user(self.officer), self.assert_refused("time is over", GuardRefused):
			desk.extend(request.name, "We forgot about it, sorry.", str(getdate()))

	def test_three_days_before_and_the_day_after_somebody_is_told(self):
		request = self.asked(received_on=str(getdate()))
		told = []
		with patch.object(
			alerts, "tell", lambda users, doc, code: told.append((sorted(users), doc.name, code))
		):
			for days, expected in (
				(-4, None),
				(-3, "data_request_warning"),
				(0, None),
				(1, "data_request_breach"),
			):
				told.clear()
				with freeze_time(add_days(request.due_on, days)):
					data_requests.warn()
				codes = [code for _users, name, code in told if name == request.name]
				self.assertEqual(codes, [expected] if expected else [], days)

	def test_a_request_from_tomorrow_is_refused(self):
		with self.assert_refused("lies in the future", frappe.ValidationError):
			self.asked(received_on=str(add_days(getdate(), 1)))


class TestWhoSeesIt(Asking):
	def test_who_writes_it_down_cannot_read_it_back_and_the_officer_can(self):
		request = self.asked()
		for user in (self.operator, self.focal, self.stranger, self.analyst):
			with self.as_user(user), self.assert_refused("no such record", AccessRefused):
				desk.request_page(request.name)
		self.assertEqual(self.page(request)["words"]["asked"], ASKED)
		with self.as_user(self.officer):
			self.assertEqual(frappe.get_list(REQUEST, {"name": request.name}, pluck="name"), [request.name])

	def test_no_table_holds_who_asks(self):
		self.asked(person={"person_name": "Zeinab Al-Husseini", "phone": "+963944765432"})
		from cfm_app.confidentiality.erasure_sweep import _text_columns

		found = [
			(table, column)
			for table, column in _text_columns()
			for secret in ("Zeinab", "963944765432", "what you have written down")
			if self.holds(table, column, secret)
		]
		self.assertEqual(found, [])

	def test_an_officer_of_another_place_sees_nothing(self):
		make_area("NORTH")
		make_area("SOUTH")
		north = make_user("Nora North", "Data Protection Officer")
		make_grant(north, "Data Protection", area="NORTH", level_to=6)
		request = self.asked(area="SOUTH")
		with self.as_user(north):
			self.assertEqual(frappe.get_list(REQUEST, {"name": request.name}), [])
			with self.assert_refused("no such record", AccessRefused):
				desk.request_page(request.name)

	def test_the_role_alone_and_any_other_duty_open_nothing(self):
		olaf = make_user("Olaf Other", "Data Protection Officer", "Focal Point")
		make_grant(olaf, "Handle")
		request = self.asked()
		with self.as_user(olaf):
			self.assertEqual(frappe.get_list(REQUEST, {"name": request.name}), [])
			with self.assert_refused("no such record", AccessRefused):
				desk.request_page(request.name)

	def test_an_auditor_sees_dates_and_no_words(self):
		auditor = make_user("Aziz Auditor", "Auditor")
		make_grant(auditor, "Audit")
		request = self.asked()
		page = self.page(request, auditor)
		self.assertEqual(page, {"standing": "on track"})


class TestFinding(Asking):
	def test_her_records_are_found_by_her_number_without_a_word_of_them(self):
		mine, other = self.take(), None
		with self.as_user(self.operator):
			other = make_complaint("The school is shut.", people=somebody("Bilal", "+93709998877"))
		page = self.page(self.asked(person={"person_name": NAME, "phone": "0093 70 123 4567"}))
		self.assertEqual([row["record"] for row in page["records"]], [mine.name])
		self.assertNotIn(other.name, str(page))
		self.assertNotIn("Laleh", str(page["records"]))

	def test_a_family_with_one_phone_is_told_apart(self):
		mine = self.take()
		with self.as_user(self.operator):
			brother = make_complaint("No seeds.", people=somebody("Jamal Rahimi", PHONE))
		rows = {row["record"]: row["same_name"] for row in self.page(self.asked())["records"]}
		self.assertEqual(rows, {mine.name: True, brother.name: False})

	def test_her_code_finds_what_she_sent_without_a_name(self):
		with self.as_user(self.operator):
			doc = make_complaint("Somebody hit the queue with a stick.")
		receipts.issue(frappe.get_doc("CFM Interaction", doc.interaction), CODE)
		self.assertEqual(self.found(self.asked(person={}, receipt=CODE)), [doc.name])
		with self.assert_refused("do not know this code", GuardRefused):
			self.asked(receipt="1111 2222 3333 4444")

	def test_an_officer_who_is_complained_of_does_not_find_it(self):
		with self.as_user(self.operator):
			doc = make_complaint(
				WORDS, people=[*somebody(), {"role": persons.SUBJECT, "staff": self.officer, "identity": {}}]
			)
		request = self.asked()
		self.assertEqual(self.found(request), [])
		self.assertEqual(self.found(request, self.second), [doc.name])

	def test_from_the_complaint_her_name_goes_along_without_being_typed(self):
		doc = self.take()
		with self.as_user(self.focal):
			made = desk.record_for("Complaint", doc.name, "erasure", "She wants to be forgotten.")
		self.assertEqual(self.page(frappe.get_doc(REQUEST, made["name"]))["words"]["phone"], PHONE)
		with self.as_user(self.stranger), self.assert_refused("no such record", AccessRefused):
			desk.record_for("Complaint", doc.name, "erasure", "I want this gone.")

	def test_the_holder_of_a_code_needs_no_other_proof(self):
		doc = self.take()
		contact = frappe.get_doc("CFM Interaction", doc.interaction)
		with self.as_user("Guest"):
			request = data_requests.receive_from_person(contact, "erasure", "Please delete everything.")
		request = frappe.get_doc(REQUEST, request.name)
		self.assertEqual(
			(request.state, request.identity_checked_by_means), ("Identity checked", "receipt code")
		)
		self.assertEqual(self.found(request), [doc.name])
