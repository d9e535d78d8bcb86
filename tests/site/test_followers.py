"""What hangs on a complaint, a contact or an investigation is named once, and none is forgotten."""

import frappe

from cfm_app.confidentiality.record_access import FOLLOWERS, LINKS, OF_THEIR_OWN
from cfm_app.testing.case import CFMTestCase

WITH_A_KEY_OF_THEIR_OWN = {*LINKS, *OF_THEIR_OWN}


class TestFollowers(CFMTestCase):
	def test_every_record_with_a_key_follows_what_it_hangs_on(self):
		modules = frappe.get_all("Module Def", {"app_name": "cfm_app"}, pluck="name")
		ours = frappe.get_all("DocType", {"module": ["in", modules], "istable": 0}, pluck="name")
		keyed = [
			name for name in ours if name not in WITH_A_KEY_OF_THEIR_OWN and self.has(name, "access_key")
		]
		for link, followers in FOLLOWERS.items():
			self.assertEqual(set(followers), {name for name in keyed if self.has(name, link)}, link)

	@staticmethod
	def has(doctype, field) -> bool:
		return frappe.get_meta(doctype).has_field(field)
