"""A complaint of a woman who needs papers, a partner with an agreement, our own legal department, and who refers."""

import frappe
from frappe.utils import add_days, today

from cfm_app.api import desk_referrals, desk_sharing
from cfm_app.testing.directory import make_provider, make_service
from cfm_app.testing.factories import make_user
from cfm_app.testing.small_mechanism import SmallMechanism

ALLOWS = {
	"purpose": "share for referral",
	"given": "yes",
	"how": "spoken",
	"may_minimum": 1,
	"may_identity": 1,
}


class ReferralCase(SmallMechanism):
	"""Farid refers; Lina is the legal department; the partner answers by link."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.legal = make_user("Lina Legal", "Responder")

	def setUp(self):
		super().setUp()
		self.agreement = frappe.get_doc(
			doctype="CFM Sharing Agreement",
			organisation="Helping Hands",
			title="Referrals",
			valid_from=add_days(today(), -30),
			valid_to=add_days(today(), 300),
			level_to=4,
			shares_minimum=1,
			shares_identity=1,
			is_active=1,
		).insert()
		provider = make_provider("Legal Aid Society", agreement=self.agreement.name)
		self.service = make_service(provider=provider.name, title="Papers and identity cards")
		self.complaint = self.take(sex="FEMALE", age_band="18-59", language="ar")

	def department(self):
		"""Return our own department, whose referrals go to Lina."""
		provider = make_provider("Our lawyers", kind="own organisation", department_user=self.legal)
		return make_service(provider=provider.name, title="Our legal team")

	def another_service(self, title: str = "Another office"):
		"""Return a service of the same partner that nobody has been referred to."""
		return make_service(provider=self.service.provider, title=title)

	def allow(self, **facts):
		with self.as_user(self.focal):
			desk_sharing.record_consent(self.complaint.name, {**ALLOWS, **facts})

	def draft(self, service=None, **facts):
		"""Return a draft that Farid made."""
		wanted = {"service": (service or self.service).name, "priority": "URGENT", **facts}
		words = {"service_requested": "An identity card for Laleh.", "background": "Her papers burned."}
		with self.as_user(self.focal):
			made = desk_referrals.start(self.complaint.name, wanted, words)
		return frappe.get_doc("Referral", made["name"])

	def act(self, referral, action, user=None, note="", **facts):
		"""Take a step as Farid, or as somebody else, and return the referral as it stands then."""
		with self.as_user(user or self.focal):
			desk_referrals.act(referral.name, action, facts, note)
		return frappe.get_doc("Referral", referral.name)

	def sent(self, **facts):
		"""Return a referral that the partner has received."""
		self.allow()
		return self.act(self.draft(**facts), "Send")
