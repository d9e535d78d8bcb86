"""Two people write at the same moment: the database may break one off, the person at the phone does not notice."""

from unittest.mock import Mock, patch

import frappe

from cfm_app.handling.retry import again_on_deadlock
from cfm_app.testing.case import CFMTestCase


class TestAtTheSameTime(CFMTestCase):
	def test_what_was_broken_off_is_done_once_more(self):
		work = Mock(side_effect=[frappe.QueryDeadlockError, "C-1"], __name__="work")
		with patch.object(frappe.db, "rollback") as rollback:
			self.assertEqual(again_on_deadlock(work)("words"), "C-1")
		rollback.assert_called_once()
		self.assertEqual(work.call_count, 2)

	def test_after_three_times_it_is_said(self):
		work = Mock(side_effect=frappe.QueryDeadlockError, __name__="work")
		with patch.object(frappe.db, "rollback"), self.assertRaises(frappe.QueryDeadlockError):
			again_on_deadlock(work)()
		self.assertEqual(work.call_count, 3)

	def test_other_errors_are_not_tried_again(self):
		work = Mock(side_effect=frappe.ValidationError, __name__="work")
		with self.assertRaises(frappe.ValidationError):
			again_on_deadlock(work)()
		self.assertEqual(work.call_count, 1)
