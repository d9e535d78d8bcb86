"""Turns a user into the viewer that the access rule asks for, and remembers it until grants change."""

import frappe
from frappe.query_builder.functions import Coalesce
from frappe.utils import getdate

from cfm_app.confidentiality import sealing
from cfm_app.confidentiality.access_version import current_version
from cfm_app.rules.access import Grant, Viewer

CACHE = "cfm_people"


def viewer(user: str | None = None) -> Viewer:
	"""Return the viewer of this user (default: who is logged in). Somebody without grants sees nothing."""
	user = user or frappe.session.user
	return _people()["viewers"].get(user) or Viewer(sealing.mark_of(user))


def stamp() -> tuple[str, str]:
	"""Return what everything a viewer is made of hangs on: the token of grants and lines, and today's date."""
	return current_version(), str(getdate())


def people_with_duty(duties: set[str]) -> list[dict]:
	"""Return the active grants of these duties as {user, duty, area_path, project, level_from, level_to, deputy, supervisor}."""
	return [row for row in _people()["grants"] if row.duty in duties]


def line_below(user: str) -> set[str]:
	"""Return everyone who reports to this user, directly or through others."""
	reports = _direct_reports()
	found, waiting = set(), [user]
	while waiting:
		for report in reports.get(waiting.pop(), ()):
			if report not in found:
				found.add(report)
				waiting.append(report)
	return found


def line_above(user: str) -> set[str]:
	"""Return the people this user reports to, up to the top."""
	managers = {report: boss for boss, below in _direct_reports().items() for report in below}
	found = set()
	while (user := managers.get(user)) and user not in found:
		found.add(user)
	return found


def _people() -> dict:
	now = stamp()
	known = getattr(frappe.local, "cfm_people", None)
	if not known or known["stamp"] != now:
		known = frappe.cache.get_value(CACHE)
		if not known or known["stamp"] != now:
			known = {"stamp": now, **_read_people()}
			frappe.cache.set_value(CACHE, known)
		frappe.local.cfm_people = known
	return known


def _read_people() -> dict:
	rows = _grant_rows()
	grants: dict[str, list[Grant]] = {}
	for row in rows:
		grant = Grant(row.duty, row.area_path, row.project, row.level_from, row.level_to)
		grants.setdefault(row.user, []).append(grant)
	return {"grants": rows, "viewers": {user: _build(user, tuple(found)) for user, found in grants.items()}}


def _build(user: str, grants: tuple) -> Viewer:
	answers_for = frozenset(sealing.mark_of(person) for person in {user} | line_below(user))
	return Viewer(sealing.mark_of(user), answers_for, grants)


def _grant_rows() -> list[dict]:
	focal, area, user = (frappe.qb.DocType(name) for name in ("CFM Focal Point", "CFM Area", "User"))
	today = getdate()
	return (
		frappe.qb.from_(focal)
		.join(user)
		.on((user.name == focal.user) & (user.enabled == 1))
		.left_join(area)
		.on(area.name == focal.area)
		.select(
			focal.user,
			focal.duty,
			focal.level_from,
			focal.level_to,
			focal.deputy,
			focal.supervisor,
			Coalesce(focal.project, "").as_("project"),
			Coalesce(area.path, "").as_("area_path"),
		)
		.where(focal.is_active == 1)
		.where(focal.valid_from.isnull() | (focal.valid_from <= today))
		.where(focal.valid_to.isnull() | (focal.valid_to >= today))
		.where((Coalesce(focal.area, "") == "") | (area.path != ""))
		.orderby(focal.user)
		.run(as_dict=True)
	)


def _direct_reports() -> dict[str, set[str]]:
	if not frappe.get_meta("User").has_field("cfm_line_manager"):
		return {}
	user = frappe.qb.DocType("User")
	rows = (
		frappe.qb.from_(user)
		.select(user.name, user.cfm_line_manager)
		.where(user.cfm_line_manager != "")
		.run()
	)
	reports: dict[str, set[str]] = {}
	for name, manager in rows:
		reports.setdefault(manager, set()).add(name)
	return reports
