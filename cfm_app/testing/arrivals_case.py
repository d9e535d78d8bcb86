"""People who write to a line of the signed gateway, for tests of where their messages land."""

import frappe

from cfm_app.confidentiality import vault
from cfm_app.handling import intake
from cfm_app.integrations.base.types import Address, InboundMessage
from cfm_app.integrations.engine import arrivals
from cfm_app.portal.requests import as_guest
from cfm_app.testing import signed_gateway
from cfm_app.testing.small_mechanism import SmallMechanism

AMINA, BETTY = "+93701234567", "+93709999999"


class Arrivals(SmallMechanism):
	def setUp(self):
		super().setUp()
		self.enterContext(signed_gateway.installed())
		self.addCleanup(frappe.clear_document_cache, "CFM Channel Settings", "CFM Channel Settings")
		self.line = signed_gateway.make_line()
		self.count = 0

	def write(self, words="The well is dry.", sender=AMINA, kind="phone", line=None, **more):
		"""Let somebody write; return the row of the message."""
		self.count += 1
		id = f"SM{self.count}"
		message = InboundMessage(id, id, Address(kind, sender), words, **more)
		with as_guest():
			name = arrivals.take(message, line or self.line, f"event {id}")
		return frappe.db.get_value("CFM Message", name, "*", as_dict=True)

	def record_of(self, row):
		return frappe.get_doc(row.record_type, row.record)

	def sealed_words(self, row):
		"""Return the words as they lie in the vault, unchanged by whoever shows them."""
		opened = vault._rows("CFM Interaction", row.record)
		return next((vault._open(each) for each in opened if each.field == "message"), "")

	def classify(self, row):
		"""Let the operator make a complaint of a contact."""
		with self.as_user(self.operator):
			contact = self.record_of(row)
			contact.claim()
			facts = {"feedback_type": "COMPL_PROG", "category": "QUANT", "area": "ALL"}
			return intake.classify(contact, [{"facts": facts}])[0]

	def steps(self, record, kind="message from person"):
		link = "complaint" if record.doctype == "Complaint" else "interaction"
		names = frappe.get_all(
			"CFM Step", {link: record.name, "kind": kind}, pluck="name", order_by="creation"
		)
		return [vault.read_for_system("CFM Step", name).get("note", "") for name in names]
