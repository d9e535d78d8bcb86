"""Somebody reads the log files, the error reports and the memory of the server. They learn where it broke, never about whom."""

import inspect
import logging
import pickle
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from unittest.mock import patch

from werkzeug.test import Client

import frappe
from frappe import recorder
from frappe.app import application
from frappe.deferred_insert import queue_prefix
from frappe.desk.form import assign_to

from cfm_app.api import desk_answers, desk_complaint
from cfm_app.confidentiality import traces
from cfm_app.self_check.ground import ground
from cfm_app.self_check.request import send
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.redis_search import found_in_redis
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS, SmallMechanism

DEFERRED = f"{queue_prefix}Error Log"
SECRETS = ("Laleh", NAME.split()[1], PHONE[1:])


def endpoints():
	"""Every function of the app that a browser can call, by its dotted name."""
	for module in Path(frappe.get_app_path("cfm_app", "api")).glob("*.py"):
		frappe.get_module(f"cfm_app.api.{module.stem}")
	ours = [function for function in frappe.whitelisted if function.__module__.startswith("cfm_app.")]
	return sorted(f"{function.__module__}.{function.__qualname__}" for function in ours)


class TestLogFiles(CFMTestCase):
	@contextmanager
	def log_as_frappe_writes_it(self):
		lines = []
		handler = logging.Handler()
		handler.emit = lambda record: lines.append(record.getMessage())
		logger = frappe.logger()
		logger.addHandler(handler)
		try:
			yield lines
		finally:
			logger.removeHandler(handler)

	def test_no_endpoint_writes_what_was_sent_into_a_log_when_it_breaks(self):
		with ground() as trial, self.log_as_frappe_writes_it() as lines:
			for path in endpoints():
				function = inspect.unwrap(frappe.get_attr(path))
				sent = {name: f"She is {trial.words}" for name in inspect.signature(function).parameters}
				with patch("frappe.api.handle", side_effect=RuntimeError(f"about {trial.words}")):
					send(trial.reader, path, **sent)
				report = str(frappe.local.cfm_held["pushed"].pop())
				self.assertNotIn(trial.words, report, path)
				self.assertIn("RuntimeError", report, path)
			self.assertGreater(len(lines), 30)
			self.assertIn("message", "\n".join(lines))
			self.assertNotIn(trial.words, "\n".join(lines))

	def test_without_the_guard_the_log_holds_it(self):
		with ground() as trial, self.log_as_frappe_writes_it() as lines:
			with (
				patch("frappe.api.handle", side_effect=RuntimeError),
				patch.object(traces, "keep_arguments_out_of_logs"),
			):
				send(trial.reader, "cfm_app.api.desk_complaint.add_note", note=trial.words)
			self.assertIn(trial.words, "\n".join(lines))

	def test_the_files_on_disk_hold_names_of_arguments_only(self):
		secret = f"canary{frappe.generate_hash(length=12)}"
		self.break_a_real_request(f"/api/method/ping?page={secret}", {"message": secret, "people": secret})
		self.assertFalse(self.files_with(secret))
		self.assertNotIn(secret.encode(), b"".join(frappe.cache.lrange(DEFERRED, 0, -1)))
		with patch.object(traces, "keep_arguments_out_of_logs"):
			self.break_a_real_request("/api/method/ping", {"message": secret})
		self.assertTrue(self.files_with(secret))

	def break_a_real_request(self, path, form):
		"""Let the whole application answer, in a thread with a connection of its own, and break inside."""
		site = frappe.local.site

		def run():
			with patch("frappe.api.handle", side_effect=RuntimeError(str(form))):
				Client(application).post(path, data=form, headers={"X-Frappe-Site-Name": site})

		thread = Thread(target=run)
		thread.start()
		thread.join()

	def files_with(self, secret):
		folders = (Path(frappe.get_site_path("logs")), Path("..") / "logs")
		files = [path for folder in folders for path in folder.glob("*.log")]
		return [path.name for path in files if secret in path.read_text(encoding="utf-8", errors="replace")]

	def test_arguments_are_arguments_as_ever(self):
		quiet = traces.QuietArguments(name="C-1", note=WORDS)
		self.assertEqual(quiet.note, WORDS)
		self.assertEqual(dict(quiet), {"name": "C-1", "note": WORDS})
		self.assertEqual((lambda **sent: sent["note"])(**quiet), WORDS)
		self.assertEqual(quiet.copy().note, WORDS)
		self.assertEqual(frappe.as_json(quiet), frappe.as_json(dict(quiet)))
		self.assertEqual(pickle.loads(pickle.dumps(quiet)), dict(quiet))

	def test_a_recording_of_requests_holds_names_of_arguments_only(self):
		with ground() as trial:
			frappe.local.form_dict = frappe._dict(note=trial.words)
			frappe.local.request = frappe._dict(path="/api/method/x", method="POST", headers={})
			frappe.local._recorder = recorder.Recorder(force=True)
			try:
				self.assertIn(trial.words.encode(), pickle.dumps(frappe.local._recorder.form_dict))
				traces.keep_arguments_out_of_logs()
				self.assertNotIn(trial.words.encode(), pickle.dumps(frappe.local._recorder.form_dict))
			finally:
				frappe.local._recorder.cleanup()
				del frappe.local._recorder


class TestErrorReports(SmallMechanism):
	def test_a_report_that_goes_by_way_of_redis_is_redacted_before(self):
		def fail():
			raise ValueError(WORDS)

		try:
			fail()
		except ValueError as error:
			frappe.log_error(title=str(error), defer_insert=True)
		waiting = frappe.cache.rpop(DEFERRED).decode()
		self.assertNotIn("Laleh", waiting)
		self.assertIn("ValueError in", waiting)

	def test_the_words_of_another_app_stay_while_no_record_is_open(self):
		frappe.flags.cfm_record_open = False
		log = frappe.log_error("Nightly backup", "Skipped: disk full")
		self.assertEqual((log.method, log.error), ("Nightly backup", "Skipped: disk full"))

	def test_and_give_way_to_the_place_as_soon_as_one_is(self):
		frappe.get_doc("Complaint", self.take().name)
		log = frappe.log_error("Could not send", f"{NAME}: {WORDS}")
		self.assertNotIn("Laleh", log.error)
		self.assertIn("test_logs.py", log.method)


class TestMemory(SmallMechanism):
	def go_through_everything(self):
		"""Take a complaint, note, assign, answer and reach the person, and hand all jobs to the real queue."""
		doc = self.take()
		assign_to.add({"doctype": "Complaint", "name": doc.name, "assign_to": [self.focal]})
		with self.as_user(self.focal):
			desk_complaint.complaint_page(doc.name)
			desk_complaint.add_note("Complaint", doc.name, f"I asked {NAME} about it. {WORDS}")
			desk_complaint.write_section(doc.name, "assessment", f"Speak with {NAME} about Laleh.")
			desk_answers.prepare_answer(doc.name, f"Dear {NAME}, {WORDS}")
			frappe.get_cached_doc("Complaint", doc.name).as_dict()
		frappe.db.after_commit.run()
		return doc

	def test_neither_the_cache_nor_a_job_holds_a_word(self):
		self.go_through_everything()
		self.assertEqual(found_in_redis(SECRETS), [])

	def test_the_search_finds_what_is_there(self):
		frappe.cache.set_value("cfm_planted", {"note": "about Laleh"})
		job = frappe.enqueue("frappe.ping", words="about Laleh", job_id="cfm-planted")
		try:
			self.assertEqual(len(found_in_redis(["Laleh"])), 2)
		finally:
			frappe.cache.delete_value("cfm_planted")
			job.delete()
