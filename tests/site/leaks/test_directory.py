"""Somebody wants to find a shelter that must not be found, through the directory of services."""

import frappe

from cfm_app.api import desk_services
from cfm_app.testing.directory import make_service
from cfm_app.testing.small_mechanism import SmallMechanism

STREET = "Rose street 12"


class TestAPlaceThatBecomesHidden(SmallMechanism):
	def setUp(self):
		super().setUp()
		kind = frappe.get_doc("CFM Service Type", "LEGAL.CIVIL")
		self.service = make_service(sites=[{"title": "House", "address": STREET, "phone": "+93701112233"}])
		self.assertIn(STREET, self.shown())
		kind.update({"is_hidden_place": 1}).save()

	def shown(self):
		with self.as_user(self.operator):
			return frappe.as_json(desk_services.find_services({"service_type": "LEGAL.CIVIL"}))

	def test_it_is_hidden_at_once_in_the_entries_that_stand_already(self):
		shown = self.shown()
		self.assertIn(self.service.name, shown)
		for leads_there in (STREET, "+93701112233", "House"):
			self.assertNotIn(leads_there, shown)

	def test_nobody_unhides_it_by_hand(self):
		service = frappe.get_doc("CFM Service", self.service.name)
		service.sites[0].update({"is_hidden": 0, "address": "", "phone": ""})
		service.save()
		self.assertEqual(service.reload().sites[0].is_hidden, 1)
