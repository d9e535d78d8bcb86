"""Finds providers by the hook `cfm_channel_providers` = {key: dotted path of a MessagingProvider}."""

import frappe
from frappe import _

from cfm_app.integrations.base.provider import MessagingProvider


def known() -> dict[str, type[MessagingProvider]]:
	"""Return {key: class} of every provider that an installed app brings."""
	hooks = frappe.get_hooks("cfm_channel_providers")
	return {key: frappe.get_attr(paths[-1]) for key, paths in hooks.items()}


def provider_class(key: str) -> type[MessagingProvider]:
	"""Return the class of a provider. Raises ValidationError for one that no installed app brings."""
	paths = frappe.get_hooks("cfm_channel_providers").get(key)
	if not paths:
		frappe.throw(_("No installed app brings the provider {0}.").format(key))
	return frappe.get_attr(paths[-1])


def provider_of(account) -> MessagingProvider:
	"""Return the provider of an account (its name or its document)."""
	if isinstance(account, str):
		account = frappe.get_cached_doc("CFM Provider Account", account)
	return provider_class(account.provider)(account)
