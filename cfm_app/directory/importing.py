"""Takes a directory file in: first looked at, then applied as a whole or not at all, and taken back with one click."""

import hashlib

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.directory import exchange_files, import_plan
from cfm_app.directory.import_hiding import without_hidden
from cfm_app.directory.import_plan import CHANGED, DOCTYPES, NEW, REFUSED, SAME
from cfm_app.exceptions import GuardRefused
from cfm_app.rules.directory_rows import PROVIDERS, SERVICES

IMPORT = "CFM Directory Import"
AT_ONCE, SHOWN, STEP = 500, 300, 100
CHECKED, RUNNING, APPLIED, UNDONE, FAILED = "Checked", "Running", "Applied", "Undone", "Failed"


def look_at(file_name: str, data: bytes, choices: dict[str, dict[str, str]]):
	"""Return (import of a file, what must be told), compared with the directory, which stays as it is.

	`choices`: {"service_type" or "area": {words of the file: our code}}; those of earlier imports hold as well.
	Raises GuardRefused.
	"""
	choices = _with_earlier(choices)
	opened = exchange_files.opened(data, choices)
	rows = without_hidden(opened.rows)
	items = import_plan.make(rows)
	if not items:
		frappe.throw(_("There is no row in this file."), GuardRefused)
	doc = frappe.new_doc(IMPORT, file_name=file_name[:140], state=CHECKED)
	doc.update({"rows": frappe.as_json(rows), "choices": frappe.as_json(choices)})
	doc.fingerprint = _fingerprint(items)
	doc.update({f"{verdict}_count": _count(items, verdict) for verdict in (NEW, CHANGED, SAME, REFUSED)})
	return _store(doc), opened.told


def drop(name: str) -> None:
	"""Forget a file that was only looked at, because its owner looks at it once more. Any other stays."""
	if frappe.db.exists(IMPORT, {"name": name, "owner": frappe.session.user, "state": CHECKED}):
		# reason: nobody deletes imports; one's own look that came to nothing holds a file and no history
		frappe.delete_doc(IMPORT, name, ignore_permissions=True, delete_permanently=True)


def _with_earlier(choices: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
	"""Add what was chosen when a file came in last: the same words mean the same again."""
	earlier = frappe.get_all(
		IMPORT,
		{"state": APPLIED, "choices": ["is", "set"]},
		pluck="choices",
		order_by="applied_on desc",
		limit=1,
	)
	before = frappe.parse_json(earlier[0]) if earlier else {}
	return {kind: {**before.get(kind, {}), **choices.get(kind, {})} for kind in exchange_files.TYPES}


def preview(doc) -> list[dict]:
	"""Return what becomes of each row, refused ones first, at most SHOWN: [{sheet, row, title, verdict, reason, column, fields}]."""
	items = import_plan.make(frappe.parse_json(doc.rows))
	order = {REFUSED: 0, CHANGED: 1, NEW: 2}
	shown = sorted(
		(item for item in items if item["verdict"] != SAME), key=lambda item: order[item["verdict"]]
	)
	return [_told(item) for item in shown[:SHOWN]]


def start(doc) -> None:
	"""Apply an import now, or in the background when it is long. Refused rows stay out. Raises GuardRefused."""
	if doc.state != CHECKED:
		frappe.throw(_("This import was already applied or taken back."), GuardRefused)
	if doc.new_count + doc.changed_count <= AT_ONCE:
		return apply(doc)
	doc.state = RUNNING
	_store(doc)
	frappe.enqueue(
		"cfm_app.directory.importing.apply_later",
		import_name=doc.name,
		queue="long",
		enqueue_after_commit=True,
	)


def apply_later(import_name: str) -> None:
	"""Apply a long import in a job of its own; when it fails nothing of it stays."""
	doc = frappe.get_doc(IMPORT, import_name)
	frappe.db.savepoint("cfm_import")
	try:
		apply(doc)
	except Exception as why:  # whatever it was, the form must not say for ever that it is running
		frappe.db.rollback(save_point="cfm_import")
		frappe.logger("cfm_app").error(f"directory import {import_name}: {type(why).__name__}")
		doc.reload()
		doc.state = FAILED
		_store(doc)


def apply(doc) -> None:
	"""Write all rows that are new or changed. Raises GuardRefused when the directory is another than at the preview."""
	items = import_plan.make(frappe.parse_json(doc.rows))
	if _fingerprint(items) != doc.fingerprint:
		frappe.throw(
			_("The directory has changed since this file was looked at. Look at it once more."), GuardRefused
		)
	wanted = [item for item in items if item["verdict"] in (NEW, CHANGED)]
	made, log = {}, []
	for number, item in enumerate(wanted):
		record, before = _write(item, made)
		log.append({"doctype": record.doctype, "name": record.name, "before": before})
		if number % STEP == 0:
			frappe.publish_progress(100 * number / len(wanted), doc.file_name, IMPORT, doc.name)
	for each in log:
		each["modified"] = str(frappe.db.get_value(each["doctype"], each["name"], "modified"))
	doc.update({"state": APPLIED, "log": frappe.as_json(log), "applied_on": now_datetime()})
	_store(doc)
	_announce(doc)


def undo(doc) -> int:
	"""Put back what was there before; new entries go out of use. Returns how many stay because somebody changed them since.

	Nothing is deleted: a referral may name a new entry by now.
	"""
	if doc.state != APPLIED:
		frappe.throw(_("Only an import that was applied can be taken back."), GuardRefused)
	kept = 0
	for each in reversed(frappe.parse_json(doc.log)):
		record = frappe.get_doc(each["doctype"], each["name"])
		if str(record.modified) != each["modified"]:
			kept += 1
			continue
		_put(record, each["before"])
		record.save()
	doc.update({"state": UNDONE, "kept_count": kept})
	_store(doc)
	return kept


def _write(item: dict, made: dict):
	"""Write one row; return (record, what it held before)."""
	doctype = DOCTYPES[item["sheet"]]
	values = dict(item["values"])
	if item["provider"]:
		values["provider"] = made[item["provider"]]
	if item["sites"] is not None:
		values["sites"] = item["sites"]
	if item["verdict"] == CHANGED:
		record = frappe.get_doc(doctype, item["name"])
		before = _held(record, values)
	else:
		record, before = (
			frappe.new_doc(doctype, imported_id=item["given_id"] or None),
			{"is_active": 0, "is_public": 0},
		)
		if doctype == DOCTYPES[SERVICES]:
			# a file that does not speak of the cost must not promise that it is free
			record.update({"owner_user": frappe.session.user, "cost": ""})
	_put(record, values)
	record.save()
	if item["sheet"] == PROVIDERS:
		made[item["row"]] = record.name
	return record, before


def _held(record, values: dict) -> dict:
	held = {name: record.get(name) for name in values if name not in ("sites", "catchment")}
	if "sites" in values:
		held["sites"] = [_site(site) for site in record.sites if not site.is_hidden]
	if "catchment" in values:
		held["catchment"] = ", ".join(place.area for place in record.catchment)
	return held


def _site(site) -> dict:
	return {
		name: site.get(name)
		for name in ("title", "area", "address", "latitude", "longitude", "hours", "phone")
	}


def _put(record, values: dict) -> None:
	"""Set values; hidden sites are no business of a file and stay."""
	record.flags.announced_together = True
	record.update({name: value for name, value in values.items() if name not in ("sites", "catchment")})
	if "sites" in values:
		record.set("sites", [*(site for site in record.sites if site.is_hidden), *values["sites"]])
	if "catchment" in values:
		areas = [area for area in values["catchment"].split(", ") if area]
		record.set("catchment", [{"area": area} for area in areas])


def _announce(doc) -> None:
	"""One bulletin for all of it: five thousand would be read by nobody."""
	words = _(
		"{0} new, {1} changed entries of the directory. Look there before you tell callers what you know by heart."
	)
	bulletin = frappe.new_doc("CFM Bulletin", kind="notice", title=_("The directory was brought up to date"))
	bulletin.update({"words": words.format(doc.new_count, doc.changed_count), "published_on": now_datetime()})
	bulletin.insert(ignore_permissions=True)  # reason: whoever may bring entries in announces them by that


def _told(item: dict) -> dict:
	told = {name: item[name] for name in ("sheet", "row", "title", "verdict", "reason", "column")}
	fields = (
		[*item["values"], *(["sites"] if item["sites"] is not None else [])]
		if item["verdict"] == CHANGED
		else []
	)
	return {**told, "fields": fields}


def _store(doc):
	doc.flags.by_app = True
	return doc.save(
		ignore_permissions=True
	)  # reason: whoever may read imports brings them in, by buttons alone


def _count(items: list[dict], verdict: str) -> int:
	return sum(item["verdict"] == verdict for item in items)


def _fingerprint(items: list[dict]) -> str:
	return hashlib.sha256(frappe.as_json(items).encode()).hexdigest()
