"""The account of an administrator at Twilio: entered once, its token changed without losing a call."""

from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from freezegun import freeze_time

import frappe
from frappe.client import get_password as platforms_own
from frappe.utils import now_datetime
from frappe.utils.password import get_decrypted_password

from cfm_app import hooks
from cfm_app.api import desk_provider_accounts, platform
from cfm_app.confidentiality.rows import insert_row
from cfm_app.integrations.engine import hook_urls
from cfm_app.integrations.twilio import tokens
from cfm_app.testing.factories import make_user
from cfm_app.testing.twilio_case import BASE, TwilioCase, make_account
from cfm_app.testing.twilio_double import KEY_SECRET, TOKEN

ACCOUNT, NEW_TOKEN = "CFM Provider Account", "n" * 32


class TestEntering(TwilioCase):
	def test_what_does_not_fit_is_not_saved(self):
		for values, saying in (
			({"account_id": "SK" + "a" * 32}, "begins with AC"),
			({"account_id": ""}, "begins with AC"),
			({"key_id": "AC" + "a" * 32}, "begins with SK"),
			({"region": "ie1"}, "go together"),
			({"edge": "dublin"}, "go together"),
			({"region": "ie1.evil.tld/", "edge": "dublin"}, "small letters"),
			({"provider": "pigeon"}, "No installed app brings the provider pigeon"),
		):
			with self.assert_refused(saying, frappe.ValidationError):
				make_account(**values)
		self.assertEqual(make_account(region="ie1", edge="dublin").region, "ie1")

	def test_signing_keys_are_whole(self):
		key = {"signing_key_id": "k1", "secret": "s" * 40, "algorithm": "SHA256"}
		with self.assert_refused("only once", frappe.ValidationError):
			make_account(signing_keys=[key, key])
		times = {"valid_from": "2026-11-22", "valid_until": "2026-11-21"}
		with self.assert_refused("ends before it begins", frappe.ValidationError):
			make_account(signing_keys=[{**key, **times}])
		with self.assert_refused(exception=frappe.MandatoryError):
			make_account(signing_keys=[{**key, "secret": ""}])

	def test_a_secret_is_never_shown_again(self):
		account = make_account(
			signing_keys=[{"signing_key_id": "k1", "secret": "s" * 40, "algorithm": "SHA256"}]
		)
		shown = frappe.as_json(frappe.get_doc(ACCOUNT, account.name))
		for secret in (KEY_SECRET, TOKEN, "s" * 40):
			self.assertNotIn(secret, shown)
			self.assertFalse(frappe.db.sql(f"select 1 from `tab{ACCOUNT}` where auth_token = %s", secret))
		self.assertEqual(
			hooks.override_whitelisted_methods["frappe.client.get_password"],
			"cfm_app.api.platform.get_password",
		)
		self.assertEqual(platforms_own(ACCOUNT, account.name, "auth_token"), TOKEN)
		for doctype, name in ((ACCOUNT, account.name), ("CFM Signing Key", account.signing_keys[0].name)):
			with self.assert_refused("not shown again"):
				platform.get_password(doctype, name, "auth_token")

	def test_nobody_writes_what_the_app_writes(self):
		until = now_datetime() + timedelta(days=9000)
		self.account.update({"previous_auth_token": "z" * 32, "previous_valid_until": until, "failures": 0})
		self.account.save()
		account = frappe.get_doc(ACCOUNT, self.account.name)
		self.assertEqual((account.previous_auth_token, account.previous_valid_until), (None, None))
		self.assertFalse(secret_of(account, "previous_auth_token"))

	def test_the_right_key_ends_a_pause(self):
		paused = {"paused_on": now_datetime(), "paused_code": "20003", "failures": 6}
		frappe.db.set_value(ACCOUNT, self.account.name, paused)
		account = frappe.get_doc(ACCOUNT, self.account.name)
		account.title = "Twilio of the country office"
		account.save()
		self.assertEqual(account.paused_code, "20003", "another name does not make the key right")
		account.key_secret = "d" * 32
		account.save()
		self.assertEqual((account.paused_on, account.paused_code, account.failures), (None, None, 0))

	def test_a_removed_signing_key_leaves_nothing(self):
		account = make_account(
			signing_keys=[{"signing_key_id": "k1", "secret": "s" * 40, "algorithm": "SHA256"}]
		)
		row = account.signing_keys[0].name
		self.assertTrue(get_decrypted_password("CFM Signing Key", row, "secret", False))
		account.signing_keys = []
		account.save()
		self.assertFalse(get_decrypted_password("CFM Signing Key", row, "secret", False))

	def test_who_may_look_and_who_may_change(self):
		analyst, coordinator = (
			make_user("Ana Analyst", "Analyst"),
			make_user("Carla Coordinator", "Coordinator"),
		)
		with self.as_user(analyst), self.assert_refused():
			desk_provider_accounts.rotation(self.account.name)
		with self.as_user(coordinator):
			self.assertIn("next_since", desk_provider_accounts.rotation(self.account.name))
			with self.assert_refused():
				desk_provider_accounts.finish_rotation(self.account.name)

	def test_providers_to_choose_from(self):
		self.assertIn({"value": "twilio", "label": "Twilio"}, desk_provider_accounts.providers())


class TestChangingTheToken(TwilioCase):
	def test_a_token_is_changed_and_no_call_is_lost(self):
		self.assertEqual(self.signed_with(TOKEN), "current")
		self.assertIsNone(self.signed_with(NEW_TOKEN))

		self.account.next_auth_token = NEW_TOKEN
		self.account.save()
		self.assertEqual((self.signed_with(TOKEN), self.signed_with(NEW_TOKEN)), ("current", "next"))
		with self.assert_refused("No call signed with the next token", frappe.ValidationError):
			desk_provider_accounts.finish_rotation(self.account.name)

		self.note_call("next")
		self.assertTrue(desk_provider_accounts.rotation(self.account.name)["next_seen_on"])
		state = desk_provider_accounts.finish_rotation(self.account.name)
		self.assertEqual((state["next_since"], state["next_seen_on"]), (None, None))
		self.assertEqual((self.signed_with(NEW_TOKEN), self.signed_with(TOKEN)), ("current", "previous"))

		with later(timedelta(hours=23, minutes=59)):
			self.assertEqual(self.signed_with(TOKEN), "previous")
			tokens.wipe_expired()
			self.assertEqual(self.signed_with(TOKEN), "previous")
		with later(timedelta(hours=24, minutes=1)):
			self.assertIsNone(self.signed_with(TOKEN))
			self.assertTrue(secret_of(self.account, "previous_auth_token"))
			tokens.wipe_expired()
			self.assertFalse(secret_of(self.account, "previous_auth_token"))
			self.assertEqual(self.signed_with(NEW_TOKEN), "current")

	def test_the_old_token_is_told_of_when_it_still_signs_after_an_hour(self):
		self.rotate()
		self.assertEqual(self.result_of(TOKEN).notice, "", "calls that were under way")
		with later(timedelta(hours=1, minutes=1)):
			self.assertEqual(self.result_of(TOKEN).notice, "previous_token_used")
			self.assertEqual(self.result_of(NEW_TOKEN).notice, "")

	def test_a_call_of_an_earlier_rotation_proves_nothing(self):
		self.note_call("next", now_datetime() - timedelta(days=200))
		self.account.next_auth_token = NEW_TOKEN
		self.account.save()
		self.assertIsNone(tokens.next_token_seen_on(self.account))

	def test_the_next_token_is_another_one(self):
		self.account.next_auth_token = TOKEN
		with self.assert_refused("same as the current one", frappe.ValidationError):
			self.account.save()

	def test_saving_something_else_leaves_the_tokens_alone(self):
		self.account.next_auth_token = NEW_TOKEN
		self.account.save()
		since = self.account.next_token_since
		account = frappe.get_doc(ACCOUNT, self.account.name)
		account.title = "Another name"
		account.save()
		self.assertEqual(account.next_token_since, since)
		self.assertEqual((self.signed_with(TOKEN), self.signed_with(NEW_TOKEN)), ("current", "next"))

	def test_a_next_token_taken_back(self):
		self.account.next_auth_token = NEW_TOKEN
		self.account.save()
		self.account.next_auth_token = ""
		self.account.save()
		self.assertIsNone(self.signed_with(NEW_TOKEN))
		with self.assert_refused("Enter the next token first", frappe.ValidationError):
			tokens.finish(self.account)

	def test_a_shared_key_beside_the_token(self):
		self.account.append(
			"signing_keys", {"signing_key_id": "k1", "secret": "s" * 40, "algorithm": "SHA256"}
		)
		self.account.save()
		call = self.double.incoming(self.url)
		from cfm_app.integrations.twilio.signature import SETTINGS, SIGNATURE, signature

		headers = {
			SETTINGS: "key=k1,algorithm=HMAC_SHA256",
			SIGNATURE: signature("s" * 40, "SHA256", self.url, call.form),
		}
		found = self.provider.authenticate(call.__class__(**{**call.__dict__, "headers": headers}), (BASE,))
		self.assertEqual(found.key_id, "k1")
		weaker = {
			**headers,
			SETTINGS: "key=k1,algorithm=HMAC_SHA1",
			SIGNATURE: signature("s" * 40, "SHA1", self.url, call.form),
		}
		self.assertIsNone(
			self.provider.authenticate(call.__class__(**{**call.__dict__, "headers": weaker}), (BASE,))
		)

	def test_secrets_that_can_no_longer_be_opened_let_nobody_in(self):
		with patch("frappe.utils.password.decrypt", side_effect=frappe.ValidationError):
			self.assertIsNone(self.signed_with(TOKEN))

	def test_a_call_of_another_account_is_none_of_ours(self):
		call = self.double.incoming(self.url, AccountSid="AC" + "f" * 32)
		self.assertIsNone(self.provider.authenticate(call, (BASE,)))

	@property
	def url(self):
		return hook_urls.of_line(self.line)["message"]

	def result_of(self, token):
		self.double.token = token
		return self.provider.authenticate(self.double.incoming(self.url), hook_urls.base_urls())

	def signed_with(self, token):
		found = self.result_of(token)
		return found and found.key_id

	def note_call(self, key_used, received_on=None):
		received_on = received_on or now_datetime() + timedelta(seconds=1)
		name = frappe.generate_hash(length=10)
		insert_row(
			"CFM Webhook Event",
			event_key=name,
			account=self.account.name,
			key_used=key_used,
			received_on=received_on,
		)

	def rotate(self):
		self.account.next_auth_token = NEW_TOKEN
		self.account.save()
		self.note_call("next")
		tokens.finish(frappe.get_doc(ACCOUNT, self.account.name))


def secret_of(account, field):
	return get_decrypted_password(ACCOUNT, account.name, field, raise_exception=False)


def later(time):
	return freeze_time(datetime.now(timezone.utc) + time)
