"""The people of a request to reveal an identity: Salma asks, Cleo keeps, Nadim could stand in."""

from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.api import desk_complaint, desk_page, desk_reveal
from cfm_app.confidentiality import persons, reveal
from cfm_app.confidentiality.log_reasons import opened
from cfm_app.exceptions import RevealNeedsAgreement
from cfm_app.handling import alerts
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_area, make_complaint, make_grant, make_rule, make_user, somebody

NAME, PHONE = "Amina Rahimi", "+93701234567"
WHY = "The clinic has her appointment tomorrow at noon."
SENSITIVE = {"feedback_type": "COMPL_CONDUCT", "category": "SEAH"}


class RevealCase(CFMTestCase):
	"""A complaint of level 6 in the north, handled by Salma; what people are told is kept in `told`."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		frappe.db.delete("CFM Focal Point")  # nobody else decides here, also on a site with demo people
		cls.operator = make_user("Olga Operator", "Operator")
		cls.salma = make_user("Salma Sensitive", "Sensitive Focal Point")
		cls.nadim = make_user("Nadim Sensitive", "Sensitive Focal Point")
		cls.cleo = make_user("Cleo Custodian", "Custodian")
		cls.cyrus = make_user("Cyrus Custodian", "Custodian")
		cls.auditor = make_user("Aziz Auditor", "Auditor")
		make_area("NORTH"), make_area("SOUTH")
		make_grant(cls.operator, "Intake")
		make_grant(cls.salma, "Sensitive", deputy=cls.nadim)
		make_grant(cls.nadim, "Sensitive")
		make_grant(cls.cleo, "Custodian", area="NORTH", level_from=5, level_to=6)
		make_rule(assign_duty="Sensitive", level_from=5)

	def setUp(self):
		super().setUp()
		with self.as_user(self.operator):
			self.complaint = make_complaint("…", somebody(NAME, PHONE), area="NORTH", **SENSITIVE)
		self.complaint.reload()
		self.complaint.assign(self.salma)
		self.told = []
		held = patch.object(
			alerts, "tell_all", lambda users, doc, code: self.told.append((sorted(users), code))
		)
		held.start()
		self.addCleanup(held.stop)

	def ask(self, user=None):
		with self.as_user(user or self.salma):
			return desk_reveal.ask(self.complaint.name, WHY)["request"]

	def decide(self, request, agreed=True, user=None, reason=""):
		with self.as_user(user or self.cleo):
			return desk_reveal.decide(request, agreed, reason)

	def reveal(self, user=None):
		with self.as_user(user or self.salma):
			return desk_complaint.reveal_identity("Complaint", self.complaint.name, "")

	def later(self, **time):
		return patch.object(reveal, "now_datetime", lambda: add_to_date(now_datetime(), **time))

	def standing(self):
		with self.as_user(self.salma):
			return desk_page.of(frappe.get_doc("Complaint", self.complaint.name))["reveal"]

	def assert_masked(self, user=None):
		with self.assert_refused("a custodian has to agree first", RevealNeedsAgreement):
			self.reveal(user)
		with self.as_user(user or self.salma):
			shown = persons.parties_of(frappe.get_doc("Complaint", self.complaint.name))
		self.assertTrue(shown[0]["masked"])
		self.assertNotIn("Rahimi", shown[0]["name"])

	def logged(self, action):
		rows = frappe.get_all(
			"CFM Access Log",
			{"record": self.complaint.name, "action": action},
			["user", "detail", "sealed_reason"],
		)
		return [(row.user, row.detail, opened(row.sealed_reason, self.complaint.name)) for row in rows]
