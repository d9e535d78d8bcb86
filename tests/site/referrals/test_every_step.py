"""From every state, everybody who has a part in a referral tries every step: the rule and the Workflow say what comes of it."""

import frappe

from cfm_app.exceptions import GuardRefused
from cfm_app.handling import referrals
from cfm_app.rules import referral_states
from cfm_app.rules.referral_states import MOVES, SENDER, STATES
from cfm_app.testing.referral_case import ReferralCase

SAID = {
	"decline_reason": "not eligible",
	"scheduled_on": "2026-12-01 10:00:00",
	"delivered_on": "2026-11-20",
	"confirmed_by": "call",
}
OTHERS = (referrals.receiver("Legal Aid Society"), referrals.THE_PERSON, referrals.THE_CLOCK)
# a transfer needs the referral that takes its place: test_sending.py tells it
ACTIONS = sorted({each.action for each in MOVES} - {"Transfer"})


class TestEveryStep(ReferralCase):
	def setUp(self):
		super().setUp()
		self.referral = self.sent()

	def test_whoever_has_no_account_takes_the_steps_of_the_rule_and_no_other(self):
		for actor in OTHERS:
			for state in STATES:
				wanted = {each.action: each.after for each in referral_states.moves_from(state, actor.kind)}
				wanted.pop("Transfer", None)
				self.assertEqual(self.steps_taken(state, actor), wanted, f"{actor.kind} from {state}")

	def test_a_colleague_takes_the_steps_of_the_workflow_and_no_other(self):
		ways = self.ways_of_the_workflow()
		with self.as_user(self.focal):
			for state in STATES:
				wanted = {action: after for (before, action), after in ways.items() if before == state}
				self.assertEqual(self.steps_taken(state, referrals.sender()), wanted, state)

	def test_the_workflow_leaves_out_no_step_of_the_rule(self):
		ways = self.ways_of_the_workflow()
		for each in MOVES:
			for before in each.before if SENDER in each.by and each.action in ACTIONS else ():
				self.assertEqual(ways.get((before, each.action)), each.after, f"{each.action} from {before}")

	def test_nobody_moves_what_has_ended(self):
		with self.as_user(self.focal):
			for state in referral_states.ENDED:
				for actor in (referrals.sender(), *OTHERS):
					self.assertEqual(self.steps_taken(state, actor), {}, f"{actor.kind} from {state}")

	def ways_of_the_workflow(self) -> dict:
		workflow = frappe.get_doc("Workflow", {"document_type": "Referral", "is_active": 1})
		return {
			(row.state, row.action): row.next_state for row in workflow.transitions if row.action in ACTIONS
		}

	def steps_taken(self, state, actor) -> dict:
		"""Return {action: state it led to} of all that were not refused; nothing of it stays."""
		found = {action: self.try_step(state, actor, action) for action in ACTIONS}
		return {action: after for action, after in found.items() if after}

	def try_step(self, state, actor, action) -> str:
		frappe.db.savepoint("a_step")
		frappe.db.set_value("Referral", self.referral.name, "workflow_state", state)
		referral = frappe.get_doc("Referral", self.referral.name)
		try:
			referrals.move(referral, action, actor, "What was said about it.", **SAID)
			return frappe.db.get_value("Referral", referral.name, "workflow_state")
		except GuardRefused:
			return ""
		finally:
			frappe.db.rollback(save_point="a_step")
