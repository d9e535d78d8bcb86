"""Somebody wants to find a shelter that must not be found, through the directory of services."""

import base64

import frappe

from cfm_app.api import desk_bulletins, desk_directory, desk_services
from cfm_app.confidentiality import erasure_sweep
from cfm_app.directory import changes, exchange_rows, exchange_xlsx, importing, suggestions
from cfm_app.patches import take_towns_out_of_hidden_places
from cfm_app.testing.directory import make_service
from cfm_app.testing.factories import make_area
from cfm_app.testing.small_mechanism import SmallMechanism

STREET = "Rose street 12"


class TestAPlaceThatBecomesHidden(SmallMechanism):
	def setUp(self):
		super().setUp()
		kind = frappe.get_doc("CFM Service Type", "LEGAL.CIVIL")
		self.service = make_service(sites=[{"title": "House", "address": STREET, "phone": "+93701112233"}])
		self.assertIn(STREET, self.shown())
		kind.update({"is_hidden_place": 1}).save()

	def shown(self):
		with self.as_user(self.operator):
			return frappe.as_json(desk_services.find_services({"service_type": "LEGAL.CIVIL"}))

	def test_it_is_hidden_at_once_in_the_entries_that_stand_already(self):
		shown = self.shown()
		self.assertIn(self.service.name, shown)
		for leads_there in (STREET, "+93701112233", "House"):
			self.assertNotIn(leads_there, shown)

	def test_the_form_and_its_rows_do_not_show_it_either(self):
		with self.as_user(self.operator):
			entry = frappe.get_doc("CFM Service", self.service.name)
			entry.check_permission("read")
			rows = frappe.get_list("CFM Service Site", fields=["*"], parent_doctype="CFM Service", limit=0)
		self.assertNotIn(STREET, entry.as_json() + frappe.as_json(rows))

	def test_who_keeps_the_entry_still_keeps_it(self):
		desk_services.set_capacity(self.service.name, "full")
		self.assertEqual(self.service.reload().capacity, "full")

	def test_nobody_unhides_it_by_hand(self):
		service = frappe.get_doc("CFM Service", self.service.name)
		service.sites[0].update({"is_hidden": 0, "address": "", "phone": ""})
		service.save()
		self.assertEqual(service.reload().sites[0].is_hidden, 1)


class TestWhatTheDirectoryRemembersOfAHiddenPlace(SmallMechanism):
	"""A house stood in the directory like any other, was moved once, and then had to go into hiding."""

	def setUp(self):
		super().setUp()
		self.service = make_service(title="Safe house", sites=[self.house(STREET)])
		self.service.reload()
		self.service.sites[0].address = "Rose street 14"
		self.service.save()
		changes.note_from_provider(self.service, "The shelter", "The door is beside Rose street 16.")
		with self.as_user(self.operator):
			suggestions.propose(
				self.service.reload(), "address", "Rose street 17", self.service.sites[0].name
			)
		self.file = self.taken_in()
		self.assertTrue(self.tables_with("Rose street"))

	def house(self, street):
		return {"title": "House", "address": street, "phone": "+93701112233"}

	def taken_in(self):
		"""Bring the directory in once as a file, with one change in it."""
		rows = exchange_rows.current()
		for site in rows["sites"]:
			if site["service"] == self.service.name:
				site["address"] = "Rose street 15"
		sent = base64.b64encode(exchange_xlsx.write(rows)).decode()
		doc = frappe.get_doc(importing.IMPORT, desk_directory.look_at("directory.xlsx", sent)["name"])
		importing.start(doc)
		self.assertEqual(doc.state, "Applied")
		return doc

	def hide(self):
		service = frappe.get_doc("CFM Service", self.service.name)
		service.sites[0].update({"is_hidden": 1, "address": "", "phone": ""})
		service.save()

	def tables_with(self, pattern):
		found = set()
		for table_name, column in erasure_sweep._text_columns():
			table = frappe.qb.Table(table_name)
			query = frappe.qb.from_(table).select(table[column]).where(table[column].like(f"%{pattern}%"))
			if query.limit(1).run():
				found.add(f"{table_name}.{column}")
		return found

	def test_neither_a_thief_nor_a_colleague_finds_where_it_was(self):
		self.hide()
		self.assertEqual(self.tables_with("Rose street"), set())
		self.assertEqual(self.tables_with("+93701112233"), set())
		with self.as_user(self.operator):
			self.assertTrue(frappe.get_list("CFM Service Change", {"service": self.service.name}))

	def test_the_same_when_its_whole_kind_goes_into_hiding(self):
		frappe.get_doc("CFM Service Type", "LEGAL.CIVIL").update({"is_hidden_place": 1}).save()
		self.assertEqual(self.tables_with("Rose street"), set())

	def test_an_open_place_keeps_its_history(self):
		office = make_service(title="Office", sites=[{"title": "Office", "address": "Main road 1"}])
		office.reload().sites[0].address = "Main road 2"
		office.save()
		self.hide()
		told = frappe.get_all("CFM Service Change", {"service": office.name, "field": "sites"}, ["before"])
		self.assertIn("Main road 1", told[0].before)

	def test_taking_the_file_back_brings_no_address_back(self):
		self.hide()
		importing.undo(self.file.reload())
		self.assertEqual(self.tables_with("Rose street"), set())


class TestTheTownOfAHiddenPlace(SmallMechanism):
	def setUp(self):
		super().setUp()
		self.province = make_area("SHELTERPROVINCE", make_area("SHELTERLAND"))
		self.village = make_area("SHELTERVILLAGE", make_area("SHELTERTOWN", self.province))
		sites = [{"title": "House", "area": self.village}]
		self.service = make_service(service_type="GBV.SAFEHOUSE", sites=sites)

	def areas(self):
		return frappe.get_all("CFM Service Site", {"parent": self.service.name}, pluck="area")

	def test_is_not_written_down_so_no_colleague_and_no_thief_reads_it(self):
		self.assertEqual(self.areas(), [self.province])
		self.service.save()
		self.assertEqual(self.areas(), [self.province])

	def test_a_woman_in_the_village_is_still_told_of_the_house(self):
		with self.as_user(self.operator):
			found = desk_services.find_services({"service_type": "GBV.SAFEHOUSE", "area": self.village})
		[card] = [card for card in found["suggested"] if card["name"] == self.service.name]
		self.assertEqual(card["sites"], [{"is_hidden": True, "area_title": "Shelterprovince"}])

	def test_is_forgotten_when_its_whole_kind_goes_into_hiding(self):
		self.service = make_service(sites=[{"title": "House", "area": self.village}])
		self.assertEqual(self.areas(), [self.village])
		frappe.get_doc("CFM Service Type", "LEGAL.CIVIL").update({"is_hidden_place": 1}).save()
		self.assertEqual(self.areas(), [self.province])

	def test_is_taken_out_of_entries_of_an_earlier_version(self):
		frappe.db.set_value("CFM Service Site", {"parent": self.service.name}, "area", self.village)
		office = make_service(sites=[{"title": "Office", "area": self.village}])
		for _turn in range(2):
			take_towns_out_of_hidden_places.execute()
			self.assertEqual(self.areas(), [self.province])
		self.assertEqual(office.reload().sites[0].area, self.village)


class TestWhatAProviderSays(SmallMechanism):
	def test_stops_nobody_s_work(self):
		service = make_service(title="Office")
		service.reload().update({"capacity": "full"})
		service.save()
		changes.note_from_provider(service, "The office", "<img src=x onerror=alert(1)> We moved.")
		with self.as_user(self.operator):
			words = next(row["words"] for row in desk_bulletins.waiting() if row["service"] == service.name)
		self.assertIn("full", words)
		self.assertNotIn("We moved", words)
