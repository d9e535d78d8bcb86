"""Somebody who may write in the database wants to hide what she looked at. The check of the access log finds it."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from werkzeug.wrappers import Response

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.confidentiality import access_log, keys, log_chain, log_reasons, persons
from cfm_app.exceptions import AccessRefused
from cfm_app.testing.small_mechanism import SmallMechanism

LOG = "CFM Access Log"


class TestAccessLog(SmallMechanism):
	def setUp(self):
		super().setUp()
		folder = TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.heads = Path(folder.name) / "site.heads"
		heads_file = patch.object(keys, "heads_file", lambda: self.heads)
		heads_file.start()
		self.addCleanup(heads_file.stop)
		frappe.db.delete(LOG)
		for number in range(6):
			access_log.write("view", frappe._dict(doctype="Complaint", name=f"C-TEST{number}-AAAAA"))

	def chain(self):
		"""The scheduler chains and commits."""
		with patch.object(frappe.db, "after_commit") as hooks:
			chained = access_log.chain()
		for call in hooks.add.call_args_list:
			call.args[0]()
		return chained

	def names(self):
		return frappe.get_all(LOG, pluck="name", order_by="name")

	def change(self, name, **values):
		for field, value in values.items():
			frappe.db.set_value(LOG, name, field, value, update_modified=False)

	def found(self):
		result = access_log.verify()
		self.assertEqual(result["ok"], not result["findings"])
		return {finding["row"]: finding["what"] for finding in reversed(result["findings"])}

	def test_an_honest_log_is_whole_and_says_its_count_and_head(self):
		self.assertEqual(self.chain(), 6)
		result = access_log.verify()
		self.assertEqual((result["ok"], result["rows"], result["chained"]), (True, 6, 6))
		self.assertEqual(result["head"]["position"], 6)
		access_log.write("view")
		self.assertTrue(access_log.verify()["ok"], "a row of this minute is not chained yet")

	def test_a_late_row_with_an_earlier_number_does_no_harm(self):
		late = self.names()[2]
		row = frappe.db.get_value(LOG, late, "*", as_dict=True)
		frappe.db.delete(LOG, {"name": late})
		self.chain()
		frappe.get_doc(row | {"doctype": LOG}).db_insert()
		self.chain()
		self.assertEqual(self.found(), {})

	def test_each_changed_fact_of_a_row_is_found(self):
		self.chain()
		third = self.names()[2]
		lies = {
			"user": self.stranger,
			"at": "2020-01-01 10:00:00",
			"action": "print",
			"record": "C-OTHER-AAAAA",
			"record_type": "CFM Step",
			"detail": "x",
			"reason_mac": "0" * 64,
		}
		for field, lie in lies.items():
			truth = frappe.db.get_value(LOG, third, field)
			self.change(third, **{field: lie})
			self.assertIn(third, self.found(), field)
			self.change(third, **{field: truth})
		self.assertEqual(self.found(), {})

	def test_a_row_that_is_changed_before_it_is_chained_is_found_too(self):
		first = self.names()[0]
		self.change(first, user=self.stranger)
		self.assertIn("without the key", self.found()[first])
		self.chain()
		self.assertIn(first, self.found())

	def test_a_removed_row_is_found(self):
		self.chain()
		names = self.names()
		frappe.db.delete(LOG, {"name": names[3]})
		self.assertEqual(self.found(), {names[4]: "rows before it were taken out"})

	def test_a_removed_row_is_found_when_the_others_move_up(self):
		self.chain()
		names = self.names()
		frappe.db.delete(LOG, {"name": names[3]})
		self.change(names[4], position=4)
		self.change(names[5], position=5)
		self.assertIn(names[4], self.found())

	def test_two_rows_that_change_places_are_found(self):
		self.chain()
		names = self.names()
		self.change(names[1], position=3)
		self.change(names[2], position=2)
		self.assertTrue({names[1], names[2]} <= set(self.found()))

	def test_a_copied_row_is_found(self):
		self.chain()
		names = self.names()
		copy = frappe.db.get_value(LOG, names[0], "*", as_dict=True)
		frappe.get_doc(
			copy | {"doctype": LOG, "name": names[-1] + 1000, "chain_mac": None, "position": 0}
		).db_insert()
		self.chain()
		self.assertEqual(self.found(), {names[-1] + 1000: f"it is a copy of row {names[0]}"})

	def test_an_invented_row_is_found(self):
		invented = {
			"name": self.names()[-1] + 1000,
			"at": now_datetime(),
			"user": self.stranger,
			"action": "view",
		}
		frappe.get_doc({"doctype": LOG, **invented, "row_mac": "0" * 64}).db_insert()
		self.chain()
		self.assertIn(invented["name"], self.found())

	def test_a_cut_end_is_found_because_the_head_lies_elsewhere(self):
		self.chain()
		for name in self.names()[-2:]:
			frappe.db.delete(LOG, {"name": name})
		self.assertEqual(self.found(), {None: "the end was cut off: 2 rows are gone"})

	def test_a_log_that_was_cut_and_grew_again_is_found(self):
		self.chain()
		frappe.db.delete(LOG, {"name": self.names()[-1]})
		for _number in range(3):
			access_log.write("view")
		before = self.heads.read_text(encoding="utf-8")
		self.heads.write_text(
			before.replace(before[8:18], "2026-01-01"), encoding="utf-8"
		)  # yesterday's head
		self.chain()
		self.assertIn("another row than when the head", " ".join(self.found().values()))

	def test_a_log_that_was_cut_and_grew_again_the_same_day_is_found_for_good(self):
		self.chain()
		frappe.db.delete(LOG, {"name": self.names()[-1]})
		for _turn in range(3):
			access_log.write("view")
			self.chain()
		self.assertIn("another row than when the head", " ".join(self.found().values()))
		self.assertEqual(len(self.heads.read_text(encoding="utf-8").splitlines()), 2)

	def test_a_log_that_was_emptied_and_began_anew_is_found(self):
		self.chain()
		frappe.db.delete(LOG)
		for _turn in range(7):
			access_log.write("view")
			self.chain()
		self.assertIn("another row than when the head", " ".join(self.found().values()))

	def test_a_row_that_was_put_beside_the_chain_is_found(self):
		self.chain()
		for position in (0, -7):
			name = self.names()[-1] + 1000
			invented = {"name": name, "at": now_datetime(), "user": self.stranger, "action": "view"}
			row = {"doctype": LOG, **invented, "row_mac": f"{name}", "chain_mac": "0" * 64}
			frappe.get_doc(row).db_insert()
			self.change(name, position=position)
			self.assertIn("beside the chain", self.found()[name], position)

	def test_two_rows_at_one_place_are_found_also_where_a_batch_ends(self):
		self.chain()
		sixth = frappe.db.get_value(LOG, self.names()[-1], "*", as_dict=True)
		forged = sixth | {
			"doctype": LOG,
			"name": sixth.name + 1000,
			"user": self.stranger,
			"row_mac": "0" * 64,
		}
		frappe.get_doc(forged).db_insert()
		with patch.object(log_chain, "BATCH", 6):
			self.assertIn(forged["name"], self.found())

	def test_a_head_that_was_mailed_finds_a_cut_when_the_file_is_gone(self):
		self.chain()
		mailed = access_log.head()
		frappe.db.delete(LOG, {"name": self.names()[-1]})
		self.heads.unlink()
		self.assertTrue(access_log.verify()["ok"])
		self.assertFalse(access_log.verify(**mailed)["ok"])

	def test_everything_taken_away_is_found(self):
		self.chain()
		frappe.db.delete(LOG)
		self.assertEqual(list(self.found()), [None])

	def test_rows_that_nobody_chains_are_found(self):
		with patch.object(log_chain, "now_datetime", lambda: add_to_date(now_datetime(), hours=2)):
			self.assertIn("scheduler", self.found()[self.names()[0]])

	def test_a_reason_that_was_exchanged_or_taken_away_is_found(self):
		record = frappe._dict(doctype="Complaint", name="C-TEST9-AAAAA")
		access_log.write("reveal", record, reason="To call her back today.")
		access_log.write("reveal", record, reason="The court asks for it.")
		self.chain()
		*_others, first, second = self.names()
		sealed = frappe.db.get_value(LOG, first, "sealed_reason")
		self.change(first, sealed_reason=frappe.db.get_value(LOG, second, "sealed_reason"))
		self.assertEqual(self.found(), {first: "its reason was changed"})
		self.change(first, sealed_reason=None)
		self.assertEqual(self.found(), {first: "its reason was taken away"})
		self.change(first, sealed_reason=sealed)
		log_reasons.erase(record.name)
		self.assertEqual(frappe.db.count(LOG, {"sealed_reason": ("is", "set")}), 0)
		self.assertEqual(self.found(), {}, "erasing as the law asks is written down, so it is no tampering")

	def test_a_second_worker_that_began_earlier_chains_nothing(self):
		self.chain()
		access_log.write("view")
		with patch.object(log_chain, "_last", side_effect=[log_chain.head().values(), (0, "")]):
			self.assertEqual(access_log.chain(), 0)
		self.assertEqual(self.chain(), 1)
		self.assertEqual(self.found(), {})

	def test_nobody_changes_a_row_through_forms_or_the_api_not_even_administrator(self):
		name = self.names()[0]
		frappe.get_doc("User", self.analyst).add_roles("CFM Auditor", "System Manager")
		for user in ("Administrator", self.analyst):
			with self.as_user(user):
				for attempt in (
					lambda: frappe.client.set_value(LOG, name, "user", "Guest"),
					lambda: frappe.client.delete(LOG, name),
					lambda: frappe.client.insert({"doctype": LOG, "action": "view"}),
					lambda: frappe.get_doc(LOG, name).save(),
					lambda: frappe.delete_doc(LOG, name, force=True),
					lambda: frappe.rename_doc(LOG, str(name), "999999"),
				):
					with self.assertRaises((frappe.ValidationError, frappe.PermissionError)):
						attempt()
		self.assertEqual(len(self.names()), 6)
		self.assertEqual(self.found(), {})

	def test_who_tries_to_open_what_she_may_not_is_logged_though_her_request_is_undone(self):
		doc = self.take()
		with self.as_user(self.stranger):
			self.request_ends_refused(lambda: frappe.get_doc("Complaint", doc.name).check_permission("read"))
			self.request_ends_refused(lambda: persons.reveal(doc, "I would like to know."))
		rows = frappe.get_all(
			LOG, {"record": doc.name, "action": "refused"}, ["user", "detail"], order_by="name"
		)
		self.assertEqual(
			[(row.user, row.detail) for row in rows], [(self.stranger, "open"), (self.stranger, "reveal")]
		)

	def test_a_list_that_leaves_a_record_out_is_no_refused_opening(self):
		doc = self.take()
		with self.as_user(self.stranger), patch.object(frappe.local, "request", object(), create=True):
			self.assertFalse(doc.has_permission("read"))
			self.request_ends(200)
		self.assertFalse(frappe.db.exists(LOG, {"record": doc.name, "action": "refused"}))

	def test_the_files_of_heads_keep_one_line_a_day(self):
		for _number in range(3):
			access_log.write("view")
			self.chain()
		[line] = self.heads.read_text(encoding="utf-8").splitlines()
		self.assertEqual(json.loads(line)["position"], 9)

	def request_ends_refused(self, attempt):
		"""As frappe.app does it: the refusal undoes the request, then the hooks after it run."""
		with patch.object(frappe.local, "request", object(), create=True):
			frappe.db.savepoint("request")
			with self.assertRaises((frappe.PermissionError, AccessRefused)):
				attempt()
			frappe.db.rollback(save_point="request")
			self.request_ends(403)

	def request_ends(self, status):
		with patch.object(frappe.db, "rollback"), patch.object(frappe.db, "commit"):
			access_log.write_refusals(Response(status=status))

	def test_the_head_is_mailed_outside_once_a_day(self):
		self.chain()
		frappe.db.set_single_value("CFM Settings", "log_head_address", "board@example.org")
		with patch.object(frappe, "sendmail") as sent:
			log_chain.mail_head()
		self.assertEqual(sent.call_args.kwargs["recipients"], ["board@example.org"])
		self.assertIn(access_log.head()["link"], sent.call_args.kwargs["message"])
