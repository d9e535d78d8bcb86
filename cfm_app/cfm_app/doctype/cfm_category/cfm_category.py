"""What feedback is about: a tree in which a branch can force a lowest level of sensitivity."""

import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet

from cfm_app.cfm_app.doctype.cfm_sensitivity_level.cfm_sensitivity_level import check_level

TREE = "cfm_category_tree"


class CFMCategory(NestedSet):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asks_aid_worker_question: DF.Check
		code: DF.Data
		default_level: DF.Int
		default_urgency: DF.Link | None
		is_about_conduct: DF.Check
		is_active: DF.Check
		is_group: DF.Check
		level_floor: DF.Int
		lft: DF.Int
		old_parent: DF.Link | None
		pack: DF.Data | None
		parent_cfm_category: DF.Link | None
		rgt: DF.Int
		sort: DF.Int
		title: DF.Data
		valid_from: DF.Date | None
		valid_to: DF.Date | None
	# end: auto-generated types

	def validate(self):
		self._check_parent()
		check_level(self, "level_floor")
		check_level(self, "default_level")
		self.default_level = max(self.default_level or 0, self.level_floor or 0)
		self.validate_from_to_dates("valid_from", "valid_to")

	def on_update(self):
		super().on_update()
		_forget_tree()

	def on_trash(self):
		super().on_trash()
		_forget_tree()

	def _check_parent(self):
		if not self.parent_cfm_category:
			return
		if self.name in path_of(self.parent_cfm_category):
			frappe.throw(_("{0} cannot be part of itself or of a category below it.").format(self.title))
		if not frappe.db.get_value("CFM Category", self.parent_cfm_category, "is_group"):
			frappe.throw(
				_("Tick “Has categories below it” in {0} before you put categories there.").format(
					frappe.db.get_value("CFM Category", self.parent_cfm_category, "title")
				)
			)


def path_of(category: str | None) -> tuple[str, ...]:
	"""Return the codes from the top of the tree down to the category itself; empty for None or an unknown code."""
	tree, path = _tree(), []
	while category in tree:
		path.insert(0, category)
		category = tree[category][0]
	return tuple(path)


def effective_floor(category: str | None) -> int:
	"""Return the lowest level a complaint of this category may have: the highest floor on the way to the top."""
	tree = _tree()
	return max((tree[code][1] for code in path_of(category)), default=0)


def _tree() -> dict[str, tuple[str | None, int]]:
	return frappe.cache.get_value(TREE, generator=_read_tree)


def _read_tree() -> dict[str, tuple[str | None, int]]:
	rows = frappe.get_all("CFM Category", fields=["name", "parent_cfm_category", "level_floor"])
	return {row.name: (row.parent_cfm_category or None, row.level_floor or 0) for row in rows}


def _forget_tree() -> None:
	frappe.cache.delete_value(TREE)
	# another request may have read and kept the old tree before our change could be seen
	frappe.db.after_commit.add(lambda: frappe.cache.delete_value(TREE))
