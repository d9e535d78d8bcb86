"""Every entry of the directory has somebody who keeps it true, and nobody else changes it, by whatever door."""

from unittest.mock import patch

import frappe
from frappe.client import save, set_value
from frappe.desk.doctype.bulk_update.bulk_update import submit_cancel_or_update_docs
from frappe.utils import add_days, getdate

from cfm_app.api import desk_service_keeping, desk_services, desk_work
from cfm_app.directory import keepers, to_verify, verification
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.directory import make_service, name_for_sector
from cfm_app.testing.factories import make_area, make_user

SERVICE = "CFM Service"


class KeepersCase(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.owner = make_user("Nadia Owner", "Focal Point")
		self.hala = make_user("Hala Health", "Focal Point")
		self.stranger = make_user("Sami Stranger", "Focal Point")
		self.officer = make_user("Otto Outreach", "Outreach Officer")
		self.town = make_area("KEEPTOWN", make_area("KEEPLAND"))
		self.service = make_service(owner_user=self.owner, sites=[{"title": "Office", "area": self.town}])

	def capacity(self):
		return frappe.db.get_value(SERVICE, self.service.name, "capacity")

	def told(self, user):
		return frappe.get_all("Notification Log", {"for_user": user}, pluck="subject")

	def age(self, **values):
		"""Write days into the entry as if they had passed, and its standing with them."""
		self.service.update(values)
		verification.set_standing(self.service)
		names = ("verified_on", "due_on", "freshness", "ends_on", "funding_ends_on")
		self.service.db_set({field: self.service.get(field) for field in names})

	def leaves(self, user):
		frappe.db.set_value("User", user, "enabled", 0)
		frappe.clear_document_cache("User", user)


class TestWhoChangesIt(KeepersCase):
	def test_another_focal_point_reads_it_and_changes_nothing_by_any_door(self):
		name = self.service.name
		doors = {
			"the form": lambda: frappe.get_doc(SERVICE, name).update({"capacity": "full"}).save(),
			"set_value": lambda: set_value(SERVICE, name, "capacity", "full"),
			"save": lambda: save({**frappe.get_doc(SERVICE, name).as_dict(), "capacity": "full"}),
			"her own name in the same save": lambda: set_value(SERVICE, name, {"owner_user": self.stranger}),
			"another sector in the same save": lambda: set_value(
				SERVICE, name, {"service_type": "HEALTH.PRIMARY"}
			),
			"the capacity button": lambda: desk_services.set_capacity(name, "full"),
			"the verify button": lambda: desk_services.verify(name, "by phone"),
			"a link for the provider": lambda: desk_services.make_verification_link(name),
			"taking over": lambda: desk_service_keeping.take_over(name),
			"out of use": lambda: desk_service_keeping.take_out_of_use(name),
		}
		name_for_sector(self.stranger, "HEALTH")
		with self.as_user(self.stranger):
			for door, push in doors.items():
				with self.subTest(door), self.assert_refused():
					push()
			self.assertEqual(frappe.client.get(SERVICE, name)["title"], "Help with papers")
		stored = frappe.get_doc(SERVICE, name)
		self.assertEqual((stored.capacity, stored.owner_user, stored.is_active), ("open", self.owner, 1))

	def test_many_at_once_changes_only_those_one_keeps(self):
		mine = make_service(owner_user=self.stranger, title="Mine")
		with (
			self.as_user(self.stranger),
			patch.object(frappe.db, "commit"),
			patch.object(frappe.db, "rollback"),
		):
			failed = submit_cancel_or_update_docs(
				SERVICE, [self.service.name, mine.name], "update", {"capacity": "full"}
			)
		self.assertEqual(failed, [self.service.name])
		self.assertEqual((self.capacity(), mine.reload().capacity), ("open", "full"))

	def test_who_keeps_it_changes_it(self):
		name_for_sector(self.hala, "LEGAL", self.town)
		named = make_user("Bea Beside", "Sensitive Focal Point")
		self.service.update({"co_editors": named}).save()
		for user, capacity in (
			(self.owner, "full"),
			(self.hala, "limited"),
			(named, "full"),
			(self.officer, "open"),
		):
			with self.as_user(user):
				desk_services.set_capacity(self.service.name, capacity)
			self.assertEqual(self.capacity(), capacity)

	def test_a_focal_point_of_the_sector_elsewhere_does_not(self):
		name_for_sector(self.hala, "LEGAL", make_area("KEEPELSEWHERE"))
		with self.as_user(self.hala), self.assert_refused():
			desk_services.set_capacity(self.service.name, "full")

	def test_what_the_sector_changes_is_logged_announced_and_told_to_the_owner_in_her_language(self):
		frappe.db.set_value("User", self.owner, "language", "es")
		name_for_sector(self.hala)
		with self.as_user(self.hala):
			desk_services.set_capacity(self.service.name, "full")
		logged = frappe.get_last_doc("CFM Service Change", {"service": self.service.name})
		self.assertEqual((logged.field, logged.after, logged.changed_by), ("capacity", "full", self.hala))
		self.assertEqual(
			self.told(self.owner),
			["Help with papers: alguien del equipo ha cambiado la entrada que usted mantiene."],
		)

	def test_the_form_knows_without_a_warning_who_may_change_it_and_who_keeps_it(self):
		for user, may in ((self.owner, True), (self.stranger, False), (self.officer, True)):
			frappe.local.message_log = []
			with self.as_user(user):
				entry = desk_service_keeping.entry(self.service.name)
			self.assertEqual((entry["may_change"], entry["keepers"]), (may, ["Nadia Owner"]))
			self.assertEqual(frappe.local.message_log, [])

	def test_the_owner_is_not_told_of_what_she_does_herself(self):
		with self.as_user(self.owner):
			desk_services.set_capacity(self.service.name, "full")
		self.assertEqual(self.told(self.owner), [])

	def test_an_operator_cannot_be_made_the_owner(self):
		self.service.owner_user = make_user("Omar Operator", "Operator")
		with self.assert_refused("cannot keep entries", frappe.ValidationError):
			self.service.save()


class TestWhenTheOwnerLeaves(KeepersCase):
	def waiting(self, user):
		with self.as_user(user):
			return [(row["name"], row["reasons"]) for row in desk_work.work_list()["entries"]]

	def test_it_falls_to_the_sector_then_to_the_directors_and_nobody_forgets_it(self):
		director = make_user("Cora Coordinator", "Coordinator")
		self.leaves(self.owner)
		mine = (self.service.name, ["without owner"])
		self.assertIn(mine, self.waiting(director))
		name_for_sector(self.hala)
		self.assertIn(mine, self.waiting(self.hala))
		self.assertNotIn(mine, self.waiting(director))
		verification.tell_of_orphans()
		self.assertEqual(
			self.told(self.hala), ["Help with papers: who kept it true has left. Say who does so now."]
		)

	def test_whoever_takes_it_over_keeps_it_from_then_on(self):
		name_for_sector(self.hala)
		self.leaves(self.owner)
		with self.as_user(self.hala):
			desk_service_keeping.take_over(self.service.name)
		self.assertEqual(keepers.of(self.service.name), [self.hala])
		self.assertEqual(self.waiting(self.hala), [])
		verification.tell_of_orphans()
		self.assertEqual(self.told(self.hala), [])

	def test_an_owner_who_has_another_job_now_has_left_too(self):
		name_for_sector(self.hala)
		frappe.db.delete("Has Role", {"parent": self.owner})
		self.assertEqual(keepers.of(self.service.name), [self.hala])

	def test_who_has_not_read_it_is_not_told_every_day(self):
		name_for_sector(self.hala)
		self.leaves(self.owner)
		for _day in range(3):
			verification.tell_of_orphans()
		self.assertEqual(len(self.told(self.hala)), 1)


class TestToVerify(KeepersCase):
	def mine(self):
		return {row.name: row.reasons for row in to_verify.of(self.owner)}

	def test_what_is_true_waits_for_nobody(self):
		self.assertEqual(self.mine(), {})

	def test_what_is_due_waits_for_its_owner_until_she_says_that_it_is_still_true(self):
		self.age(verified_on=add_days(getdate(), -31))
		self.assertEqual(self.mine(), {self.service.name: ["due"]})
		self.assertEqual(to_verify.of(self.stranger), [])
		with self.as_user(self.owner):
			desk_services.verify(self.service.name, "by phone")
		self.assertEqual(self.mine(), {})

	def test_what_nobody_uses_any_more_waits_for_nobody(self):
		self.age(verified_on=add_days(getdate(), -90))
		self.assertEqual(self.mine(), {self.service.name: ["stale"]})
		with self.as_user(self.owner):
			desk_service_keeping.take_out_of_use(self.service.name)
		self.assertEqual(self.mine(), {})

	def test_an_operator_has_no_such_list(self):
		with self.as_user(make_user("Omar Operator", "Operator")):
			self.assertEqual(desk_work.work_list()["entries"], [])
