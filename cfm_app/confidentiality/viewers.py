"""Turns a user into the viewer that the access rule asks for, and remembers it until grants change."""

import frappe
from frappe.query_builder.functions import Coalesce
from frappe.utils import getdate

from cfm_app.confidentiality import sealing
from cfm_app.confidentiality.access_version import current_version
from cfm_app.rules.access import Grant, Viewer
from cfm_app.rules.conflict import line_of

CACHE = "cfm_people"


def viewer(user: str | None = None) -> Viewer:
	"""Return the viewer of this user (default: who is logged in). Somebody without grants sees nothing."""
	user = user or frappe.session.user
	return _people()["viewers"].get(user) or _build(user, _people())


def stamp() -> tuple[str, str]:
	"""Return what everything a viewer is made of hangs on: the token of grants and lines, and today's date."""
	return current_version(), str(getdate())


def people_with_duty(duties: set[str]) -> list[dict]:
	"""Return the active grants of these duties as {user, duty, area_path, project, level_from, level_to, deputy, supervisor}."""
	return [row for row in _people()["grants"] if row.duty in duties]


def line_above(user: str) -> set[str]:
	"""Return the people this user reports to, up to the top."""
	managers = {report: boss for boss, below in _people()["reports"].items() for report in below}
	found = set()
	while (user := managers.get(user)) and user not in found:
		found.add(user)
	return found


def staff_of(project: str | None) -> set[str]:
	"""Return who belongs to a project: its head, and everybody with a grant for this project alone."""
	if not project:
		return set()
	granted = {row.user for row in _people()["grants"] if row.project == project}
	return granted | {head for head, led in _people()["heads"].items() if project in led}


def project_mark(project: str) -> str:
	"""Return the mark that stands for everybody who belongs to a project."""
	return sealing.blind_index("project", project)[:16]


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
	people = {
		"grants": _grant_rows(),
		"by_user": {},
		"reports": _direct_reports(),
		"heads": _project_heads(),
		"line_levels": frappe.get_cached_value("CFM Settings", None, "locked_line_levels") or 0,
	}
	for row in people["grants"]:
		people["by_user"].setdefault(row.user, []).append(row)
	people["viewers"] = {user: _build(user, people) for user in people["by_user"]}
	return people


def _build(user: str, people: dict) -> Viewer:
	rows = people["by_user"].get(user, ())
	grants = tuple(Grant(row.duty, row.area_path, row.project, row.level_from, row.level_to) for row in rows)
	marks = {sealing.mark_of(person) for person in {user} | _line_below(user, people)}
	projects = {row.project for row in rows if row.project} | people["heads"].get(user, set())
	return Viewer(
		sealing.mark_of(user), frozenset(marks | {project_mark(project) for project in projects}), grants
	)


def _line_below(user: str, people: dict) -> set[str]:
	return line_of(user, people["reports"], people["line_levels"])


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


def _project_heads() -> dict[str, set[str]]:
	project = frappe.qb.DocType("CFM Project")
	rows = frappe.qb.from_(project).select(project.line_manager, project.name)
	heads: dict[str, set[str]] = {}
	for head, led in rows.where(project.line_manager != "").run():
		heads.setdefault(head, set()).add(led)
	return heads


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
