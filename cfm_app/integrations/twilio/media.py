"""Attachments that lie at Twilio: which addresses are really Twilio's, and their deletion."""

import re

MEDIA_PATH = r"/2010-04-01/Accounts/{account}/Messages/{message}/Media/(ME[0-9a-fA-F]{{32}})"


def media_sid(url: str, account_id: str, provider_ref: str, hosts: set[str]) -> str:
	"""Return the id of an attachment, "" unless the address is exactly one of this message of this account.

	No other host, port, user, query or fragment is let through: keys are sent along with the call for it.
	"""
	hosts_pattern = "|".join(re.escape(host) for host in sorted(hosts))
	path = MEDIA_PATH.format(account=re.escape(account_id), message=re.escape(provider_ref))
	found = re.fullmatch(f"https://(?:{hosts_pattern}){path}", url)
	return found[1] if found and account_id and provider_ref else ""
