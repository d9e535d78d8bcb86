"""The people of a small complaints mechanism, for tests that need nobody else."""

import frappe

from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint, make_grant, make_rule, make_user, somebody

WORDS = "They asked my sister Laleh for money at the gate."
NAME, PHONE = "Amina Rahimi", "+93701234567"


class SmallMechanism(CFMTestCase):
	"""Olga takes complaints, Farid handles them, Ana counts them, Stefan has nothing to do with them."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.operator = make_user("Olga Operator", "Operator")
		cls.focal = make_user("Farid Focal", "Focal Point")
		cls.analyst = make_user("Ana Analyst", "Analyst")
		cls.stranger = make_user("Stefan Stranger", "Focal Point")
		make_grant(cls.operator, "Intake")
		make_grant(cls.focal, "Handle")
		make_grant(cls.analyst, "Analyse")
		make_rule(level_to=4)

	def take(self, **facts):
		with self.as_user(self.operator):
			return make_complaint(WORDS, people=somebody(NAME, PHONE), **facts)

	def holds(self, table, column, secret):
		return bool(frappe.db.sql(f"select 1 from `{table}` where `{column}` like %s limit 1", f"%{secret}%"))
