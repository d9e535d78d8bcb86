"""Two people do something with a referral at the same moment: one counts, the other reads what has happened."""

import html
import re

import frappe

from cfm_app.api import desk_referral_inbox, desk_referrals, desk_services, desk_sharing
from cfm_app.confidentiality import partner_links, receipts
from cfm_app.directory import gaps
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import referrals
from cfm_app.portal import help_asked
from cfm_app.testing.at_once import AtOnceCase, all_meet_before
from cfm_app.testing.factories import make_area
from cfm_app.testing.small_mechanism import NAME
from cfm_app.testing.visitor import TRACK, Page, forget_counts
from cfm_app.testing.web_server import WebServer, look_again

OPENING = (partner_links, "open_link")
MOVE = (referrals, "move")
THANKS = "We have your answer. Thank you."
TOO_LATE = "Somebody has moved"


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
		return {
			"path": path,
			"method": "POST",
			"data": {"partner": token, "action": action, "lang": "en", **facts},
		}

	def answer_at_once(self, *forms, before=(OPENING,)):
		"""Send these forms at the same time; return the pages."""
		with all_meet_before(*before, people=len(forms)):
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


class TestOurSide(LinkCase):
	def test_the_partner_accepts_while_we_withdraw_and_one_of_them_counts(self):
		page, ours = self.partner_and(self.form("Accept"), self.withdraws)
		(step,) = self.steps("Accept", "Withdraw")
		if step == "Accept":
			self.assertIsInstance(ours, GuardRefused)
			self.assertIn("Somebody has moved", str(ours))
			self.assertIn(NAME, page.words)
		else:
			self.assertIn(TOO_LATE, page.words)
			self.assertNotIn(NAME, page.words)

	def test_who_withdraws_a_moment_earlier_shows_the_partner_nobody(self):
		form = self.form("Accept")
		with self.in_between(OPENING, self.focal, self.withdraws):
			(page,) = self.answer_at_once(form, before=())
		self.assertEqual((self.state(), self.steps("Accept")), ("Withdrawn", []))
		self.assertIn("<strong>Withdrawn</strong>", page.html)
		self.assertNotIn(NAME, page.words)

	def test_an_address_that_is_taken_back_a_moment_earlier_answers_nothing(self):
		form = self.form("Accept")
		with self.in_between(OPENING, self.focal, lambda: desk_referrals.revoke_links(self.referral.name)):
			(page,) = self.answer_at_once(form, before=())
		self.assertEqual((page.status, self.state()), (404, "Sent"))

	def test_the_partner_accepts_while_the_referral_goes_to_somebody_else(self):
		other = self.another_service()
		with self.as_user(self.focal):
			made = desk_referrals.start(
				self.complaint.name,
				{"service": other.name, "priority": "URGENT"},
				{"service_requested": "Papers."},
				self.referral.name,
			)
		self.show_to_others()
		page, ours = self.partner_and(self.form("Accept"), lambda: desk_referrals.act(made["name"], "Send"))
		(step,) = self.steps("Accept", "Transfer")
		new = frappe.get_doc("Referral", made["name"])
		if step == "Accept":
			self.assertEqual((self.state(), self.state(new)), ("Accepted", "Draft"))
			self.assertIn(f"moved {self.referral.name} meanwhile", str(ours))
		else:
			self.assertEqual((self.state(), self.state(new)), ("Transferred on", "Sent"))
			self.assertNotIn(NAME, page.words)

	def partner_and(self, form, work):
		"""Let the partner send a form while Farid does something; return (page, what he got)."""
		places = (OPENING, MOVE)
		sent = ("Guest", lambda: self.server.ask_all([form])[0])
		answer, ours = self.at_once(sent, (self.focal, work), before=places)
		return Page(answer), ours

	def withdraws(self):
		desk_referrals.act(self.referral.name, "Withdraw")


class TestHerWord(LinkCase):
	def test_what_she_takes_back_while_the_partner_accepts_shows_it_nobody(self):
		form = self.form("Accept")
		with self.in_between(MOVE, self.focal, self.takes_back):
			(page,) = self.answer_at_once(form, before=())
		self.assertEqual((self.state(), self.steps("Accept")), ("Sent", []))
		self.assertEqual((page.status, NAME in page.words), (422, False))

	def test_our_own_department_learns_nobody_s_name_either(self):
		team = self.department()
		referral = self.act(self.draft(team, is_protection=1), "Send")
		self.show_to_others()
		with self.in_between(MOVE, self.focal, self.takes_back):
			(answer,) = self.at_once(
				(self.legal, lambda: desk_referral_inbox.answer(referral.name, "Accept"))
			)
		self.assertIsInstance(answer, GuardRefused)
		self.assertEqual(self.state(referral), "Sent")

	def test_nothing_is_sent_when_she_takes_it_back_at_that_moment(self):
		other = self.another_service()
		draft = self.draft(other)
		self.show_to_others()
		with self.in_between(MOVE, self.focal, self.takes_back):
			(answer,) = self.at_once((self.focal, lambda: desk_referrals.act(draft.name, "Send")))
		self.assertIsInstance(answer, GuardRefused)
		self.assertEqual(self.state(draft), "Draft")

	def takes_back(self):
		name = frappe.get_value("CFM Consent", {"complaint": self.complaint.name})
		desk_sharing.withdraw_consent(self.complaint.name, name)

	def test_who_stops_the_help_is_heard_though_the_partner_accepts_meanwhile(self):
		code = receipts.code_for(self.complaint.interaction)
		receipts.issue(frappe._dict(name=self.complaint.interaction), code)
		self.show_to_others()
		page = Page(self.server.ask(f"/{TRACK.strip('/')}", method="POST", data={"code": code}))
		stop = {"path": TRACK, "method": "POST", "data": page.hidden("help stop")}
		accept = self.form("Accept")
		with self.in_between((help_asked, "_chosen"), "Guest", lambda: self.server.ask_all([accept])):
			(page,) = self.answer_at_once(stop, before=())
		self.assertEqual((page.status, self.state()), (200, "Withdrawn"))
		self.assertEqual(self.steps("Withdraw"), ["Withdraw"])


class TestTwoColleagues(AtOnceCase):
	def test_who_refer_the_same_person_to_the_same_service_send_it_once(self):
		drafts = [self.draft(), self.draft()]
		self.show_to_others()
		done = self.at_once(*((self.focal, self.sends(draft)) for draft in drafts), before=(MOVE,))
		states = {
			draft.name: frappe.db.get_value("Referral", draft.name, "workflow_state") for draft in drafts
		}
		self.assertEqual(sorted(states.values()), ["Draft", "Sent"])
		(refused,) = (answer for answer in done if isinstance(answer, Exception))
		(sent,) = (name for name, state in states.items() if state == "Sent")
		self.assertIsInstance(refused, GuardRefused)
		self.assertIn(sent, str(refused))

	def test_whoever_presses_send_twice_sends_once(self):
		draft = self.draft()
		self.show_to_others()
		done = self.at_once((self.focal, self.sends(draft)), (self.focal, self.sends(draft)), before=(MOVE,))
		self.assertEqual(len([answer for answer in done if isinstance(answer, GuardRefused)]), 1)
		steps = frappe.get_all("CFM Referral Step", {"referral": draft.name, "action": "Send"})
		self.assertEqual(len(steps), 1)

	def sends(self, draft):
		return lambda: desk_referrals.act(draft.name, "Send")

	def test_who_miss_the_same_service_count_one_gap_and_everybody_once(self):
		complaints = [self.complaint, *(self.take() for _other in range(3))]
		self.show_to_others()
		done = self.at_once(*((self.focal, self.misses(one)) for one in complaints))
		(gap,) = {answer["gap"] for answer in done}
		self.assertEqual(self.counted(gap), (4, 4))

	def test_who_miss_it_for_the_same_person_count_her_once(self):
		done = self.at_once(*[(self.focal, self.misses(self.complaint))] * 3)
		(gap,) = {answer["gap"] for answer in done}
		self.assertEqual(self.counted(gap), (1, 1))

	def misses(self, complaint):
		return lambda: desk_services.log_gap("LEGAL.CIVIL", self.area, complaint.name)

	def counted(self, gap):
		return frappe.db.get_value(gaps.GAP, gap, "needs"), frappe.db.count(gaps.MARK, {"gap": gap})

	def setUp(self):
		super().setUp()
		self.area = make_area(f"GAP{frappe.generate_hash(length=6)}".upper())
		self.show_to_others()
