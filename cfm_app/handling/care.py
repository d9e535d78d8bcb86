"""What survivors and children need written down, sealed beside a complaint: danger, time, agreement, how to call back."""

import frappe
from frappe import _

from cfm_app.confidentiality import vault
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import timeline
from cfm_app.handling.words import clean_all
from cfm_app.rules import children
from cfm_app.rules.area_paths import path_and_above

CHOICES = {
	"in_danger_now": ("yes", "no", "unknown"),
	"within_72_hours": ("yes", "no", "unknown"),
	"child_assent": children.ASSENT,
	"caregiver_consent": children.CONSENT,
}
WORDS = ("best_interest", "contact_plan")
FIELDS = (*CHOICES, *WORDS)


def seal(complaint, answers: dict[str, str]) -> None:
	"""Seal the answers that were given at intake, {field: answer}."""
	vault.put(complaint.doctype, complaint.name, _checked(answers))


def write(complaint, answers: dict[str, str]) -> None:
	"""Write answers later on; earlier ones are kept as versions. Raises AccessRefused, GuardRefused."""
	checked = _checked(answers)
	vault.change(complaint, checked)
	timeline.write(complaint, "note", detail=", ".join(checked))


def of(complaint) -> dict[str, str]:
	"""Return {field: answer} of a complaint for guards and senders; who shows it to a person asks the rule before."""
	words = vault.read_for_system(complaint.doctype, complaint.name)
	return {field: words[field] for field in FIELDS if words.get(field)}


def is_about_child(complaint) -> bool:
	"""Tell whether the complaint concerns somebody under 18."""
	return children.is_about_child(complaint.age_band, bool(complaint.get("child_affected")))


def missing_for_work(complaint) -> list[str]:
	"""Return what a child's record still needs before work on it goes on; nothing for anybody else."""
	return children.missing_for_work(of(complaint), complaint.age_band) if is_about_child(complaint) else []


def help_in(area: str | None) -> str:
	"""Return where survivors find help in an area: its own text, or that of the nearest area above."""
	path = area and frappe.db.get_value("CFM Area", area, "path")
	if not path:
		return ""
	areas = frappe.get_all(
		"CFM Area",
		{"path": ["in", path_and_above(path)], "survivor_help": ["is", "set"]},
		pluck="survivor_help",
		order_by="path desc",
		limit=1,
	)
	return areas[0] if areas else ""


def _checked(answers: dict[str, str]) -> dict[str, str]:
	given = clean_all({field: answers[field] for field in FIELDS if answers.get(field)})
	for field, choices in CHOICES.items():
		if given.get(field) and given[field] not in choices:
			frappe.throw(_("Please choose one of the answers."), GuardRefused)
	return given
