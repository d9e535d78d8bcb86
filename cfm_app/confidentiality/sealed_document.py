"""Base of every confidential DocType: its words live in the vault and appear as virtual fields."""

import frappe

from cfm_app.compat import without_workflow_actions
from cfm_app.confidentiality import permissions, vault
from cfm_app.confidentiality.keyed_document import KeyedDocument
from cfm_app.handling.words import clean_all


class SealedDocument(KeyedDocument):
	"""A document whose fields named in `SEALED` are in no table.

	The getter asks the access rule and opens, the setter keeps the text until the document is inserted. Questions
	that an administrator adds without code are virtual fields too and read through `sealed()`.
	"""

	SEALED: tuple[str, ...] = ()

	def __init_subclass__(cls, **kwargs):
		super().__init_subclass__(**kwargs)
		for field in cls.SEALED:
			setattr(cls, field, _sealed_property(field))

	def sealed(self, field: str) -> str | None:
		"""Return the text of one sealed field for the user who asks, None when she may not read it."""
		if self.is_new():
			return self.words_to_seal().get(field)
		return self._opened_words().get(field)

	def words_to_seal(self) -> dict[str, str]:
		"""Return the words of a new document that are still to be sealed, {field: text}."""
		return {field: self.__dict__[field] for field in self.sealed_fields() if self.__dict__.get(field)}

	def sealed_fields(self) -> list[str]:
		"""Return the names of all sealed fields, those added by an administrator included."""
		added = self.meta.get("fields", {"is_virtual": 1, "is_custom_field": 1})
		return [*self.SEALED, *(field.fieldname for field in added)]

	def clean_words(self) -> None:
		"""Clean the words of a new document. Throws when one of them is too long."""
		for field, text in clean_all(self.words_to_seal()).items():
			self.__dict__[field] = text

	def seal_words(self) -> None:
		"""Move the words of a new document into the vault; call it in after_insert."""
		vault.put(self.doctype, self.name, self.words_to_seal())
		self.drop_words()

	def drop_words(self) -> None:
		"""Forget words that came in with the document: they are changed through the vault only."""
		for field in self.sealed_fields():
			self.__dict__.pop(field, None)

	def forget_opened(self) -> None:
		"""Read the vault anew on the next look."""
		self.__dict__.pop("_opened", None)

	def run_method(self, method, *args, **kwargs):
		with without_workflow_actions():
			return super().run_method(method, *args, **kwargs)

	def run_notifications(self, method):
		"""Let Frappe's Notifications see routing data only: whatever their template says, no word gets into a mail."""
		with vault.kept_shut():
			super().run_notifications(method)

	def add_comment(self, comment_type="Comment", *args, **kwargs):
		"""Keep the platform's own remarks (assigned, workflow) out of its comments: the timeline has them."""
		return super().add_comment(comment_type, *args, **kwargs) if comment_type == "Comment" else None

	def notify_update(self):
		"""Tell who has this document open that it changed; say nothing to the lists of other people."""
		message = {"modified": str(self.modified), "doctype": self.doctype, "name": self.name}
		frappe.publish_realtime(
			"doc_update", message, doctype=self.doctype, docname=self.name, after_commit=True
		)

	def __getstate__(self):
		state = super().__getstate__()
		for field in ("_opened", *self.SEALED):
			state.pop(field, None)
		return state

	def _opened_words(self) -> dict[str, str]:
		if frappe.flags.cfm_vault_shut or permissions.is_worded_by_others(self):
			return {}
		opened = self.__dict__.get("_opened")
		if not opened or opened[0] != frappe.session.user:
			opened = self.__dict__["_opened"] = (frappe.session.user, vault.read(self))
		return opened[1]


def _sealed_property(field: str) -> property:
	def get(self):
		return self.sealed(field)

	def set_words(self, text):
		self.__dict__[field] = text

	return property(get, set_words, doc=f"{field}: sealed in the vault")
