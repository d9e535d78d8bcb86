"""Makes any change of the access log show: rows carry keyed hashes, a chain runs through them, its heads lie elsewhere.

A row cannot be forged or changed without the key (row_mac), copied (its own nonce), moved, inserted or taken out
(position and link), and rows at the end cannot be cut off: the heads are kept in a file outside the database.
"""

import json
import os
import secrets
from collections.abc import Iterator

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import add_to_date, get_datetime_str, now, now_datetime

from cfm_app.confidentiality import keys, log_reasons, sealing
from cfm_app.confidentiality.log_reasons import LOG

COVERED = ("user", "action", "record_type", "record", "detail", "reason_mac")
BATCH = 5000
MAC_LENGTH, NONCE_LENGTH = 64, 16
SHOWN = 20
LATE_HOURS = 1


def row_mac(row: dict, nonce: str = "") -> str:
	"""Return "nonce.hash" of a row, 64 characters: nobody without the key can write, change or copy a row unnoticed."""
	nonce = nonce or secrets.token_hex(NONCE_LENGTH // 2)
	parts = [nonce, get_datetime_str(row["at"]), *(row.get(field) or "" for field in COVERED)]
	return f"{nonce}.{sealing.keyed_hash('log', json.dumps(parts))}"[:MAC_LENGTH]


def next_link(last: str, position: int, name: int, mac: str) -> str:
	"""Return the chain's value of a row: it depends on every row before it."""
	return sealing.keyed_hash("log", f"{last}|{position}|{name}|{mac}")


def head() -> dict:
	"""Return the newest link as {position, link}: written down elsewhere, it proves later that nothing was cut off."""
	position, link = _last()
	return {"position": position, "link": link}


def chain(limit: int = BATCH) -> int:
	"""Chain the rows that are not chained yet, oldest first, and keep the new head; return how many."""
	position, link = before = _last(lock=True)
	if before != _last():
		return 0  # another worker has chained since this transaction began; the next run sees it
	table = frappe.qb.DocType(LOG)
	waiting = frappe.qb.from_(table).select(table.name, table.row_mac).where(table.chain_mac.isnull())
	rows = waiting.orderby(table.name).limit(limit).run()
	for name, mac in rows:
		position += 1
		link = next_link(link, position, name, mac)
		row = frappe.qb.update(table).where(table.name == name)
		row.set(table.chain_mac, link).set(table.position, position).run()
	if rows:
		frappe.db.after_commit.add(lambda: _keep_head(position, link))
	return len(rows)


def mail_head() -> None:
	"""Each day: send the head to where the settings say, so that it also lies outside this server."""
	address = frappe.db.get_single_value("CFM Settings", "log_head_address")
	newest = head()
	if not address or not newest["position"]:
		return
	subject = _("Head of the access log of {0}").format(frappe.local.site)
	message = _("Keep this message. Row {0} has the seal {1}.").format(newest["position"], newest["link"])
	try:
		frappe.sendmail(recipients=[address], subject=subject, message=message)
	except frappe.OutgoingEmailError:
		frappe.logger("cfm_app").warning("no outgoing mail account: the head of the access log was not sent")


def verify(position: int | None = None, link: str | None = None) -> dict:
	"""Return whether the log is whole: {ok, rows, chained, head, findings}; findings are the first 20, {row, what}.

	Give `position` and `link` of a head that was written down earlier to compare with it as well.
	"""
	table = frappe.qb.DocType(LOG)
	rows, chained = frappe.qb.from_(table).select(Count("*"), Count(table.chain_mac)).run()[0]
	heads = _kept_heads() + ([{"position": int(position), "link": link}] if position and link else [])
	findings = []
	for finding in _findings(heads):
		findings.append(finding)
		if len(findings) == SHOWN:
			break
	return {"ok": not findings, "rows": rows, "chained": chained, "head": head(), "findings": findings}


def broken_rows() -> list[int]:
	"""Return the numbers of the first rows that do not fit; [] when the log is whole."""
	return [finding["row"] for finding in verify()["findings"]]


def _findings(heads: list[dict]) -> Iterator[dict]:
	yield from _copied_rows()
	yield from _rows_beside_the_chain()
	position, link = 0, ""
	links = {
		kept["position"]: {each["link"] for each in heads if each["position"] == kept["position"]}
		for kept in heads
	}
	for row in _rows_by_position():
		position += 1
		if row.position != position:
			yield {"row": row.name, "what": "rows before it were taken out"}
			position = row.position
		elif next_link(link, position, row.name, row.row_mac) != row.chain_mac:
			yield {"row": row.name, "what": "it was moved, put in, or the row before it was changed"}
		if links.get(position, {row.chain_mac}) != {row.chain_mac}:
			yield {"row": row.name, "what": "it is another row than when the head was written down"}
		yield from _wrong_in_itself(row)
		link = row.chain_mac
	if any(kept > position for kept in links):
		yield {"row": None, "what": f"the end was cut off: {max(links) - position} rows are gone"}
	yield from _waiting_rows()


def _wrong_in_itself(row) -> Iterator[dict]:
	if row_mac(row, row.row_mac[:NONCE_LENGTH]) != row.row_mac:
		yield {"row": row.name, "what": "it was changed, or written by somebody without the key"}
	if row.reason_mac and (wrong := log_reasons.wrong(row)):
		yield {"row": row.name, "what": wrong}


def _waiting_rows() -> Iterator[dict]:
	"""Rows of the last minutes are not chained yet; older ones tell that nobody chains."""
	late = add_to_date(now_datetime(), hours=-LATE_HOURS)
	for row in _rows(lambda table: table.chain_mac.isnull()):
		yield from _wrong_in_itself(row)
		if row.at < late:
			yield {
				"row": row.name,
				"what": "it was never chained: the scheduler is off, or the row was put in",
			}


def _copied_rows() -> Iterator[dict]:
	table = frappe.qb.DocType(LOG)
	query = frappe.qb.from_(table).select(table.row_mac).groupby(table.row_mac).having(Count("*") > 1)
	for (mac,) in query.run():
		names = (
			frappe.qb.from_(table).select(table.name).where(table.row_mac == mac).orderby(table.name).run()
		)
		yield {"row": names[-1][0], "what": f"it is a copy of row {names[0][0]}"}


def _rows_beside_the_chain() -> Iterator[dict]:
	"""Rows that pretend to be chained and have no place, where reading in order passes them by."""
	for row in _rows(lambda table: table.chain_mac.notnull() & (table.position < 1)):
		yield {"row": row.name, "what": "it was put in beside the chain, or taken out of it"}


def _rows_by_position() -> Iterator[dict]:
	last, name = 0, 0
	while rows := _rows(lambda table, after=last, named=name: _is_after(table, after, named), "position"):
		yield from rows
		last, name = rows[-1].position, rows[-1].name


def _is_after(table, position: int, name: int):
	"""Two rows at one place are both read, also where a batch ends between them."""
	return (table.position > position) | (
		(table.position == position) & (table.position > 0) & (table.name > name)
	)


def _rows(condition, order: str = "name") -> list[dict]:
	table = frappe.qb.DocType(LOG)
	fields = ["name", "at", *COVERED, "sealed_reason", "row_mac", "chain_mac", "position"]
	query = frappe.qb.from_(table).select(*fields).where(condition(table))
	return query.orderby(table[order]).orderby(table.name).limit(BATCH).run(as_dict=True)


def _last(lock: bool = False) -> tuple[int, str]:
	table = frappe.qb.DocType(LOG)
	query = frappe.qb.from_(table).select(table.position, table.chain_mac).where(table.position > 0)
	query = query.orderby(table.position, order=frappe.qb.desc).limit(1)
	rows = (query.for_update() if lock else query).run()
	return rows[0] if rows else (0, "")


def _keep_head(position: int, link: str) -> None:
	"""Add the head to the file outside the database; of each day the last one stays, and each the log has lost."""
	kept = _kept_heads()
	if kept and not _is_in_log(kept[-1]):
		kept[-1]["lost"] = True
	kept.append({"at": now(), "position": position, "link": link})
	by_day = {(entry["at"][:10], entry["position"] if entry.get("lost") else 0): entry for entry in kept}
	path = keys.heads_file()
	try:
		path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
		new = path.with_suffix(".new")
		new.write_text("".join(json.dumps(entry) + "\n" for entry in by_day.values()), encoding="utf-8")
		os.replace(new, path)
	except OSError as error:
		frappe.logger("cfm_app").error(
			f"the head of the access log could not be kept: {type(error).__name__}"
		)


def _is_in_log(kept: dict) -> bool:
	"""Tell whether the log still has the row of a head; if not, its end was cut off before it grew on."""
	table = frappe.qb.DocType(LOG)
	query = frappe.qb.from_(table).select(table.name).where(table.position == kept["position"])
	return bool(query.where(table.chain_mac == kept["link"]).run())


def _kept_heads() -> list[dict]:
	path = keys.heads_file()
	if not path.exists():
		return []
	return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
