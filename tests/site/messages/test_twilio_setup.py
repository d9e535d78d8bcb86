"""Numbers, services and templates at Twilio are compared with ours, set, and looked at each day."""

from unittest.mock import patch

import frappe

from cfm_app.handling import alerts
from cfm_app.integrations.base import errors
from cfm_app.integrations.engine import drift, hook_urls
from cfm_app.integrations.twilio import approvals
from cfm_app.testing.factories import make_user
from cfm_app.testing.twilio_case import NUMBER, TwilioCase, make_account, make_line
from cfm_app.testing.twilio_double import Fault
from cfm_app.testing.twilio_store import ACCOUNT_SID

SERVICE = "MG" + "d" * 32
CONTENT = "HX" + "e" * 32
SAME = "We received your message. {{1}}"


class TestSettingUp(TwilioCase):
	def test_a_number_that_calls_somebody_else(self):
		number = self.double.store.add_number(NUMBER)
		self.assertEqual(
			drift.look(self.account.name), ["Helpline: Twilio calls another address than this site's."]
		)
		self.assertEqual(drift.set_up(self.account.name), ["Helpline: Twilio now calls this site."])
		self.assertEqual(number["sms_url"], f"{hook_urls.of_line(self.line)['message']}#rc=3&rp=all")
		self.assertEqual(number["status_callback"], "", "that one is for calls")
		self.assertEqual(drift.look(self.account.name), [])
		self.assertEqual(drift.set_up(self.account.name), [], "nothing is set twice")

	def test_an_address_entered_by_hand_is_fine(self):
		self.double.store.add_number(NUMBER, hook_urls.of_line(self.line)["message"])
		self.assertEqual(drift.look(self.account.name), [])

	def test_a_number_of_somebody_else(self):
		self.double.store.add_number(NUMBER + "1")
		self.assertEqual(
			drift.look(self.account.name), ["Helpline: this account has no such number or service."]
		)

	def test_a_messaging_service(self):
		frappe.db.set_value("CFM Message Line", self.line.name, "messaging_service", SERVICE)
		frappe.clear_document_cache("CFM Message Line", self.line.name)
		self.assertEqual(
			drift.look(self.account.name), ["Helpline: this account has no such number or service."]
		)
		service = self.double.store.add_service(SERVICE)
		self.assertEqual(len(drift.look(self.account.name)), 1)
		drift.set_up(self.account.name)
		urls = hook_urls.of_line(self.line)
		self.assertEqual(service["inbound_request_url"], f"{urls['message']}#rc=3&rp=all")
		self.assertEqual(service["status_callback"], f"{urls['status']}#rc=3&rp=all")
		self.assertFalse(service["use_inbound_webhook_on_number"])
		self.assertEqual(drift.look(self.account.name), [])

	def test_a_sender_whose_address_stands_in_the_console(self):
		self.double.store.add_number(NUMBER, hook_urls.of_line(self.line)["message"])
		whatsapp = make_line(self.account, kind="WhatsApp", title="WhatsApp")
		(told,) = drift.look(self.account.name)
		self.assertIn("WhatsApp: enter the address", told)
		frappe.db.set_value("CFM Message Line", whatsapp.name, "last_in_on", frappe.utils.now())
		frappe.clear_document_cache("CFM Message Line", whatsapp.name)
		self.assertEqual(drift.look(self.account.name), [], "a message has come, so it is right")

	def test_without_a_public_address_nothing_can_be_set(self):
		self.double.store.add_number(NUMBER)
		frappe.db.set_single_value("CFM Channel Settings", "public_base_url", "")
		frappe.clear_document_cache("CFM Channel Settings", "CFM Channel Settings")
		self.assertEqual(
			drift.look(self.account.name), ["Helpline: the public address of this site is not set."]
		)
		self.assertEqual(drift.set_up(self.account.name), [])

	def test_a_wrong_key_is_told(self):
		self.double.fail(Fault(status=401, code=20003))
		self.assertEqual(drift.look(self.account.name), ["The provider could not be asked (error 20003)."])
		account = frappe.get_doc("CFM Provider Account", self.account.name)
		self.assertIn("20003", account.drift)
		self.assertTrue(account.checked_on)
		self.double.fail(Fault(status=401, code=20003))
		with self.assertRaises(errors.ConfigBroken):
			drift.set_up(self.account.name)

	def test_a_key_that_may_send_but_not_look_at_numbers(self):
		self.double.store.carry_out = without_numbers(self.double.store.carry_out)
		self.assertEqual(
			drift.look(self.account.name),
			["Helpline: the key may not look at this number or service (error 20003)."],
		)

	def test_looking_each_day_changes_nothing_an_administrator_has_open(self):
		before = frappe.db.get_value("CFM Provider Account", self.account.name, "modified")
		drift.look_at_all()
		self.assertEqual(frappe.db.get_value("CFM Provider Account", self.account.name, "modified"), before)
		self.assertTrue(frappe.db.get_value("CFM Provider Account", self.account.name, "drift"))

	def test_one_account_that_breaks_does_not_stop_the_others(self):
		self.double.store.add_number(NUMBER, hook_urls.of_line(self.line)["message"])
		broken = make_account(title="Of an app that is gone").name
		frappe.db.set_value("CFM Provider Account", broken, "provider", "gone")
		drift.look_at_all()
		drifts = [
			frappe.db.get_value("CFM Provider Account", name, "drift") for name in (broken, self.account.name)
		]
		self.assertEqual(drifts, ["The provider could not be asked (error ValidationError).", ""])

	def test_an_account_out_of_use_is_left_alone(self):
		self.account.is_active = 0
		self.account.save()
		drift.look_at_all()
		self.assertEqual(self.double.calls, [])


class TestApprovalOfTemplates(TwilioCase):
	def setUp(self):
		super().setUp()
		words = {"title": "Received", "template_key": "received", "language": "en", "kind": "WhatsApp"}
		self.template = frappe.get_doc(
			doctype="CFM Message Template",
			body="We received your message. {reference}",
			content_sid=CONTENT,
			**words,
		).insert()
		self.twilio_keeps(SAME)

	def test_whatsapp_approves(self):
		for said, state in (
			("received", "pending"),
			("pending", "pending"),
			("approved", "approved"),
			("paused", "paused"),
			("disabled", "rejected"),
			("rejected", "rejected"),
			("unsubmitted", ""),
		):
			self.double.store.approvals[CONTENT] = said
			approvals.sync_templates()
			self.assertEqual(self.state, state)

	def test_a_template_that_is_gone_at_twilio_is_not_approved(self):
		self.approve()
		del self.double.store.approvals[CONTENT]
		approvals.sync_templates()
		self.assertEqual(self.state, "")

	def test_while_twilio_cannot_be_asked_what_was_known_stays(self):
		self.approve()
		self.double.fail(Fault(status=503))
		approvals.sync_templates()
		self.assertEqual(self.state, "approved")
		self.account.is_active = 0
		self.account.save()
		approvals.sync_templates()
		self.assertEqual(self.state, "approved", "no account was asked")

	def test_it_may_belong_to_the_second_account(self):
		make_account(title="Another one")
		self.double.store.approvals[CONTENT] = "approved"
		self.double.fail(Fault(status=404, code=20404))
		approvals.sync_templates()
		self.assertEqual(self.state, "approved")

	def test_without_templates_nobody_is_asked(self):
		self.template.delete()
		approvals.sync_templates()
		self.assertEqual(self.double.calls, [])

	def test_other_words_at_twilio_are_not_used_and_are_told_of(self):
		carla = make_user("Carla Coordinator", "Coordinator")
		self.approve()
		for types in (
			{"twilio/text": {"body": "Your complaint about {{1}} has arrived."}},
			{"twilio/text": {"body": "We received your message. {{2}}"}},
			{
				"twilio/text": {"body": SAME},
				"twilio/media": {"body": SAME, "media": ["https://x.example/1.jpg"]},
			},
			{
				"twilio/quick-reply": {
					"body": SAME,
					"actions": [{"type": "QUICK_REPLY", "title": "Report abuse"}],
				}
			},
			{},
		):
			with self.subTest(types):
				self.double.store.contents[CONTENT] = {"twilio/text": {"body": SAME}}
				approvals.sync_templates()
				self.assertEqual(self.state, "approved")
				self.double.store.contents[CONTENT] = types
				with patch.object(alerts, "_hand_over") as told:
					approvals.sync_templates()
					approvals.sync_templates()
					frappe.db.after_commit.run()
				self.assertEqual(self.state, "other words")
				told = [call.args[0] for call in told.call_args_list if call.args[0]["user"] == carla]
				self.assertEqual([alert["code"] for alert in told], ["template_differs"], "once")

	def test_gaps_and_ways_to_write_an_accent_are_no_other_words(self):
		self.template.db_set("body", "Recibimos su petici\u00f3n {reference}.\nGracias. {reference}")
		self.twilio_keeps(" Recibimos su peticio\u0301n {{1}}.\r\n\r\nGracias. {{1}} ")
		self.approve()
		self.assertEqual(self.state, "approved")

	def test_words_that_change_here_wait_for_the_next_look(self):
		self.approve()
		self.template.reload()
		self.template.body = "We have your message. {reference}"
		self.template.save()
		self.assertFalse(self.state)
		approvals.sync_templates()
		self.assertEqual(self.state, "other words")

	def test_while_its_words_cannot_be_read_it_is_not_approved(self):
		del self.double.store.contents[CONTENT]
		self.approve()
		self.assertFalse(self.state)

	def twilio_keeps(self, body):
		self.double.store.contents[CONTENT] = {"twilio/text": {"body": body}}

	def approve(self):
		self.double.store.approvals[CONTENT] = "approved"
		approvals.sync_templates()

	@property
	def state(self):
		return frappe.db.get_value("CFM Message Template", self.template.name, "approval_state")


def without_numbers(carry_out):
	from cfm_app.testing.twilio_store import Refusal

	def refusing(method, path, query, form):
		if path.startswith(f"/2010-04-01/Accounts/{ACCOUNT_SID}/IncomingPhoneNumbers"):
			raise Refusal(403, 20003)
		return carry_out(method, path, query, form)

	return refusing
