"""Warns before a promise is broken, tells when it is, and sends the weekly chaser. No word of content travels."""

import frappe
from frappe import _
from frappe.utils import add_days, get_url, getdate

from cfm_app.confidentiality.permissions import may_hear
from cfm_app.confidentiality.viewers import people_with_duty
from cfm_app.handling import alerts, pending
from cfm_app.handling.clocks import WARN_BEFORE

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def warn() -> dict:
	"""Alert handlers two days before the answer is due (day 13 of 15) and handler and coordinators after a breach.

	Returns {"warning": n, "breach": n}. Each complaint is told of once a day at most.
	"""
	today = getdate()
	warning_day = add_days(today, WARN_BEFORE.days)
	return {
		"warning": _tell_of(_due_on(warning_day), "warning", with_coordinators=False),
		"breach": _tell_of(_due_on(add_days(today, -1)), "breach", with_coordinators=True),
	}


def send_digest_if_due() -> int:
	"""Send the weekly digest on the day of CFM Settings; return how many people got one."""
	wanted = frappe.get_cached_value("CFM Settings", None, "chaser_day") or DAYS[0]
	return send_digest() if DAYS[getdate().weekday()] == wanted else 0


def send_digest() -> int:
	"""Send every handler her pending complaints, the same rows as the report Pending and Overdue, with a copy to her supervisor."""
	handlers = frappe.get_all(  # reason: the job looks for people to write to, each sees only her own rows
		"Complaint",
		{"closed_on": ["is", "not set"], "handler": ["is", "set"]},
		pluck="handler",
		distinct=True,
	)
	return sum(_send_one(handler) for handler in handlers)


def digest_rows(handler: str) -> list[dict]:
	"""Return the rows of one handler's digest as she would see them in the report."""
	before = frappe.session.user
	try:
		frappe.set_user(handler)  # reason: the digest holds what this person may see, nothing else
		return pending.mine(handler)
	finally:
		frappe.set_user(before)  # reason: back to the scheduler


def _send_one(handler: str) -> int:
	rows = digest_rows(handler)
	if not rows:
		return 0
	duties = people_with_duty({"Handle", "Respond", "Sensitive"})
	supervisors = {row.supervisor for row in duties if row.user == handler and row.supervisor}
	keys = _keys_of(rows)
	for person in {handler, *supervisors}:
		hers = [row for row in rows if may_hear(keys[row.name], person)]
		if hers:
			_queue_digest(person, hers)
	return 1


def _keys_of(rows: list[dict]) -> dict[str, str]:
	filters = {"name": ["in", [row.name for row in rows]]}
	found = frappe.get_all(  # reason: the keys decide who may hear of a row, nobody is shown them
		"Complaint", filters, ["name", "access_key"], as_list=True
	)
	return dict(found)


def _queue_digest(person: str, rows: list[dict]) -> None:
	language = frappe.db.get_value("User", person, "language")
	subject = _("{0} complaints are waiting", language).format(len(rows))
	lines = "".join(f"<li>{row.name} · {row.next_due or ''}</li>" for row in rows)
	link = get_url("/app/query-report/Pending and Overdue")
	alerts.queue_mail(person, subject, f'<ul>{lines}</ul><p><a href="{link}">{link}</a></p>')


def _due_on(day) -> list:
	filters = {
		"resolve_due": ["between", [f"{day} 00:00:00", f"{day} 23:59:59"]],
		"closed_on": ["is", "not set"],
	}
	fields = ["name", "handler", "access_key"]
	rows = frappe.get_all("Complaint", filters, fields)  # reason: the job tells each handler of her own
	return [frappe._dict(row, doctype="Complaint") for row in rows]


def _tell_of(rows: list, code: str, with_coordinators: bool) -> int:
	for row in rows:
		people = [row.handler, *(alerts.coordinators() if with_coordinators else [])]
		alerts.tell(people, row, code)
	return len(rows)
