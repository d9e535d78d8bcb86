"""Receipt codes: the only key a person holds to her own message. Only their keyed hash is stored."""

import frappe

from cfm_app.confidentiality import sealing
from cfm_app.confidentiality.rows import insert_row
from cfm_app.rules.references import RECEIPT_LENGTH, normalise_receipt_code

TABLE = "CFM Receipt"
CONTACT = "CFM Interaction"
NOBODY = "nobody"


def code_for(secret: str) -> str:
	"""Return the code that belongs to a secret, such as "4821 0937 5566 1204": the same secret, the same code.

	So a form that was sent twice shows one code twice, and nothing has to be stored to show it.
	"""
	number = int(sealing.blind_index("receipt code", secret), 16) % 10**RECEIPT_LENGTH
	return normalise_receipt_code(f"{number:0{RECEIPT_LENGTH}d}")


def issue(contact, code: str) -> None:
	"""Let this code open this contact."""
	insert_row(TABLE, name=_name(code), interaction=contact.name)


def find(typed: str) -> str | None:
	"""Return the name of the contact a typed code opens, None for any other.

	Right, wrong, expired and malformed codes take the same look-ups.
	"""
	receipt = frappe.db.get_value(TABLE, _name(typed), ["name", "interaction"], as_dict=True)
	return frappe.db.get_value(CONTACT, receipt.interaction if receipt else NOBODY)


def _name(typed: str) -> str:
	return sealing.blind_index("receipt", normalise_receipt_code(typed) or f"malformed {typed}")
