"""A referral carries a person to somebody else. Whoever should not see her tries every door that it opens."""

import re
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app.api import desk_referral_inbox, desk_referrals, desk_sharing
from cfm_app.confidentiality import access_keys, data_copy, erasure_sweep, record_access
from cfm_app.directory import gaps
from cfm_app.exceptions import AccessRefused
from cfm_app.handling import alerts, referral_sheet
from cfm_app.testing.erasing import Erasing
from cfm_app.testing.factories import make_area, make_grant, make_project, make_user
from cfm_app.testing.redis_search import found_in_redis
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.small_mechanism import NAME, PHONE, WORDS
from cfm_app.testing.visitor import Visitor


class LeakCase(ReferralCase):
	def setUp(self):
		super().setUp()
		self.told = []
		heard = patch.object(alerts, "tell_all", self._hear)
		heard.start()
		self.addCleanup(heard.stop)

	def _hear(self, users, doc, code):
		self.told += [(user, code) for user in users]

	def inside(self, **facts):
		"""Return a referral that waits for Lina, our lawyer."""
		return self.act(self.draft(self.department(), **facts), "Send")

	def accepted_inside(self, **facts):
		referral = self.inside(**facts)
		with self.as_user(self.legal):
			desk_referral_inbox.answer(referral.name, "Accept")
		return referral.reload()

	def sheet(self, referral, user):
		with self.as_user(user):
			return desk_referral_inbox.sheet(referral.name)["sheet"]

	def waiting(self, user):
		with self.as_user(user):
			return [row["name"] for row in desk_referral_inbox.waiting()]

	def lock_out(self, user):
		self.complaint.reload()
		record_access.lock_out(self.complaint, {user})

	def raise_level(self, level=5):
		complaint = self.complaint.reload()
		complaint.level = level
		record_access.set_key(complaint)
		complaint.db_set({"level": level, "access_key": complaint.access_key})
		record_access.carry_to_followers(complaint)

	def link_to(self, referral):
		with self.as_user(self.focal):
			return "/referral/" + desk_referrals.make_link(referral.name)["address"].rpartition("/")[2]

	def accept(self, path):
		visitor = Visitor()
		page = visitor.get(path).html
		token = re.search(r'name="partner" value="([^"]+)"', page)[1]
		return visitor.post(path, {"partner": token, "action": "Accept"}).html


class TestTheReceiverItIsAbout(LeakCase):
	def test_it_is_not_sent_to_her(self):
		self.lock_out(self.legal)
		self.assertIsNone(self.draft(self.department()).receiver)

	def test_nor_to_her_manager_but_to_the_stand_in(self):
		accused = make_user("Arif Accused", "Focal Point", line_manager=self.legal)
		self.addCleanup(frappe.db.set_value, "User", accused, "cfm_line_manager", None)
		stand_in = make_user("Sona Stand-in", "Responder")
		self.lock_out(accused)
		service = self.department()
		frappe.get_doc("Service Provider", service.provider).update({"department_backup": stand_in}).save()
		self.assertEqual(self.draft(service).receiver, stand_in)

	def test_what_she_has_already_is_taken_from_her(self):
		referral = self.accepted_inside()
		self.assertEqual(self.sheet(referral, self.legal)["person"]["name"], NAME)
		self.lock_out(self.legal)
		self.assertEqual(self.waiting(self.legal), [])
		for attempt in (
			lambda: desk_referral_inbox.sheet(referral.name),
			lambda: desk_referral_inbox.answer(referral.name, "Schedule", {"scheduled_on": "2031-01-01"}),
		):
			with self.as_user(self.legal), self.assert_refused("no such record", AccessRefused):
				attempt()

	def test_a_name_that_is_guessed_and_one_that_is_another_s_say_the_same(self):
		referral = self.inside()
		for user, name in ((self.stranger, referral.name), (self.legal, "R-2222-2222")):
			with self.as_user(user), self.assert_refused("no such record", AccessRefused):
				desk_referral_inbox.sheet(name)

	def test_she_reads_the_sheet_and_neither_the_referral_nor_the_complaint(self):
		referral = self.accepted_inside()
		for doctype, name in (("Referral", referral.name), ("Complaint", self.complaint.name)):
			self.assertFalse(frappe.has_permission(doctype, "read", name, user=self.legal))

	def test_a_new_head_of_the_department_does_not_inherit_what_was_sent(self):
		service = self.department()
		referral = self.act(self.draft(service), "Send")
		newcomer = make_user("Nora New", "Responder")
		frappe.get_doc("Service Provider", service.provider).update({"department_user": newcomer}).save()
		frappe.get_doc("Referral", referral.name).save()
		self.assertEqual(referral.reload().receiver, self.legal)

	def test_words_of_a_complaint_that_became_sensitive_stay_with_who_is_named(self):
		referral = self.accepted_inside(shares_words=1)
		self.assertEqual(self.sheet(referral, self.legal)["words"]["narrative"], WORDS)
		self.raise_level()
		self.assertNotIn("narrative", self.sheet(referral, self.legal)["words"])


class TestAnAddressThatIsKnownTooLong(LeakCase):
	def setUp(self):
		super().setUp()
		self.referral = self.sent()
		self.path = self.link_to(self.referral)
		self.assertIn(NAME, self.accept(self.path))
		self.told.clear()

	def assert_dead(self):
		page = Visitor().get(self.path)
		self.assertEqual(page.status, 404)
		for hers in (NAME, PHONE, "Laleh", self.referral.name):
			self.assertNotIn(hers, page.html)

	def test_it_dies_when_the_complaint_becomes_sensitive_and_who_is_named_hears_of_it(self):
		salma = make_user("Salma Sensitive", "Sensitive Focal Point")
		make_grant(salma, "Sensitive", level_to=6)
		self.raise_level()
		self.assert_dead()
		self.assertIn((salma, "referral_links_closed"), self.told)
		self.assertNotIn((self.focal, "referral_links_closed"), self.told)

	def test_it_dies_when_it_turns_out_to_be_about_a_colleague_and_the_sender_hears_of_it(self):
		self.lock_out(self.stranger)
		self.assert_dead()
		self.assertIn((self.focal, "referral_links_closed"), self.told)
		steps = frappe.get_all(
			"CFM Referral Step", {"referral": self.referral.name}, ["action", "access_key"]
		)
		self.assertIn("Links revoked", {step.action for step in steps})
		self.assertEqual({step.access_key for step in steps}, {self.complaint.access_key})

	def test_the_sender_it_is_about_keeps_no_door(self):
		self.lock_out(self.focal)
		self.assert_dead()
		self.assertNotIn(self.focal, {user for user, _code in self.told})

	def test_it_lives_on_when_the_level_changes_below_the_sensitive_ones(self):
		self.raise_level(4)
		self.assertEqual(Visitor().get(self.path).status, 200)
		self.assertNotIn("referral_links_closed", {code for _user, code in self.told})

	def test_it_dies_when_the_person_takes_her_yes_back(self):
		consent = frappe.db.get_value("CFM Consent", {"complaint": self.complaint.name, "given": "yes"})
		with self.as_user(self.focal):
			desk_sharing.withdraw_consent(self.complaint.name, consent)
		self.assert_dead()

	def test_what_the_partner_opened_is_in_the_log(self):
		Visitor().get(self.path)
		wanted = {"record": self.referral.name, "action": "view", "user": "Guest"}
		self.assertTrue(frappe.db.exists("CFM Access Log", wanted))


class TestForgedFields(LeakCase):
	FORGED = (
		("workflow_state", "Accepted"),
		("sent_on", "2026-01-01 10:00:00"),
		("overridden", "no_consent"),
		("linked_on", "2026-01-01 10:00:00"),
		("received_confirmed_on", "2026-01-01 10:00:00"),
		("confirmed_by", "call"),
		("earlier_referral", "R-2222-2222"),
	)

	def test_who_may_write_writes_no_step_of_the_work(self):
		referral = self.draft()
		with self.as_user(self.focal):
			for field, value in self.FORGED:
				forged = frappe.get_doc("Referral", referral.name)
				forged.set(field, value)
				try:
					forged.save()
				except frappe.ValidationError:
					frappe.clear_messages()
		stored = frappe.get_doc("Referral", referral.name)
		self.assertEqual(
			{field: stored.get(field) for field, _value in self.FORGED},
			{field: referral.get(field) for field, _value in self.FORGED},
		)

	def test_a_referral_does_not_move_to_the_complaint_of_somebody_else(self):
		referral = self.draft()
		other = self.take(project=make_project("FAR"))
		with self.as_user(self.focal), self.assertRaises(frappe.CannotChangeConstantError):
			frappe.get_doc("Referral", referral.name).update({"complaint": other.name}).save()

	def test_nobody_drafts_for_a_complaint_she_does_not_read(self):
		for user in (self.stranger, self.legal, self.analyst):
			with self.as_user(user), self.assertRaises(frappe.PermissionError):
				desk_referrals.start(self.complaint.name, {"service": self.service.name}, {})
		self.assertFalse(frappe.db.exists("Referral", {"complaint": self.complaint.name}))

	def test_what_was_sent_is_not_turned_to_another_receiver(self):
		referral = self.inside()
		with self.as_user(self.focal), self.assertRaises(frappe.ValidationError):
			frappe.get_doc("Referral", referral.name).update({"receiver": self.stranger}).save()
		self.assertEqual(referral.reload().receiver, self.legal)


class TestTheLog(LeakCase):
	def test_a_receiver_who_sees_the_person_is_logged(self):
		referral = self.accepted_inside()
		before = now_datetime()
		frappe.local.cfm_views_logged = set()
		self.sheet(referral, self.legal)
		wanted = {"record": referral.name, "action": "view", "user": self.legal, "at": [">=", before]}
		self.assertTrue(frappe.db.exists("CFM Access Log", wanted))

	def test_before_acceptance_there_is_nobody_to_see(self):
		shown = frappe.as_json(referral_sheet.for_receiver(self.inside()))
		for hers in (NAME, PHONE, "Laleh", "burned", self.complaint.name):
			self.assertNotIn(hers, shown)

	def test_the_key_of_a_referral_is_the_key_of_its_complaint(self):
		referral = self.sent()
		self.raise_level()
		keys = {self.complaint.reload().access_key, referral.reload().access_key}
		keys |= set(frappe.get_all("CFM Referral Step", {"referral": referral.name}, pluck="access_key"))
		self.assertEqual(len(keys), 1)
		self.assertEqual(access_keys.facts_of(keys.pop()).level, 5)


class TestAThiefWhoTakesTheWholeServer(LeakCase):
	def test_nothing_of_her_lies_open_anywhere_after_a_whole_referral(self):
		referral = self.sent(access_needs="companion")
		path = self.link_to(referral)
		self.accept(path)
		self.act(referral, "Confirm that the service was received", note="Laleh got it", confirmed_by="call")
		self.act(referral, "Close", note="Laleh's brother thanks us")
		secrets = [NAME.split()[1], PHONE[1:], "Laleh", "papers burned", path.rpartition("/")[2]]
		self.assertEqual(self.tables_with("|".join(secrets)), set())
		self.assertIn(
			"tabReferral.access_needs", self.tables_with("companion"), "the search finds what stands open"
		)
		self.assertEqual(found_in_redis(secrets), [])

	def tables_with(self, pattern):
		"""{table.column} that hold one of these."""
		found = set()
		for table_name, column in erasure_sweep._text_columns():
			table = frappe.qb.Table(table_name)
			query = frappe.qb.from_(table).select(table[column]).where(table[column].regexp(pattern))
			if query.limit(1).run():
				found.add(f"{table_name}.{column}")
		return found


class TestErased(Erasing, LeakCase):
	def test_with_the_complaint_go_its_referrals_their_words_and_every_door(self):
		referral = self.sent()
		path = self.link_to(referral)
		self.accept(path)
		gap = gaps.log("LEGAL.CIVIL", self.complaint.area or make_area("SERVICELAND"), self.complaint.name)
		proof = self.erased(self.closed(self.complaint))
		self.assertEqual(Visitor().get(path).status, 404)
		for table, column in (
			("Referral", "name"),
			("CFM Referral Step", "referral"),
			("CFM Partner Link", "record"),
			("CFM Sealed Content", "record"),
		):
			self.assertFalse(frappe.db.exists(table, {column: referral.name}), table)
		self.assertFalse(frappe.db.exists("CFM Service Gap Mark", {"gap": gap}))
		self.assertEqual(frappe.db.get_value("CFM Service Gap", gap, "needs"), 1)
		self.assertEqual(frappe.parse_json(proof.counts)["CFM Partner Link"], 1)

	def test_the_copy_for_her_names_who_was_asked_and_nobody_else_s_words(self):
		self.sent()
		copy = str(data_copy.of_record(self.complaint.reload()))
		self.assertIn("Legal Aid Society", copy)
		self.assertNotIn("burned", copy)
