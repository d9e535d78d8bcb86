"""The second gateway, for real: Kannel, a carrier and the served site on this machine, messages in and out."""

from urllib.parse import unquote_to_bytes

import pytest

import frappe

from cfm_app.confidentiality import vault
from cfm_app.integrations.base.types import Address
from cfm_app.integrations.engine import contact_points, inbox, outbox, sealed_events
from cfm_app.integrations.http_sms.kannel import instructions
from cfm_app.testing import kannel as real
from cfm_app.testing.gunicorn_server import gunicorn_server
from cfm_app.testing.inbox_case import InboxCase
from cfm_app.testing.kannel import until
from cfm_app.testing.outbox_case import KEY, OPEN, WORDS, OutboxCase

PERSON, SHORT_CODE = "+93701234567", "4567"
ARABIC = "البئر جاف 🙏\nساعدونا"


@pytest.mark.skipif(not real.is_installed(), reason=real.MISSING)
class TestKannel(InboxCase):
	@classmethod
	def set_up_line(cls):
		port = cls.enter(gunicorn_server()).port
		set_settings({**OPEN, "public_base_url": f"http://127.0.0.1:{port}", "allowed_countries": "AF"})
		cls.addClassCleanup(cls.close_again)
		line = make_line()
		address = f"http://127.0.0.1:{port}/cfm-hook/{line.path_key}/message"
		cls.kannel = cls.enter(real.kannel(cls.incoming(address)))
		account = frappe.get_doc("CFM Provider Account", line.account)
		account.update({"send_url": cls.kannel.send_url}).save()
		cls.template = OutboxCase.make_template()
		return line

	@classmethod
	def close_again(cls):
		frappe.db.rollback()
		frappe.db.delete("CFM Message Template", {"template_key": KEY})
		set_settings(dict.fromkeys(OPEN))
		frappe.db.commit()

	@classmethod
	def enter(cls, context):
		entered = context.__enter__()
		cls.addClassCleanup(context.__exit__, None, None, None)
		return entered

	@staticmethod
	def incoming(address):
		return instructions(address)

	def brought(self, *messages):
		"""Let the carrier bring messages and a worker take them in; return the contacts' words, oldest first."""
		for number, message in enumerate(messages, start=1):
			with self.kannel.carrier(message):
				until(lambda number=number: len(self.events(kind="message")) == number)
		for event in self.events(kind="message"):
			inbox.process(event.name)
		return sorted(
			vault.read_for_system(row.record_type, row.record)["message"]
			for row in self.messages(direction="In")
		)

	def test_what_a_person_texts_arrives_once(self):
		words = "The well at Dasht is dry: 100% & we are thirsty + ill?"
		self.assertEqual(self.brought(real.text(PERSON, SHORT_CODE, words)), [words])
		(message,) = self.messages(direction="In")
		self.assertEqual(
			contact_points.address_of(message.contact_point), Address("phone", PERSON), "who wrote is known"
		)

	def test_arabic_and_emoji_arrive_as_they_were_typed(self):
		self.assertEqual(self.brought(real.unicode_text(PERSON, SHORT_CODE, ARABIC)), [ARABIC])

	def test_a_hidden_number_is_no_number(self):
		self.brought(real.text("266696687", SHORT_CODE, "Somebody asked me for money."))
		(message,) = self.messages(direction="In")
		self.assertIsNone(message.contact_point)

	def test_three_people_are_three_contacts(self):
		people = [f"+9370123450{number}" for number in range(3)]
		words = self.brought(*(real.text(person, SHORT_CODE, f"I am {person}") for person in people))
		self.assertEqual(words, [f"I am {person}" for person in people])
		self.assertEqual(len({message.record for message in self.messages(direction="In")}), 3)

	def answer(self):
		"""Send an answer to the person and wait until the carrier has reported twice; return (name, what it got)."""
		point = contact_points.remember(Address("phone", PERSON))
		name = outbox.queue(
			line=self.line.name,
			contact_point=point,
			template=KEY,
			variables={"reference": "CC-7K2M4-9QRST"},
			purpose="received",
		)
		frappe.db.commit()
		with self.kannel.carrier() as got:
			outbox.send(name)
			until(lambda: len(self.events(kind="status")) == 2)
		return name, got

	def test_an_answer_goes_out_and_its_report_comes_back(self):
		name, got = self.answer()
		self.assertEqual([message[:3] for message in got], [(SHORT_CODE, PERSON, "text")])
		self.assertEqual(got[0][3], "We received your message. Reference CC-7K2M4-9QRST.")
		for event in self.events(kind="status"):
			inbox.process(event.name)
		(message,) = self.messages()
		self.assertEqual((message.name, message.state, message.conflict), (name, "Delivered", 0))

	def test_delivered_stands_although_accepted_is_read_after_it(self):
		self.answer()
		for event in sorted(self.events(kind="status"), key=self.reported):
			inbox.process(event.name)
		(message,) = self.messages()
		self.assertEqual((message.state, message.conflict), ("Delivered", 0))
		reports = frappe.get_all("CFM Message Status", {"message": message.name, "source": "callback"}, "*")
		self.assertEqual({report.status: report.applied for report in reports}, {"1": 1, "8": 0})

	def test_arabic_goes_out_in_letters_that_arrive(self):
		frappe.db.set_value("CFM Message Template", self.template, "body", f"{ARABIC} {{reference}}")
		frappe.db.commit()
		self.addCleanup(self.put_words_back)
		_name, got = self.answer()
		((_from, _to, kind, words),) = got
		self.assertEqual(kind, "ucs-2")
		self.assertEqual(
			unquote_to_bytes(words.replace("+", " ")).decode("utf-16-be"), f"{ARABIC} CC-7K2M4-9QRST"
		)

	@staticmethod
	def reported(event):
		"""Return what Kannel reported: "1" for delivered, "8" for taken by the carrier."""
		return sealed_events.opened(event.name, event.sealed, event.key_id).status

	def put_words_back(self):
		frappe.db.set_value("CFM Message Template", self.template, "body", WORDS)
		frappe.db.commit()


class TestKannelWithEverythingInTheAddress(TestKannel):
	"""get-url, the older way to be told of messages."""

	@staticmethod
	def incoming(address):
		told = instructions(address).replace("post-url", "get-url")
		return told.replace("?id=%I", "?id=%I&from=%p&coding=%c&text=%b")


def make_line():
	"""Return a line at a Kannel on this machine."""
	account = frappe.get_doc(
		doctype="CFM Provider Account",
		title="Kannel",
		provider="http_sms",
		preset="Kannel",
		send_url="http://127.0.0.1:13013/cgi-bin/sendsms",
		username=real.USER,
		password=real.PASSWORD,
		allowed_addresses="127.0.0.1",
	).insert()
	return frappe.get_doc(
		doctype="CFM Message Line",
		title="Local number",
		kind="SMS",
		account=account.name,
		address=SHORT_CODE,
		channel="SMS",
		area="ALL",
		language="en",
		countries="AF",
		rate_per_second=10,
	).insert()


def set_settings(values):
	frappe.db.set_single_value("CFM Channel Settings", values)
	frappe.clear_document_cache("CFM Channel Settings", "CFM Channel Settings")
