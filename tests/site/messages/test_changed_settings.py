"""What an administrator has just changed counts, although Frappe's cache may still hold what was there before."""

import frappe

from cfm_app.integrations.engine import outbox
from cfm_app.testing import signed_gateway
from cfm_app.testing.inbox_case import InboxCase
from cfm_app.testing.outbox_case import ACCOUNT, SETTINGS, OutboxCase
from cfm_app.testing.signed_gateway import call, text


def put_back_by_a_slow_request(document) -> None:
	"""A request that began before a change put what it had read into the cache after it."""
	key = frappe.get_document_cache_key(document.doctype, document.name)
	frappe.cache.set_value(key, document, expires_in_sec=3600)


class TestCallsOfAProvider(InboxCase):
	def test_the_next_message_after_the_address_of_the_site_has_changed_is_not_lost(self):
		before = frappe.get_doc(SETTINGS)
		moved = "https://new.example.org"
		frappe.db.set_single_value(SETTINGS, "public_base_url", moved)
		frappe.db.commit()
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)
		put_back_by_a_slow_request(before)
		sent = call(self.line, text("SM1"))
		sent["headers"] = {signed_gateway.SIGNATURE: signed_gateway.sign(moved + sent["path"], sent["data"])}
		self.assertEqual(self.server.ask(**sent).status_code, 200)
		self.assertEqual(frappe.get_cached_doc(SETTINGS).public_base_url, moved, "nobody has to look twice")


class TestSending(OutboxCase):
	def test_what_was_switched_off_is_off_within_a_minute(self):
		before, account = frappe.get_doc(SETTINGS), frappe.get_doc(ACCOUNT, self.line.account)
		line = frappe.get_doc("CFM Message Line", self.line.name)
		name = self.queue()
		self.settings(sending_on=0)
		for document in (before, account, line):
			put_back_by_a_slow_request(document)
		self.sweep(seconds=1)
		self.assertEqual((self.state(name), self.provider.calls), ("Queued", []))
		outbox.send(name)
		self.assertEqual(self.provider.calls, [])
