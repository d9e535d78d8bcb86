"""The key ring of the vault: it lives in the environment or in a file outside the database and its backups."""

import base64
import json
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

import frappe
from frappe import _
from frappe.utils import now

from cfm_app.exceptions import VaultKeyMissing

ENVIRONMENT = "CFM_VAULT_KEYS"


def ensure() -> Path | None:
	"""Create the key file of this site when there is none; return its path, or None when keys come from the environment."""
	if os.environ.get(ENVIRONMENT):
		return None
	path = key_file()
	if not path.exists():
		_write(path, {"current": "k1", "keys": {"k1": _new_key()}, "index": _new_key(), "log": _new_key()})
	return path


def key_file() -> Path:
	"""Return where the keys of this site are kept: `cfm_vault_key_file` of the site, else beside the bench's config."""
	configured = frappe.conf.get("cfm_vault_key_file")
	if configured:
		return Path(configured)
	bench = Path(frappe.utils.get_bench_path())
	return bench / "config" / "cfm_vault_keys" / f"{frappe.local.site}.json"


def heads_file() -> Path:
	"""Return where the heads of the access log are kept: beside the keys, because the database must not reach them."""
	return key_file().with_suffix(".heads")


def current() -> str:
	"""Return the id of the key with which new values are sealed."""
	return _ring()["current"]


def ids() -> list[str]:
	"""Return the ids of all keys that open values on this server, oldest first."""
	return list(_ring()["keys"])


def content_key(key_id: str) -> bytes:
	"""Return the 32 bytes that seal values under this key id. Raises VaultKeyMissing."""
	key = _ring()["keys"].get(key_id)
	if not key:
		frappe.throw(
			_(
				"The vault key {0} is missing on this server. Nothing is lost: an administrator has to put it back."
			).format(key_id),
			VaultKeyMissing,
		)
	return _derive(key, "content")


def purpose_key(purpose: str) -> bytes:
	"""Return the key of the blind index ("index") or of the access log ("log"): 32 bytes, apart from the content keys."""
	return _derive(_ring()[purpose], purpose)


def add() -> tuple[str, Path | None]:
	"""Add a new key and seal with it from now on; return (its id, None).

	Where the keys come from the environment, write the new ring into a file for the administrator to put there,
	and return (the new id, that file): nothing is sealed with it before.
	"""
	ring = _load()
	number = 1 + max(int(key_id.lstrip("k")) for key_id in ring["keys"])
	ring["keys"][f"k{number}"] = _new_key()
	ring["current"], ring["since"] = f"k{number}", now()
	return f"k{number}", _replace(ring)


def remove(key_id: str) -> tuple[Path, Path | None]:
	"""Take a key off the ring; return (the file that keeps it, the new ring's file when keys come from the environment).

	Backups from before the rotation open with it only, so it is kept for the administrator to put away.
	"""
	ring = _load()
	kept = key_file().with_suffix(f".retired-{key_id}.json")
	_write(kept, {"key": key_id, "content": ring["keys"].pop(key_id)})
	return kept, _replace(ring)


def sealing_since() -> str:
	"""Return the moment since when the current key seals, "" when it is the first one."""
	return _ring().get("since", "")


def forget() -> None:
	"""Read the keys anew on the next use."""
	frappe.local.cfm_vault_ring = None
	frappe.local.cfm_derived_keys = None


def _ring() -> dict:
	ring = getattr(frappe.local, "cfm_vault_ring", None)
	if ring is None:
		ring = frappe.local.cfm_vault_ring = _load()
	return ring


def _load() -> dict:
	from_environment = os.environ.get(ENVIRONMENT)
	if from_environment:
		return json.loads(from_environment)
	path = key_file()
	if not path.exists():
		frappe.logger("cfm_app").error(f"the key file of the vault is missing: {path}")
		frappe.throw(
			_("The vault has no keys on this server. An administrator has to put the key file back."),
			VaultKeyMissing,
		)
	return json.loads(path.read_text(encoding="utf-8"))


def _replace(ring: dict) -> Path | None:
	"""Put a changed ring in place of the old one in a single step, and keep the old one beside it."""
	path = key_file()
	new = path.with_suffix(f".{ring['current']}.new")
	new.unlink(missing_ok=True)
	_write(new, ring)
	if os.environ.get(ENVIRONMENT):
		return new
	before = path.with_suffix(".before.json")
	before.unlink(missing_ok=True)
	_write(before, _load())
	os.replace(new, path)
	_sync_folder(path.parent)
	forget()
	return None


def _write(path: Path, ring: dict) -> None:
	path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
	descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
	with os.fdopen(descriptor, "w", encoding="utf-8") as file:
		json.dump(ring, file)
		file.flush()
		os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
	descriptor = os.open(folder, os.O_RDONLY)
	os.fsync(descriptor)
	os.close(descriptor)


def _new_key() -> str:
	return base64.b64encode(secrets.token_bytes(32)).decode()


def _derive(key: str, purpose: str) -> bytes:
	derived = getattr(frappe.local, "cfm_derived_keys", None)
	if derived is None:
		derived = frappe.local.cfm_derived_keys = {}
	if (key, purpose) not in derived:
		info = f"cfm_app vault {purpose}".encode()
		derived[key, purpose] = HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(base64.b64decode(key))
	return derived[key, purpose]
