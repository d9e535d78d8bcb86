"""A worker that is killed in the middle of reminding, or two at once: the receiver is reminded once, never twice, never not at all."""

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, Popen

import frappe
from frappe.utils import now_datetime

from cfm_app.handling import referral_chasers
from cfm_app.testing.at_once import AtOnceCase

BEFORE, AFTER = "before its commit", "after its commit"
WORKER = """
import sys
from unittest.mock import patch
import frappe
from cfm_app.handling import referral_chasers, referrals
site, referral, moment = sys.argv[1:]
frappe.init(site=site, sites_path=".")
frappe.connect()
remember = referrals.remember
def wait_for_the_end():
	print("here", flush=True)
	sys.stdin.read()
def remember_and_wait(doc, *arguments, **more):
	remember(doc, *arguments, **more)
	if doc.name == referral:
		wait_for_the_end() if moment == "before its commit" else frappe.db.after_commit.add(wait_for_the_end)
with patch.object(referrals, "remember", remember_and_wait):
	referral_chasers.look_after()
"""


class TestAWorkerIsKilled(AtOnceCase):
	def setUp(self):
		super().setUp()
		referral = self.act(self.draft(self.department(), priority="URGENT"), "Send")
		referral.db_set("sent_on", now_datetime() - timedelta(hours=40))
		self.referral = referral
		self.show_to_others()

	def tearDown(self):
		self.show_to_others()
		super().tearDown()

	def killed(self, moment):
		"""Let a real process remind, and kill it as the kernel kills one, at this moment."""
		command = [sys.executable, "-c", WORKER, frappe.local.site, self.referral.name, moment]
		worker = Popen(command, stdin=PIPE, stdout=PIPE, cwd=Path.cwd())
		self.assertEqual(worker.stdout.readline(), b"here\n")
		os.kill(worker.pid, signal.SIGKILL)
		worker.communicate()

	def next_worker(self):
		"""Return what the next round of the clock did with reminders."""
		return referral_chasers.look_after()["chased"]

	def reminded(self):
		"""Return how often the receiver was told, the log tells of it, and the referral counts it."""
		frappe.db.rollback()
		told = {
			"for_user": self.legal,
			"document_name": self.referral.name,
			"subject": ["like", "%how does it%"],
		}
		logged = {"referral": self.referral.name, "action": "Asked for news"}
		return (
			frappe.db.count("Notification Log", told),
			frappe.db.count("CFM Referral Step", logged),
			frappe.db.get_value("Referral", self.referral.name, "reminders"),
		)

	def test_before_its_commit_nothing_has_happened_and_the_next_one_reminds(self):
		self.killed(BEFORE)
		self.assertEqual(self.reminded(), (0, 0, 0))
		self.assertEqual(self.next_worker(), 1)
		self.assertEqual(self.reminded(), (1, 1, 1))

	def test_after_its_commit_the_receiver_has_been_told_and_the_next_one_does_not_repeat_it(self):
		self.killed(AFTER)
		self.assertEqual(self.reminded(), (1, 1, 1))
		self.assertEqual(self.next_worker(), 0)
		self.assertEqual(self.reminded(), (1, 1, 1))

	def test_two_workers_at_once_remind_once(self):
		work = ("Administrator", referral_chasers.look_after)
		done = self.at_once(work, work, before=((referral_chasers, "_alone"),))
		self.assertEqual(sorted(each["chased"] for each in done), [0, 1])
		self.assertEqual(self.reminded(), (1, 1, 1))
