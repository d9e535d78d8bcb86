"""Otto asks for a message to many, Carla approves it: the people and steps that tests of broadcasts share."""

from unittest.mock import patch

import frappe

from cfm_app.integrations.engine import broadcasts, outbox
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_user
from cfm_app.testing.subscribers import (
	HOME,
	forget_subscribers,
	make_line,
	make_words,
	phone,
	plan,
	postman_on_duty,
	subscribe,
	switch_sending_on,
)

TYPE, MESSAGE = "CFM Broadcast", "CFM Message"


class OttoAsks:
	"""Otto from outreach, a line, reviewed words, and nobody who has agreed yet. Stands before a test case."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.otto = make_user("Otto Outreach", "Outreach Officer")

	def setUp(self):
		super().setUp()
		self.sent = self.enterContext(postman_on_duty())
		forget_subscribers()
		switch_sending_on()
		make_words()
		self.line = make_line()

	def subscribers(self, number, first=0, country=HOME, **more):
		"""Let so many people agree, with the numbers from `first` on; return their contact points."""
		return [subscribe(phone(first + each, country), self.line, **more) for each in range(number)]

	def asked(self, **values):
		"""Let Otto plan a broadcast and ask for it."""
		with self.as_user(self.otto):
			doc = plan(self.line, **values)
			broadcasts.ask(doc)
		return doc


class Broadcasts(OttoAsks, CFMTestCase):
	"""Otto asks, Carla approves, Ada runs the site, Farid has nothing to do with it."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.carla = make_user("Carla Coordinator", "Coordinator")
		cls.ada = make_user("Ada Administrator", "Administrator")
		cls.farid = make_user("Farid Focal", "Focal Point")

	def setUp(self):
		super().setUp()
		self.enterContext(patch.object(frappe.db, "commit"))

	def approved(self, **values):
		doc = self.asked(**values)
		self.approve(doc)
		return doc

	def approve(self, doc, user=None, seen=None):
		with self.as_user(user or self.carla):
			fresh = frappe.get_doc(TYPE, doc.name)
			broadcasts.approve(fresh, seen or fresh.audience_fingerprint)

	def step(self, doc, step, user=None):
		with self.as_user(user or self.otto):
			getattr(broadcasts, step)(frappe.get_doc(TYPE, doc.name))

	def state(self, doc):
		return frappe.db.get_value(TYPE, doc.name, "state")

	def handed_over(self, doc):
		return frappe.get_all(MESSAGE, {"broadcast": doc.name, "direction": "Out"}, pluck="contact_point")

	def messages(self, doc, state):
		return frappe.get_all(MESSAGE, {"broadcast": doc.name, "state": state}, pluck="name")

	def send_all(self, doc):
		for name in self.messages(doc, "Queued"):
			outbox.send(name)
