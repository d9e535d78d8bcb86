"""Turns organizations and services of the Open Referral specification into rows of the directory.

A field that a file of somebody else does not have leaves the entry as it is; in a file of our own, what is missing is
empty. Whatever finds no place is counted in Told, never dropped in silence.
"""

from datetime import date

from cfm_app.rules import hsds
from cfm_app.rules.directory_rows import ID, LONGEST_LINE, MAIL_SHAPE, PROVIDERS, SERVICES, SITES
from cfm_app.rules.hsds import ATTRIBUTES, OWN, derived
from cfm_app.rules.hsds_places import own_code, places
from cfm_app.rules.hsds_told import AREA, KIND, SHORTENED, Dictionary, Told, as_cells, words_of

TAKEN_OF_ORGANIZATION = frozenset(("name", "email", "website", "phones", "locations", "attributes"))
TAKEN_OF_SERVICE = frozenset(
	(
		"name",
		"description",
		"status",
		"application_process",
		"fees_description",
		"eligibility_description",
		"minimum_age",
		"maximum_age",
		"languages",
		"required_documents",
		"service_areas",
		"service_at_locations",
		"organization",
		"attributes",
		"phones",
		"schedules",
	)
)
OUR_WORDS = {"description": "plain_words", "application_process": "access_words"}
OUR_WORDS |= {"eligibility_description": "vulnerability"}
ORGANIZATION_DERIVED = frozenset(("description",))
SERVICE_DERIVED = frozenset(("last_modified", "metadata"))
"""What a file of our own repeats for other readers."""


class Reading:
	"""Reads one file: first its organizations, then its services; `rows` and `told` are what it found.

	`rows`: {sheet: [{column: cell, "row": number}]}; a service with "keeps_sites" tells nothing about places.
	"""

	def __init__(self, dictionary: Dictionary, today: date):
		self.dictionary, self.today, self.told = dictionary, today, Told()
		self.rows = {PROVIDERS: [], SERVICES: [], SITES: []}
		self.organizations: dict[str, dict] = {}
		self.locations: dict[str, dict] = {}
		self.used: set[str] = set()

	def organization(self, found: dict) -> str:
		"""Take an organization once; return the id that services name it by."""
		name = words_of(found.get("name"))
		own_id = words_of(found.get("id")) or (derived(PROVIDERS, name) if name else "")
		if own_id not in self.organizations:
			self.organizations[own_id] = found
			self._take_organization(found, own_id, name)
		elif self._contradicts(self.organizations[own_id], found):
			self.told.leave("organization (another version)")
		return own_id

	def _take_organization(self, found: dict, own_id: str, name: str) -> None:
		own = _own_values(found)
		mine = own is not None
		phones = self.told.objects("organization.phones", found.get("phones"))
		row = {ID: own_id, "title": name}
		if mine:
			row |= {column: own.get(column, "") for column in (*ATTRIBUTES[PROVIDERS], "website")}
			row |= {"public_email": "", "public_phone": ""}
		if found.get("website"):
			row["website"] = self._line("organization.website", found["website"], mine)
		if (mail := words_of(found.get("email"), mine)) and MAIL_SHAPE.fullmatch(mail):
			row["public_email"] = mail
		elif mail:
			self.told.leave("organization.email")
		if phones:
			row["public_phone"] = self._line("organization.phones", phones[0].get("number"), mine)
			self.told.leave_more("organization.phones", phones)
		for location in self.told.objects("organization.locations", found.get("locations")):
			self.locations[words_of(location.get("id"))] = location
		self.told.leave_rest(
			"organization", found, TAKEN_OF_ORGANIZATION | (ORGANIZATION_DERIVED if mine else frozenset())
		)
		self._add(PROVIDERS, row)

	def _contradicts(self, one: dict, other: dict) -> bool:
		pairs = (
			(words_of(one.get(name)), words_of(other.get(name))) for name in ("name", "email", "website")
		)
		return any(later and first != later for first, later in pairs)

	def service(self, found: dict) -> None:
		"""Take a service with its places."""
		own = _own_values(found)
		mine = own is not None
		name = words_of(found.get("name"), mine)
		provider = self._provider(found)
		own_id = words_of(found.get("id")) or (derived(SERVICES, provider, name) if name else "")
		row = {ID: own_id, "provider": provider, "title": name, KIND: self._kind(found, name)}
		row |= self._fields(found, own)
		sites = places(self, found, mine)
		if not sites and not mine:
			row["keeps_sites"] = True
		for site in sites:
			self._add(
				SITES, {"service": own_id or name, **site, "title": site["title"] or name[:LONGEST_LINE]}
			)
		self.told.leave_rest("service", found, TAKEN_OF_SERVICE | (SERVICE_DERIVED if mine else frozenset()))
		self._add(SERVICES, row)

	def _provider(self, found: dict) -> str:
		organization = found.get("organization")
		if isinstance(organization, dict):
			return self.organization(organization)
		return words_of(found.get("organization_id"))

	def _kind(self, found: dict, name: str) -> str:
		"""Return the code of the kind of a service; one that nobody knows stands in the words of the file."""
		attributes = self.told.objects("service.attributes", found.get("attributes"))
		terms = [each["taxonomy_term"] for each in attributes if isinstance(each.get("taxonomy_term"), dict)]
		self.told.leave("service.attributes", sum(_is_foreign_value(each) for each in attributes))
		asked = [(term, term_words(term)) for term in terms]
		for term, words in asked:
			ours = (words_of(term.get("code")),) if term.get("taxonomy") == hsds.KINDS else ()
			if code := self.dictionary.find(KIND, words, *ours, words_of(term.get("name"))):
				self.told.leave("service.attributes.taxonomy_term", len(terms) - 1)
				return code
		if code := self.dictionary.find(KIND, name):
			return code
		unknown = [words for _term, words in asked if words] or [name]
		for words in filter(None, unknown):
			self.told.ask(KIND, words)
		return unknown[0][:LONGEST_LINE]

	def _fields(self, found: dict, own: dict | None) -> dict:
		mine = own is not None
		row = {column: own.get(column, "") for column in ATTRIBUTES[SERVICES]} if mine else {}
		for theirs, ours in OUR_WORDS.items():
			if mine or found.get(theirs):
				row[ours] = words_of(found.get(theirs), mine)
		if mine or found.get("fees_description"):
			row["cost"] = self._line("service.fees_description", found.get("fees_description"), mine)
		for theirs, ours in (("minimum_age", "age_from"), ("maximum_age", "age_to")):
			if mine or found.get(theirs):
				row |= self._age(f"service.{theirs}", ours, found.get(theirs))
		row |= self._lists(found, mine) | self._status(found, mine)
		return row

	def _lists(self, found: dict, mine: bool) -> dict:
		languages = self.told.objects("service.languages", found.get("languages"))
		documents = self.told.objects("service.required_documents", found.get("required_documents"))
		row = {}
		if mine or languages:
			spoken = [words_of(each.get("code")) or words_of(each.get("name")) for each in languages]
			row["languages"] = self._line("service.languages", ", ".join(filter(None, spoken)), mine)
		if mine or documents:
			row["documents"] = "\n".join(
				filter(None, (words_of(each.get("document"), mine) for each in documents))
			)
		for path, listed, taken in (
			("language", languages, ("code", "name")),
			("required_document", documents, ("document",)),
		):
			for each in listed:
				self.told.leave_rest(path, each, frozenset(taken))
		return row | self._catchment(found, mine)

	def _catchment(self, found: dict, mine: bool) -> dict:
		"""Take the areas people come from when all of them are known: half of them would turn people away."""
		areas = self.told.objects("service.service_areas", found.get("service_areas"))
		if not areas:
			return {"catchment": ""} if mine else {}
		asked = [(area, words_of(area.get("name")) or words_of(area.get("description"))) for area in areas]
		codes = [self.dictionary.find(AREA, *own_code(area), words) for area, words in asked]
		if all(codes):
			return {"catchment": ", ".join(dict.fromkeys(codes))}
		for (_area, words), code in zip(asked, codes, strict=True):
			if words and not code:
				self.told.ask(AREA, words)
		self.told.leave("service.service_areas")
		return {}

	def _status(self, found: dict, mine: bool) -> dict:
		status = found.get("status")
		if status in (hsds.INACTIVE, hsds.DEFUNCT):
			return {"is_active": 0}
		if status == hsds.CLOSED:
			return {"is_active": 1} if mine else {"is_active": 1, "capacity": hsds.SUSPENDED}
		if status == hsds.ACTIVE:
			return {"is_active": 1}
		if status:
			self.told.leave("service.status")
		return {}

	def _age(self, path: str, column: str, value) -> dict:
		if value is None:
			return {column: 0}
		if isinstance(value, int | float) and 0 <= value < 10000 and float(value).is_integer():
			return {column: int(value)}
		self.told.leave(path)
		return {}

	def _line(self, path: str, value, mine: bool) -> str:
		"""Return words as one line; what does not fit is shortened, and told."""
		text = words_of(value, mine)
		line = text if mine else " ".join(text.split())
		if len(line) <= LONGEST_LINE or mine:
			return line
		self.told.leave(f"{path} ({SHORTENED})")
		return f"{line[: LONGEST_LINE - 1].rsplit(' ', 1)[0]}…"

	def finish(self) -> None:
		"""Count the places of organizations at which no service of the file is given."""
		self.told.leave("organization.locations", len(self.locations.keys() - self.used))

	def _add(self, sheet: str, row: dict) -> None:
		self.rows[sheet].append({**as_cells(row), "row": len(self.rows[sheet]) + 1})


def term_words(term: dict) -> str:
	"""Return what a term is called: its name, and the taxonomy it comes from."""
	name = words_of(term.get("name")) or words_of(term.get("code"))
	detail = term.get("taxonomy_detail")
	taxonomy = words_of(term.get("taxonomy")) or words_of(
		detail.get("name") if isinstance(detail, dict) else ""
	)
	return f"{name} ({taxonomy})" if name and taxonomy and taxonomy != hsds.KINDS else name


def _is_foreign_value(attribute: dict) -> bool:
	return not words_of(attribute.get("link_type")).startswith(OWN) and not isinstance(
		attribute.get("taxonomy_term"), dict
	)


def _own_values(found: dict) -> dict | None:
	"""Return {column: value} of an object that this app wrote, None for one of somebody else."""
	attributes = found.get("attributes")
	listed = [each for each in attributes if isinstance(each, dict)] if isinstance(attributes, list) else []
	values = {
		words_of(each.get("link_type")).removeprefix(OWN): words_of(each.get("value"), own=True)
		for each in listed
		if words_of(each.get("link_type")).startswith(OWN)
	}
	named = any(
		isinstance(each.get("taxonomy_term"), dict) and each["taxonomy_term"].get("taxonomy") == hsds.KINDS
		for each in listed
	)
	return values if values or named else None
