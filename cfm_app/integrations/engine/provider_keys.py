"""How a message is known at its provider: the account and the provider's own id, unique in CFM Message.provider_key."""

from cfm_app.confidentiality import sealing

LONGEST = 140


def of(account: str, provider_ref: str) -> str | None:
	"""Return "account:id", None without an id. An id too long to be stored becomes its keyed hash."""
	if not provider_ref:
		return None
	key = f"{account}:{provider_ref}"
	return key if len(key) <= LONGEST else f"{account}:{sealing.keyed_hash('index', key)}"


def reference_in(key: str | None) -> str:
	"""Return the provider's id in a key, "" when there is none."""
	return (key or "").partition(":")[2]
