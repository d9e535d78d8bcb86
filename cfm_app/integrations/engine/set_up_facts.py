"""What the page for setting up messages shows: accounts, their lines, the addresses to be called, what is missing."""

import frappe
from frappe.utils.scheduler import is_scheduler_disabled

from cfm_app.integrations import registry
from cfm_app.integrations.base.provider import MessagingProvider
from cfm_app.integrations.engine import hook_urls
from cfm_app.rules.message_readiness import Readiness, two_ways
from cfm_app.rules.sending_policy import countries

ACCOUNT, LINE, SETTINGS = "CFM Provider Account", "CFM Message Line", "CFM Channel Settings"
TEMPLATE = "CFM Message Template"
WITH_COUNTRY = ("SMS", "WhatsApp")


def readiness() -> Readiness:
	"""Return what is known of this site."""
	settings = frappe.get_cached_doc(SETTINGS)
	accounts, lines = _rows(ACCOUNT, is_active=1), _rows(LINE, is_active=1)
	return Readiness(
		has_address=bool(hook_urls.base_urls()),
		has_account=bool(accounts),
		has_line=bool(lines),
		was_tested=bool(accounts) and all(account.checked_on for account in accounts),
		differs=any(account.drift for account in accounts),
		is_paused=any(account.paused_on for account in accounts),
		receives=bool(settings.receiving_on),
		has_received=any(line.last_in_on for line in lines),
		jobs_run=not is_scheduler_disabled(verbose=False),
		countries=len(countries(settings.allowed_countries)),
		unreviewed=_unreviewed(),
		has_budget=bool(settings.daily_budget),
		sends=bool(settings.sending_on),
	)


def accounts() -> list[dict]:
	"""Return the accounts with their lines; no secret is among it but the paths that providers call."""
	lines = _rows(LINE)
	return [_account(row, [line for line in lines if line.account == row.name]) for row in _rows(ACCOUNT)]


def providers() -> list[dict]:
	"""Return [{key, title}] of the providers that can be chosen."""
	return [{"key": key, "title": known.title or key} for key, known in sorted(registry.known().items())]


def _account(row, lines: list) -> dict:
	known = registry.known().get(row.provider)
	shown = {
		key: row[key] for key in ("name", "title", "is_active", "paused_on", "paused_code", "checked_on")
	}
	return {
		**shown,
		"provider": known.title if known else row.provider,
		"can_be_set_up": bool(known) and known.provision is not MessagingProvider.provision,
		"differences": [sentence for sentence in (row.drift or "").split("\n") if sentence],
		"lines": [_line(line, known and known(row)) for line in lines],
	}


def _line(line, provider: MessagingProvider | None) -> dict:
	urls = hook_urls.of_line(line)
	able = provider and provider.capabilities(line.kind)
	keys = ("name", "title", "kind", "address", "is_active", "receives", "sends", "last_in_on", "last_out_on")
	allowed = countries(frappe.get_cached_doc(SETTINGS).allowed_countries)
	one_way = countries(line.one_way_countries) | frozenset(provider.one_way_countries if provider else ())
	reaches = (
		two_ways(allowed, countries(line.countries), one_way) if line.kind in ("SMS", "WhatsApp") else []
	)
	return {
		**{key: line[key] for key in keys},
		"urls": urls,
		"is_signed": bool(able and able.signed_webhooks),
		"instructions": provider.instructions(line, urls) if provider else "",
		"two_ways": [{"country": country, "can_reply": can_reply} for country, can_reply in reaches],
	}


def _unreviewed() -> tuple[str, ...]:
	templates = _rows(TEMPLATE, is_active=1)
	reviewed = {row.template_key for row in templates if row.reviewed_as_neutral}
	return tuple(sorted({row.template_key for row in templates} - reviewed))


def _rows(doctype: str, **filters) -> list:
	return frappe.get_list(
		doctype,
		filters=filters,
		fields="*",
		order_by="creation",
		limit_page_length=0,
		ignore_permissions=True,  # reason: the page has asked for the role, and shows no secret of these rows
	)
