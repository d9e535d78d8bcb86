"""An operator finds her work in the side bar; who builds the site finds the tools for it."""

import frappe
from frappe.boot import get_bootinfo

from cfm_app.api import desk_boot
from cfm_app.api.desk_workspaces import get_workspace_sidebar_items
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_user


class TestSideBar(CFMTestCase):
	def pages(self, user):
		with self.as_user(user):
			return {page["name"] for page in get_workspace_sidebar_items()["pages"]}

	def test_an_operator_sees_her_work_and_nothing_for_building_sites(self):
		pages = self.pages(make_user("Olga Operator", "Operator"))
		self.assertIn("Helpdesk and hotline", pages)
		self.assertFalse({"Build", "Users", "Website", "Integrations", "Tools"} & pages)

	def test_the_search_box_offers_the_same_pages(self):
		operator = make_user("Olga Operator", "Operator")
		with self.as_user(operator):
			boot = get_bootinfo()
			desk_boot.extend(boot)
		offered = {page["name"] for page in boot.allowed_workspaces}
		self.assertEqual(offered, self.pages(operator))

	def test_who_builds_the_site_keeps_every_page(self):
		self.assertIn("Build", self.pages("Administrator"))

	def test_people_of_other_apps_lose_nothing(self):
		user = frappe.get_doc(
			doctype="User", email="other.app@example.org", first_name="Other", send_welcome_email=0
		).insert()
		user.add_roles("Report Manager")
		self.assertTrue({"Build", "Users", "Website", "Tools"} & self.pages(user.name))
