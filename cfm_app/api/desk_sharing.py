"""Endpoints for staff: what a person allows, what went to other organisations, and what is called back."""

import frappe
from frappe import _
from frappe.utils import get_fullname, getdate

from cfm_app.api.desk_request import only, open_in_full, take_words_out_of_logs
from cfm_app.confidentiality import sharing, vault
from cfm_app.exceptions import AccessRefused
from cfm_app.rules import sharing as sharing_rules
from cfm_app.rules.access import FULL
from cfm_app.rules.sharing import KINDS

CONSENT_FIELDS = ("purpose", "given", "how", "expires_on", "agreement", *(f"may_{kind}" for kind in KINDS))
SHARING_FIELDS = ("agreement", "how", "shared_on", *(f"shares_{kind}" for kind in KINDS))
SHARING_WORDS = ("receiver", "what", "reason")


def of(doc, depth: int) -> dict:
	"""Return what the form shows: {consents, disclosures, agreements, may_share, may_record, may_override}; {} below full depth."""
	if depth < FULL:
		return {}
	return {
		"consents": [_consent(row) for row in sharing.consent_rows(doc)],
		"disclosures": _disclosures(doc),
		"agreements": agreements(),
		"may_record": frappe.has_permission("CFM Consent", "create"),
		"may_share": frappe.has_permission("CFM Disclosure", "create"),
		"may_override": sharing.may_override(doc),
	}


def agreements() -> list[dict]:
	"""Return the agreements in force under which something about a person may go: [{value, label, kinds}]."""
	if not frappe.has_permission("CFM Sharing Agreement", "read"):
		return []
	names = frappe.get_list(
		"CFM Sharing Agreement",
		{"is_active": 1, "valid_from": ["<=", getdate()]},
		pluck="name",
		order_by="organisation",
	)
	found = (frappe.get_cached_doc("CFM Sharing Agreement", name) for name in names)
	return [
		{"value": row.name, "label": f"{row.organisation}: {row.title}", "kinds": sorted(row.kinds())}
		for row in found
		if row.kinds() and (not row.valid_to or getdate(row.valid_to) >= getdate())
	]


@frappe.whitelist(methods=["POST"])
def record_consent(name: str, facts: dict | str, limits: str = "") -> dict:
	"""Write down what a person allows, or refuses. Returns {consent}."""
	record = open_in_full("Complaint", name)
	take_words_out_of_logs()
	consent = frappe.new_doc("CFM Consent", complaint=record.name, **only(facts, CONSENT_FIELDS))
	consent.limits = limits
	return {"consent": consent.insert().name}


@frappe.whitelist(methods=["POST"])
def withdraw_consent(name: str, consent: str) -> dict:
	"""End a consent at once. Returns {receivers: […]}: the disclosures that were made before, to be called back."""
	record = open_in_full("Complaint", name)
	frappe.has_permission("CFM Consent", "create", throw=True)
	_one_of(consent, sharing.consent_rows(record))
	frappe.get_doc("CFM Consent", consent).withdraw()
	return {"receivers": _disclosures(record)}


@frappe.whitelist(methods=["GET", "POST"])
def stands_against(name: str, kinds: list | str, agreement: str = "") -> dict:
	"""Return {words: […], final, may_override}: what stands against sharing these kinds with this organisation."""
	record = open_in_full("Complaint", name)
	codes = sharing.refusals(record, agreement or None, frozenset(frappe.parse_json(kinds)) & set(KINDS))
	return {
		"words": sharing.in_words(codes),
		"final": sharing_rules.is_final(codes),
		"may_override": sharing.may_override(record),
	}


@frappe.whitelist(methods=["POST"])
def share(name: str, facts: dict | str, words: dict | str = "{}") -> dict:
	"""Record that something was given to another organisation. Refused without consent and agreement. Returns {disclosure}."""
	record = open_in_full("Complaint", name)
	frappe.has_permission("CFM Disclosure", "create", throw=True)
	take_words_out_of_logs()
	disclosure = frappe.new_doc("CFM Disclosure", complaint=record.name, **only(facts, SHARING_FIELDS))
	for field, text in only(words, SHARING_WORDS).items():
		disclosure.set(field, text)
	return {"disclosure": disclosure.insert().name}


@frappe.whitelist(methods=["POST"])
def record_recall(name: str, disclosure: str, answer: str = "") -> None:
	"""Remember that a receiver was asked to delete what it has, and its answer."""
	record = open_in_full("Complaint", name)
	frappe.has_permission("CFM Disclosure", "create", throw=True)
	_one_of(disclosure, _disclosures(record))
	frappe.get_doc("CFM Disclosure", disclosure).record_recall(answer)


def _consent(row) -> dict:
	facts = sharing.consent_facts(row)
	limits = vault.read_for_system("CFM Consent", row.name).get("limits", "")
	return {
		**{
			field: row.get(field)
			for field in ("name", "purpose", "how", "given_on", "expires_on", "withdrawn_on")
		},
		"state": sharing_rules.state(facts, getdate()),
		"kinds": sorted(facts.kinds, key=KINDS.index),
		"only_for": _organisation(row.agreement),
		"limits": limits,
	}


def _disclosures(doc) -> list[dict]:
	if not frappe.has_permission("CFM Disclosure", "read"):
		return []
	names = frappe.get_list(
		"CFM Disclosure", {"complaint": doc.name}, pluck="name", order_by="shared_on desc", limit=100
	)
	return [_disclosure(frappe.get_doc("CFM Disclosure", name)) for name in names]


def _disclosure(row) -> dict:
	words = vault.read(row)
	shown = ("name", "how", "shared_on", "overridden", "recalled_on", "recall_answer")
	return {
		**{field: row.get(field) for field in shown},
		"receiver": words.get("receiver") or "",
		"organisation": _organisation(row.agreement),
		"what": words.get("what") or "",
		"reason": words.get("reason") or "",
		"kinds": sorted(row.kinds(), key=KINDS.index),
		"by_name": get_fullname(row.shared_by) if row.shared_by else "",
	}


def _organisation(agreement: str | None) -> str:
	return frappe.get_cached_value("CFM Sharing Agreement", agreement, "organisation") if agreement else ""


def _one_of(name: str, rows: list[dict]) -> None:
	if name not in {row["name"] for row in rows}:
		frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)
