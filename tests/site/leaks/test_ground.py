"""The ground of the probes may be built on a site where real people work: it leaves nothing behind."""

import frappe

from cfm_app.confidentiality import files
from cfm_app.self_check.ground import ground
from cfm_app.self_check.nothing_kept import nothing_kept
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_user


def rows_of_every_table() -> dict[str, int]:
	"""Return {table: rows}, exactly."""
	tables = [table for table in frappe.db.get_tables(cached=False) if table.startswith(("tab", "__"))]
	return {table: frappe.db.sql(f"select count(*) from `{table}`")[0][0] for table in tables}


def sealed_files() -> set[str]:
	return {path.name for path in files.folder().glob("*/*")}


class TestGround(CFMTestCase):
	def test_not_a_row_and_not_a_file_stays(self):
		rows, on_disk = rows_of_every_table(), sealed_files()
		with ground() as trial:
			name = trial.complaint.name
			self.assertTrue(frappe.db.exists("Complaint", name))
			self.assertIn(trial.file, sealed_files())
			trial.attempt(
				lambda trial: trial.request(
					trial.reader, "POST /api/resource/ToDo", json={"description": "x"}
				)
			)
		self.assertEqual(rows_of_every_table(), rows)
		self.assertEqual(sealed_files(), on_disk)
		self.assertIsNone(files_of_cached(name))

	def test_who_was_logged_in_goes_on_as_before_also_when_the_trial_breaks(self):
		user = make_user("Olga Operator", "Operator")
		with self.as_user(user):
			frappe.local.form_dict = frappe._dict(page="self-check")
			with self.assertRaises(ZeroDivisionError), ground():
				self.assertEqual(frappe.session.user, "Administrator")
				1 / 0  # noqa: B018
			self.assertEqual(frappe.session.user, user)
			self.assertEqual(frappe.form_dict, {"page": "self-check"})
		self.assertFalse(frappe.db.exists("User", {"email": ["like", "%@trial.invalid"]}))

	def test_what_would_commit_by_itself_is_refused(self):
		with ground(), self.assertRaises(Exception) as caught:
			frappe.db.sql_ddl("create table `tabTrial` (name varchar(10))")
		self.assertEqual(type(caught.exception).__name__, "ImplicitCommitError")

	def test_nothing_is_queued_mailed_or_told_to_browsers(self):
		with nothing_kept():
			frappe.enqueue("frappe.ping", enqueue_after_commit=True)
			frappe.enqueue("frappe.ping")
			frappe.publish_realtime("x", {"name": "y"}, user="Administrator", after_commit=True)
			frappe.cache.rpush("insert_queue_for_Note", "{}")
			frappe.db.commit()  # reason: shows that it is held back
			held = frappe.local.cfm_held
			self.assertEqual(
				{kind: len(taken) for kind, taken in held.items()},
				{"jobs": 2, "mails": 0, "messages": 1, "pushed": 1},
			)
		self.assertIsNone(frappe.local.cfm_held)
		self.assertFalse(frappe.cache.get_value("insert_queue_for_Note"))

	def test_two_trials_do_not_run_into_each_other(self):
		with nothing_kept(), self.assertRaises(RuntimeError), nothing_kept():
			pass


def files_of_cached(name: str):
	"""Return what the document cache still knows of a record that was undone."""
	return frappe.cache.get_value(frappe.get_document_cache_key("Complaint", name))
