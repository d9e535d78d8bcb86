import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.confidentiality import by_action
from cfm_app.confidentiality.dependent_document import DependentDocument
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import investigations, timeline


class CFMHold(DependentDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		complaint: DF.Link
		kind: DF.Literal["legal claim", "investigation", "audit", "authority"]
		lifted_by: DF.Link | None
		lifted_on: DF.Datetime | None
		placed_by: DF.Link | None
		placed_on: DF.Datetime | None
		reason: DF.SmallText | None
	# end: auto-generated types
	"""Keeps a complaint from being erased, whatever its retention class says, until somebody lifts it."""

	SEALED = ("reason",)

	def before_insert(self):
		super().before_insert()
		by_action.restore(self)
		self.update({"placed_on": now_datetime(), "placed_by": frappe.session.user})
		if len((self.words_to_seal().get("reason") or "").strip()) < 5:
			frappe.throw(_("Say why this has to be kept."), GuardRefused)

	def validate(self):
		super().validate()
		if not self.is_new():
			by_action.restore(self)

	def after_insert(self):
		super().after_insert()
		timeline.write(self.record(), "note", detail=f"hold: {self.kind}")

	def lift(self):
		"""Let retention go on from now."""
		if self.lifted_on:
			frappe.throw(_("This hold has been lifted already."), GuardRefused)
		self.update({"lifted_on": now_datetime(), "lifted_by": frappe.session.user})
		by_action.begin(self)
		self.save()
		timeline.write(self.record(), "note", detail=f"hold lifted: {self.kind}")


def held(complaints: list[str]) -> set[str]:
	"""Return those of these complaints that are on hold, or under investigation, which is as good as a hold."""
	if not complaints:
		return set()
	filters = {"complaint": ["in", complaints], "lifted_on": ["is", "not set"]}
	on_hold = frappe.get_all("CFM Hold", filters, pluck="complaint")  # reason: a hold binds everybody
	return {*on_hold, *investigations.running_among(complaints)}


def on_doctype_update():
	"""Index what lists are read by."""
	frappe.db.add_index("CFM Hold", ["access_key", "modified"], "access_key_modified")
