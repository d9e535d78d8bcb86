"""The ground other browser tests stand on: people log in, strangers do not, and nothing leaves the machine."""


def test_the_administrator_sees_the_desk(desk, shot):
	page = desk("Administrator")
	page.goto("/app/user")
	page.wait_for_selector(".layout-main .list-row-container, .layout-main .no-result")
	assert "/app/user" in page.url
	shot(page, "desk")


def test_a_visitor_gets_the_log_in_page_and_not_the_desk(portal):
	page = portal()
	page.goto("/app")
	assert "/login" in page.url


def test_a_request_to_another_machine_is_stopped_and_noted(new_page, requests_elsewhere):
	page = new_page(360)
	page.goto("/login")
	page.evaluate("fetch('https://tracker.invalid/pixel').catch(() => {})")
	page.wait_for_function("true")
	assert "https://tracker.invalid/pixel" in requests_elsewhere
