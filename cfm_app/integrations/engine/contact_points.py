"""Numbers and addresses that messages come from and go to: sealed, found again by their blind index."""

import json

import frappe

from cfm_app.confidentiality import sealing
from cfm_app.confidentiality.rows import insert_new, known_by_now
from cfm_app.integrations.base.types import Address
from cfm_app.integrations.engine import consent
from cfm_app.rules import contact_points

TABLE = "CFM Contact Point"
WITHHELD = "withheld"


def remember(address: Address, language: str | None = None, profile_name: str = "") -> str | None:
	"""Return the random name of a contact point, made when it is new; None for a withheld number.

	Two calls at once for the same address give the same name.
	"""
	if address.kind == WITHHELD or not address.value:
		return None
	index = index_of(address)
	return _known(index) or _insert(address, index, language, profile_name)


def find(address: Address) -> str | None:
	"""Return the name of a known contact point, None for one nobody has written from or to."""
	return _known(index_of(address)) if address.value else None


def address_of(name: str) -> Address:
	"""Return the address for a sender. Never show it."""
	row = frappe.db.get_value(  # reason: for a sender that its callers have let through
		TABLE, name, ["kind", "sealed", "key_id"], as_dict=True
	)
	return Address(row.kind, _opened(name, row)["address"])


def masked(name: str) -> str:
	"""Return the address as it may be shown, such as "+57 ••• •• 67"."""
	address = address_of(name)
	if address.kind in ("phone", "whatsapp"):
		return contact_points.mask_phone(address.value)
	return contact_points.mask_email(address.value) if address.kind == "email" else contact_points.MASK


def index_of(address: Address) -> str:
	"""Return the blind index of an address."""
	return sealing.blind_index(f"contact point {address.kind}", address.value)


def place(name: str) -> str:
	"""Return what the sealed address is bound to."""
	return f"{TABLE}|{name}"


def _known(index: str) -> str | None:
	return frappe.db.get_value(
		TABLE, {"address_index": index}
	)  # reason: a random name, nothing of the person


def _insert(address: Address, index: str, language: str | None, profile_name: str) -> str:
	name = frappe.generate_hash(length=10)
	told = {"address": address.value, "profile_name": profile_name}
	sealed, key_id = sealing.seal(json.dumps(told, ensure_ascii=False), place(name))
	row = {
		"name": name,
		"kind": address.kind,
		"sealed": sealed,
		"key_id": key_id,
		"language": language or None,
	}
	new = insert_new(TABLE, address_index=index, **row)
	return consent.take_up(index, new) if new else known_by_now(TABLE, "address_index", index)


def _opened(name: str, row) -> dict:
	return json.loads(sealing.open_sealed(row.sealed, row.key_id, place(name)))
