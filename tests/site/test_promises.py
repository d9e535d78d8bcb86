"""Nobody is forgotten: ladders, warnings, the weekly digest, and what happens when mail or Redis are down."""

from unittest.mock import patch

from redis.exceptions import RedisError

import frappe
from frappe.utils import add_to_date, now_datetime
from frappe.utils.redis_wrapper import RedisWrapper

from cfm_app import tasks
from cfm_app.handling import alerts, clocks, deadlines, escalation, pending
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint, make_contact, make_grant, make_rule, make_user, somebody


class TestPromises(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.coordinator = make_user("Clara Coordinator", "Coordinator")
		cls.deputy = make_user("Dina Deputy", "Focal Point")
		cls.focal = make_user("Farid Focal", "Focal Point")
		cls.operator = make_user("Olga Operator", "Operator")
		make_grant(cls.operator, "Intake")
		make_grant(cls.focal, "Handle", deputy=cls.deputy, supervisor=cls.coordinator)
		make_rule(level_to=4)

	def take(self, **facts):
		with self.as_user(self.operator):
			return make_complaint(people=somebody(), **facts)

	def age(self, doc, **ago):
		"""Let time pass for a record without waiting."""
		moment = add_to_date(now_datetime(), **{unit: -amount for unit, amount in ago.items()})
		field = "received_on" if doc.doctype == "CFM Interaction" else "creation"
		doc.db_set(field, moment, update_modified=False)

	def told(self, job):
		"""Run a job and return the alerts it sends as (user, record, code)."""
		with patch.object(alerts, "_hand_over") as hand_over:
			frappe.db.after_commit.reset()
			job()
			frappe.db.after_commit.run()
		told = [call.args[0] for call in hand_over.call_args_list]
		return {(alert["user"], alert["record"], alert["code"]) for alert in told}

	def test_an_emergency_nobody_opens_climbs_the_ladder_step_by_step(self):
		doc = self.take(urgency="U1")
		self.assertEqual(self.told(escalation.climb), set())
		self.age(doc, minutes=31)
		self.assertEqual(self.told(escalation.climb), {(self.focal, doc.name, "unseen")})
		self.assertEqual(self.told(escalation.climb), set())
		self.age(doc, minutes=61)
		self.assertEqual(self.told(escalation.climb), {(self.deputy, doc.name, "unseen")})
		self.age(doc, minutes=121)
		self.assertEqual(self.told(escalation.climb), {(self.coordinator, doc.name, "unseen")})
		steps = frappe.get_all(
			"CFM Step", {"complaint": doc.name, "kind": "escalated"}, pluck="detail", order_by="detail"
		)
		self.assertEqual(steps, ["0:owner", "1:deputy", "2:supervisor"])

	def test_whom_the_routing_rule_names_hears_as_soon_as_it_goes_beyond_the_owner(self):
		named = make_user("Nadia Named", "Focal Point")
		make_grant(named, "Handle")
		make_rule("Emergencies", urgency="U1", rank=1, assign_user=self.focal, escalate_to=named)
		doc = self.take(urgency="U1")
		self.age(doc, minutes=31)
		self.assertEqual(self.told(escalation.climb), {(self.focal, doc.name, "unseen")})
		self.age(doc, minutes=61)
		both = {(self.deputy, doc.name, "unseen"), (named, doc.name, "unseen")}
		self.assertEqual(self.told(escalation.climb), both)

	def test_opening_it_stops_the_ladder(self):
		doc = self.take(urgency="U1")
		with self.as_user(self.focal):
			escalation.mark_seen(frappe.get_doc("Complaint", doc.name))
		self.age(doc, minutes=600)
		self.assertEqual(self.told(escalation.climb), set())

	def test_a_contact_unclassified_for_a_day_is_told_of_once(self):
		contact = make_contact()
		self.age(contact, hours=25)
		self.assertIn(
			(self.coordinator, contact.name, "unclassified"), self.told(escalation.alert_unclassified)
		)
		self.assertEqual(self.told(escalation.alert_unclassified), set())

	def test_day_thirteen_warns_and_day_sixteen_tells_of_the_breach(self):
		doc = self.take(received_on=add_to_date(now_datetime(), days=-13))
		self.assertEqual(self.told(deadlines.warn), {(self.focal, doc.name, "warning")})
		doc.db_set("resolve_due", add_to_date(now_datetime(), days=-1))
		told = self.told(deadlines.warn)
		self.assertEqual(told, {(self.focal, doc.name, "breach"), (self.coordinator, doc.name, "breach")})

	def test_what_is_late_is_marked_overdue(self):
		doc = self.take()
		doc.db_set("next_due", add_to_date(now_datetime(), minutes=-5))
		clocks.mark_overdue()
		self.assertEqual(frappe.db.get_value("Complaint", doc.name, "is_overdue"), 1)

	def test_the_digest_has_the_rows_of_the_report_and_a_copy_for_the_supervisor(self):
		names = {self.take().name, self.take(urgency="U1").name}
		self.assertEqual({row.name for row in deadlines.digest_rows(self.focal)}, names)
		with self.as_user(self.focal):
			self.assertEqual({row.name for row in pending.mine()}, names)
		with patch.object(frappe, "sendmail") as sendmail:
			deadlines.send_digest()
		addressees = {call.kwargs["recipients"][0] for call in sendmail.call_args_list}
		self.assertEqual(addressees, {self.focal, self.coordinator})
		for call in sendmail.call_args_list:
			self.assertTrue(all(name in call.kwargs["message"] for name in names))
			self.assertNotIn("water", call.kwargs["message"] + call.kwargs["subject"])

	def test_my_work_puts_the_emergency_first_then_what_is_due(self):
		normal = self.take(urgency="U4")
		late = self.take(urgency="U4", received_on=add_to_date(now_datetime(), days=-20))
		emergency = self.take(urgency="U1")
		with self.as_user(self.focal):
			self.assertEqual([row.name for row in pending.mine()], [emergency.name, late.name, normal.name])
			self.assertEqual(pending.mine()[1].bucket, "overdue")

	def test_an_alert_holds_the_reference_and_a_link_and_no_word(self):
		doc = self.take()
		with patch.object(frappe, "sendmail") as sendmail:
			alerts.send(self.focal, "Complaint", doc.name, "assigned")
		mail = sendmail.call_args.kwargs
		self.assertIn(doc.name, mail["subject"])
		self.assertNotIn("water", mail["subject"] + mail["message"])
		log = frappe.get_last_doc("Notification Log", {"document_name": doc.name})
		self.assertEqual((log.for_user, log.email_content), (self.focal, None))

	def test_a_mail_server_that_is_down_stops_nobody(self):
		doc = self.take()
		with patch.object(frappe, "sendmail", side_effect=frappe.OutgoingEmailError):
			alerts.send(self.focal, "Complaint", doc.name, "assigned")
		self.assertTrue(
			frappe.db.exists("Notification Log", {"document_name": doc.name, "for_user": self.focal})
		)

	def test_without_redis_the_alert_is_written_at_once(self):
		doc = self.take()
		alert = {"user": self.focal, "record_type": "Complaint", "record": doc.name, "code": "assigned"}
		with patch.object(frappe, "enqueue", side_effect=RedisError), patch.object(frappe.db, "commit"):
			alerts._hand_over(alert)
		self.assertTrue(
			frappe.db.exists("Notification Log", {"document_name": doc.name, "for_user": self.focal})
		)

	def test_with_redis_gone_a_complaint_is_still_taken_and_read(self):
		dead = RedisWrapper.from_url("redis://127.0.0.1:1")
		with patch.object(frappe, "cache", dead):
			doc = self.take()
			with self.as_user(self.focal):
				words = frappe.get_doc("Complaint", doc.name).as_dict().narrative
				self.assertEqual(frappe.get_list("Complaint", {"name": doc.name}, pluck="name"), [doc.name])
		self.assertEqual(words, "The water point has been dry for a week.")

	def test_a_coordinator_hears_nothing_of_a_complaint_about_her(self):
		people = [{"role": "subject of complaint", "staff": self.coordinator}]
		with self.as_user(self.operator):
			doc = make_complaint(people=people)
		doc.db_set("resolve_due", add_to_date(now_datetime(), days=-1))
		self.assertEqual({user for user, _record, _code in self.told(deadlines.warn)}, {self.focal})
		self.assertEqual(doc.handler, self.focal)
		with patch.object(frappe, "sendmail") as sendmail:
			deadlines.send_digest()
		hers = [
			call.kwargs for call in sendmail.call_args_list if self.coordinator in call.kwargs["recipients"]
		]
		self.assertFalse(any(doc.name in mail["message"] for mail in hers))

	def test_one_job_that_fails_does_not_stop_the_others(self):
		with (
			patch.object(escalation, "climb", side_effect=ValueError("Amina Rahimi")),
			patch.object(clocks, "mark_overdue") as mark_overdue,
			patch.object(frappe.db, "commit"),
			patch.object(frappe.db, "rollback"),
			patch.object(frappe, "logger") as logger,
		):
			mark_overdue.__module__, mark_overdue.__name__ = "clocks", "mark_overdue"
			escalation.climb.__module__, escalation.climb.__name__ = "escalation", "climb"
			tasks.every_five_minutes()
		mark_overdue.assert_called_once()
		self.assertNotIn("Amina", str(logger.mock_calls))
