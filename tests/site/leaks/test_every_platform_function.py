"""A curious colleague calls every function of the platform with the reference of a complaint that is not hers."""

import frappe

from cfm_app.self_check.ground import ground
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.platform_functions import all_functions, arguments_for
from cfm_app.testing.without import without

RULE = (
	"cfm_app.confidentiality.permissions.permission_query_conditions",
	"cfm_app.confidentiality.permissions.has_permission",
)
# Functions that do serve who may read: the search below would be worth nothing if they served nobody.
SERVE_THE_READER = (
	"frappe.client.get",
	"frappe.client.get_list",
	"frappe.client.get_value",
	"frappe.desk.form.load.getdoc",
	"frappe.desk.query_report.get_data_for_custom_field",
	"frappe.desk.listview.get_group_by_count",
)


class TestEveryPlatformFunction(CFMTestCase):
	def setUp(self):
		super().setUp()
		frappe.flags.in_test = False  # inside tests Frappe asks for no role
		self.addCleanup(frappe.flags.update, {"in_test": True})

	def test_none_of_them_tells_or_changes_anything(self):
		functions = all_functions()
		with ground() as trial:
			told = [path for path in functions if trial.attempt(self.tries, trial.curious, path)]
		self.assertGreater(len(functions), 300)
		self.assertEqual(told, [])

	def test_the_same_calls_serve_who_may_read(self):
		with ground() as trial:
			for path in SERVE_THE_READER:
				with self.subTest(path):
					self.assertTrue(trial.attempt(self.tries, trial.reader, path))

	def test_without_the_rule_they_tell(self):
		with ground() as trial, without(*RULE):
			for path in SERVE_THE_READER:
				with self.subTest(path):
					self.assertTrue(trial.attempt(self.tries, trial.curious, path))

	def tries(self, trial, user, path):
		"""Tell whether the answer holds something that was not sent, or whether the complaint is another afterwards."""
		sent, before = arguments_for(path, trial), self.stored(trial)
		answer = trial.request(user, path, **sent)
		return trial.shows_secret(answer) or self.stored(trial) != before

	def stored(self, trial):
		return str(frappe.db.get_value("Complaint", trial.complaint.name, "*"))
