"""A site seen from outside, for tests that install and uninstall: bench commands in, the plain database out."""

import json
import subprocess
import sys
from pathlib import Path

import pymysql

# Frappe writes these whatever an app does: they tell of the run itself, not of its result.
DIARIES = {
	"__Auth",
	"__UserSettings",
	"__global_search",
	"tabActivity Log",
	"tabDeleted Document",
	"tabError Log",
	"tabInstalled Application",  # rewritten with new names by each migrate
	"tabRoute History",
	"tabScheduled Job Log",
	"tabVersion",
}
# Frappe deletes and inserts a default to change it, so the name says nothing.
IDENTITY = {"tabDefaultValue": "CONCAT(parent, ' ', defkey)"}
# A fixture is deleted and inserted again at each migrate, so its dates move though nothing else does.
CLOCK_COLUMNS = {"creation", "modified", "modified_by"}


class SecondSite:
	def __init__(self, name, sites):
		"""name: the site; sites: Path of the bench's sites directory."""
		self.name = name
		self.sites = Path(sites)

	def command(self, *arguments):
		"""Run `bench --site NAME ARGUMENTS`; return the finished process with its output as text."""
		bench = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site", self.name]
		return subprocess.run(
			[*bench, *arguments],
			cwd=self.sites,
			stdin=subprocess.DEVNULL,
			stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT,
			text=True,
			check=False,
		)

	def must(self, *arguments):
		"""Run a command that has to work; return its output."""
		done = self.command(*arguments)
		assert done.returncode == 0, f"bench {' '.join(arguments)} failed:\n{done.stdout[-4000:]}"
		return done.stdout

	def names(self, doctype, **filters):
		"""Names of the records of a DocType, sorted; filters are exact values by column."""
		where = "".join(f" AND `{column}` = %s" for column in filters)
		return [
			row[0]
			for row in self.rows(f"SELECT name FROM `tab{doctype}` WHERE 1=1{where} ORDER BY name", filters)
		]

	def rows(self, query, values=()):
		"""The answer of the site's database to a query."""
		with self._connection() as connection, connection.cursor() as cursor:
			cursor.execute(query, tuple(values.values()) if isinstance(values, dict) else values)
			return cursor.fetchall()

	def columns(self):
		"""{table: set of its column names} of the whole database."""
		found = {}
		query = (
			"SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = database()"
		)
		for table, column in self.rows(query):
			found.setdefault(table, set()).add(column)
		return found

	def contents(self, without=frozenset()):
		"""{table: sorted list of rows as text} of the whole database but Frappe's diaries and the named columns."""
		found = {}
		for table, columns in self.columns().items():
			if table not in DIARIES:
				shown = ", ".join(f"`{column}`" for column in sorted(columns - without))
				found[table] = sorted(map(repr, self.rows(f"SELECT {shown} FROM `{table}`")))
		found["tabSingles"] = [row for row in found["tabSingles"] if not names_one_of(row, without)]
		return found

	def records(self):
		"""{table: set of record names} of the whole database but Frappe's diaries."""
		tables = [
			table for table, columns in self.columns().items() if "name" in columns and table not in DIARIES
		]
		return {
			table: {row[0] for row in self.rows(f"SELECT {IDENTITY.get(table, 'name')} FROM `{table}`")}
			for table in tables
		}

	def _connection(self):
		shared = json.loads((self.sites / "common_site_config.json").read_text())
		config = shared | json.loads((self.sites / self.name / "site_config.json").read_text())
		return pymysql.connect(
			host=config.get("db_host") or "127.0.0.1",
			port=int(config.get("db_port") or 3306),
			user=config["db_name"],
			password=config["db_password"],
			database=config["db_name"],
			charset="utf8mb4",
		)


def names_one_of(row, columns):
	"""Whether a row of tabSingles, as text, holds the value of one of these fields."""
	return any(f"'{column}'" in row for column in columns)
