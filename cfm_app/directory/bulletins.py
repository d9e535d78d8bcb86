"""What operators have to know, and who has said that she read it."""

import frappe
from frappe import _
from frappe.utils import add_days, cint, get_fullname, getdate, now_datetime

from cfm_app.confidentiality import sealing
from cfm_app.confidentiality.rows import insert_new
from cfm_app.directory import changes, keepers
from cfm_app.directory.alert_words import SEVERAL
from cfm_app.handling import alerts

BULLETIN, READ = "CFM Bulletin", "CFM Bulletin Read"
READER_ROLE = "CFM Operator"
SHOWN = 20
SHOWN_FIELDS = ("name", "title", "words", "kind", "service", "published_on", "is_urgent")


def unread(user: str, only_urgent: bool = False) -> list[dict]:
	"""Return the bulletins that this user has not read: [{SHOWN_FIELDS}], newest first."""
	bulletin, read = frappe.qb.DocType(BULLETIN), frappe.qb.DocType(READ)
	query = (
		frappe.qb.from_(bulletin).left_join(read).on((read.bulletin == bulletin.name) & (read.user == user))
	)
	query = query.select(*(bulletin[field] for field in SHOWN_FIELDS))
	if only_urgent:
		query = query.where(bulletin.is_urgent == 1)
	query = query.where(read.name.isnull()).where(bulletin.published_on <= now_datetime())
	query = query.where(bulletin.expires_on.isnull() | (bulletin.expires_on >= getdate()))
	rows = query.orderby(bulletin.published_on, order=frappe.qb.desc).limit(SHOWN).run(as_dict=True)
	for row in rows:
		row.words = _words(row)
	return rows


def read(bulletin: str, user: str) -> None:
	"""Remember that this user has read a bulletin; twice is once."""
	once = sealing.keyed_hash("index", f"{bulletin}|{user}")[:60]
	insert_new(READ, bulletin=bulletin, user=user, read_on=now_datetime(), once=once)


def may_see_readers(bulletin, user: str) -> bool:
	"""Tell whether this person may see who has read it: by role, as its author, or as who keeps the entry it is about."""
	if frappe.has_permission(READ, "read", user=user) or bulletin.owner == user:
		return True
	return bool(bulletin.service) and user in keepers.of(bulletin.service)


def readers(bulletin: str) -> tuple[list[dict], list[str]]:
	"""Return ([{name, read_on}] who have read it, the last first, and the names of those who still have to)."""
	read = frappe.get_all(READ, {"bulletin": bulletin}, ["user", "read_on"], order_by="read_on desc", limit=0)
	waiting = _have_to() - {row.user for row in read}
	shown = [{"name": get_fullname(row.user), "read_on": row.read_on} for row in read]
	return shown, sorted(get_fullname(user) for user in waiting)


def remind() -> int:
	"""Remind everybody, once for each bulletin, who has not read it some days after it came out. Returns of how many."""
	days = cint(frappe.get_cached_value("CFM Settings", None, "bulletin_reminder_days"))
	late = _late(days) if days else []
	have_to = _have_to()
	for user in sorted(have_to):
		_remind(user, [name for name in late if not _has_read(name, user)])
	for name in late:
		frappe.db.set_value(BULLETIN, name, "reminded_on", getdate(), update_modified=False)
	return len(late)


def _late(days: int) -> list[str]:
	"""Return the names of what came out this many days ago and nobody was reminded of, the oldest first."""
	bulletin = frappe.qb.DocType(BULLETIN)
	query = frappe.qb.from_(bulletin).select(bulletin.name).where(bulletin.needs_receipt == 1)
	query = query.where(bulletin.reminded_on.isnull())
	query = query.where(bulletin.published_on <= add_days(now_datetime(), -days))
	query = query.where(bulletin.expires_on.isnull() | (bulletin.expires_on >= getdate()))
	return query.orderby(bulletin.published_on).run(pluck=True)


def _remind(user: str, names: list[str]) -> None:
	code = "bulletin_unread"
	if names:
		alerts.send(user, BULLETIN, names[0], code if len(names) == 1 else SEVERAL[code])


def _has_read(bulletin: str, user: str) -> bool:
	return bool(frappe.db.exists(READ, {"bulletin": bulletin, "user": user}))


def _have_to() -> set[str]:
	"""Return the people with an account in use who take contacts in."""
	return set(alerts.with_role(READER_ROLE))


def _words(row) -> str:
	"""Return the words in the reader's language; those of a changed service are put together anew."""
	if row.kind != "service change":
		return row.words
	meta = frappe.get_meta(changes.SERVICE)
	changed = changes.since(row.service, row.published_on.replace(hour=0, minute=0, second=0, microsecond=0))
	lines = {each.field: each for each in changed if each.field in changes.TOLD}
	return "\n".join(_line(meta, each) for each in lines.values()) or row.words


def _line(meta, change) -> str:
	if change.field == "new service":
		return _("New: {0}").format(change.after)
	field = meta.get_field(change.field)
	label, after = _(field.label), change.after or _("nothing")
	if field.fieldtype in ("Select", "Check"):
		after = _(after) if field.fieldtype == "Select" else (_("yes") if after == "1" else _("no"))
	return f"{label}: {after}"
