"""The base class of every test that needs a site."""

from contextlib import contextmanager

import frappe

from cfm_app.confidentiality import access_version

try:
	from frappe.tests import IntegrationTestCase as SiteTestCase
except ImportError:  # Frappe 15
	from frappe.tests.utils import FrappeTestCase as SiteTestCase

SAVEPOINT = "cfm_test"


class CFMTestCase(SiteTestCase):
	"""Each test starts as Administrator and leaves no rows behind.

	Rows made in setUpClass live until the class ends. A commit would end the savepoint, so code that
	commits is tested with frappe.db.commit replaced.
	"""

	def setUp(self):
		super().setUp()
		frappe.set_user("Administrator")
		frappe.db.savepoint(SAVEPOINT)
		self.addCleanup(self._undo)

	def _undo(self):
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point=SAVEPOINT)
		access_version.forget()
		frappe.local.message_log = []

	@contextmanager
	def as_user(self, user):
		"""Act as this user (an e-mail address) inside the with block, then as the user from before."""
		before = frappe.session.user
		frappe.set_user(user)
		try:
			yield
		finally:
			frappe.set_user(before)

	@contextmanager
	def assert_refused(self, saying=None, exception=frappe.PermissionError):
		"""The with block must raise this exception, with this text in it when `saying` is given.

		What the block wrote before it was refused is rolled back, as at the end of a failed request.
		"""
		frappe.db.savepoint("cfm_refused")
		with self.assertRaises(exception) as caught:
			yield caught
		frappe.db.rollback(save_point="cfm_refused")
		access_version.forget()
		if saying is not None:
			self.assertIn(saying, str(caught.exception))
