"""Amina asks to be forgotten. Two people agree, and afterwards nobody finds her; the numbers stay, and so does the proof."""

import json

import frappe

from cfm_app.cfm_app.doctype.cfm_hold import cfm_hold
from cfm_app.confidentiality import (
	access_log,
	erasure,
	erasure_reach,
	files,
	persons,
	receipts,
	vault,
)
from cfm_app.confidentiality.guards import CONFIDENTIAL, VAULT
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.testing.erasing import CODE, Erasing
from cfm_app.testing.factories import make_area, make_complaint, make_grant, make_user, somebody
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS


class TestErasing(Erasing):
	def test_afterwards_no_table_holds_anything_that_opens_and_the_proof_holds_counts(self):
		doc = self.with_everything()
		contact, person = doc.interaction, erasure_reach.people_of(doc.name)
		self.assertEqual(vault.read_for_system("Complaint", doc.name)["narrative"], WORDS)
		proof = self.erased(doc)

		self.assertEqual(vault.read_for_system("Complaint", doc.name), {})
		self.assertEqual(vault.read_for_system("CFM Interaction", contact), {})
		for vault_type in ("CFM Sealed Content", "CFM Sealed File", "CFM Party"):
			self.assertEqual(
				frappe.get_all(vault_type, {"record": ["in", [doc.name, contact]]}), [], vault_type
			)
		self.assertEqual(frappe.get_all("CFM Person", {"name": ["in", list(person)]}), [])
		self.assertIsNone(receipts.find(CODE))
		self.assertFalse((files.folder() / self.file[:2] / self.file).exists())
		counts = json.loads(proof.counts)
		self.assertEqual((proof.state, counts["CFM Person"], counts["CFM Sealed File"]), ("Done", 1, 1))
		self.assertEqual((counts["CFM Response"], counts["CFM Consent"], counts["CFM Receipt"]), (1, 1, 1))
		self.assertEqual(erasure.broken_proofs(), [])

	def test_the_reference_stands_only_where_numbers_and_proof_are(self):
		doc = self.with_everything()
		before = self.rows_about(doc.name)
		self.assertIn("tabCFM Step.complaint", before)
		self.erased(doc)
		self.assertEqual(
			self.rows_about(doc.name),
			{"tabComplaint.name", "tabCFM Access Log.record", "tabCFM Erasure.record"},
		)

	def test_the_numbers_stay_and_nothing_finer(self):
		make_area("NORTH")
		make_area("VILLAGE", "NORTH")
		doc = self.with_everything()
		doc.db_set("area", "VILLAGE")
		self.erased(doc)
		left = frappe.db.get_value("Complaint", doc.name, "*", as_dict=True)
		self.assertEqual((left.sex, left.age_band, left.category), ("FEMALE", "18-59", "QUANT"))
		self.assertEqual((str(left.received_on), left.area), ("2026-01-01 00:00:00", "NORTH"))
		self.assertEqual((left.closed_on - left.received_on).days, 10)
		for column in ("forwarded_to", "handler", "received_by", "routing_rule", "seen_on"):
			self.assertFalse(left[column], column)
		self.assertNotIn("@", left.owner + left.modified_by)

	def test_what_the_platform_kept_goes_too(self):
		doc = self.with_everything()
		self.plant(doc.name)
		planted = {each.split(".")[0][3:] for each in self.rows_about(doc.name)} - {*CONFIDENTIAL, *VAULT}
		self.assertGreaterEqual(planted, {"Version", "Comment", "Error Log", "Deleted Document", "DocShare"})
		proof = self.erased(doc)
		left = {each.split(".")[0][3:] for each in self.rows_about(doc.name)} - {*CONFIDENTIAL, *VAULT}
		self.assertEqual(left, set())
		self.assertFalse(frappe.db.sql("select 1 from `__global_search` where name = %s", doc.name))
		self.assertEqual(json.loads(proof.counts)["Version"], 1)

	def plant(self, reference):
		"""Leave what a careless configuration would: each row holds the reference and a sentence of hers."""
		for doctype, values in {
			"Version": {"ref_doctype": "Complaint", "docname": reference, "data": WORDS},
			"Comment": {"reference_doctype": "Complaint", "reference_name": reference, "content": WORDS},
			"Error Log": {"error": f"{reference} {WORDS}"},
			"Deleted Document": {"deleted_name": reference, "data": WORDS},
			"DocShare": {"share_doctype": "Complaint", "share_name": reference, "user": self.focal},
			"Notification Log": {"document_name": reference, "email_content": WORDS},
			"Email Queue": {"message": f"{reference} {WORDS}"},
			"Tag Link": {"document_type": "Complaint", "document_name": reference, "title": WORDS},
			"View Log": {"reference_doctype": "Complaint", "reference_name": reference},
			"Route History": {"route": f"Form/Complaint/{reference}", "user": self.focal},
			"ToDo": {"reference_type": "Complaint", "reference_name": reference, "description": WORDS},
			"File": {"attached_to_doctype": "Complaint", "attached_to_name": reference, "file_name": WORDS},
			"Activity Log": {"reference_doctype": "Complaint", "reference_name": reference},
		}.items():
			frappe.get_doc({"doctype": doctype, **values}).db_insert()
		row = {"doctype": "Complaint", "name": reference, "content": WORDS}
		frappe.db.sql(
			"insert into `__global_search` (doctype, name, content) values (%s, %s, %s)", list(row.values())
		)

	def test_a_mention_in_a_table_of_others_is_left_and_shown(self):
		doc = self.with_everything()
		note = frappe.get_doc({"doctype": "Note", "title": f"About {doc.name}", "content": "x"}).insert()
		proof = self.erased(doc)
		self.assertIn("tabNote.title", json.loads(proof.mentions))
		self.assertTrue(frappe.db.exists("Note", note.name))

	def test_the_log_of_who_looked_stays_and_its_typed_reasons_go(self):
		doc = self.with_everything()
		access_log.chain()
		self.erased(doc)
		rows = frappe.get_all("CFM Access Log", {"record": doc.name}, ["action", "sealed_reason"])
		self.assertIn("reveal", {row.action for row in rows})
		self.assertIn("erase", {row.action for row in rows})
		self.assertEqual({row.sealed_reason for row in rows if row.action == "reveal"}, {None})
		self.assertEqual(access_log.broken_rows(), [])


class TestWhoDecides(Erasing):
	def test_nobody_erases_alone(self):
		doc = self.closed(self.take())
		with self.as_user(self.officer):
			name = erasure.ask(doc, erasure.RECORD, erasure.BY_REQUEST)
			with self.assert_refused("Somebody else", GuardRefused):
				erasure.decide(name, approve=True)
		self.assertEqual(erasure.carry_out(), 0)
		self.assertIn("narrative", vault.read_for_system("Complaint", doc.name))

	def test_a_focal_point_can_neither_ask_nor_decide(self):
		doc = self.closed(self.take())
		with self.as_user(self.stranger), self.assert_refused("no such record", AccessRefused):
			erasure.ask(doc, erasure.RECORD, erasure.BY_REQUEST)
		with self.as_user(self.officer):
			name = erasure.ask(doc, erasure.RECORD, erasure.BY_REQUEST)
		with self.as_user(self.focal), self.assert_refused("may not decide", AccessRefused):
			erasure.decide(name, approve=True)

	def test_a_custodian_of_the_place_decides_and_one_of_another_place_does_not(self):
		make_area("NORTH")
		make_area("SOUTH")
		near, far = make_user("Kim Near", "Custodian"), make_user("Kai Far", "Custodian")
		make_grant(near, "Custodian", area="NORTH")
		make_grant(far, "Custodian", area="SOUTH")
		doc = self.closed(self.take(area="NORTH"))
		with self.as_user(self.officer):
			name = erasure.ask(doc, erasure.RECORD, erasure.BY_REQUEST)
		with self.as_user(far), self.assert_refused("may not decide", AccessRefused):
			erasure.decide(name, approve=True)
		with self.as_user(near):
			self.assertEqual(erasure.decide(name, approve=True), "Approved")

	def test_who_is_complained_of_hears_nothing_of_the_order(self):
		with self.as_user(self.operator):
			doc = make_complaint(
				WORDS, people=[*somebody(), {"role": persons.SUBJECT, "staff": self.second, "identity": {}}]
			)
		doc = self.closed(doc)
		with self.as_user(self.officer):
			name = erasure.ask(doc, erasure.RECORD, erasure.BY_REQUEST)
			self.assertEqual(frappe.get_list("CFM Erasure", {"name": name}, pluck="name"), [name])
		with self.as_user(self.second):
			self.assertEqual(frappe.get_list("CFM Erasure", {"name": name}), [])
			with self.assert_refused("may not decide", AccessRefused):
				erasure.decide(name, approve=True)

	def test_a_refused_order_erases_nothing_and_may_be_asked_again(self):
		doc = self.closed(self.take())
		with self.as_user(self.officer):
			first = erasure.ask(doc, erasure.RECORD, erasure.BY_REQUEST)
		with self.as_user(self.second):
			self.assertEqual(erasure.decide(first, approve=False), "Refused")
		self.assertEqual(erasure.carry_out(), 0)
		with self.as_user(self.officer):
			self.assertNotEqual(erasure.ask(doc, erasure.RECORD, erasure.BY_REQUEST), first)

	def test_an_open_complaint_and_one_on_hold_are_not_erased(self):
		doc = self.take()
		with self.as_user(self.officer), self.assert_refused("still open", GuardRefused):
			erasure.ask(doc, erasure.RECORD, erasure.BY_REQUEST)
		hold = self.hold(self.closed(doc))
		with self.as_user(self.officer), self.assert_refused("on hold", GuardRefused):
			erasure.ask(doc, erasure.RECORD, erasure.BY_REQUEST)
		hold.lift()
		self.erased(doc)

	def test_a_hold_that_comes_after_the_approval_still_wins(self):
		doc = self.closed(self.take())
		name = self.approved(doc)
		self.hold(doc)
		self.assertEqual(erasure.carry_out([name]), 0)
		self.assertEqual(frappe.db.get_value("CFM Erasure", name, "state"), "Refused")
		self.assertIn("narrative", vault.read_for_system("Complaint", doc.name))

	def hold(self, doc):
		with self.as_user(self.focal):
			hold = frappe.new_doc("CFM Hold", complaint=doc.name, kind="legal claim")
			hold.reason = "The court has asked for the file."
			hold.insert(ignore_permissions=True)
		self.assertEqual(cfm_hold.held([doc.name]), {doc.name})
		return hold


class TestWhatStays(Erasing):
	def test_the_same_person_in_another_complaint_is_still_known_there(self):
		first, second = self.closed(self.take()), self.take()
		self.erased(first)
		self.assertEqual(persons.contact_of(second)["phone"], PHONE)
		self.erased(self.closed(second))
		self.assertEqual(persons.known_by({"name": NAME, "phone": PHONE}), {})

	def test_a_contact_stays_while_another_complaint_of_it_does(self):
		first = self.take()
		with self.as_user(self.operator):
			second = make_complaint("And the school is shut.")
		second.db_set("interaction", first.interaction)
		self.erased(self.closed(first))
		self.assertIn("message", vault.read_for_system("CFM Interaction", first.interaction))
		self.erased(self.closed(second))
		self.assertEqual(vault.read_for_system("CFM Interaction", first.interaction), {})

	def test_only_the_name_goes_when_the_words_still_have_time(self):
		doc = self.closed(self.take())
		self.erased(doc, erasure.IDENTITY)
		self.assertEqual(persons.known_by({"name": NAME, "phone": PHONE}), {})
		self.assertEqual(vault.read_for_system("Complaint", doc.name)["narrative"], WORDS)
		self.erased(doc)
		self.assertEqual(vault.read_for_system("Complaint", doc.name), {})

	def test_sealed_away_is_open_to_nobody(self):
		doc = self.closed(self.take())
		salma = make_user("Salma Sensitive", "Sensitive Focal Point")
		make_grant(salma, "Sensitive")
		doc.level = 5
		erasure.record_access.set_key(doc)
		doc.db_set({"level": 5, "access_key": doc.access_key})
		with self.as_user(salma):
			self.assertEqual(frappe.get_doc("Complaint", doc.name).narrative, WORDS)
		self.erased(doc, erasure.ARCHIVE)
		with self.as_user(salma):
			self.assertIsNone(frappe.get_doc("Complaint", doc.name).narrative)
		self.assertIn("narrative", vault.read_for_system("Complaint", doc.name))
