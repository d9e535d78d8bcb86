"""Who may write an entry of the directory tries to slip past its checks: through the rows inside it."""

import frappe

from cfm_app.exceptions import NotAllowedHere
from cfm_app.self_check.ground import ground
from cfm_app.self_check.request import send
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.directory import make_service, name_for_sector

TRAP = "Trap street 9"


class TestRowsInsideAnEntry(CFMTestCase):
	def shelter(self):
		return make_service(title="Safe house", is_public=1, sites=[{"title": "House", "is_hidden": 1}])

	def places(self, service):
		rows = frappe.get_all("CFM Service Site", {"parent": service.name}, ["title", "address", "is_hidden"])
		return [(row.title, row.address or "", row.is_hidden) for row in rows]

	def in_log(self, service, user):
		wanted = {"service": service.name, "field": "sites", "changed_by": user}
		return frappe.db.exists("CFM Service Change", wanted)

	def test_a_hidden_house_is_not_unhidden_through_its_row(self):
		with ground() as trial:
			name_for_sector(trial.reader)
			service = self.shelter()
			row = service.sites[0].name
			found = {"is_hidden": 0, "address": TRAP}
			for target in ("PUT /api/resource/", "PATCH /api/v2/document/"):
				answer = send(trial.reader, f"{target}CFM Service Site/{row}", json=found)
				self.assertTrue(answer.startswith("403"), answer[:500])
			sent = {**service.sites[0].as_dict(convert_dates_to_str=True), **found}
			send(trial.reader, "frappe.client.save", doc=frappe.as_json(sent))
			self.assertEqual(self.places(service), [("House", "", 1)])

	def test_nobody_hangs_a_place_of_her_own_on_somebody_else_s_entry(self):
		with ground() as trial:
			name_for_sector(trial.reader)
			service = self.shelter()
			hung = {"parent": service.name, "parenttype": "CFM Service", "parentfield": "sites"}
			hung |= {"title": "Office", "area": service.sites[0].area, "address": TRAP}
			for target in ("POST /api/resource/", "POST /api/v2/document/"):
				answer = send(trial.reader, f"{target}CFM Service Site", json=hung)
				self.assertTrue(answer.startswith("403"), answer[:500])
			self.assertEqual(self.places(service), [("House", "", 1)])

	def test_nor_does_a_place_vanish_without_a_word_in_the_log(self):
		with ground() as trial:
			frappe.get_doc("User", trial.reader).add_roles("CFM Coordinator")  # who may delete
			service = self.shelter()
			row = service.sites[0].name
			answer = send(trial.reader, f"DELETE /api/resource/CFM Service Site/{row}")
			self.assertTrue(answer.startswith("403"), answer[:500])
			self.assertEqual(self.places(service), [("House", "", 1)])
			send(trial.reader, f"DELETE /api/v2/document/CFM Service Site/{row}")
			self.assertEqual(self.places(service), [])
			self.assertTrue(self.in_log(service, trial.reader))

	def test_the_form_and_a_whole_entry_sent_in_change_it_and_the_log_tells(self):
		with ground() as trial:
			name_for_sector(trial.reader)
			service = make_service(sites=[{"title": "Office", "address": "Old street 1"}])
			changed = {
				"sites": [{"name": service.sites[0].name, "title": "Office", "address": "New street 2"}]
			}
			changed["sites"][0]["area"] = service.sites[0].area
			answer = send(trial.reader, f"PUT /api/resource/CFM Service/{service.name}", json=changed)
			self.assertTrue(answer.startswith("200"), answer[:500])
			self.assertEqual(self.places(service), [("Office", "New street 2", 0)])
			self.assertTrue(self.in_log(service, trial.reader))

	def test_every_table_inside_a_record_of_the_app_is_written_with_its_record_alone(self):
		tables = frappe.get_all("DocType", {"istable": 1, "module": ["like", "CFM%"]}, pluck="name")
		self.assertIn("CFM Service Site", tables)
		for table in tables:
			with self.subTest(table), self.assert_refused("in the record itself", NotAllowedHere):
				frappe.new_doc(table).run_method("validate")
