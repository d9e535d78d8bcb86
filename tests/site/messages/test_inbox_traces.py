"""Somebody reads the memory, the logs, the error reports and the tables of the server. What people wrote is not there."""

from pathlib import Path
from unittest.mock import patch

import frappe

from cfm_app.integrations.engine import arrivals, inbox
from cfm_app.testing import dump, signed_gateway
from cfm_app.testing.inbox_case import InboxCase
from cfm_app.testing.redis_search import found_in_redis
from cfm_app.testing.signed_gateway import FORM, SIGNATURE, text

WORDS, NUMBER = "Her hoatzin drowned behind the eastern cistern yesterday", "+573004817263"
SECRETS = ("hoatzin", NUMBER[1:])
START_SOON = inbox.start_soon


class TestTraces(InboxCase):
	def test_whatever_happens_to_a_message_its_words_stay_in_the_vault(self):
		queued = []
		with patch.object(inbox, "start_soon", lambda name: (START_SOON(name), queued.append(name))):
			self.everything_that_can_happen()
		self.assertEqual(len(queued), 4)
		self.assertEqual(found_in_redis(SECRETS), [], "before a worker comes")
		with patch.object(arrivals, "insert_row", side_effect=RuntimeError(WORDS)):
			inbox.process(queued[0])
		for name in queued[1:]:
			inbox.process(name)
		states = sorted(event.state for event in self.events() if event.state != "Refused")
		self.assertEqual(states, ["Done", "Done", "Done", "Failed"])
		self.assertEqual(found_in_redis(SECRETS), [])
		with dump.taken() as loot:
			of_the_bench = (Path("..") / "logs").glob("*.log")
			self.assertEqual(dump.found([WORDS, NUMBER], [*loot, *of_the_bench]), [])

	def test_the_search_would_have_found_them(self):
		frappe.cache.set_value("cfm_canary", WORDS)
		self.assertEqual(len(found_in_redis(SECRETS[:1])), 1)
		frappe.cache.delete_value("cfm_canary")
		frappe.db.set_value("CFM Message Line", self.line.name, "title", WORDS)
		frappe.db.commit()
		with dump.taken() as loot:
			self.assertTrue(dump.found([WORDS], loot))
		frappe.db.set_value("CFM Message Line", self.line.name, "title", self.line.title)
		frappe.db.commit()
		self.look_again()

	def everything_that_can_happen(self):
		said = text("SM1", WORDS, NUMBER)
		for number in range(4):
			self.send({**said, "id": f"SM{number}"})
		self.send(said, headers={SIGNATURE: "forged"})
		self.send(said, method="GET", query_string={"words": WORDS, "from": NUMBER})
		with patch.object(signed_gateway.SignedGateway, "parse", side_effect=ValueError(f"{WORDS} {NUMBER}")):
			self.assertEqual(self.send({**said, "id": "SM9"}).status_code, 503)
		with patch.object(inbox, "insert_or_count", side_effect=frappe.db.InternalError(WORDS)):
			self.assertEqual(self.send({**said, "id": "SM9"}).status_code, 503)
		for content_type in (FORM, "application/json", "text/plain", "multipart/form-data; boundary=x"):
			self.send_unreadable(f'{{"words": "{WORDS}", "from": "{NUMBER}"'.encode(), content_type)

	def send_unreadable(self, data, content_type):
		try:
			self.send({}, data=data, content_type=content_type)
		except Exception as error:
			self.assertEqual(content_type, "application/json", error)
