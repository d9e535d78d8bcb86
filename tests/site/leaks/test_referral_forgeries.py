"""Who may write a referral or a provider a little tries to make of it a way around consent and agreement."""

import re

import frappe

from cfm_app.api import desk_referral_board, desk_referral_inbox, desk_referrals, desk_services
from cfm_app.confidentiality import partner_links
from cfm_app.exceptions import GuardRefused, SharingRefused
from cfm_app.portal import help_asked
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.small_mechanism import NAME, PHONE
from cfm_app.testing.visitor import Visitor


class TestAReceiverOfOnesOwnChoice(ReferralCase):
	FORGED = {"kind": "internal", "service_type": "LEGAL.CIVIL", "priority": "NORMAL", "shares_words": 1}

	def test_who_sends_names_no_receiver_past_the_directory(self):
		mate = make_user("Max Mate", "Analyst")
		with self.as_user(self.operator):
			forged = frappe.new_doc("Referral", complaint=self.complaint.name, receiver=mate, **self.FORGED)
			forged.insert()
			self.assertEqual((forged.kind, forged.receiver), ("external", None))
			with self.assert_refused("consent", SharingRefused):
				desk_referrals.act(forged.name, "Send")
		self.allow()
		with self.as_user(self.operator), self.assert_refused("agreement", SharingRefused):
			desk_referrals.act(forged.name, "Send")
		with self.as_user(mate), self.assert_refused("no such record"):
			desk_referral_inbox.sheet(forged.name)

	def test_nor_does_a_draft_keep_one_that_loses_its_provider(self):
		referral = self.draft(self.department())
		self.assertEqual(referral.receiver, self.legal)
		with self.as_user(self.focal):
			referral.update({"provider": None, "service": None, "receiver": self.stranger}).save()
		self.assertEqual((referral.reload().kind, referral.receiver), ("external", None))


class TestWhoKeepsTheDirectory(ReferralCase):
	"""Otto keeps entries of the directory and reads no complaint."""

	def setUp(self):
		super().setUp()
		self.otto = make_user("Otto Outreach", "Outreach Officer")
		self.partner = frappe.get_doc("Service Provider", self.service.provider)

	def as_otto(self, **values):
		with self.as_user(self.otto):
			frappe.get_doc("Service Provider", self.partner.name).update(values).save()

	def test_does_not_make_a_partner_a_department_of_ours_with_himself_at_its_desk(self):
		with self.assert_refused("who gives duties"):
			self.as_otto(kind="own organisation", department_user=self.otto)
		referral = self.draft()
		self.assertEqual((referral.kind, referral.receiver), ("external", None))

	def test_nor_takes_the_desk_of_a_department(self):
		department = self.department()
		for field in ("department_user", "department_backup"):
			self.partner = frappe.get_doc("Service Provider", department.provider)
			with self.subTest(field), self.assert_refused("who gives duties"):
				self.as_otto(**{field: self.otto})
		self.assertEqual(self.draft(department).receiver, self.legal)

	def test_nor_hangs_the_agreement_of_one_organisation_on_another(self):
		with self.as_user(self.otto):
			other = frappe.new_doc("Service Provider", title="Somebody Else", kind="private").insert()
		self.partner = other
		with self.assert_refused("who gives duties"):
			self.as_otto(agreement=self.agreement.name)

	def test_he_still_keeps_the_rest_of_the_entry_true(self):
		self.as_otto(public_phone="+93 20 000", kind="private")
		self.assertEqual(self.partner.reload().public_phone, "+93 20 000")
		self.assertEqual(self.partner.agreement, self.agreement.name)

	def test_who_gives_duties_decides_it(self):
		coordinator = make_user("Cora Coordinator", "Coordinator")
		make_grant(coordinator, "Handle")
		with self.as_user(coordinator):
			values = {"kind": "own organisation", "department_user": self.legal}
			frappe.get_doc("Service Provider", self.partner.name).update(values).save()
		self.assertEqual(self.draft().receiver, self.legal)


class TestWhatAnAnswerBringsAlong(ReferralCase):
	"""The partner writes more into its answer than the answer asks for."""

	def setUp(self):
		super().setUp()
		self.referral = self.sent()
		with self.as_user(self.focal):
			address = partner_links.make_for_referral(self.referral)["address"]
		self.path = "/referral/" + address.rpartition("/")[2]

	def answer(self, **fields):
		visitor = Visitor()
		token = re.search(r'name="partner" value="([^"]+)"', visitor.get(self.path).html)[1]
		return visitor.post(self.path, {"partner": token, **fields})

	def stored(self):
		fields = ["workflow_state", "decline_reason", "scheduled_on", "delivered_on", "confirmed_by"]
		return frappe.db.get_value("Referral", self.referral.name, fields)

	def details(self):
		return frappe.get_all("CFM Referral Step", {"referral": self.referral.name}, pluck="detail")

	def test_only_what_the_step_asks_for_is_kept(self):
		self.answer(
			action="Accept", decline_reason="other", scheduled_on="2031-01-01", delivered_on="2020-01-01"
		)
		self.assertEqual(self.stored(), ("Accepted", None, None, None, None))
		self.assertNotIn("other", self.details())

	def test_a_reason_is_one_of_ours_and_never_a_name_that_lies_open(self):
		page = self.answer(action="Decline", decline_reason=f"{NAME} {PHONE}")
		self.assertEqual(page.status, 422)
		self.assertEqual(self.stored()[0], "Sent")
		self.assertFalse(self.holds("tabReferral", "decline_reason", NAME))
		self.assertFalse(self.holds("tabCFM Referral Step", "detail", NAME))
		self.assertEqual(self.answer(action="Decline", decline_reason="other").status, 200)
		self.assertEqual(self.stored()[:2], ("Not accepted", "other"))

	def test_a_day_that_is_none_is_asked_again_and_breaks_nothing(self):
		self.answer(action="Accept")
		for typed in ("tomorrow", "9999999-01-01", "1", "2031-13-45", "2031-01-01'; drop", "0000-00-00", "٣"):
			with self.subTest(typed):
				self.assertEqual(self.answer(action="Schedule", scheduled_on=typed).status, 422)
		self.assertEqual(self.stored()[0], "Accepted")
		self.assertEqual(self.answer(action="Schedule", scheduled_on="2031-01-02T09:30").status, 200)
		self.assertEqual(str(self.stored()[2]), "2031-01-02 09:30:00")

	def test_the_day_the_partner_names_is_the_day_that_is_kept(self):
		self.answer(action="Accept")
		self.answer(action="Report as delivered", delivered_on="2026-11-02")
		self.assertEqual(str(self.stored()[3]), "2026-11-02")

	def test_a_colleague_writes_no_free_text_into_open_columns_either(self):
		self.act(self.referral, "Accept")
		attempts = (
			("Confirm that the service was received", {"confirmed_by": NAME}),
			("Transfer", {"new_referral": NAME}),
			("Decline", {"decline_reason": NAME}),
		)
		for action, facts in attempts:
			with self.subTest(action), self.as_user(self.focal), self.assertRaises(GuardRefused):
				desk_referrals.act(self.referral.name, action, facts)
		self.assertFalse(self.holds("tabCFM Referral Step", "detail", NAME))


class TestCountingGaps(ReferralCase):
	def test_who_only_looks_counts_no_need(self):
		area = self.service.sites[0].area
		for user in (self.analyst, make_user("Aud Auditor", "Auditor")):
			with self.as_user(user), self.assertRaises(frappe.PermissionError):
				desk_services.log_gap("LEGAL.CIVIL", area)
		self.assertFalse(frappe.db.exists("CFM Service Gap", {"area": area, "service_type": "LEGAL.CIVIL"}))
		with self.as_user(self.operator):
			gap = desk_services.log_gap("LEGAL.CIVIL", area)["gap"]
		self.assertEqual(frappe.db.get_value("CFM Service Gap", gap, "needs"), 1)


class TestAConditionInPlaceOfAValue(ReferralCase):
	"""The browser sends lists and objects where a value belongs: the database would read them as conditions."""

	CONDITIONS = (["like", "%"], {"a": 1}, ["!=", "x"])

	def test_searches_take_plain_values_alone(self):
		with self.as_user(self.focal):
			for odd in self.CONDITIONS:
				for field in ("area", "sex", "language", "status", "access_needs", "age"):
					with self.subTest(field, odd=odd):
						found = desk_services.find_services({"service_type": "LEGAL.CIVIL", field: odd})
						self.assertIn(self.service.name, frappe.as_json(found))
				with self.assertRaises(frappe.ValidationError):
					desk_services.find_services({"service_type": odd})
				self.assertEqual(desk_referral_board.board({"sector": odd}), desk_referral_board.board({}))

	def test_what_is_no_question_at_all_is_refused(self):
		for odd in ("[1]", "1", '"x"'):
			with self.subTest(odd), self.assertRaises(frappe.ValidationError):
				desk_services.find_services(odd)

	def test_no_condition_chooses_another_referral(self):
		referral = self.sent()
		for odd in self.CONDITIONS:
			with self.subTest(str(odd)), self.as_user(self.focal), self.assertRaises(GuardRefused):
				desk_referrals.act(referral.name, "Transfer", {"new_referral": odd})


class TestWhatIsAboutProtectionByItsNature(ReferralCase):
	def team(self):
		service = self.department()
		service.update({"service_type": "GBV.CASE"}).save()
		return service

	def test_nobody_leaves_the_tick_out_and_the_consent_with_it(self):
		referral = self.draft(self.team(), is_protection=0)
		with self.as_user(self.focal):
			referral.update({"is_protection": 0}).save()
			with self.assert_refused("consent", SharingRefused):
				desk_referrals.act(referral.name, "Send")
		self.allow()
		self.assertEqual(self.act(referral, "Send").workflow_state, "Sent")

	def test_it_is_said_before_anything_is_typed(self):
		team = self.team()
		with self.as_user(self.focal):
			told = desk_referrals.stands_against(self.complaint.name, team.name)
		self.assertTrue(told["words"])

	def test_papers_need_no_tick(self):
		self.assertEqual(self.draft(self.department()).is_protection, 0)

	def test_a_shelter_is_not_named_to_whoever_looks_over_her_shoulder_though_no_service_was_chosen(self):
		self.allow()
		with self.as_user(self.focal):
			wanted = {"provider": self.service.provider, "service_type": "LEGAL.CIVIL", "priority": "URGENT"}
			made = desk_referrals.start(self.complaint.name, wanted, {"background": "Papers."})
		self.act(frappe.get_doc("Referral", made["name"]), "Send")
		named = [each.who for each in help_asked.of(self.complaint)]
		self.assertEqual(named, ["Legal Aid Society"])
		frappe.db.set_value("CFM Service Site", {"parent": self.service.name}, "is_hidden", 1)
		self.assertEqual([each.who for each in help_asked.of(self.complaint)], [""])
