"""The ids of our own e-mails: made of the message's name and a proof, so that an answer finds its message."""

import hmac
import re

from cfm_app.confidentiality import sealing

PROOF_DIGITS = 20
OURS = re.compile(r"([a-z0-9]{6,20})\.([0-9a-f]{20})@[^@\s]+", re.IGNORECASE)


def of(message_name: str, line_address: str) -> str:
	"""Return the Message-ID of a message of ours, without its brackets."""
	return f"{message_name}.{_proof(message_name)}@{line_address.partition('@')[2]}"


def ours(ids: tuple[str, ...]) -> dict[str, str]:
	"""Return {Message-ID: name of the message} of those that we made; nobody else can make one."""
	parts = {each: OURS.fullmatch(each) for each in ids}
	return {each: part[1] for each, part in parts.items() if part and _is_proven(*part.groups())}


def _is_proven(message_name: str, proof: str) -> bool:
	return hmac.compare_digest(proof, _proof(message_name))


def _proof(message_name: str) -> str:
	return sealing.keyed_hash("index", f"e-mail|{message_name}")[:PROOF_DIGITS]
