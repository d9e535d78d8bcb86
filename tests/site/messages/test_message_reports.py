"""The reports on messages count. They name nobody, and no count points to somebody."""

import frappe
from frappe.desk.query_report import run

from cfm_app.api import desk_broadcast
from cfm_app.confidentiality.rows import insert_rows
from cfm_app.exceptions import AccessRefused
from cfm_app.integrations.engine import broadcasts
from cfm_app.testing.broadcast_case import MESSAGE, TYPE, Broadcasts
from cfm_app.testing.factories import make_user
from cfm_app.testing.subscribers import phone

ROW = {"direction": "Out", "kind": "SMS", "error_class": None}


class TestMessageDelivery(Broadcasts):
	def setUp(self):
		super().setUp()
		frappe.db.delete(MESSAGE)

	def written(self, number, state, month="2026-05", **more):
		name = insert_rows(MESSAGE, [{**ROW, "state": state, **more} for _each in range(number)])
		frappe.db.set_value(MESSAGE, {"name": ["in", name]}, "creation", f"{month}-15 10:00:00")

	def report(self, user=None, **filters):
		span = {"from_date": "2026-01-20", "to_date": "2026-06-01"}
		with self.as_user(user or self.carla):
			return run("Message Delivery", {**span, **filters})["result"]

	def numbers(self, **filters):
		return {
			(row["month"], row["kind"], row["state"], row["error_class"]): row["number"]
			for row in self.report(**filters)
		}

	def test_counts_by_month_kind_state_and_kind_of_error(self):
		self.written(20, "Delivered")
		self.written(7, "Failed", error_class="Permanent")
		self.written(9, "Delivered", kind="WhatsApp", month="2026-04")
		found = self.numbers()
		self.assertEqual(found["2026-05", "SMS", "Total", ""], "27")
		self.assertEqual(found["2026-05", "SMS", "arrived at the phone", ""], "20")
		refused = "The provider refused the message or the number"
		self.assertEqual(found["2026-05", "SMS", "not sent", refused], "7")
		self.assertEqual(set(self.numbers(kind="WhatsApp")), {key for key in found if key[1] == "WhatsApp"})

	def test_a_single_message_is_never_counted_out(self):
		self.written(30, "Delivered")
		self.written(1, "Blocked", error_class="PolicyBlocked")
		found = self.numbers()
		self.assertEqual(found["2026-05", "SMS", "held back", "Our own rules forbid it"], "<5")
		total, delivered = (found["2026-05", "SMS", state, ""] for state in ("Total", "arrived at the phone"))
		self.assertFalse(total.isdigit() and delivered.isdigit())

	def test_days_cannot_be_moved_until_one_message_stands_alone(self):
		self.written(10, "Delivered")
		self.written(10, "Delivered", month="2026-04")
		whole = self.numbers(from_date="2026-04-01", to_date="2026-05-31")
		self.assertEqual(self.numbers(from_date="2026-04-20", to_date="2026-05-02"), whole)

	def test_who_may_not_see_lines_gets_nothing(self):
		for user in (self.farid, make_user("Petra Partner", "Partner")):
			with self.assert_refused():
				self.report(user)


class TestBroadcastResults(Broadcasts):
	def test_each_broadcast_with_its_numbers_and_nobody_in_it(self):
		points = self.subscribers(6)
		doc = self.approved()
		broadcasts.go_on()
		with self.as_user(self.otto):
			answer = run("Broadcast Results", {"line": self.line.name})
		row = answer["result"][0]
		self.assertEqual((row["title"], row["people"], row["waiting"]), ("Monday", "6", "6"))
		told = frappe.as_json(answer)
		for secret in (*points, phone(0)[1:], phone(1)[1:]):
			self.assertNotIn(secret, told)
		self.assertEqual(row["name"], doc.name)

	def test_without_a_filter_all_are_there(self):
		self.subscribers(6)
		doc = self.asked()
		with self.as_user(self.carla):
			names = {row["name"] for row in run("Broadcast Results", {})["result"]}
		self.assertIn(doc.name, names)

	def test_a_broadcast_opens_no_list_of_those_who_get_it(self):
		points = self.subscribers(6)
		doc = self.asked()
		for user in (self.otto, self.carla, self.ada):
			with self.as_user(user):
				shown = frappe.as_json(
					[desk_broadcast.broadcast_page(doc.name), frappe.get_doc(TYPE, doc.name)]
				)
				for secret in (*points, phone(0)[1:]):
					self.assertNotIn(secret, shown)
				with self.assert_refused():
					frappe.get_list("CFM Broadcast Recipient")

	def test_who_has_no_right_learns_not_even_that_it_exists(self):
		self.subscribers(6)
		doc = self.asked()
		words = []
		for name in (doc.name, "no-such-name"):
			with self.as_user(self.farid), self.assert_refused(exception=AccessRefused) as refused:
				desk_broadcast.broadcast_page(name)
			words.append(str(refused.exception))
		self.assertEqual(words[0], words[1])
