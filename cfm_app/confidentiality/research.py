"""The only view a researcher has of complaints: no reference, no name, no day; months, bands, places further up, and groups."""

import frappe
from frappe import _
from frappe.utils import getdate

from cfm_app.api.desk_titles import title
from cfm_app.confidentiality import access_log, sealing, shared_text
from cfm_app.confidentiality.published_numbers import branches, smallest_count
from cfm_app.confidentiality.viewers import viewer
from cfm_app.exceptions import AccessRefused
from cfm_app.rules import pseudonyms
from cfm_app.rules.access import SENSITIVE_FROM
from cfm_app.rules.area_paths import path_and_above

DUTY = "Research"
# in the order in which they are given up where a group is too small
GIVEN_UP = ("age_band", "sex", "branch", "month", "area")
UNKNOWN = ""


def rows_of(study) -> list[dict]:
	"""Return [{pseudonym, month, kind, branch, area, sex, age_band, outcome, days, text}]. Raises AccessRefused.

	Levels 5 and 6 and complaints about staff are in no study. At least as many rows as the smallest count that is
	shown share month, branch, area, sex and age band; what cannot be blurred enough is left out.
	"""
	_must_be_allowed(study)
	branch_of = branches()
	blurred = [_blurred(study, row, branch_of) for row in _complaints(study)]
	rows = pseudonyms.generalised(blurred, GIVEN_UP, smallest_count())
	access_log.write("view", study, f"research view: {len(rows)} rows")
	return sorted((_in_words(study, row) for row in rows), key=lambda row: row["pseudonym"])


def _must_be_allowed(study) -> None:
	"""The researcher of the study, on its days, with the duty for its place and project."""
	path = _path(study.area)
	has_duty = any(
		grant.duty == DUTY and path.startswith(grant.area_path) and grant.project in ("", study.project or "")
		for grant in viewer().grants
	)
	if study.researcher != frappe.session.user or not study.is_open() or not has_duty:
		frappe.throw(_("This study is not open to you today."), AccessRefused)


def _complaints(study) -> list[dict]:
	complaint, key, area = (frappe.qb.DocType(name) for name in ("Complaint", "CFM Access Key", "CFM Area"))
	fields = ("name", "received_on", "closed_on", "feedback_type", "category", "sex", "age_band", "outcome")
	query = (
		frappe.qb.from_(complaint)
		.join(key)
		.on(key.name == complaint.access_key)
		.left_join(area)
		.on(area.name == complaint.area)
		.select(*(complaint[field] for field in fields), area.path)
		.where(complaint.level < SENSITIVE_FROM)
		.where((key.subjects == "") | key.subjects.isnull())
		.where(complaint.received_on[study.received_from : f"{study.received_until} 23:59:59"])
	)
	if study.area:
		query = query.where(area.path.like(f"{_path(study.area)}%"))
	if study.project:
		query = query.where(complaint.project == study.project)
	return query.run(as_dict=True)


def _blurred(study, row: dict, branch_of: dict) -> dict:
	return {
		"name": row.name,
		"month": pseudonyms.month_of(row.received_on),
		"kind": row.feedback_type,
		"branch": branch_of.get(row.category, UNKNOWN),
		"area": _place(row.path, study.area_depth),
		"sex": row.sex or UNKNOWN,
		"age_band": row.age_band or UNKNOWN,
		"outcome": row.outcome,
		"days": pseudonyms.days_in_band(getdate(row.received_on), row.closed_on and getdate(row.closed_on)),
	}


def _place(path: str | None, depth: int) -> str:
	"""Return the path of the area this many steps down from the top, or of the area itself when it lies higher."""
	above = path_and_above(path or "")[: max(1, depth or 1)]
	return above[-1] if above else UNKNOWN


def _in_words(study, row: dict) -> dict:
	key = bytes.fromhex(sealing.keyed_hash("index", f"research|{study.name}|{study.researcher}"))
	text = shared_text.of(row["name"]) if study.with_texts else ""
	words = {**row, "pseudonym": pseudonyms.pseudonym(key, study.name, row["name"]), "text": text}
	words["kind"] = title("CFM Feedback Type", row["kind"])
	words["outcome"] = title("CFM Outcome", row["outcome"])
	words["days"] = _(row["days"])
	words["branch"] = (
		row["branch"] if row["branch"] == pseudonyms.ANY else title("CFM Category", row["branch"])
	)
	words["area"] = _area_title(row["area"])
	del words["name"]
	return words


def _area_title(path: str) -> str:
	name = frappe.db.get_value("CFM Area", {"path": path}, cache=True) if path.strip(pseudonyms.ANY) else None
	return title("CFM Area", name) if name else path


def _path(area: str | None) -> str:
	return (frappe.db.get_value("CFM Area", area, "path") or "") if area else ""
