"""A woman who wrote to us, was referred and accepted, and the message that asks her whether the help came."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.handling import help_questions, referrals
from cfm_app.testing.directory import make_service
from cfm_app.testing.message_case import MESSAGE
from cfm_app.testing.outgoing_case import OutgoingCase
from cfm_app.testing.referral_case import ReferralCase

FACTS = {"sex": "FEMALE", "age_band": "18-59", "language": "en"}


class HelpQuestionCase(OutgoingCase, ReferralCase):
	"""Farid referred her and the partner accepted; she can be written to where she wrote from."""

	def setUp(self):
		super().setUp()
		message = self.writes("My papers burned.")
		with self.as_user(self.operator):
			self.complaint = self.classified(frappe.get_doc(message.record_type, message.record), **FACTS)
		self.referral = self.accepted()

	def accepted(self, **facts):
		return self.act(self.sent_referral(**facts), "Accept")

	def accepted_by_another(self):
		"""Return a second referral of hers, to another service of the same partner, accepted as well."""
		return self.accepted(service=make_service(provider=self.service.provider, title="Her day in court"))

	def sent_referral(self, **facts):
		return ReferralCase.sent(self, **facts)

	def ask(self, referral=None):
		"""Let the clock ask; return the code of why not."""
		return help_questions.ask(referral or self.referral, referrals.THE_CLOCK)

	def asked(self, referral=None, ago=timedelta()):
		"""Ask, and let the question reach her phone; return the name of the message."""
		referral = referral or self.referral
		self.assertEqual(self.ask(referral), "")
		self.leaves(referral.question_message, ago)
		return referral.question_message

	def leaves(self, message, ago=timedelta()):
		left = now_datetime() - ago
		frappe.db.set_value(MESSAGE, message, {"state": "Delivered", "attempted_on": left})

	def state(self):
		"""Return (state, how it was confirmed, whether her no stands)."""
		self.referral.reload()
		return (
			self.referral.workflow_state,
			self.referral.confirmed_by or "",
			bool(self.referral.not_received_on),
		)

	def steps_of(self, action):
		wanted = {"referral": self.referral.name, "action": action}
		return frappe.get_all("CFM Referral Step", wanted, pluck="detail")

	def contacts(self):
		return frappe.db.count("CFM Interaction")
