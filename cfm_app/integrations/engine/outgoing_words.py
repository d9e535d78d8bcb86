"""The words of a message out: sealed from the moment it is queued until it is sent or shown to who may see them."""

import json

from cfm_app.confidentiality import sealing
from cfm_app.integrations.engine import message_rows


def sealed(name: str, body: str, content_variables: dict[str, str]) -> dict[str, str]:
	"""Return the columns {sealed, key_id} for the words of the message of this name."""
	words = {"body": body, "content_variables": content_variables}
	text, key_id = sealing.seal(json.dumps(words, ensure_ascii=False), _place(name))
	return {"sealed": text, "key_id": key_id}


def opened(message) -> dict:
	"""Return {body, content_variables} of a row with name, sealed and key_id; {} once the words are deleted."""
	if not message.sealed:
		return {}
	return json.loads(sealing.open_sealed(message.sealed, message.key_id, _place(message.name)))


def body_of(name: str) -> str:
	"""Return the words of a message out for a page that has asked who looks; "" once they are deleted."""
	row = message_rows.whole(name)
	return opened(row).get("body", "") if row else ""


def _place(name: str) -> str:
	return f"{message_rows.TABLE}|{name}"
