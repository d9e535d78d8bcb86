"""A site that was set up with an earlier version keeps its proofs when it is upgraded."""

from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app import compat
from cfm_app.confidentiality import access_log, log_chain, log_reasons
from cfm_app.handling import timeline
from cfm_app.patches import chain_access_log_anew, forget_roles_of_parties, seal_limits_of_consent
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.small_mechanism import SmallMechanism

LOG = "CFM Access Log"


class TestTheLogOfAnEarlierVersion(CFMTestCase):
	def setUp(self):
		super().setUp()
		commit = patch.object(frappe.db, "commit")
		commit.start()
		self.addCleanup(commit.stop)
		heads = patch.object(log_chain, "_kept_heads", return_value=[])
		heads.start()
		self.addCleanup(heads.stop)
		frappe.db.delete(LOG)
		self.last = ""
		self.kept = [
			self.old_row("view"),
			self.old_row("reveal", "She asked me to call her back"),
			self.old_row("file"),
		]

	def old_row(self, action, reason=""):
		"""Write a row as the first version did, chained; return its number."""
		row = frappe._dict(
			at=now_datetime(), user="Administrator", action=action, record_type="Complaint", record="C-1"
		)
		row.sealed_reason = log_reasons.sealed(reason, row.record) if reason else None
		row.row_mac = chain_access_log_anew.old_row_mac(row)
		table = frappe.qb.DocType(LOG)
		frappe.qb.into(table).columns("name", *row).insert(compat.next_number(LOG), *row.values()).run()
		row.name = (
			frappe.qb.from_(table)
			.select(table.name)
			.orderby(table.name, order=frappe.qb.desc)
			.limit(1)
			.run()[0][0]
		)
		self.last = chain_access_log_anew._old_link(self.last, row)
		frappe.db.set_value(LOG, row.name, "chain_mac", self.last, update_modified=False)
		return row.name

	def findings(self):
		return access_log.verify()["findings"]

	def test_every_row_fits_after_the_upgrade_and_reasons_open(self):
		chain_access_log_anew.execute()
		self.assertEqual([finding for finding in self.findings() if finding["row"] in self.kept], [])
		row = frappe.get_doc(LOG, self.kept[1])
		self.assertEqual(log_reasons.opened(row.sealed_reason, row.record), "She asked me to call her back")

	def test_a_row_that_was_changed_before_is_still_found(self):
		frappe.db.set_value(LOG, self.kept[0], "user", "Guest", update_modified=False)
		chain_access_log_anew.execute()
		self.assertIn(self.kept[0], [finding["row"] for finding in self.findings()])

	def test_a_row_that_was_taken_out_before_is_written_down(self):
		frappe.db.delete(LOG, {"name": self.kept[1]})
		chain_access_log_anew.execute()
		self.assertTrue(frappe.db.exists(LOG, {"detail": ["like", "earlier chain did not fit at 1 rows%"]}))

	def test_a_kill_in_the_middle_is_made_up_for(self):
		with (
			patch.object(chain_access_log_anew, "_renew", stops_after_one()),
			self.assertRaises(KeyboardInterrupt),
		):
			chain_access_log_anew.execute()
		chain_access_log_anew.execute()
		self.assertEqual([finding for finding in self.findings() if finding["row"] in self.kept], [])
		self.assertFalse(frappe.db.exists(LOG, {"detail": ["like", "earlier chain%"]}))

	def test_twice_changes_nothing_more(self):
		chain_access_log_anew.execute()
		before = frappe.get_all(LOG, fields=["name", "row_mac", "chain_mac"], order_by="name")
		chain_access_log_anew.execute()
		self.assertEqual(
			frappe.get_all(LOG, fields=["name", "row_mac", "chain_mac"], order_by="name"), before
		)


def stops_after_one():
	"""Return _renew that is killed when it comes to its second row."""
	renew, renewed = chain_access_log_anew._renew, []

	def renew_one(row):
		if renewed:
			raise KeyboardInterrupt
		renewed.append(row.name)
		renew(row)

	return renew_one


def alter(how):
	"""Change the table of consents; this ends the transaction, so it stands before everything else."""
	frappe.db.sql_ddl(f"alter table `tabCFM Consent` {how}")  # reason: a column that no DocType has any more
	frappe.cache.hdel("table_columns", "tabCFM Consent")


class TestConsentOfAnEarlierVersion(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		alter("add column if not exists `scope` text")
		cls.addClassCleanup(alter, "drop column if exists `scope`")
		super().setUpClass()

	def test_what_she_said_is_sealed_and_gone_from_the_column(self):
		complaint = self.take()
		with self.as_user(self.focal):
			consent = frappe.get_doc(
				doctype="CFM Consent",
				complaint=complaint.name,
				purpose="answer the person",
				given_on=now_datetime(),
			).insert()
		frappe.db.set_value("CFM Consent", consent.name, "scope", "Not to my uncle Karim")
		seal_limits_of_consent.execute()
		self.assertFalse(self.holds("tabCFM Consent", "scope", "Karim"))
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("CFM Consent", consent.name).limits, "Not to my uncle Karim")


class TestTheTimelineOfAnEarlierVersion(SmallMechanism):
	def test_it_no_longer_says_that_there_are_witnesses(self):
		doc = self.take()
		for detail in ("witness", "subject of complaint", "team"):
			timeline.write(doc, "party added", detail=detail)
		forget_roles_of_parties.execute()
		added = {"complaint": doc.name, "kind": "party added"}
		kept = frappe.get_all("CFM Step", added, pluck="detail")
		self.assertEqual(sorted(detail or "" for detail in kept), ["", "", "team"])
