"""Places, and what holds there: weekend, holidays, time zone and country code, inherited from the area above."""

from datetime import date
from zoneinfo import available_timezones

import phonenumbers

import frappe
from frappe import _
from frappe.query_builder.functions import Concat, Substring
from frappe.utils import get_system_timezone, getdate
from frappe.utils.nestedset import NestedSet

from cfm_app.rules.area_paths import NoRoom, child_path, is_within, path_and_above
from cfm_app.rules.clocks import Calendar

INHERITED = "cfm_area_inherited"
WEEKENDS = {"Fri": frozenset({4}), "Fri-Sat": frozenset({4, 5}), "Sat-Sun": frozenset({5, 6})}


class CFMArea(NestedSet):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from cfm_app.cfm_app.doctype.cfm_holiday.cfm_holiday import CFMHoliday

		code: DF.Data
		holidays: DF.Table[CFMHoliday]
		is_active: DF.Check
		is_group: DF.Check
		latitude: DF.Float
		lft: DF.Int
		longitude: DF.Float
		old_parent: DF.Link | None
		pack: DF.Data | None
		parent_cfm_area: DF.Link | None
		path: DF.Data | None
		phone_region: DF.Data | None
		reassess_every_months: DF.Int
		rgt: DF.Int
		sort: DF.Int
		survivor_help: DF.SmallText | None
		time_zone: DF.Data | None
		title: DF.Data
		valid_from: DF.Date | None
		valid_to: DF.Date | None
		weekend: DF.Literal["", "Fri", "Fri-Sat", "Sat-Sun"]
	# end: auto-generated types

	def validate(self):
		self._check_parent()
		self._check_time_zone()
		self._check_phone_region()
		self.validate_from_to_dates("valid_from", "valid_to")
		self._place()

	def on_update(self):
		before = self.get_doc_before_save()
		old_path, new_path = before and before.path, self.path
		super().on_update()
		if old_path and old_path != new_path:
			self._carry_areas_below(old_path, new_path)
		_forget_inherited()

	def on_trash(self):
		super().on_trash()
		_forget_inherited()

	def _check_parent(self):
		parent = self.parent_cfm_area and _row(self.parent_cfm_area)
		if not parent:
			return
		if self._is_above(parent.path):
			frappe.throw(_("{0} cannot be part of itself or of an area below it.").format(self.title))
		if not parent.is_group:
			frappe.throw(
				_("Tick “Has areas below it” in {0} before you put areas there.").format(parent.title)
			)

	def _is_above(self, path: str) -> bool:
		return not self.is_new() and is_within(path, self.path)

	def _check_time_zone(self):
		if self.time_zone and self.time_zone not in available_timezones():
			frappe.throw(_("{0} is not a time zone. Write it like Asia/Damascus.").format(self.time_zone))

	def _check_phone_region(self):
		self.phone_region = (self.phone_region or "").strip().upper()
		if self.phone_region and self.phone_region not in phonenumbers.SUPPORTED_REGIONS:
			frappe.throw(
				_("{0} is not a country code. Write two letters, like SY.").format(self.phone_region)
			)

	def _place(self):
		if not self.is_new() and not self.has_value_changed("parent_cfm_area"):
			return
		parent_path = _row(self.parent_cfm_area).path if self.parent_cfm_area else ""
		siblings = frappe.get_all(
			"CFM Area",
			filters={"parent_cfm_area": self.parent_cfm_area or ("is", "not set"), "name": ("!=", self.name)},
			pluck="path",
		)
		try:
			self.path = child_path(parent_path, siblings)
		except NoRoom:
			frappe.throw(_("There is no room for one more area at this place."))

	def _carry_areas_below(self, old_path: str, new_path: str):
		# imported here because access keys look up areas themselves
		from cfm_app.confidentiality.access_keys import area_moved

		area = frappe.qb.DocType("CFM Area")
		rest = Substring(area.path, len(old_path) + 1, 140)
		below = area.path.like(f"{old_path}%") & (area.name != self.name)
		frappe.qb.update(area).set(area.path, Concat(new_path, rest)).where(below).run()
		area_moved(old_path, new_path)


def calendar_of(area: str | None) -> Calendar:
	"""Return weekend, holidays and time zone of an area; of the whole organisation when there is none."""
	inherited = _inherited(area)
	return Calendar(
		weekend=WEEKENDS[inherited["weekend"] or _settings().weekend or "Sat-Sun"],
		holidays=frozenset(inherited["holidays"]),
		timezone=time_zone_of(area),
	)


def time_zone_of(area: str | None) -> str:
	"""Return the IANA name of the area's time zone, like "Asia/Damascus"."""
	return _inherited(area)["time_zone"] or _settings().time_zone or get_system_timezone()


def phone_region_of(area: str | None) -> str:
	"""Return the two-letter country of phone numbers written without country code, or "" when nobody set one."""
	return _inherited(area)["phone_region"] or _settings().phone_region or ""


def _settings():
	return frappe.get_cached_doc("CFM Settings")


def _inherited(area: str | None) -> dict:
	if not area:
		return _read_inherited("")
	return frappe.cache.hget(INHERITED, area, generator=lambda: _read_inherited(area))


def _read_inherited(area: str) -> dict:
	values = {"weekend": "", "time_zone": "", "phone_region": "", "holidays": set()}
	for row in _from_the_top_down_to(area):
		for field in ("weekend", "time_zone", "phone_region"):
			values[field] = row[field] or values[field]
		values["holidays"] |= _holidays(row.name)
	return values


def _from_the_top_down_to(area: str) -> list:
	path = area and frappe.db.get_value("CFM Area", area, "path")
	if not path:
		return []
	return frappe.get_all(
		"CFM Area",
		filters={"path": ("in", path_and_above(path))},
		fields=["name", "weekend", "time_zone", "phone_region"],
		order_by="path asc",
	)


def _holidays(area: str) -> set[date]:
	return {getdate(day) for day in frappe.get_all("CFM Holiday", {"parent": area}, pluck="day")}


def _row(area: str):
	return frappe.db.get_value("CFM Area", area, ["path", "is_group", "title"], as_dict=True, for_update=True)


def _forget_inherited() -> None:
	frappe.cache.delete_value(INHERITED)
	# another request may have read and kept the old values before our change could be seen
	frappe.db.after_commit.add(lambda: frappe.cache.delete_value(INHERITED))
