"""An administrator enters the account at Twilio and changes its token, in a real browser."""

import pytest

import frappe

from cfm_app.confidentiality.rows import insert_row
from cfm_app.testing.factories import make_user

ACCOUNT, TITLE = "CFM Provider Account", "Twilio in the browser"
TOKEN, NEXT = "t" * 32, "n" * 32
PROVIDER = '.frappe-control[data-fieldname="provider"]'
ROTATION = '.frappe-control[data-fieldname="rotation"]'


@pytest.fixture
def administrator(open_site):
	user = make_user("Ada Keys", "Administrator")
	frappe.db.commit()  # reason: the served site is another process
	yield user
	frappe.db.rollback()  # reason: see what the served site has written
	for name in frappe.get_all(ACCOUNT, {"title": TITLE}, pluck="name"):
		frappe.db.delete("CFM Webhook Event", {"account": name})
		frappe.delete_doc(ACCOUNT, name, force=True)
	frappe.db.commit()  # reason: the served site is another process


def field(name):
	return f'.frappe-control[data-fieldname="{name}"] input'


def saved():
	frappe.db.rollback()  # reason: see what the served site has written
	return frappe.get_doc(ACCOUNT, {"title": TITLE})


def test_an_account_is_entered_and_its_token_changed(desk, administrator, shot):
	page = desk(administrator)
	with page.expect_response("**/*desk_provider_accounts.providers"):
		page.goto("/app/cfm-provider-account/new")
	page.fill(field("title"), TITLE)
	page.click(field("provider"))
	page.locator(f"{PROVIDER} li", has_text="Twilio").click()
	for name, value in (
		("account_id", "AC" + "a" * 32),
		("key_id", "SK" + "b" * 32),
		("key_secret", "c" * 32),
		("auth_token", TOKEN),
		("region", "ie1"),
	):
		page.fill(field(name), value)
	page.keyboard.press("Control+s")
	page.get_by_text("Region and edge go together", exact=False).last.wait_for()
	page.keyboard.press("Escape")
	page.locator(".modal.show").wait_for(state="hidden")
	page.fill(field("region"), "")
	page.keyboard.press("Control+s")
	page.locator(f"{ROTATION} ol").wait_for()

	page.reload()
	page.locator(f"{ROTATION} ol").wait_for()
	page.fill(field("next_auth_token"), NEXT)
	page.locator(field("next_auth_token")).blur()
	page.get_by_text("Not Saved").wait_for()
	page.keyboard.press("Control+s")
	page.get_by_text("No call signed with the next token has come yet.").wait_for()
	assert TOKEN not in page.content() and NEXT not in page.content()
	account = saved()
	values = {"account": account.name, "key_used": "next", "received_on": frappe.utils.now_datetime()}
	insert_row("CFM Webhook Event", event_key=frappe.generate_hash(length=20), **values)
	frappe.db.commit()  # reason: the served site is another process

	page.reload()
	page.locator(f"{ROTATION} button").click()
	shot(page, "provider_account_rotation")
	page.locator(".modal.show .btn-primary").click()
	page.get_by_text("The old token is accepted until", exact=False).wait_for()
	account = saved()
	assert account.get_password("auth_token") == NEXT
	assert account.get_password("previous_auth_token") == TOKEN
	assert not account.next_auth_token
