"""The addresses that providers call: made of the configured base, never of what a request says about itself."""

import hmac

import frappe

from cfm_app.confidentiality import sealing

ROUTE = "cfm-hook"
MESSAGE, STATUS = "message", "status"
CACHE_KEY, CACHE_SECONDS = "cfm_message_lines", 300
PROOF_DIGITS = 16


def of_line(line) -> dict[str, str]:
	"""Return {"message": url, "status": url} of a CFM Message Line; both are "" while no base address is set."""
	return {what: _url(line, what) for what in (MESSAGE, STATUS)}


def status_url(message_name: str, line) -> str:
	"""Return where reports about one message of ours go; the part at its end proves the message's name."""
	return _url(line, f"{STATUS}/{message_name}.{_proof(message_name)}")


def base_urls(settings=None) -> tuple[str, ...]:
	"""Return the configured addresses of this site, the main one first; () while none is set."""
	settings = settings or frappe.get_cached_doc("CFM Channel Settings")
	bases = (settings.public_base_url, settings.second_base_url)
	return tuple(base.strip().rstrip("/") for base in bases if base and base.strip())


def message_of(part: str) -> str:
	"""Return the message that the last part of a status address names, "" when its proof is wrong."""
	name, _dot, proof = part.partition(".")
	return name if name and hmac.compare_digest(proof.encode(), _proof(name).encode()) else ""


def line_of(path_key: str):
	"""Return the CFM Message Line behind an address, None for an address nobody was given.

	Whoever tries out addresses costs the database nothing.
	"""
	lines = frappe.cache.get_value(CACHE_KEY, expires=True)
	if lines is None:
		lines = _all_lines()
		# it ends by itself: a request from before a change may put back what it saw
		frappe.cache.set_value(CACHE_KEY, lines, expires_in_sec=CACHE_SECONDS)
	name = lines.get(path_key)
	return frappe.get_cached_doc("CFM Message Line", name) if name else None


def forget_lines(_line=None, _method=None) -> None:
	"""CFM Message Line changed or goes: read the addresses anew, now and once others can see the change."""
	_forget()
	frappe.db.after_commit.add(_forget)


def _forget() -> None:
	frappe.cache.delete_value(CACHE_KEY)


def _all_lines() -> dict[str, str]:
	rows = frappe.get_all(  # reason: a caller without an account is told nothing but yes or no
		"CFM Message Line", {"path_key": ["is", "set"]}, ["path_key", "name"]
	)
	return {row.path_key: row.name for row in rows}


def _url(line, rest: str) -> str:
	bases = base_urls()
	return f"{bases[0]}/{ROUTE}/{line.path_key}/{rest}" if bases else ""


def _proof(message_name: str) -> str:
	return sealing.keyed_hash("index", f"status callback|{message_name}")[:PROOF_DIGITS]
