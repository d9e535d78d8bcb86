"""The curious colleague looks for who complained, who is accused and who saw it."""

import json

import frappe

from cfm_app.api import desk_complaint, desk_page
from cfm_app.confidentiality import persons
from cfm_app.confidentiality.permissions import has_permission
from cfm_app.exceptions import AccessRefused
from cfm_app.handling import intake
from cfm_app.testing.factories import make_complaint, make_grant, make_rule, make_user
from cfm_app.testing.small_mechanism import SmallMechanism

COMPLAINANT, ACCUSED, WITNESS, AFFECTED, REPORTER = (
	{"name": f"{first} {last}", "phone": f"+9370111{number}"}
	for first, last, number in (
		("Karima", "Complainant", 2001),
		("Aziz", "Accused", 2002),
		("Wafa", "Witness", 2003),
		("Amal", "Affected", 2004),
		("Rahim", "Reporter", 2005),
	)
)
BEARD = "the tall one with the grey beard at the gate"
PEOPLE = [
	{"role": "complainant", "identity": COMPLAINANT},
	{"role": "subject of complaint", "identity": ACCUSED, "note": BEARD},
	{"role": "witness", "identity": WITNESS, "note": "sells bread next to the gate"},
	{"role": "affected person", "identity": AFFECTED},
	{"role": "reporter on behalf", "identity": REPORTER},
]
EVERYBODY = [person["identity"][key] for person in PEOPLE for key in ("name", "phone")]


class TestParties(SmallMechanism):
	"""Everything is done at level 2, where the complainant's own name is shown to who helps."""

	def take_with(self, people=None, **facts):
		facts = {"feedback_type": "REQUEST", "category": "INFO", "sensitivity": "ASSIST", **facts}
		with self.as_user(self.operator):
			return make_complaint("They ask for money at the gate.", people=people or PEOPLE, **facts)

	def shown_to(self, user, doc):
		with self.as_user(user):
			return json.dumps(desk_page.of(frappe.get_doc("Complaint", doc.name)), default=str)

	def test_the_accused_and_the_witness_are_masked_at_every_level(self):
		page = self.shown_to(self.focal, self.take_with())
		self.assertIn(COMPLAINANT["name"], page)
		for secret in (*ACCUSED.values(), *WITNESS.values(), BEARD, "sells bread"):
			self.assertNotIn(secret, page)
		self.assertIn("witness", page)

	def test_from_level_three_on_nobody_is_shown(self):
		page = self.shown_to(self.focal, self.take_with(sensitivity="MINOR"))
		for secret in EVERYBODY:
			self.assertNotIn(secret, page)

	def test_who_only_answers_the_need_does_not_learn_that_there_are_others(self):
		responder = make_user("Rosa Responder", "Responder")
		make_grant(responder, "Respond")
		doc = self.take_with()
		page = self.shown_to(responder, doc)
		for secret in (*EVERYBODY, BEARD, "subject of complaint", "witness"):
			self.assertNotIn(secret, page)
		with self.as_user(responder), self.assert_refused(exception=AccessRefused):
			persons.reveal(doc, "I would like to know.")

	def test_nor_when_a_witness_is_named_later(self):
		responder = make_user("Rana Responder", "Responder")
		make_grant(responder, "Respond")
		doc = self.take_with(PEOPLE[:1])
		with self.as_user(self.focal):
			desk_complaint.add_party(doc.name, {"role": "witness", "identity": WITNESS})
		page = self.shown_to(responder, doc)
		self.assertIn("party added", page)
		self.assertNotIn("witness", page)
		self.assertFalse(frappe.db.exists("CFM Step", {"complaint": doc.name, "detail": "witness"}))
		self.assertIn("witness", self.shown_to(self.focal, doc))

	def test_a_reason_reveals_everybody_and_is_logged(self):
		doc = self.take_with()
		with self.as_user(self.focal):
			revealed = json.dumps(persons.reveal(doc, "To call the witness today."))
		for secret in (*EVERYBODY, BEARD):
			self.assertIn(secret, revealed)
		self.assertTrue(
			frappe.db.exists("CFM Access Log", {"record": doc.name, "action": "reveal", "user": self.focal})
		)

	def test_a_member_of_staff_who_saw_it_is_masked_too_and_keeps_her_work(self):
		colleague = make_user("Nadia Neighbour", "Focal Point")
		make_grant(colleague, "Handle")
		doc = self.take_with([{"role": "witness", "staff": colleague, "note": "sat at the next table"}])
		self.assertTrue(has_permission(doc, "read", colleague))
		page = self.shown_to(self.focal, doc)
		self.assertNotIn(colleague, page)
		self.assertNotIn("next table", page)

	def test_each_of_them_lies_in_the_vault_by_herself(self):
		doc = self.take_with()
		rows = frappe.get_all("CFM Party", {"record": doc.name}, ["role", "person", "sealed"])
		self.assertEqual(len({row.person for row in rows}), len(PEOPLE))
		for table in ("tabCFM Party", "tabCFM Person", "tabComplaint", "tabCFM Interaction", "tabCFM Step"):
			stored = json.dumps(frappe.db.sql(f"select * from `{table}`", as_list=True), default=str)
			for secret in (*EVERYBODY, BEARD):
				self.assertNotIn(secret, stored, table)

	def test_the_accused_finds_nothing_by_any_path_even_as_the_handler_of_a_sibling(self):
		make_rule("To Farid", rank=1, level_to=4, assign_user=self.focal)
		with self.as_user(self.operator):
			item = {"facts": {"feedback_type": "COMPL_PROG", "category": "QUANT"}}
			contact, (first, second) = intake.quick_intake(
				{"channel": "HOTLINE", "area": "ALL"},
				{"message": "Farid took my blanket."},
				None,
				[item, item],
			)
		self.assertEqual(first.handler, self.focal)
		intake.add_people(first, [{"role": "subject of complaint", "staff": self.focal}])
		with self.as_user(self.focal):
			for name in (first.name, second.name):
				with self.assert_refused(exception=AccessRefused):
					desk_complaint.complaint_page(name)
				self.assertIsNone(frappe.get_doc("Complaint", name).as_dict().narrative)
			for doctype, filters in (
				("Complaint", {"handler": self.focal}),
				("CFM Interaction", {"name": contact.name}),
				("CFM Step", {"detail": self.focal}),
			):
				self.assertEqual(frappe.get_list(doctype, filters), [], doctype)
			self.assertEqual(frappe.get_list("Complaint", fields=["count(name) as found"])[0].found, 0)
