"""Records keep their names. The platform renames past every check for whoever may read, when a browser asks it to."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.confidentiality.plain_files import is_ours
from cfm_app.exceptions import NotAllowedHere


class NamedForGood(Document):
	"""A document that is known, and bound to its proofs, by its name."""

	def before_rename(self, _old, _new, _merge=False):
		"""Sealed words are bound to the reference they were sealed for."""
		refuse_new_name()

	def after_rename(self, _old, _new, _merge=False):
		"""A browser can have Frappe skip what is asked before; this comes in any case."""
		refuse_new_name()


def guard_rename(doc, _method=None, _old: str = "", _new: str = "", _merge: bool = False) -> None:
	"""Every DocType: ours are renamed only by who may change them, and only when the type allows it."""
	if not is_ours(doc.doctype):
		return
	doc.check_permission("write")
	if not doc.meta.allow_rename:
		refuse_new_name()


def refuse_new_name() -> None:
	"""Raise NotAllowedHere."""
	frappe.throw(_("A record keeps its reference."), NotAllowedHere)
