"""Small facts that travel through a public page in a hidden field, sealed: nobody can read, forge or move them."""

import binascii
import json
import time

import frappe

from cfm_app.confidentiality import sealing
from cfm_app.exceptions import SealBroken, VaultKeyMissing


def make(purpose: str, **facts) -> str:
	"""Return a token with these facts and the second it was made."""
	sealed, key_id = sealing.seal(json.dumps({**facts, "made": time.time()}), _place(purpose))
	return f"{key_id}.{sealed}"


def read(purpose: str, token: str | None, seconds: float | None = None) -> dict | None:
	"""Return the facts of a token made for this purpose, None when it is forged or older than `seconds`."""
	key_id, _dot, sealed = (token or "").partition(".")
	said = len(frappe.local.message_log)
	try:
		facts = json.loads(sealing.open_sealed(sealed, key_id, _place(purpose)))
	except (SealBroken, VaultKeyMissing, binascii.Error, ValueError):
		del frappe.local.message_log[said:]
		return None
	return None if seconds is not None and age(facts) > seconds else facts


def age(facts: dict) -> float:
	"""Return how many seconds ago the token was made."""
	return time.time() - facts["made"]


def _place(purpose: str) -> str:
	return f"portal|{purpose}|{frappe.local.site}"
