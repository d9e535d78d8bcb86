"""A mechanism that sends messages, with reviewed words, and people who write to it."""

import frappe

from cfm_app.handling import dialogue, intake
from cfm_app.integrations.engine import outgoing_words
from cfm_app.testing.factories import make_complaint, somebody
from cfm_app.testing.message_case import MESSAGE, MessageCase
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS

SETTINGS, TEMPLATE = "CFM Channel Settings", "CFM Message Template"


class OutgoingCase(MessageCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.db.set_value(TEMPLATE, {"name": ["is", "set"]}, "reviewed_as_neutral", 1)
		cls.line.db_set({"is_active": 1, "sends": 1, "language": "en"})

	def setUp(self):
		super().setUp()
		self.settings(sending_on=1, allowed_countries="AF", auto_reply_hours=24, forbidden_words="")
		frappe.db.set_single_value("CFM Settings", "approval_from_level", 6)
		frappe.clear_document_cache("CFM Settings", "CFM Settings")

	def settings(self, **values):
		frappe.db.set_single_value(SETTINGS, values)
		frappe.clear_document_cache(SETTINGS, SETTINGS)

	def written(self, **more):
		"""A contact that came by message, as the handler makes a complaint of it; (message in, complaint)."""
		message = self.writes(**more)
		contact = frappe.get_doc(message.record_type, message.record)
		with self.as_user(self.operator):
			complaint = self.classified(contact)
		return message, complaint

	def classified(self, contact, **facts):
		item = {
			"facts": {"feedback_type": "COMPL_PROG", "category": "QUANT", "area": "ALL", **facts},
			"words": {},
		}
		return intake.classify(contact, [item])[0]

	def told(self, **wishes):
		"""A complaint by hotline of somebody who named her number and these wishes."""
		with self.as_user(self.operator):
			return make_complaint(WORDS, people=somebody(NAME, PHONE, wishes=wishes))

	def out(self, record):
		rows = frappe.get_all(
			MESSAGE,
			{"record": record.name, "direction": "Out"},
			["name", "purpose", "state"],
			order_by="creation",
		)
		return [(row.purpose, row.state) for row in rows]

	def bodies(self, record):
		names = frappe.get_all(MESSAGE, {"record": record.name, "direction": "Out"}, pluck="name")
		return [outgoing_words.body_of(name) for name in names]

	def steps(self, record):
		rows = frappe.get_all(
			"CFM Step", {"complaint": record.name}, ["kind", "detail"], order_by="at, creation"
		)
		return [(row.kind, row.detail) for row in rows]

	def answers(self, complaint, channel="SMS", reached=False):
		"""Let the focal point write an answer and record an attempt to give it; return it."""
		with self.as_user(self.focal):
			response = frappe.new_doc("CFM Response", complaint=complaint.name, channel=channel)
			response.update({"answer": "Your cousin gets the missing bags tomorrow."})
			response.insert()
			response.attempt(reached)
		return response

	def asks(self, complaint, question):
		with self.as_user(self.focal):
			dialogue.ask(complaint, question)
