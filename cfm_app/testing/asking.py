"""Somebody asks about her data, and two officers who answer, for tests of data requests."""

import frappe

from cfm_app.api import desk_data_request as desk
from cfm_app.confidentiality.data_requests import REQUEST
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.small_mechanism import NAME, PHONE, SmallMechanism

ASKED = "Please tell me what you have written down about me."
TOLD = "We have sent what we know about you."
CODE = "4821 0937 5566 1204"
PERSON = {"person_name": NAME, "phone": PHONE}


class Asking(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.officer = make_user("Dora Data", "Data Protection Officer")
		cls.second = make_user("Dirk Data", "Data Protection Officer")
		for user in (cls.officer, cls.second):
			make_grant(user, "Data Protection", level_to=6)

	def asked(self, kind="access", by=None, person=PERSON, receipt="", **facts):
		"""Somebody writes the request down; return it as stored."""
		with self.as_user(by or self.operator):
			made = desk.record_request(kind, ASKED, facts, person, receipt)
		return frappe.get_doc(REQUEST, made["name"])

	def checked(self, request):
		with self.as_user(self.officer):
			desk.check_identity(request.name, "called the known number")
		return request.reload()

	def page(self, request, user=None):
		with self.as_user(user or self.officer):
			return desk.request_page(request.name)

	def found(self, request, user=None):
		return [row["record"] for row in self.page(request, user)["records"]]

	def close(self, doc):
		doc.reload()
		doc.db_set({"workflow_state": "Closed", "closed_on": "2026-01-20 12:00:00"})
		return doc
