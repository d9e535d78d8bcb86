"""Seals and opens single values: authenticated encryption that binds a value to its record and field."""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import frappe
from frappe import _

from cfm_app.confidentiality import keys
from cfm_app.exceptions import SealBroken

NONCE_BYTES = 12


def seal(text: str, place: str) -> tuple[str, str]:
	"""Return (sealed text in base64, key id). `place` names record and field; it must be the same on opening."""
	sealed, key_id = seal_bytes(text.encode("utf-8"), place)
	return base64.b64encode(sealed).decode("ascii"), key_id


def open_sealed(sealed: str, key_id: str, place: str) -> str:
	"""Return the text. Raises SealBroken when the value was moved or changed, VaultKeyMissing without its key."""
	try:
		data = base64.b64decode(sealed, validate=True)
	except ValueError:
		_broken()
	return open_bytes(data, key_id, place).decode("utf-8")


def seal_bytes(data: bytes, place: str) -> tuple[bytes, str]:
	"""Return (nonce + ciphertext, key id)."""
	key_id = keys.current()
	nonce = secrets.token_bytes(NONCE_BYTES)
	return nonce + AESGCM(keys.content_key(key_id)).encrypt(nonce, data, place.encode()), key_id


def open_bytes(sealed: bytes, key_id: str, place: str) -> bytes:
	"""Return the bytes behind nonce + ciphertext. Raises as open_sealed does."""
	try:
		cipher = AESGCM(keys.content_key(key_id))
		return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
	except (InvalidTag, ValueError):
		_broken()


def open_bytes_by_any(sealed: bytes, first: str, place: str) -> tuple[bytes, str]:
	"""Return (bytes, id of the key that opened them), trying `first` before the others.

	A file and the row that names its key cannot change in the same instant while keys are rotated.
	"""
	for key_id in sorted(keys.ids(), key=lambda known: known != first):
		try:
			cipher = AESGCM(keys.content_key(key_id))
			return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode()), key_id
		except (InvalidTag, ValueError):
			continue
	keys.content_key(first)  # says which key is missing, if that is why
	_broken()


def _broken() -> None:
	frappe.throw(
		_(
			"A sealed value cannot be opened: it was changed, belongs to another record, or was sealed with another "
			"key than the one on this server. Tell the administrator."
		),
		SealBroken,
		title=_("Confidential"),
	)


def blind_index(kind: str, value: str) -> str:
	"""Return a keyed hash (hex) by which equal values find each other without being shown."""
	return keyed_hash("index", f"{kind}:{value}")


def mark_of(user: str) -> str:
	"""Return the mark of a user: what access keys hold instead of her name (16 hex digits)."""
	return blind_index("user", user.lower())[:16]


def keyed_hash(purpose: str, text: str) -> str:
	"""Return HMAC-SHA256 in hex under the key of this purpose ("index" or "log")."""
	return hmac.new(keys.purpose_key(purpose), text.encode("utf-8"), hashlib.sha256).hexdigest()
