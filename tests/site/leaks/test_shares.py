"""Shares, assignments and User Permissions: none of them widens who sees a record, and what is left over goes."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import frappe
from frappe.desk.form import assign_to

from cfm_app.confidentiality import access_keys, leftovers
from cfm_app.confidentiality.permissions import permission_query_conditions
from cfm_app.exceptions import NotAllowedHere
from cfm_app.rules.key_spans import Chosen
from cfm_app.self_check.ground import ground
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.without import without

KEYS = st.sampled_from(
	("n0101.0.2", "n0102.41ace621.3", "s0101.0.6x0a1b2c3d4e5f6a7b", "c0103.0.0", 'it\'s\\ "x" %s')
)


class TestShares(CFMTestCase):
	def share_row(self, trial, **values):
		row = {
			"share_doctype": "Complaint",
			"share_name": trial.complaint.name,
			"user": trial.curious,
			"read": 1,
		}
		return frappe.get_doc(doctype="DocShare", name=frappe.generate_hash(length=10), **{**row, **values})

	def test_what_is_left_on_confidential_records_goes_with_the_next_migrate(self):
		with ground() as trial:
			self.share_row(trial).db_insert()
			self.share_row(trial, everyone=1, user=None, share_doctype="CFM Response").db_insert()
			mine = self.share_row(trial, share_doctype="ToDo", share_name="mine")
			mine.db_insert()
			link = {
				"document_type": "Complaint",
				"document_name": trial.complaint.name,
				"tag": "x",
				"title": trial.words,
			}
			frappe.get_doc(doctype="Tag Link", name="left", **link).db_insert()
			self.assertEqual(leftovers.remove(), 3)
			self.assertEqual(leftovers.remove(), 0)
			self.assertTrue(frappe.db.exists("DocShare", mine.name))
			self.assertFalse(frappe.db.exists("Tag Link", "left"))

	def test_a_share_for_everyone_opens_nothing_even_when_it_is_in_the_table(self):
		with ground() as trial:
			self.share_row(trial, everyone=1, user=None, write=1).db_insert()
			doc = frappe.get_doc("Complaint", trial.complaint.name)
			self.assertFalse(doc.has_permission("read", user=trial.curious))
			self.assertFalse(doc.has_permission("write", user=trial.curious))
			self.assertTrue(doc.has_permission("read", user=trial.reader))

	def test_a_to_do_of_ones_own_about_a_record_one_may_not_see_is_refused(self):
		about = {"doctype": "ToDo", "reference_type": "Complaint", "description": ""}
		with ground() as trial, self.as_user(trial.curious):
			for assigned_to in (trial.curious, trial.reader):
				todo = {**about, "reference_name": trial.complaint.name, "allocated_to": assigned_to}
				refusals = (NotAllowedHere, frappe.PermissionError)
				with self.subTest(assigned_to), self.assert_refused(exception=refusals):
					frappe.get_doc(todo).insert()
			with without("cfm_app.confidentiality.guards.guard_assignment"):
				frappe.get_doc({**todo, "allocated_to": trial.curious, "description": "x"}).insert()

	def test_a_to_do_cannot_be_turned_towards_a_confidential_record(self):
		with ground() as trial, self.as_user(trial.curious):
			todo = frappe.get_doc(doctype="ToDo", description="Buy tea", allocated_to=trial.curious).insert()
			todo.update({"reference_type": "Complaint", "reference_name": trial.complaint.name})
			with self.assert_refused("may not see", NotAllowedHere):
				todo.save()

	def test_the_desk_assigns_without_a_word_and_python_may_not_say_one(self):
		with ground() as trial:
			about = {"doctype": "Complaint", "name": trial.complaint.name, "assign_to": [trial.reader]}
			with self.as_user(trial.reader), self.assert_refused("without a description", NotAllowedHere):
				assign_to.add({**about, "description": trial.words})
			shown = trial.request(
				trial.reader, "frappe.desk.form.assign_to.add", **about, description=trial.words
			)
			self.assertTrue(shown.startswith("200"), shown)
			todo = frappe.get_last_doc("ToDo", {"reference_name": trial.complaint.name})
		self.assertEqual(todo.description, f"Look at {trial.complaint.name}")

	def test_a_conditions_string_is_one_parenthesis_whatever_the_keys_are(self):
		@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
		@given(
			st.lists(KEYS, unique=True),
			st.lists(st.tuples(KEYS, KEYS), max_size=4),
			st.lists(KEYS, unique=True),
		)
		def holds(singles, spans, left_out):
			chosen = Chosen(tuple(spans), tuple(left_out), tuple(singles))
			condition = access_keys.to_sql("`tabComplaint`.`access_key`", chosen)
			self.assertTrue(closes_at_its_end(condition), condition)
			self.assertTrue(singles or spans or condition == "(1=0)")

		holds()

	def test_everybody_gets_a_condition_and_only_the_administrator_none(self):
		with ground() as trial:
			for user in (trial.reader, trial.curious, "Guest"):
				condition = permission_query_conditions(user, "Complaint")
				self.assertTrue(closes_at_its_end(condition), condition)
			self.assertEqual(permission_query_conditions("Administrator", "Complaint"), "")

	def test_a_user_permission_narrows_the_list_and_never_widens_it(self):
		with ground() as trial:
			elsewhere = frappe.db.get_value("CFM Focal Point", {"user": trial.curious}, "project")
			for user in (trial.reader, trial.curious):
				frappe.get_doc(
					doctype="User Permission", user=user, allow="CFM Project", for_value=elsewhere
				).insert()
				with self.as_user(user):
					self.assertEqual(frappe.get_list("Complaint", pluck="name"), [])
			frappe.db.delete("User Permission", {"user": trial.reader})
			frappe.clear_cache(user=trial.reader)
			with self.as_user(trial.reader):
				self.assertEqual(frappe.get_list("Complaint", pluck="name"), [trial.complaint.name])

	def test_a_user_permission_on_the_secret_project_does_not_open_it(self):
		with ground() as trial:
			frappe.get_doc(
				doctype="User Permission", user=trial.curious, allow="CFM Project", for_value=trial.project
			).insert()
			with self.as_user(trial.curious):
				self.assertEqual(frappe.get_list("Complaint", pluck="name"), [])
				with without("cfm_app.confidentiality.permissions.permission_query_conditions"):
					self.assertIn(trial.complaint.name, frappe.get_list("Complaint", pluck="name"))


def closes_at_its_end(condition: str) -> bool:
	"""Tell whether the parenthesis with which this SQL begins is the one with which it ends."""
	depth, quoted, escaped = 0, False, False
	for place, character in enumerate(condition):
		if escaped:
			escaped = False
		elif character == "\\":
			escaped = True
		elif character == "'":
			quoted = not quoted
		elif not quoted:
			depth += {"(": 1, ")": -1}.get(character, 0)
		if depth == 0 and place < len(condition) - 1:
			return False
	return depth == 0 and not quoted
