"""The questions of the public form: one Web Form record, edited in Desk, shown by two renderings."""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.utils import nowdate, strip_html

from cfm_app.confidentiality.guards import CONFIDENTIAL
from cfm_app.exceptions import NotAllowedHere

DOCTYPE = "CFM Interaction"
LONG_TEXT = ("Small Text", "Text", "Long Text")
ONE_LINE = {"Data": "text", "Phone": "tel", "Date": "date", "Int": "number"}
LAYOUT = ("Section Break", "Page Break", "Column Break", "HTML")
ASKABLE = (*LONG_TEXT, *ONE_LINE, "Select", "Check")
RADIOS_UP_TO = 4
ALWAYS_RADIOS = ("feedback_type",)


@dataclass(frozen=True)
class Question:
	"""One question as a page shows it; `options` are (value, words) and words are in the reader's language."""

	name: str
	kind: str
	label: str
	help: str
	required: bool
	options: tuple[tuple[str, str], ...] = ()
	default: str = ""

	@property
	def as_radios(self) -> bool:
		"""Whether the choices stand below each other instead of in a list that folds out."""
		return self.kind == "Select" and (self.name in ALWAYS_RADIOS or len(self.options) <= RADIOS_UP_TO)

	@property
	def input_type(self) -> str:
		"""Return the type of the HTML input of a one-line question, "" for a longer text."""
		return {"phone": "tel", "email": "email"}.get(self.name) or ONE_LINE.get(self.kind, "")


@dataclass(frozen=True)
class Section:
	"""A heading with the questions below it."""

	title: str
	help: str
	questions: tuple[Question, ...]


def web_form():
	"""Return the published Web Form of contacts, the oldest when there are several, or None."""
	name = frappe.db.get_value("Web Form", {"doc_type": DOCTYPE, "published": 1}, "name", order_by="creation")
	return frappe.get_cached_doc("Web Form", name) if name else None


def sections(form) -> list[Section]:
	"""Return the sections of the form in its order, without questions that leave nothing to choose."""
	found: list[tuple] = [("", "", [])]
	for row in form.web_form_fields:
		if row.fieldtype in ("Section Break", "Page Break"):
			found.append((_(row.label) if row.label else "", _words(row.description), []))
		elif row.fieldtype in ASKABLE and not row.hidden:
			found[-1][2].append(_question(row))
	return [
		Section(title, text, shown)
		for title, text, asked in found
		if (shown := tuple(each for each in asked if each.kind != "Select" or each.options))
	]


def offered_types() -> dict[str, str]:
	"""Return {plain words: type} of the feedback types that are offered to the public, in their order."""
	return {
		row.plain_words or row.title: row.name
		for row in _active("CFM Feedback Type", {"on_portal": 1}, ["plain_words"])
	}


def offered_areas() -> dict[str, str]:
	"""Return {title: area} of the areas right below the top of the tree."""
	tops = frappe.get_all("CFM Area", {"parent_cfm_area": ("is", "not set")}, pluck="name")
	return (
		{row.title: row.name for row in _active("CFM Area", {"parent_cfm_area": ("in", tops)})}
		if tops
		else {}
	)


CHOICES = {"feedback_type": offered_types, "area": offered_areas}


def refresh_choices(_doc=None, _method=None) -> None:
	"""Write the types and areas that are on offer into the form, so that both renderings show them and nothing else."""
	for name in frappe.get_all("Web Form", {"doc_type": DOCTYPE}, pluck="name"):
		form = frappe.get_doc("Web Form", name)
		asked = [row for row in form.web_form_fields if row.fieldname in CHOICES]
		stale = [row for row in asked if row.options != _lines(CHOICES[row.fieldname]())]
		for row in stale:
			offer(row, CHOICES[row.fieldname]())
		if stale:
			form.save(
				ignore_permissions=True
			)  # reason: who may word a type or an area need not own web forms


def offer(row, choices: dict[str, str]) -> None:
	"""Give a question of the form these choices; one with nothing to choose is not asked."""
	asked_before = bool((row.options or "").strip())
	if not choices or not asked_before:
		row.hidden = int(not choices)
	row.options = _lines(choices)


def guard_web_form(form, _method=None) -> None:
	"""Web Form: a public form of a confidential type has no fields that show guests other records or keep files."""
	if form.doc_type not in CONFIDENTIAL:
		return
	# the platform shows guests the whole record, with who wrote it
	for row in (form, *form.web_form_fields):
		row.owner = row.modified_by = "Administrator"
	for row in form.web_form_fields:
		if row.fieldtype not in (*ASKABLE, *LAYOUT):
			frappe.throw(
				_(
					"{0}: a public form asks with text, choices, dates and numbers only. A link would show guests every name."
				).format(row.label or row.fieldname),
				NotAllowedHere,
			)


def _question(row) -> Question:
	options = [line.strip() for line in (row.options or "").splitlines() if line.strip()]
	return Question(
		name=row.fieldname,
		kind=row.fieldtype,
		label=_(row.label),
		help=_words(row.description),
		required=bool(row.reqd),
		options=tuple((line, _(line)) for line in options) if row.fieldtype == "Select" else (),
		default=row.default or "",
	)


def _words(html: str | None) -> str:
	return _(strip_html(html).strip()) if html else ""


def _lines(choices: dict[str, str]) -> str:
	return "\n" + "\n".join(choices)


def _active(doctype: str, filters: dict, fields: list[str] | None = None) -> list:
	fields = ["name", "title", "valid_from", "valid_to", *(fields or [])]
	rows = frappe.get_all(doctype, {"is_active": 1, **filters}, fields, order_by="sort, title")
	today = nowdate()
	return [row for row in rows if str(row.valid_from or "") <= today <= str(row.valid_to or today)]
