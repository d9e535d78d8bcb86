"""Base of every DocType with an access key: who may see a record is written by the app, never by who sends it in."""

import frappe
from frappe.model.document import Document

from cfm_app.confidentiality import permissions
from cfm_app.confidentiality.renames import NamedForGood, refuse_new_name

KEY = "access_key"


class KeyedDocument(NamedForGood):
	"""A document that trusts its access key to the database.

	Frappe makes documents of whatever JSON a browser sends, and asks for permission on the result. A key, or the
	name of another record, that came in this way would open what the sender may not see.
	"""

	_reserved_keywords = Document._reserved_keywords | {"_opened"}

	def __init__(self, *args, **kwargs):
		frappe.flags.cfm_record_open = True  # from here on, error reports keep no words (traces.py)
		super().__init__(*args, **kwargs)
		if not self.get(KEY) and self.name and not self.is_new():
			self.access_key = frappe.db.get_value(self.doctype, self.name, KEY)

	def load_from_db(self):
		self.flags.from_database = True
		try:
			return super().load_from_db()
		finally:
			self.flags.from_database = False

	def update(self, values):
		"""Take values over. Raises NotAllowedHere when they would turn this record into another one."""
		self._keep_name(values.get("name"))
		return super().update(values)

	def set(self, key, value, as_value=False):
		"""Take a value over, unless it is the key and comes from outside; raises as update()."""
		if key == "name":
			self._keep_name(value)
		if key != KEY or not self.is_sent_in():
			super().set(key, value, as_value)

	def has_permission(self, permtype="read", *, debug=False, user=None) -> bool:
		"""Ask the rule before the platform, for which a share outweighs a refusal, whatever way the share came."""
		by_app = self.flags.ignore_permissions  # reason: the app's own steps ask the rule where they begin
		is_asked = not by_app and (user or frappe.session.user) != "Administrator"
		if is_asked and not permissions.has_permission(self, permtype, user):
			return False
		return super().has_permission(permtype, debug=debug, user=user)

	def is_sent_in(self) -> bool:
		"""Tell whether the values that are being taken over come from anywhere but the database."""
		return not self.flags.from_database

	def _keep_name(self, name) -> None:
		if self.name and name and name != self.name and self.is_sent_in():
			refuse_new_name()


class StoredDocument(NamedForGood):
	"""A document that is what is stored: whatever a browser sends in under its name counts for nothing.

	For types that people change by buttons only, and whose own fields say who may see them.
	"""

	def __init__(self, *args, **kwargs):
		super().__init__(*args, **kwargs)
		if self.name and not self.flags.is_loaded and frappe.db.exists(self.doctype, self.name):
			self.load_from_db()

	def load_from_db(self):
		self.flags.is_loaded = True
		return super().load_from_db()
