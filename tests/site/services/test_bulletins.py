"""What operators have to know reaches everybody: who has read it is seen, who has not is reminded, what is urgent stands in front."""

from freezegun import freeze_time

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.api import desk_bulletins, desk_services
from cfm_app.directory import bulletins
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.directory import make_provider, make_service
from cfm_app.testing.factories import make_user

BULLETIN = "CFM Bulletin"


class BulletinCase(CFMTestCase):
	def setUp(self):
		super().setUp()
		frappe.db.delete(BULLETIN)
		frappe.db.delete("CFM Bulletin Read")
		self.author = make_user("Otto Outreach", "Outreach Officer")
		self.operator = make_user("Omar Operator", "Operator")
		self.colleague = make_user("Olga Operator", "Operator")

	def publish(self, **values):
		with self.as_user(self.author):
			words = {"title": "The clinic has moved", "words": "It is behind the market now.", **values}
			return frappe.get_doc({"doctype": BULLETIN, **words}).insert().name

	def reads(self, name, user=None):
		with self.as_user(user or self.operator):
			desk_bulletins.have_read(name)

	def told(self, user):
		wanted = {"for_user": user, "document_type": BULLETIN}
		return frappe.get_all("Notification Log", wanted, pluck="subject")


class TestWhoHasReadIt(BulletinCase):
	def test_the_author_sees_the_names_of_who_has_and_who_has_not(self):
		name = self.publish()
		self.reads(name)
		with self.as_user(self.author):
			found = desk_bulletins.readers(name)
		self.assertEqual([row["name"] for row in found["read"]], ["Omar Operator"])
		self.assertIn("Olga Operator", found["waiting"])
		self.assertNotIn("Omar Operator", found["waiting"])

	def test_who_keeps_the_entry_it_is_about_sees_them_too(self):
		owner = make_user("Nadia Owner", "Focal Point")
		service = make_service(owner_user=owner)
		[name] = frappe.get_all(BULLETIN, {"service": service.name}, pluck="name")
		with self.as_user(owner):
			self.assertIn("Olga Operator", desk_bulletins.readers(name)["waiting"])

	def test_colleagues_do_not_check_each_other(self):
		name = self.publish()
		for user in (self.operator, make_user("Fatima Focal", "Focal Point")):
			with self.as_user(user), self.assert_refused():
				desk_bulletins.readers(name)

	def test_who_has_left_is_not_waited_for(self):
		name = self.publish()
		frappe.db.set_value("User", self.colleague, "enabled", 0)
		self.assertNotIn("Olga Operator", bulletins.readers(name)[1])

	def test_another_number_of_a_provider_stands_above_the_work_and_in_the_log_of_its_services(self):
		provider = make_provider("Moved Hands", public_phone="+90 1")
		service = make_service(provider=provider.name)
		frappe.db.delete(BULLETIN)
		with self.as_user(self.author):
			provider.update({"public_phone": "+90 2", "public_email": "new@hands.example"}).save()
		with self.as_user(self.operator):
			[told] = desk_bulletins.urgent()
		self.assertEqual(told["title"], "Moved Hands")
		self.assertIn(": +90 2\n", told["words"])
		logged = frappe.get_all("CFM Service Change", {"service": service.name}, ["field", "before", "after"])
		self.assertIn({"field": "public_phone", "before": "+90 1", "after": "+90 2"}, logged)

	def test_a_provider_without_a_service_or_with_another_focal_point_is_not_announced(self):
		provider = make_provider("Idle Hands", public_phone="+90 1")
		provider.update({"public_phone": "+90 2"}).save()
		make_service(provider=provider.name)
		frappe.db.delete(BULLETIN)
		provider.update({"focal_name": "Fatma Focal", "focal_phone": "+90 3"}).save()
		self.assertEqual(frappe.get_all(BULLETIN), [])


class TestReminders(BulletinCase):
	def setUp(self):
		super().setUp()
		self.remind_after(2)

	def remind_after(self, days):
		frappe.db.set_single_value("CFM Settings", "bulletin_reminder_days", days)
		self.addCleanup(frappe.clear_document_cache, "CFM Settings", "CFM Settings")

	def in_days(self, days):
		return freeze_time(add_to_date(now_datetime(), days=days))

	def remind(self, days):
		with self.in_days(days):
			bulletins.remind()

	def test_who_has_not_read_it_after_two_days_is_reminded_once(self):
		name = self.publish()
		self.reads(name)
		for days in (1, 3, 4, 5):
			self.remind(days)
		self.assertEqual(self.told(self.operator), [])
		self.assertEqual(
			self.told(self.colleague), ["The clinic has moved: please read it and say that you have."]
		)

	def test_several_come_in_one_reminder(self):
		self.publish()
		self.publish(title="New hours")
		self.remind(3)
		self.assertEqual(
			self.told(self.operator),
			["The clinic has moved and others: please read them and say that you have."],
		)

	def test_new_words_are_reminded_of_again(self):
		name = self.publish()
		self.remind(3)
		with self.as_user(self.author):
			frappe.get_doc(BULLETIN, name).update({"words": "It is back again."}).save()
		self.remind(4)
		self.assertEqual(len(self.told(self.operator)), 2)

	def test_what_is_over_or_needs_no_receipt_is_left_alone(self):
		self.publish(expires_on=add_to_date(now_datetime(), days=1).date())
		self.publish(needs_receipt=0)
		self.remind(3)
		self.assertEqual(self.told(self.operator), [])

	def test_an_administrator_who_wants_no_reminders_gets_none(self):
		self.remind_after(0)
		self.publish()
		self.remind(30)
		self.assertEqual(self.told(self.operator), [])


class TestUrgent(BulletinCase):
	def urgent(self, user=None):
		with self.as_user(user or self.operator):
			return [row.title for row in desk_bulletins.urgent()]

	def test_a_changed_phone_stands_in_front_of_every_operator_until_she_has_read_it(self):
		service = make_service(title="Clinic", sites=[{"title": "Clinic", "phone": "111"}])
		self.assertEqual(self.urgent(), [])
		service.sites[0].phone = "222"
		service.save()
		with self.as_user(self.operator):
			[bulletin] = desk_bulletins.urgent()
		self.assertIn("222", bulletin.words)
		self.reads(bulletin.name)
		self.assertEqual((self.urgent(), self.urgent(self.colleague)), ([], ["Clinic"]))

	def test_a_better_description_can_wait(self):
		service = make_service(title="Clinic")
		service.update({"plain_words": "A doctor and a nurse."}).save()
		self.assertEqual(self.urgent(), [])

	def test_a_full_service_is_urgent_and_so_is_what_its_author_says_is(self):
		service = make_service(title="Clinic")
		desk_services.set_capacity(service.name, "full")
		self.publish(title="Road closed", is_urgent=1)
		self.publish(title="Tea at four")
		self.assertEqual(sorted(self.urgent()), ["Clinic", "Road closed"])

	def test_who_may_not_read_bulletins_gets_none(self):
		self.publish(is_urgent=1)
		self.assertEqual(self.urgent(make_user("Ruth Researcher", "Researcher")), [])
