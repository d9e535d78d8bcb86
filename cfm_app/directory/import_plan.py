"""Compares a file with the directory: what is new, changed, the same, and what is refused and why. Changes nothing."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field

import frappe

from cfm_app.directory.exchange_rows import PROVIDER, SERVICE, current
from cfm_app.rules import directory_rows as rules
from cfm_app.rules import hsds, hsds_hours
from cfm_app.rules.directory_rows import COLUMNS, ID, PROVIDERS, SERVICES, SITES, Refused, fold

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
TWICE, HIDDEN, NO_PROVIDER, BAD_SITE, NEEDS_COLLEAGUE = "twice", "hidden", "provider", "site", "colleague"
DOCTYPES = {PROVIDERS: PROVIDER, SERVICES: SERVICE}


@dataclass
class Item:
	"""One row of the file and what becomes of it.

	`values`: the fields that change; `sites`: all visible sites when they change; `name`: the record, "" for a new
	one; `provider`: the row number of a provider that this file brings along, or 0.
	"""

	sheet: str
	row: int
	title: str
	verdict: str = NEW
	reason: str = ""
	column: str = ""
	name: str = ""
	given_id: str = ""
	provider: int = 0
	values: dict = field(default_factory=dict)
	sites: list | None = None


def make(rows: dict[str, list[dict]]) -> list[dict]:
	"""Return the items of a file as plain dicts, providers first, in the order of the file."""
	known = _Known()
	sites, bad = _sites(rows.get(SITES) or [], known)
	has_sites = bool(rows.get(SITES))
	providers = [_provider(row, known) for row in rows.get(PROVIDERS) or []]
	brought = {key: item for item in providers for key in _file_keys(item)}
	services = []
	for row in rows.get(SERVICES) or []:
		item = _read(SERVICES, row, known)
		_place(item, row, known, brought, sites if has_sites else None, bad)
		services.append(item)
	return [asdict(item) for item in _without_twins([*providers, *services])]


class _Known:
	"""The directory as it stands, by every key that a file may name it by."""

	def __init__(self):
		self.codes = {
			"service_type": set(frappe.get_all("CFM Service Type", pluck="name")),
			"area": set(frappe.get_all("CFM Area", pluck="name")),
		}
		self.hidden_kinds = set(frappe.get_all("CFM Service Type", {"is_hidden_place": 1}, pluck="name"))
		self.codes["catchment"] = self.codes["area"]
		rows = current()
		self.rows, self.names = defaultdict(dict), {}
		self.sites = defaultdict(list)
		for site in rows[SITES]:
			self.sites[site["service"]].append(site)
		for sheet in DOCTYPES:
			self.names[sheet] = _names(sheet)
			for row in rows[sheet]:
				self.rows[sheet][self.names[sheet].get(row[ID], row[ID])] = row
		self.folded = {PROVIDERS: self._folded_providers(), SERVICES: self._folded_services()}

	def _folded_providers(self) -> dict[str, str]:
		return {fold(row["title"]): name for name, row in self.rows[PROVIDERS].items()}

	def _folded_services(self) -> dict[str, str]:
		return {
			service_key(self.names[PROVIDERS].get(row["provider"], ""), row, self.sites[row[ID]]): name
			for name, row in self.rows[SERVICES].items()
		}

	def choices(self, sheet: str, column: str) -> set[str]:
		"""Return the codes that a column may hold."""
		if column in self.codes:
			return self.codes[column]
		meta = frappe.get_meta(DOCTYPES.get(sheet, SERVICE)).get_field(column)
		return set((meta.options or "").split("\n")) if meta else set()


def service_key(provider: str, row: dict, sites: list[dict]) -> str:
	"""Return the key of a service without id: provider, kind, place of its first site, and name."""
	area = str(sites[0].get("area") or "") if sites else ""
	return fold(provider, str(row.get("service_type") or ""), area, str(row.get("title") or ""))


def _names(sheet: str) -> dict[str, str]:
	"""Return {id: name} for every id that an entry goes by: its name, the one it came with, and the one it goes out with."""
	rows = frappe.get_all(DOCTYPES[sheet], fields=["name", "imported_id"], limit=0)
	return {
		**{hsds.derived(sheet, row.name): row.name for row in rows},
		**{row.imported_id: row.name for row in rows if row.imported_id},
		**{row.name: row.name for row in rows},
	}


def _read(sheet: str, row: dict, known: _Known) -> Item:
	"""Return the item of a row with all values that were given, or with the first reason to refuse it."""
	item = Item(sheet, row["row"], rules.plain(row.get("title"))[:140])
	for column in COLUMNS[sheet]:
		if column.name not in row:
			continue
		try:
			value = rules.read(column, row[column.name], known.choices(sheet, column.name))
		except Refused as why:
			return _refused(item, why.code, column.name)
		item.values[column.name] = value
	item.given_id = item.values.pop(ID, "")
	return item


def _refused(item: Item, reason: str, column: str = "") -> Item:
	item.verdict, item.reason, item.column = REFUSED, reason, column
	return item


def _provider(row: dict, known: _Known) -> Item:
	item = _read(PROVIDERS, row, known)
	if item.verdict == REFUSED:
		return item
	item.name = (
		known.names[PROVIDERS].get(item.given_id) or known.folded[PROVIDERS].get(fold(item.title)) or ""
	)
	if item.values.get("kind") == "own organisation" and not item.name:
		return _refused(item, NEEDS_COLLEAGUE, "kind")
	return _compared(item, known)


def _place(item: Item, row: dict, known: _Known, brought: dict, sites: dict | None, bad: set) -> Item:
	"""Find the provider, the sites and the entry of a service."""
	if item.verdict == REFUSED:
		return item
	wanted = item.values.pop("provider")
	file_provider = brought.get(wanted) or brought.get(fold(wanted))
	name = known.names[PROVIDERS].get(wanted) or known.folded[PROVIDERS].get(fold(wanted)) or ""
	if file_provider:
		name, item.provider = file_provider.name, 0 if file_provider.name else file_provider.row
	if (not name and not item.provider) or (file_provider and file_provider.verdict == REFUSED):
		return _refused(item, NO_PROVIDER, "provider")
	mine = [] if sites is None else sites.get(item.given_id, []) or sites.get(item.title, [])
	tells_sites = sites is not None and not row.get("keeps_sites")
	given = known.names[SERVICES].get(item.given_id)
	is_hidden = given and given not in known.rows[SERVICES]
	if is_hidden or item.values.get("service_type") in known.hidden_kinds:
		return _refused(item, HIDDEN)
	if {item.given_id, item.title} & bad:
		return _refused(item, BAD_SITE)
	item.name = given or known.folded[SERVICES].get(service_key(name, item.values, mine)) or ""
	item.values["provider"] = name
	item.sites = mine if tells_sites else None
	return _compared(item, known) if _in_order(item.values) else _refused(item, rules.UNREADABLE, "ends_on")


def _in_order(values: dict) -> bool:
	ages, days = (
		(values.get("age_from") or 0, values.get("age_to")),
		(values.get("starts_on"), values.get("ends_on")),
	)
	return (not ages[1] or ages[0] <= ages[1]) and (not all(days) or days[0] <= days[1])


def _compared(item: Item, known: _Known) -> Item:
	"""Keep only what differs from the entry that stands there."""
	if not item.name:
		return item
	before = dict(known.rows[item.sheet][item.name])
	if "provider" in before:
		before["provider"] = known.names[PROVIDERS].get(before["provider"])
	item.values = {
		name: value for name, value in item.values.items() if not _is_same(name, before.get(name), value)
	}
	if item.sites is not None and _as_cells(item.sites) == _as_cells(known.sites[before[ID]]):
		item.sites = None
	item.verdict = CHANGED if item.values or item.sites is not None or item.provider else SAME
	return item


def _is_same(name: str, one, other) -> bool:
	if name in ("catchment", "languages"):
		return _listed(one) == _listed(other)
	return rules.is_same(one, other)


def _listed(words: str | None) -> set[str]:
	return {word.strip() for word in (words or "").split(",")} - {""}


def _as_cells(sites: list[dict]) -> list[list]:
	names = [column.name for column in COLUMNS[SITES] if column.name not in ("service", "hours")]
	return [
		[hsds_hours.canonical(site.get("hours")), *(rules.as_cell(site.get(name)) or "" for name in names)]
		for site in sites
	]


def _sites(rows: list[dict], known: _Known) -> tuple[dict, set]:
	"""Return ({service as the file names it: [site]}, the services with a site that cannot be read)."""
	found, bad = defaultdict(list), set()
	for row in rows:
		item = _read(SITES, row, known)
		if item.verdict == REFUSED:
			bad.add(rules.plain(row.get("service")))
			continue
		found[item.values.pop("service")].append(item.values)
	return found, bad


def _file_keys(item: Item) -> set[str]:
	return {item.given_id, item.title, fold(item.title)} - {""}


def _without_twins(items: list[Item]) -> list[Item]:
	"""Refuse every row after the first that means the same entry."""
	seen = set()
	for item in items:
		key = (
			item.sheet,
			item.name or item.given_id or fold(item.title, str(item.provider), str(item.values)),
		)
		if item.verdict != REFUSED and key in seen:
			_refused(item, TWICE)
		seen.add(key)
	return items
