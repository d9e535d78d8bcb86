"""Row 79 of the goals: somebody guesses receipt codes by the thousand; the person with the right one still gets in."""

import re
import time
from unittest.mock import patch

from redis.exceptions import ConnectionError as RedisIsDown

import frappe

from cfm_app.confidentiality import receipts
from cfm_app.portal import counters, questions
from cfm_app.rules import code_tries
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.visitor import TRACK, Visitor, forget_counts
from cfm_app.testing.web_server import WebServer, leave_message, remove_message

A_MINUTE = 1000
ATTACKER = "203.0.113.66"
DOORS = (
	"/api/method/frappe.website.doctype.web_form.web_form.accept",
	"/api/v2/method/frappe.website.doctype.web_form.web_form.accept",
	"/api/v2/method/Web Form/accept",
	"/api/method/cfm_app.api.public.accept_web_form",
)


def wrong_code(number):
	return f"9{number:015d}"


def guess(number, address=ATTACKER, **headers):
	"""One wrong code typed at this address."""
	return {
		"path": TRACK,
		"method": "POST",
		"address": address,
		"headers": headers,
		"data": {"code": wrong_code(number)},
	}


def ticket_in(answer):
	return re.search(r'name="ticket" value="([^"]+)"', answer.get_data(as_text=True))[1]


def in_one_hour(test):
	"""Let no full hour strike in the middle of a test: the counts would start anew."""
	stopped = patch.object(counters, "_now", return_value=counters._now())
	stopped.start()
	test.addCleanup(stopped.stop)


class TestAThousandGuessesAMinute(CFMTestCase):
	"""Through the whole web application, several at a time."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		forget_counts()
		cls.server = WebServer()
		cls.code, cls.contact = leave_message()

	@classmethod
	def tearDownClass(cls):
		remove_message(cls.contact)
		super().tearDownClass()

	def setUp(self):
		super().setUp()
		forget_counts()
		self.addCleanup(forget_counts)
		in_one_hour(self)

	def looked_up(self, requests):
		"""Send the requests; return (answers, how many codes were looked up)."""
		asked = []

		def find(typed):
			asked.append(typed)
			return receipts_find(typed)

		receipts_find = receipts.find
		with patch("cfm_app.portal.track_page.receipts.find", find):
			answers = self.server.ask_all(requests)
		return answers, len(asked)

	def open_with(self, code, address, **fields):
		return self.server.ask(TRACK, address, method="POST", data={"code": code, **fields})

	def test_a_thousand_guesses_from_one_place_are_ten_and_others_notice_nothing(self):
		answers, looked_up = self.looked_up(guess(number) for number in range(A_MINUTE))
		statuses = [answer.status_code for answer in answers]
		self.assertEqual((statuses.count(422), statuses.count(429)), (10, 990))
		self.assertEqual(looked_up, 10)
		self.assertEqual(self.open_with(self.code, "198.51.100.9").status_code, 200)
		self.assertEqual(self.open_with(wrong_code(1), "198.51.100.9").status_code, 422)
		self.assertLess(len(keys_in_redis()), 40)
		self.assertTrue(all(0 < frappe.cache.ttl(key) <= counters.HOUR for key in keys_in_redis()))

	def test_who_shares_the_network_of_an_attacker_waits_once_and_gets_in(self):
		self.looked_up(guess(number) for number in range(40))
		asked = self.open_with(self.code, ATTACKER, text="My draft")
		self.assertEqual((asked.status_code, asked.headers["Retry-After"]), (429, "60"))
		html = asked.get_data(as_text=True)
		self.assertIn("My draft</textarea>", html)
		self.assertIn(f'value="{self.code}"', html)
		early = self.open_with(self.code, ATTACKER, ticket=ticket_in(asked))
		self.assertEqual((early.status_code, ticket_in(early)), (429, ticket_in(asked)))
		with patch("cfm_app.portal.tokens.time.time", return_value=a_minute_from_now()):
			opened = self.open_with(self.code, ATTACKER, ticket=ticket_in(asked))
			again = self.open_with(wrong_code(7), ATTACKER, ticket=ticket_in(asked))
		self.assertEqual(opened.status_code, 200)
		self.assertIn("Your message of", opened.get_data(as_text=True))
		self.assertEqual(again.status_code, 429)

	def test_an_attack_from_everywhere_leaves_everybody_three_tries(self):
		networks = [f"10.{number}.0.1" for number in range(200)]
		spread = [
			guess(number, networks[number % 200]) for number in range(code_tries.WRONG_CODES_OF_AN_ATTACK)
		]
		answers, _looked_up = self.looked_up(spread)
		self.assertEqual({answer.status_code for answer in answers}, {422})
		tried = [self.server.ask(**guess(number, "198.51.100.9")).status_code for number in range(4)]
		self.assertEqual(tried, [422, 422, 422, 429])
		self.assertEqual(self.open_with(self.code, "198.51.100.10").status_code, 200)

	def test_saying_that_one_comes_from_elsewhere_changes_nothing(self):
		lies = [guess(number, **{"X-Forwarded-For": f"198.51.100.{number}"}) for number in range(12)]
		statuses = [answer.status_code for answer in self.server.ask_all(lies, threads=1)]
		self.assertEqual(statuses, [422] * 10 + [429] * 2)


class TestGuessingSlowly(CFMTestCase):
	def setUp(self):
		super().setUp()
		forget_counts()
		self.addCleanup(forget_counts)
		in_one_hour(self)
		self.amina = Visitor()
		self.code = self.amina.write("The water point is dry.").code

	def wrong(self, visitor, times):
		return [visitor.track(wrong_code(number)).status for number in range(times)]

	def test_one_code_is_tried_thirty_times_an_hour_from_anywhere_right_or_wrong(self):
		for code in ("1111 2222 3333 4444", self.code):
			for _try in range(code_tries.TRIES_OF_ONE_CODE):
				Visitor().track(code)
			locked = Visitor().track(code)
			self.assertEqual((locked.status, locked.response.headers["Retry-After"]), (429, "3600"))
		self.assertEqual(Visitor().track(self.amina.write("Another one").code).status, 200)

	def test_opening_her_own_message_again_and_again_costs_nobody_a_try(self):
		statuses = [self.amina.track(self.code).status for _visit in range(code_tries.FREE_TRIES + 5)]
		self.assertEqual(set(statuses), {200})
		self.assertEqual(self.amina.track("12").status, 422)

	def test_right_and_wrong_codes_wait_alike(self):
		self.wrong(self.amina, code_tries.FREE_TRIES)
		right, wrong = self.amina.track(self.code), self.amina.track(wrong_code(5))
		self.assertEqual(same_page(right), same_page(wrong))

	def test_after_waiting_a_hundred_and_twenty_times_the_hour_is_over(self):
		self.wrong(self.amina, code_tries.FREE_TRIES)
		with patch("cfm_app.portal.turns.code_tries.seconds_to_wait", return_value=0):
			for _wait in range(code_tries.WAITED_TRIES_OF_ONE_NETWORK):
				ticket = self.amina.track(wrong_code(1)).hidden()["ticket"]
				with patch("cfm_app.portal.turns.code_tries.is_locked", return_value=False):
					self.assertEqual(self.amina.track(wrong_code(1), ticket=ticket).status, 422)
			ticket = self.amina.track(self.code).hidden()["ticket"]
			over = self.amina.track(self.code, ticket=ticket)
		self.assertEqual((over.status, over.response.headers["Retry-After"]), (429, "3600"))
		self.assertEqual(Visitor().track(self.code).status, 200)

	def test_a_forged_ticket_saves_no_time(self):
		self.wrong(self.amina, code_tries.FREE_TRIES)
		pass_of_the_page = Visitor().track(self.code).hidden("say")["pass"]
		for forged in ("k1.Zm9yZ2Vk", "nonsense", "", pass_of_the_page):
			self.assertEqual(self.amina.track(self.code, ticket=forged).status, 429)

	def test_behind_a_trusted_proxy_each_visitor_counts_for_herself(self):
		frappe.get_doc("CFM Settings").update({"trusted_proxy": 1}).save()
		with patch.object(
			frappe.local, "request", Seen("203.0.113.1, 198.51.100.7", "10.0.0.1"), create=True
		):
			self.assertEqual(counters.source(), "198.51.100.7")
		frappe.get_doc("CFM Settings").update({"trusted_proxy": 0}).save()
		with patch.object(
			frappe.local, "request", Seen("203.0.113.1, 198.51.100.7", "10.0.0.1"), create=True
		):
			self.assertEqual(counters.source(), "10.0.0.1")

	def test_without_redis_the_right_code_opens_and_a_wrong_one_does_not(self):
		with patch("redis.client.Redis.execute_command", side_effect=RedisIsDown):
			page = self.amina.track(self.code)
			added = self.amina.act(page, "say", text="Redis sleeps")
			wrong = self.amina.track(wrong_code(3))
		self.assertEqual((page.status, added.status, wrong.status), (200, 200, 422))
		self.assertIn("Redis sleeps", added.words)

	def test_who_holds_a_code_cannot_fill_the_disk_with_messages(self):
		page = self.amina.track(self.code)
		with patch("cfm_app.portal.track_page.ACTIONS_AN_HOUR", 2):
			for text in ("One", "Two"):
				page = self.amina.act(page, "say", text=text)
				self.assertEqual(page.status, 200)
			refused = self.amina.act(page, "say", text="Three, and a long story")
		self.assertEqual(refused.status, 429)
		self.assertIn("Three, and a long story</textarea>", refused.html)

	def test_a_message_removed_while_its_page_is_open_asks_for_the_code(self):
		page = self.amina.track(self.code)
		frappe.db.delete("CFM Interaction", {"name": receipts.find(self.code)})
		after = self.amina.act(page, "say", text="Still there?")
		self.assertEqual(after.status, 422)
		self.assertIn("Still there?</textarea>", after.html)

	def test_a_flood_of_messages_ends_with_the_text_kept_and_others_are_still_heard(self):
		before = frappe.db.count("CFM Interaction")
		with patch("cfm_app.rules.spam.REFUSE_FROM_SAME_SOURCE", 3):
			pages = [self.amina.write(f"Message {number}") for number in range(5)]
			other = Visitor().write("From another house")
		# she wrote one message before
		self.assertEqual([page.status for page in pages], [200, 200, 422, 422, 422])
		self.assertIn("Message 4</textarea>", pages[-1].html)
		self.assertIn("Too many messages come in at the moment.", pages[-1].words)
		self.assertEqual(other.status, 200)
		self.assertEqual(frappe.db.count("CFM Interaction"), before + 3)

	def test_a_flood_ends_at_every_door_at_once(self):
		data = {"web_form": questions.web_form().name, "data": "{}"}
		with patch("cfm_app.api.public.FLOOD_AN_HOUR", 3):
			statuses = [
				WebServer().ask(door, f"192.0.2.{number}", method="POST", data=data).status_code
				for number, door in enumerate([*DOORS, *DOORS])
			]
		self.assertEqual(statuses, [417] * 3 + [429] * 5)

	def test_every_door_for_messages_counts_together(self):
		taken = []

		def take(filled):
			taken.append(counters.count("messages", counters.source()))
			return frappe._dict(code="1234 5678 1234 5678", due=None)

		data = {"web_form": questions.web_form().name, "data": '{"message": "No water"}'}
		with patch("cfm_app.api.public.submission.take", take):
			for door in DOORS:
				answer = WebServer().ask(door, ATTACKER, method="POST", data=data)
				self.assertEqual(answer.status_code, 200, door)
		self.assertEqual(taken, [0, 1, 2, 3])


class Seen:
	"""A request as far as its sender can be seen."""

	def __init__(self, forwarded, address):
		self.headers, self.remote_addr = {"X-Forwarded-For": forwarded}, address


def same_page(page):
	"""Status, headers and words of a page without what is new each time."""
	once = re.compile(r"nonce-[\w-]+|nonce=\"[^\"]+\"|value=\"[^\"]*\"")
	headers = {name: once.sub("", value) for name, value in page.response.headers.items()}
	headers.pop("Content-Length")
	return page.status, headers, once.sub("", page.html)


def keys_in_redis():
	return list(frappe.cache.scan_iter(match=frappe.cache.make_key("cfm_portal:*")))


def a_minute_from_now():
	return time.time() + code_tries.LONGEST_WAIT_SECONDS + 1
