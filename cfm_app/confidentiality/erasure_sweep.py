"""Sweeps away what the platform itself has kept about erased records: versions, mails, logs, drafts, search, jobs."""

from collections import Counter, defaultdict

from redis.exceptions import RedisError
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.registry import FailedJobRegistry, FinishedJobRegistry

import frappe
from frappe.utils.background_jobs import get_queue, get_queues_timeout, get_redis_conn

from cfm_app.confidentiality.guards import PROTECTED

# logs and messages of the platform: a row of them that names the record goes as a whole
LOGS = (
	"Access Log",
	"Activity Log",
	"Comment",
	"Communication",
	"Data Import Log",
	"Deleted Document",
	"Discussion Reply",
	"Email Queue",
	"Email Unsubscribe",
	"Energy Point Log",
	"Error Log",
	"Integration Request",
	"List Filter",
	"Notification Log",
	"Prepared Report",
	"Route History",
	"SMS Log",
	"Scheduled Job Log",
	"ToDo",
	"Version",
	"Webhook Request Log",
)
WORDS = (
	"Data",
	"Text",
	"Small Text",
	"Long Text",
	"Text Editor",
	"Code",
	"JSON",
	"HTML Editor",
	"Dynamic Link",
	"Link",
)
FILE = "File"
SETTINGS_CACHE = "_user_settings"


def sweep(references: list[str]) -> dict[str, Counter]:
	"""Delete every trace of these references outside the app; return {reference: rows by table}.

	References are random and never used twice, so whatever holds one is about that record.
	"""
	counts: dict[str, Counter] = defaultdict(Counter)
	if not references:
		return counts
	for doctype in _pointing_types():
		_sweep_columns(doctype, _columns(doctype, ("Dynamic Link",)), references, counts)
	for doctype in LOGS:
		if frappe.db.table_exists(doctype):
			_sweep_columns(doctype, _columns(doctype, WORDS), references, counts)
	_sweep_files(references, counts)
	_sweep_search_and_settings(references, counts)
	_sweep_jobs(references, counts)
	return counts


def mentions(references: list[str]) -> dict[str, int]:
	"""Return {"table.column": rows} where a reference still stands in tables of others, for somebody to look at."""
	ours = {f"tab{name}" for name in frappe.get_all("DocType", {"module": ["like", "CFM %"]}, pluck="name")}
	pattern, found = "|".join(references), {}
	for table_name, column in _text_columns():
		if table_name in ours:
			continue
		table = frappe.qb.Table(table_name)
		rows = (
			frappe.qb.from_(table).select(table[column]).where(table[column].regexp(pattern)).limit(100).run()
		)
		if rows:
			found[f"{table_name}.{column}"] = len(rows)
	return found


def _pointing_types() -> list[str]:
	"""Return the platform's DocTypes with a Dynamic Link: shares, tags, follows, assignments, links of contacts."""
	field, doctype, module = (frappe.qb.DocType(name) for name in ("DocField", "DocType", "Module Def"))
	query = frappe.qb.from_(field).join(doctype).on(doctype.name == field.parent)
	query = query.join(module).on(module.name == doctype.module).select(field.parent).distinct()
	query = query.where(field.fieldtype == "Dynamic Link").where(module.app_name == "frappe")
	return query.where(doctype.issingle == 0).where(doctype.is_virtual == 0).run(pluck=True)


def _columns(doctype: str, kinds: tuple[str, ...]) -> list[str]:
	fields = frappe.get_meta(doctype).get("fields", {"is_virtual": 0})
	stored = set(frappe.db.get_table_columns(doctype))
	return [field.fieldname for field in fields if field.fieldtype in kinds and field.fieldname in stored]


def _sweep_columns(doctype: str, columns: list[str], references: list[str], counts: dict) -> None:
	table, pattern = frappe.qb.DocType(doctype), "|".join(references)
	gone: dict[str, str] = {}
	for column in columns:
		query = frappe.qb.from_(table).select(table.name, table[column]).where(table[column].regexp(pattern))
		for name, text in query.run():
			gone[name] = next(each for each in references if each in str(text))
	for reference in gone.values():
		counts[reference][doctype] += 1
	if gone:
		_delete(doctype, list(gone))


def _delete(doctype: str, names: list) -> None:
	_delete_files(doctype, names)
	for field in frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(field.options, {"parenttype": doctype, "parent": ["in", names]})
	frappe.db.delete(doctype, {"name": ["in", names]})


def _sweep_files(references: list[str], counts: dict) -> None:
	rows = frappe.get_all(FILE, {"attached_to_name": ["in", references]}, ["name", "attached_to_name"])
	for row in rows:
		counts[row.attached_to_name][FILE] += 1
	_remove_files([row.name for row in rows])


def _delete_files(doctype: str, names: list) -> None:
	attached = {"attached_to_doctype": doctype, "attached_to_name": ["in", names]}
	_remove_files(frappe.get_all(FILE, attached, pluck="name"))


def _remove_files(names: list[str]) -> None:
	for name in names:
		frappe.delete_doc(
			FILE,
			name,
			force=True,
			ignore_permissions=True,  # reason: the order to erase was approved; the bytes go too
			delete_permanently=True,
		)


def _sweep_search_and_settings(references: list[str], counts: dict) -> None:
	search, settings = frappe.qb.Table("__global_search"), frappe.qb.Table("__UserSettings")
	for reference in references:
		frappe.qb.from_(search).delete().where(search.name == reference).run()
	frappe.qb.from_(settings).delete().where(settings.data.regexp("|".join(references))).run()
	for key, value in (frappe.cache.hgetall(SETTINGS_CACHE) or {}).items():
		if any(reference in str(value) for reference in references):
			frappe.cache.hdel(SETTINGS_CACHE, key.decode() if isinstance(key, bytes) else key)
	for doctype in PROTECTED:
		for reference in references:
			frappe.clear_document_cache(doctype, reference)


def _sweep_jobs(references: list[str], counts: dict) -> None:
	"""Delete finished and failed jobs that carry a reference. Without Redis there are none."""
	try:
		for queue in map(get_queue, get_queues_timeout()):
			for registry in (FailedJobRegistry(queue=queue), FinishedJobRegistry(queue=queue)):
				for job_id in registry.get_job_ids():
					_sweep_job(job_id, references, counts)
	except RedisError:
		return


def _sweep_job(job_id: str, references: list[str], counts: dict) -> None:
	try:
		job = Job.fetch(job_id, connection=get_redis_conn())
	except NoSuchJobError:
		return
	reference = next((each for each in references if each in str(job.kwargs)), None)
	if reference:
		counts[reference]["RQ Job"] += 1
		job.delete()


def _text_columns() -> list[tuple[str, str]]:
	columns = frappe.qb.Schema("information_schema").columns
	kinds = ("varchar", "text", "mediumtext", "longtext", "json")
	query = frappe.qb.from_(columns).select(columns.table_name, columns.column_name)
	return list(
		query.where(columns.table_schema == frappe.conf.db_name).where(columns.data_type.isin(kinds)).run()
	)
