"""Decides whether Twilio signed a call. Every oddity is a no; nothing here raises.

Twilio signs the whole address with HMAC, followed by the names and values of the form, sorted. With a token the hash is
SHA-1; with a shared key the call names the key in a header, which is itself not signed: so the hash is taken from
our own record of that key, never from the header. https://www.twilio.com/docs/usage/security
"""

import base64
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1, sha256
from urllib.parse import urlsplit, urlunsplit

from cfm_app.integrations.base.types import AuthResult, RawRequest

SIGNATURE = "x-twilio-signature"
SETTINGS = "x-twilio-webhooks-signature-settings"
FORM = "application/x-www-form-urlencoded"
HASHES = {"SHA1": sha1, "SHA256": sha256}
PORTS = {"https": 443, "http": 80}
# far more than Twilio ever sends; to sort the fields of a larger call would take a stranger's time for free
MOST_FIELDS, MOST_BYTES = 500, 512 * 1024
SETTING = re.compile(r"\s*([a-z]+)\s*=\s*([^\s=,]+)\s*")


@dataclass(frozen=True)
class SigningSecret:
	"""A token or shared key that may sign now. `key_id` of a token is "current", "next" or "previous"."""

	key_id: str
	secret: str
	algorithm: str = "SHA1"
	notice: str = ""


@dataclass(frozen=True)
class SharedKey:
	"""A shared key as it stands in the account, valid or not."""

	key_id: str
	secret: str
	algorithm: str
	valid_from: datetime | None = None
	valid_until: datetime | None = None

	def is_valid(self, now: datetime) -> bool:
		"""Return whether the key may sign at this time."""
		began = self.valid_from is None or self.valid_from <= now
		return began and (self.valid_until is None or now < self.valid_until)


def signer(
	request: RawRequest,
	base_urls: tuple[str, ...],
	tokens: Iterable[SigningSecret],
	shared_keys: Iterable[SharedKey],
	now: datetime,
) -> AuthResult | None:
	"""Return whose signature the call bears, None when it bears none of ours."""
	try:
		if not _may_be_signed(request):
			return None
		secrets = _candidates(request, tokens, shared_keys, now)
		return _matching(request, base_urls, secrets)
	except Exception:  # whatever a stranger sends is a no, never an error
		return None


def signature(secret: str, algorithm: str, url: str, form: Iterable[tuple[str, str]]) -> str:
	"""Return the signature in base64. Equal pairs count once, and the pairs are in the order of their characters."""
	text = url + "".join(name + value for name, value in sorted(set(form)))
	mac = hmac.new(secret.encode("utf-8"), text.encode("utf-8"), HASHES[algorithm])
	return base64.b64encode(mac.digest()).decode("ascii")


def _may_be_signed(request: RawRequest) -> bool:
	kind = request.content_type.partition(";")[0].strip().lower()
	is_small = len(request.form) <= MOST_FIELDS and len(request.body) <= MOST_BYTES
	return request.method == "POST" and kind == FORM and request.target.startswith("/") and is_small


def _candidates(request: RawRequest, tokens, shared_keys, now: datetime) -> list[SigningSecret]:
	header = request.headers.get(SETTINGS)
	if header is None:
		return [token for token in tokens if token.secret]
	named = _settings(header)
	return [
		SigningSecret(key.key_id, key.secret, key.algorithm)
		for key in shared_keys
		if key.key_id == named["key"] and key.secret and key.is_valid(now) and _agrees(key, named)
	]


def _settings(header: str) -> dict[str, str]:
	"""Return {"key", "algorithm"}. Raises ValueError for a header that says anything twice or in another form."""
	pairs = [SETTING.fullmatch(part) for part in header.split(",")]
	if not all(pairs) or len({pair[1] for pair in pairs}) != len(pairs):
		raise ValueError
	return {pair[1]: pair[2] for pair in pairs}


def _agrees(key: SharedKey, named: dict[str, str]) -> bool:
	said = named.get("algorithm", key.algorithm)
	return said.upper().removeprefix("HMAC_") == key.algorithm


def _matching(request: RawRequest, base_urls, secrets: list[SigningSecret]) -> AuthResult | None:
	given = request.headers[SIGNATURE].encode("ascii")
	urls = [url for base in base_urls for url in _spellings(base + request.target)]
	for secret in secrets:
		for url in urls:
			expected = signature(secret.secret, secret.algorithm, url, request.form)
			if hmac.compare_digest(expected.encode("ascii"), given):
				return AuthResult(secret.key_id, secret.notice)
	return None


def _spellings(url: str) -> tuple[str, str]:
	"""Return the address with and without its port: Twilio signs either."""
	base = urlsplit(url)
	port = base.port or PORTS[base.scheme]
	bare = base.netloc.removesuffix(f":{port}")
	# only the host is rewritten: path and query must stay as they were sent
	rest = url[len(urlunsplit((base.scheme, base.netloc, "", "", ""))) :]
	return f"{base.scheme}://{bare}{rest}", f"{base.scheme}://{bare}:{port}{rest}"
