"""Two people do something with a referral at the same moment: one counts, the other reads what has happened."""

import html
import re

import frappe

from cfm_app.api import desk_referral_inbox, desk_referrals, desk_services, desk_sharing
from cfm_app.confidentiality import partner_links
from cfm_app.directory import gaps
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import referrals
from cfm_app.testing.at_once import AtOnceCase, all_meet_before
from cfm_app.testing.factories import make_area
from cfm_app.testing.small_mechanism import NAME
from cfm_app.testing.visitor import Page, forget_counts
from cfm_app.testing.web_server import WebServer, look_again

OPENING = (partner_links, "open_link")
MOVE = (referrals, "move")
THANKS = "We have your answer. Thank you."
TOO_LATE = "as it stands now"


class LinkCase(AtOnceCase):
	def setUp(self):
		super().setUp()
		forget_counts()
		self.server = WebServer()
		self.referral = self.act(self.draft(), "Send")
		self.path = self.link()
		self.show_to_others()

	def link(self):
		with self.as_user(self.focal):
			made = desk_referrals.make_link(self.referral.name)
		return "/referral/" + made["address"].rpartition("/")[2]

	def form(self, action, path=None, **facts):
		"""Open the page and return the request that its button sends."""
		path = path or self.path
		page = self.server.ask(path).get_data(as_text=True)
		token = html.unescape(re.search(r'name="partner" value="([^"]+)"', page)[1])
		return {"path": path, "method": "POST", "data": {"partner": token, "action": action, **facts}}

	def answer_at_once(self, *forms, before=OPENING):
		"""Send these forms at the same time; return the pages."""
		with all_meet_before(before, people=len(forms)):
			answers = self.server.ask_all(list(forms), threads=len(forms))
		look_again()
		return [Page(answer) for answer in answers]

	def state(self, referral=None):
		return frappe.db.get_value("Referral", (referral or self.referral).name, "workflow_state")

	def steps(self, *actions, referral=None):
		wanted = {"referral": (referral or self.referral).name, "action": ["in", actions]}
		return frappe.get_all("CFM Referral Step", wanted, pluck="action")


class TestTheLink(LinkCase):
	def test_one_partner_accepts_while_its_colleague_declines_and_one_of_them_counts(self):
		accept = self.form("Accept", self.link_of_a_colleague())
		decline = self.form("Decline", decline_reason="outside area")
		answers = self.answer_at_once(accept, decline)
		(step,) = self.steps("Accept", "Decline")
		self.assertEqual(self.state(), {"Accept": "Accepted", "Decline": "Not accepted"}[step])
		(late,) = (page for page in answers if THANKS not in page.words)
		self.assertEqual(late.status, 422)
		self.assertIn(TOO_LATE, late.words)
		self.assertIn(f"<strong>{self.state()}</strong>", late.html)

	def link_of_a_colleague(self):
		path = self.link()
		self.show_to_others()
		return path

	def test_pressing_accept_twice_accepts_once_and_both_pages_show_who_she_is(self):
		form = self.form("Accept")
		pages = self.answer_at_once(form, form)
		self.assertEqual(self.steps("Accept"), ["Accept"])
		for page in pages:
			self.assertEqual((page.status, THANKS in page.words, NAME in page.words), (200, True, True))

	def test_pressing_twice_what_cannot_be_taken_is_refused_twice(self):
		form = self.form("Decline")
		pages = self.answer_at_once(form, form)
		self.assertEqual([(page.status, THANKS in page.words) for page in pages], [(422, False)] * 2)
		self.assertEqual((self.state(), self.steps("Decline")), ("Sent", []))

	def test_a_message_that_was_sent_twice_at_once_is_kept_once(self):
		form = self.form("message", note="May she bring her brother?")
		pages = self.answer_at_once(form, form)
		self.assertEqual([(page.status, THANKS in page.words) for page in pages], [(200, True)] * 2)
		self.assertEqual(self.steps("Message"), ["Message"])
