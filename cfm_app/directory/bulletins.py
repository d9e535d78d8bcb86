"""What operators have to know, and who has said that she read it."""

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime

from cfm_app.confidentiality import sealing
from cfm_app.confidentiality.rows import insert_new
from cfm_app.directory import changes

BULLETIN, READ = "CFM Bulletin", "CFM Bulletin Read"
SHOWN = 20


def unread(user: str) -> list[dict]:
	"""Return the bulletins that this user has not read: [{name, title, words, kind, service, published_on}], newest first."""
	bulletin, read = frappe.qb.DocType(BULLETIN), frappe.qb.DocType(READ)
	query = (
		frappe.qb.from_(bulletin).left_join(read).on((read.bulletin == bulletin.name) & (read.user == user))
	)
	query = query.select(
		bulletin.name, bulletin.title, bulletin.words, bulletin.kind, bulletin.service, bulletin.published_on
	)
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


def readers(bulletin: str) -> tuple[int, int]:
	"""Return (how many have read it, how many have to): active people who take contacts in."""
	have_to = frappe.get_all(
		"Has Role", {"role": "CFM Operator", "parenttype": "User"}, pluck="parent", distinct=True
	)
	active = frappe.db.count("User", {"name": ["in", have_to or [""]], "enabled": 1})
	return frappe.db.count(READ, {"bulletin": bulletin}), active


def _words(row) -> str:
	"""Return the words in the reader's language; those of a changed service are put together anew."""
	if row.kind != "service change":
		return row.words
	meta = frappe.get_meta(changes.SERVICE)
	changed = changes.since(row.service, row.published_on.replace(hour=0, minute=0, second=0, microsecond=0))
	lines = {each.field: each for each in changed if each.field not in changes.QUIET}
	return "\n".join(_line(meta, each) for each in lines.values()) or row.words


def _line(meta, change) -> str:
	if change.field == "new service":
		return _("New: {0}").format(change.after)
	field = meta.get_field(change.field)
	label, after = _(field.label), change.after or _("nothing")
	if field.fieldtype in ("Select", "Check"):
		after = _(after) if field.fieldtype == "Select" else (_("yes") if after == "1" else _("no"))
	return f"{label}: {after}"
