"""Nothing confidential lies in a table, and who opens the vault is written down."""

import io

from PIL import Image

import frappe

from cfm_app.confidentiality import files, log_reasons, persons, vault
from cfm_app.exceptions import AccessRefused, SealBroken
from cfm_app.testing.factories import make_complaint, somebody
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS, SmallMechanism


class TestVault(SmallMechanism):
	def test_no_table_of_the_site_holds_a_word_a_name_or_a_number(self):
		doc = self.take()
		found = [
			(table, column)
			for table, column in self.text_columns()
			for secret in ("Laleh", NAME, PHONE, "701234567")
			if self.holds(table, column, secret)
		]
		self.assertEqual(found, [])
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("Complaint", doc.name).narrative, WORDS)

	def test_an_analyst_counts_but_does_not_read(self):
		doc = self.take()
		with self.as_user(self.analyst):
			self.assertEqual(frappe.get_list("Complaint", {"name": doc.name}, pluck="name"), [doc.name])
			shown = frappe.get_doc("Complaint", doc.name).as_dict()
			self.assertEqual((shown.narrative, shown.complainant), (None, None))

	def test_every_look_is_logged_once_with_who_and_when(self):
		doc = self.take()
		with self.as_user(self.focal):
			frappe.get_doc("Complaint", doc.name).as_dict()
			frappe.get_doc("Complaint", doc.name).as_dict()
		rows = frappe.get_all("CFM Access Log", {"record": doc.name, "action": "view"}, pluck="user")
		self.assertEqual(rows.count(self.focal), 1)

	def test_identity_is_masked_until_it_is_revealed_with_a_reason(self):
		doc = self.take()
		with self.as_user(self.focal):
			doc = frappe.get_doc("Complaint", doc.name)
			self.assertNotIn("Amina", doc.complainant)
			with self.assert_refused("Say why", frappe.ValidationError):
				persons.reveal(doc, " ")
			shown = persons.reveal(doc, "She asked us to call her back.")
			self.assertEqual((shown[0]["name"], shown[0]["phone"]), (NAME, PHONE))
		row = frappe.get_last_doc("CFM Access Log", {"record": doc.name, "action": "reveal"})
		self.assertEqual(row.user, self.focal)
		self.assertNotIn("call her back", row.sealed_reason)
		self.assertEqual(log_reasons.opened(row.sealed_reason, doc.name), "She asked us to call her back.")

	def test_an_analyst_can_reveal_nobody(self):
		doc = self.take()
		with self.as_user(self.analyst), self.assert_refused("may not see who", AccessRefused):
			persons.reveal(frappe.get_doc("Complaint", doc.name), "I am curious about her.")

	def test_her_own_words_are_kept_when_they_are_corrected(self):
		doc = self.take()
		with self.as_user(self.focal):
			doc = frappe.get_doc("Complaint", doc.name)
			doc.narrative = "Changed by the form"
			doc.save()
			self.assertEqual(frappe.get_doc("Complaint", doc.name).narrative, WORDS)
			vault.change(doc, {"narrative": "They asked my sister for money."}, "Name removed at her wish")
			self.assertEqual(
				[row["text"] for row in vault.versions(doc, "narrative")],
				[WORDS, "They asked my sister for money."],
			)
		self.assertTrue(frappe.db.exists("CFM Access Log", {"record": doc.name, "action": "correct"}))

	def test_a_sealed_value_moved_to_another_record_does_not_open(self):
		first, second = self.take(), self.take()
		sealed = frappe.qb.DocType("CFM Sealed Content")
		frappe.qb.from_(sealed).delete().where(sealed.record == second.name).run()
		frappe.qb.update(sealed).set(sealed.record, second.name).where(sealed.record == first.name).run()
		with self.as_user(self.focal), self.assert_refused(exception=SealBroken):
			frappe.get_doc("Complaint", second.name).as_dict()

	def test_the_same_number_finds_earlier_complaints_without_showing_it(self):
		first = self.take()
		with self.as_user(self.operator):
			second = make_complaint("Again.", people=somebody("Amina R.", "0093 70 123 4567"))
		with self.as_user(self.focal):
			self.assertEqual(persons.earlier_records(second), [first.name])
		with self.as_user(self.stranger):
			self.assertEqual(persons.earlier_records(second), [])

	def test_a_photo_is_sealed_and_only_opened_for_who_may_read(self):
		doc = self.take()
		picture = io.BytesIO()
		Image.new("RGB", (32, 32), "green").save(picture, "JPEG")
		upload = files.check(picture.getvalue(), "gate.jpg")
		name = files.add("Complaint", doc.name, upload)
		stored = (files.folder() / name[:2] / name).read_bytes()
		self.assertNotIn(b"JFIF", stored)
		with self.as_user(self.focal):
			data, about = files.open_for(doc, name)
			self.assertEqual((data[:3], about["mime"]), (b"\xff\xd8\xff", "image/jpeg"))
		with self.as_user(self.analyst), self.assert_refused(exception=AccessRefused):
			files.open_for(doc, name)

	def text_columns(self):
		return frappe.db.sql(
			"""select table_name, column_name from information_schema.columns
			where table_schema = %s and data_type in ('varchar', 'text', 'longtext', 'mediumtext', 'json')""",
			frappe.conf.db_name,
		)
