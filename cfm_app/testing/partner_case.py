"""A partner without an account that has got a referral and a one-time address for it."""

import re

import frappe

from cfm_app.api import desk_referrals
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.visitor import Visitor


class PartnerCase(ReferralCase):
	"""Farid has sent a referral; `answer` presses a button of the page that the partner opens."""

	def setUp(self):
		super().setUp()
		self.referral = self.sent()
		self.path = self.link_to(self.referral)
		self.partner = Visitor()

	def link_to(self, referral):
		with self.as_user(self.focal):
			made = desk_referrals.make_link(referral.name)
		return "/referral/" + made["address"].rpartition("/")[2]

	def open(self, path=None):
		return self.partner.get(path or self.path)

	def answer(self, action, **facts):
		page = self.open().html
		token = re.search(r'name="partner" value="([^"]+)"', page)[1]
		return self.partner.post(self.path, {"partner": token, "action": action, **facts})

	def state(self):
		return frappe.db.get_value("Referral", self.referral.name, "workflow_state")
