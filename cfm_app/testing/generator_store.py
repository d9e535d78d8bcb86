"""Collects made-up rows and writes them in large inserts."""

from collections import Counter, defaultdict

from pypika.terms import Parameter

import frappe
from frappe.database.sequence import set_next_val

from cfm_app.confidentiality import access_log, log_chain


class Store:
	"""Rows by DocType, written chunk by chunk; `written` counts them."""

	def __init__(self):
		self.rows = defaultdict(list)
		self.written = Counter()

	def add(self, doctype: str, **row) -> None:
		"""Remember a row. All rows of a DocType have the same columns in the same order."""
		self.rows[doctype].append(row)

	def write(self) -> None:
		"""Insert everything that was added since the last time."""
		_chain(self.rows[access_log.LOG])
		for doctype, rows in self.rows.items():
			if rows:
				_insert(doctype, rows)
				self.written[doctype] += len(rows)
		self.rows.clear()

	def refresh_statistics(self) -> None:
		"""Let the database count anew what it plans queries by: after a bulk load the old figures mislead it."""
		for doctype in self.written:
			frappe.db.sql_ddl(
				f"analyze table `tab{doctype}`"
			)  # reason: the query builder knows no such statement


def _insert(doctype: str, rows: list[dict]) -> None:
	columns = list(rows[0])
	table = frappe.qb.DocType(doctype)
	statement = str(frappe.qb.into(table).columns(*columns).insert(*(Parameter("%s") for _column in columns)))
	# the driver's own bulk insert: a query object with a hundred thousand values takes ten times as long
	frappe.db._cursor.executemany(statement, [tuple(row.values()) for row in rows])


def _chain(rows: list[dict]) -> None:
	"""Number, seal and chain rows of the access log as if they had been written one by one."""
	if not rows:
		return
	first = frappe.db.get_next_sequence_val(access_log.LOG)
	position, link = log_chain.head().values()
	for number, row in enumerate(rows, start=first):
		position, mac = position + 1, log_chain.row_mac(row)
		link = log_chain.next_link(link, position, number, mac)
		row.update({"name": number, "row_mac": mac, "chain_mac": link, "position": position})
	set_next_val(access_log.LOG, first + len(rows))
