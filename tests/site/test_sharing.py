"""Nothing about a person goes to another organisation without her yes and a signed agreement; her no holds at once."""

import frappe
from frappe.utils import add_days, today

from cfm_app.api import desk_sharing
from cfm_app.confidentiality import log_reasons
from cfm_app.exceptions import AccessRefused, SharingRefused
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.small_mechanism import SmallMechanism

MINIMUM = {"shares_minimum": 1}
NEED = {"what": "Needs a wheelchair for her mother Zohra"}


class TestSharing(SmallMechanism):
	"""Farid handles, Sara supervises, Stefan has nothing to do with it; the clinic has signed, the shelter has not."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.supervisor = make_user("Sara Supervisor", "Coordinator")
		make_grant(cls.supervisor, "Supervise")
		cls.clinic = make_agreement("Clinic of the river", level_to=4, shares_minimum=1, shares_identity=1)

	def setUp(self):
		super().setUp()
		self.complaint = self.take()

	def consent(self, *kinds, given="yes", **facts):
		facts = {
			"purpose": "share for referral",
			"given": given,
			**{f"may_{kind}": 1 for kind in kinds},
			**facts,
		}
		with self.as_user(self.focal):
			return desk_sharing.record_consent(self.complaint.name, facts, "Not to my brother Nadir")[
				"consent"
			]

	def share(self, user=None, agreement="clinic", **facts):
		given = {"agreement": self.clinic if agreement == "clinic" else agreement, **MINIMUM, **facts}
		words = {**NEED, **{key: given.pop(key) for key in ("receiver", "reason") if key in given}}
		with self.as_user(user or self.focal):
			return desk_sharing.share(self.complaint.name, given, words)["disclosure"]

	def page(self, user=None):
		with self.as_user(user or self.focal):
			return desk_sharing.of(frappe.get_doc("Complaint", self.complaint.name), 3)

	def test_with_her_yes_the_clinic_gets_what_she_allowed_and_it_is_written_down(self):
		self.consent("minimum")
		self.share()
		shown = self.page()["disclosures"][0]
		self.assertEqual((shown["organisation"], shown["kinds"]), ("Clinic of the river", ["minimum"]))
		self.assertIn("wheelchair", shown["what"])
		self.assertEqual(self.last_log("share").detail, "minimum")

	def test_without_her_word_nothing_goes(self):
		with self.assert_refused("There is no consent for this", SharingRefused):
			self.share()
		self.assertFalse(frappe.db.exists("CFM Disclosure", {"complaint": self.complaint.name}))

	def test_her_name_is_not_covered_by_her_yes_to_the_facts(self):
		self.consent("minimum")
		with self.assert_refused("There is no consent for this", SharingRefused):
			self.share(shares_identity=1)

	def test_what_she_said_on_the_phone_counts_for_the_complaint_made_of_the_call(self):
		frappe.get_doc(
			doctype="CFM Consent",
			interaction=self.complaint.interaction,
			purpose="share for referral",
			may_minimum=1,
			given_on=frappe.utils.now_datetime(),
		).insert(ignore_permissions=True)
		self.share()
		self.assertEqual(len(self.page()["disclosures"]), 1)

	def test_withdrawing_blocks_at_once_for_everybody_and_names_who_already_has_it(self):
		consent = self.consent("minimum")
		self.share()
		with self.as_user(self.focal):
			told = desk_sharing.withdraw_consent(self.complaint.name, consent)["receivers"]
		self.assertEqual([row["organisation"] for row in told], ["Clinic of the river"])
		for user in (self.focal, self.supervisor):
			with self.assert_refused("Nobody can set this aside", SharingRefused):
				self.share(user, reason="It would be so much easier for everybody")
		self.assertEqual(self.page()["consents"][0]["state"], "withdrawn")

	def test_a_no_is_not_turned_into_a_yes_by_whoever_may_save_the_form(self):
		refused, withdrawn = self.consent(given="no"), self.consent("minimum")
		with self.as_user(self.focal):
			desk_sharing.withdraw_consent(self.complaint.name, withdrawn)
			for name, forged in (
				(withdrawn, {"withdrawn_on": None}),
				(refused, {"given": "yes", "may_minimum": 1}),
			):
				with self.assertRaises(frappe.PermissionError):
					frappe.get_doc("CFM Consent", name).update(forged).save()
		with self.assert_refused("Nobody can set this aside", SharingRefused):
			self.share()

	def test_a_yes_is_never_born_withdrawn(self):
		with self.as_user(self.focal):
			facts = {"complaint": self.complaint.name, "purpose": "answer the person"}
			made = frappe.new_doc("CFM Consent", **facts, withdrawn_on="2026-01-01 00:00:00").insert()
		self.assertIsNone(frappe.db.get_value("CFM Consent", made.name, "withdrawn_on"))

	def test_the_receiver_is_asked_to_delete_and_its_answer_is_kept(self):
		self.consent("minimum")
		disclosure = self.share()
		with self.as_user(self.focal):
			desk_sharing.record_recall(self.complaint.name, disclosure, "deleted")
		shown = self.page()["disclosures"][0]
		self.assertEqual(shown["recall_answer"], "deleted")
		self.assertTrue(shown["recalled_on"])

	def test_consent_that_ran_out_is_asked_again(self):
		consent = self.consent("minimum", expires_on=add_days(today(), 1))
		self.share()
		frappe.db.set_value("CFM Consent", consent, "expires_on", add_days(today(), -1))
		with self.assert_refused("has expired", SharingRefused):
			self.share()

	def test_whom_nobody_signed_with_gets_nothing_from_a_handler(self):
		self.consent("minimum")
		with self.assert_refused("no sharing agreement", SharingRefused):
			self.share(agreement="", receiver="The shelter at the bridge")

	def test_an_agreement_for_facts_gives_no_photos_and_none_above_its_level(self):
		self.consent("minimum", "files")
		with self.assert_refused("does not cover all of this", SharingRefused):
			self.share(shares_files=1)
		frappe.db.set_value("CFM Sharing Agreement", self.clinic, "level_to", 1)
		frappe.clear_document_cache("CFM Sharing Agreement", self.clinic)
		self.addCleanup(frappe.clear_document_cache, "CFM Sharing Agreement", self.clinic)
		with self.assert_refused("does not reach this level", SharingRefused):
			self.share()

	def test_an_agreement_of_one_project_serves_no_other(self):
		water = frappe.get_doc(doctype="CFM Project", code="WATER", title="Water").insert()
		other = make_agreement("Well diggers", level_to=4, shares_minimum=1, project=water.name)
		self.consent("minimum")
		with self.assert_refused("for another project", SharingRefused):
			self.share(agreement=other)

	def test_a_supervisor_may_save_a_life_with_a_reason_that_stays_in_the_log(self):
		with self.assert_refused("write why", SharingRefused):
			self.share(self.supervisor, agreement="", receiver="Ambulance")
		self.share(
			self.supervisor, agreement="", receiver="Ambulance", reason="Unconscious, the ambulance took her"
		)
		shown = self.page()["disclosures"][0]
		self.assertEqual((shown["receiver"], shown["overridden"]), ("Ambulance", "no_consent, no_agreement"))
		row = self.last_log("share")
		self.assertEqual(
			log_reasons.opened(row.sealed_reason, row.record), "Unconscious, the ambulance took her"
		)

	def test_a_handler_gives_herself_no_such_leave(self):
		with self.assert_refused("A supervisor can decide otherwise", SharingRefused):
			self.share(reason="I am sure she would agree to it")

	def test_somebody_without_access_neither_shares_nor_reads_who_received_what(self):
		self.consent("minimum")
		disclosure = self.share()
		with self.as_user(self.stranger):
			for attempt in (
				lambda: desk_sharing.share(self.complaint.name, {"agreement": self.clinic, **MINIMUM}),
				lambda: desk_sharing.withdraw_consent(self.complaint.name, "x"),
				lambda: desk_sharing.record_recall(self.complaint.name, disclosure),
			):
				with self.assertRaises(AccessRefused):
					attempt()
			self.assertEqual(frappe.get_list("CFM Disclosure"), [])
			self.assertFalse(frappe.get_doc("CFM Disclosure", disclosure).has_permission("read"))

	def test_words_about_sharing_lie_sealed(self):
		self.consent("minimum")
		self.share()
		self.assertEqual(self.page()["consents"][0]["limits"], "Not to my brother Nadir")
		for word in ("Nadir", "Zohra", "wheelchair"):
			for table in ("tabCFM Consent", "tabCFM Disclosure", "tabCFM Step", "tabCFM Sealed Content"):
				self.assertNotIn(word, str(frappe.db.sql(f"select * from `{table}`")))

	def test_consent_of_another_complaint_cannot_be_withdrawn_here(self):
		consent = self.consent("minimum")
		other = self.take()
		with self.as_user(self.focal), self.assertRaises(AccessRefused):
			desk_sharing.withdraw_consent(other.name, consent)

	def test_consent_to_share_says_what(self):
		with self.assert_refused("Tick what the person allows", frappe.ValidationError):
			self.consent()

	def test_what_was_shared_moves_out_of_sight_with_its_complaint(self):
		self.consent("minimum")
		disclosure = self.share()
		doc = frappe.get_doc("Complaint", self.complaint.name)
		doc.sensitivity = "SEAH"
		doc.save()
		with self.as_user(self.focal):
			self.assertFalse(frappe.get_doc("CFM Disclosure", disclosure).has_permission("read"))
			self.assertEqual(frappe.get_list("CFM Disclosure"), [])

	def last_log(self, action):
		return frappe.get_last_doc("CFM Access Log", {"action": action, "record": self.complaint.name})


def make_agreement(organisation, **facts):
	"""Return the name of an agreement in force."""
	row = {"organisation": organisation, "title": "Referral 2026", "valid_from": "2026-01-01", **facts}
	return frappe.get_doc(doctype="CFM Sharing Agreement", **row).insert(ignore_permissions=True).name
