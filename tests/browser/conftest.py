"""Chromium on the served site: desk(user) logs a person in, portal() is a stranger with an old phone.

bin/test serves the site and sets CFM_BASE_URL and CFM_CHROMIUM. Set CFM_SHOTS to a directory to keep screenshots.
Requests to any other machine are stopped and noted; a public page that makes one fails its test.
"""

import os
from pathlib import Path
from urllib.parse import urlparse

import pytest

BASE_URL = os.environ.get("CFM_BASE_URL", "")
PASSWORD = "correct-Horse-7-battery"
FLAGS = [
	"--disable-gpu",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	"--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def chromium(open_site):
	"""One Debian Chromium for the whole run; Playwright's own browsers are never downloaded."""
	if not BASE_URL or not os.environ.get("CFM_CHROMIUM"):
		pytest.skip("no served site or no Chromium: run bin/test browser")
	from playwright.sync_api import sync_playwright

	flags = [*FLAGS, "--no-sandbox"] if needs_no_sandbox() else FLAGS
	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(executable_path=os.environ["CFM_CHROMIUM"], args=flags)
		yield browser
		browser.close()


def needs_no_sandbox():
	# containers often forbid the user namespaces Chromium's sandbox is made of
	return os.geteuid() == 0 or Path("/.dockerenv").exists() or not user_namespaces_allowed()


def user_namespaces_allowed():
	switch = Path("/proc/sys/user/max_user_namespaces")
	return switch.exists() and switch.read_text().strip() != "0"


@pytest.fixture
def requests_elsewhere():
	"""Addresses on other machines that pages of this test asked for, in order."""
	return []


@pytest.fixture
def new_page(chromium, requests_elsewhere):
	"""new_page(width, **context options): an empty page with its own cookies, closed after the test."""
	contexts = []

	def stop_at_the_door(route):
		if urlparse(route.request.url).hostname == urlparse(BASE_URL).hostname:
			route.continue_()
		else:
			requests_elsewhere.append(route.request.url)
			route.abort()

	def make(width, **options):
		viewport = {"width": width, "height": 900 if width > 600 else 780}
		context = chromium.new_context(base_url=BASE_URL, viewport=viewport, **options)
		contexts.append(context)
		context.route("**/*", stop_at_the_door)
		return context.new_page()

	yield make
	for context in contexts:
		context.close()


@pytest.fixture
def desk(new_page):
	"""desk(user, width=1280): a page of this person (an e-mail address), logged in, on no page yet."""

	def log_in(user, width=1280):
		give_password(user)
		page = new_page(width)
		answer = page.request.post("/api/method/login", form={"usr": user, "pwd": PASSWORD})
		assert answer.ok, f"{user} could not log in: {answer.status}"
		return page

	return log_in


def give_password(user):
	import frappe
	from frappe.utils.password import update_password

	update_password(user, PASSWORD)
	frappe.db.commit()  # reason: the served site is another process


@pytest.fixture
def portal(new_page, requests_elsewhere):
	"""portal(width=360, lang="en", javascript=False): a page of a visitor without an account."""
	yield lambda width=360, lang="en", javascript=False: new_page(
		width, locale=lang, java_script_enabled=javascript
	)
	assert not requests_elsewhere


@pytest.fixture
def shot():
	"""shot(page, name): keeps a full-page screenshot when CFM_SHOTS names a directory."""

	def keep(page, name):
		if os.environ.get("CFM_SHOTS"):
			page.screenshot(path=Path(os.environ["CFM_SHOTS"]) / f"{name}.png", full_page=True)

	return keep
