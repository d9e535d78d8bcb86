"""What the platform leaves behind while it works: error reports, logs, recordings, prepared reports, boards.

Each keeps that something happened and where, never a word of somebody's story.
"""

import copy
import traceback

import frappe
from frappe import _
from frappe.core.doctype.access_log.access_log import AccessLog
from frappe.core.doctype.error_log.error_log import ErrorLog

from cfm_app.confidentiality.guards import PROTECTED
from cfm_app.exceptions import NotAllowedHere
from cfm_app.rules.redaction import is_traceback, neutral_title, place_of, without_values

LOGGING = ("frappe/utils/error.py", "frappe/model/document.py", "cfm_app/confidentiality/traces.py")


class QuietErrorLog(ErrorLog):
	"""Frappe hands some reports to Redis before any hook of the document runs."""

	def deferred_insert(self):
		redact_error(self)
		super().deferred_insert()


class QuietAccessLog(AccessLog):
	"""Frappe writes these rows past every hook."""

	def db_insert(self, *args, **kwargs):
		self.forget_content()
		super().db_insert(*args, **kwargs)

	def deferred_insert(self):
		self.forget_content()
		super().deferred_insert()

	def forget_content(self):
		"""Keep who printed or exported which record; drop the page and what was searched for."""
		if is_about_protected(self.export_from, self.report_name) or not self.export_from:
			self.page = self.columns = self.filters = None


class QuietArguments(frappe._dict):
	"""The arguments of a request as ever, but whoever writes them down gets their names only.

	Frappe puts them into its log files when a request fails.
	"""

	__slots__ = ()

	def __repr__(self):
		return str(sorted(map(str, self)))

	def __deepcopy__(self, memo):
		return QuietArguments(copy.deepcopy(dict(self), memo))

	def __reduce_ex__(self, _protocol):
		return frappe._dict, (dict(self),)


def keep_arguments_out_of_logs() -> None:
	"""Before each request: names of arguments may be logged and recorded, values never."""
	arguments = frappe.local.form_dict
	if type(arguments) is frappe._dict:
		object.__setattr__(arguments, "__class__", QuietArguments)
	if recording := getattr(frappe.local, "_recorder", None):
		recording.form_dict = dict.fromkeys(arguments, "…")


def redact_error(doc, _method=None) -> None:
	"""Error Log: keep where it broke, drop every value, and every word once a confidential record was open."""
	report = doc.error or ""
	if frappe.flags.cfm_record_open:
		report = report if is_traceback(report) else _stack()
		doc.method = place_of(report)
	else:
		doc.method = neutral_title(doc.method, report)
	doc.error = without_values(report)


def refuse_prepared_report(doc, _method=None) -> None:
	"""Prepared Report: Frappe gives its rows to whoever knows its name."""
	if is_about_protected(None, doc.report_name):
		frappe.throw(
			_("Reports on confidential records are made anew for each reader. They are not prepared."),
			NotAllowedHere,
			title=_("Confidential"),
		)


def forget_prints(doc, _method=None) -> None:
	"""Email Queue: a mail that goes out later would print a record with the rights of whoever set it off."""
	kept = [each for each in frappe.parse_json(doc.attachments) or [] if each.get("doctype") not in PROTECTED]
	doc.attachments = frappe.as_json(kept) if kept else None


def forget_card_order(doc, _method=None) -> None:
	"""Kanban Board: the order of its cards names records to everybody who sees the board."""
	if doc.reference_doctype in PROTECTED:
		for column in doc.columns:
			column.order = None


def is_about_protected(doctype: str | None, report: str | None) -> bool:
	"""Tell whether a DocType, or what a report is about, is confidential."""
	about = doctype or (report and frappe.get_cached_value("Report", report, "ref_doctype"))
	return about in PROTECTED


def _stack() -> str:
	frames = [frame for frame in traceback.extract_stack() if not frame.filename.endswith(LOGGING)]
	return "".join(["Traceback (most recent call last):\n", *traceback.format_list(frames)])
