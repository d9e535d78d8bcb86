"""Fetches one attachment from a provider: little, soon, from a public address, and with keys for its own host only."""

import socket
from contextlib import contextmanager
from time import monotonic
from urllib.parse import urljoin

import certifi
import urllib3

from cfm_app.rules import media_rules

PORT = media_rules.HTTPS_PORT
CERTIFICATES = certifi.where()
SECONDS = 30
TIMEOUT = urllib3.Timeout(connect=3.05, read=10)
MOST_REDIRECTS = 2
REDIRECTS = (301, 302, 303, 307, 308)
PIECE = 64 * 1024


class FetchFailed(Exception):
	"""An attachment was not fetched. `code` says why, without its address; `again`: it may come later."""

	def __init__(self, code: str, again: bool = False):
		super().__init__(code)
		self.code, self.again = code, again


def fetch(url: str, credentials: tuple[str, str] | None, most_bytes: int, further_hosts: tuple = ()) -> bytes:
	"""Return the bytes behind an address, `most_bytes` at most, within SECONDS. Raises FetchFailed.

	`further_hosts` are those that the provider may redirect to; `credentials` never go there. Each host is resolved
	once, and the connection goes to the address that was checked.
	"""
	until = monotonic() + SECONDS
	first = _checked(url)
	for _redirect in range(MOST_REDIRECTS + 1):
		parts = _checked(url)
		if not media_rules.may_be_redirected_to(parts.hostname, first.hostname, further_hosts):
			raise FetchFailed("foreign_redirect")
		keys = credentials if parts.hostname == first.hostname else None
		with _answer(parts, keys) as response:
			if response.status not in REDIRECTS:
				return _body(response, most_bytes, until)
			url = urljoin(url, response.headers.get("Location") or "")
	raise FetchFailed("too_many_redirects")


def _checked(url: str):
	parts = media_rules.safe_address(url)
	if not parts:
		raise FetchFailed("unsafe_address")
	return parts


@contextmanager
def _answer(parts, credentials: tuple[str, str] | None):
	headers = {"Host": parts.hostname, "Accept-Encoding": "identity"}
	if credentials:
		headers |= urllib3.make_headers(basic_auth=":".join(credentials))
	target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
	try:
		with (
			_pinned(parts.hostname) as pool,
			pool.urlopen("GET", target, headers=headers, redirect=False, preload_content=False) as response,
		):
			yield response
	except urllib3.exceptions.HTTPError as error:
		raise FetchFailed("unreachable", again=True) from error


def _pinned(host: str) -> urllib3.HTTPSConnectionPool:
	"""Return connections to the checked address of a host, whose certificate must be that of the host's name."""
	return urllib3.HTTPSConnectionPool(
		_public_address(host),
		PORT,
		server_hostname=host,
		assert_hostname=host,
		ca_certs=CERTIFICATES,
		cert_reqs="CERT_REQUIRED",
		retries=False,
		timeout=TIMEOUT,
	)


def _public_address(host: str) -> str:
	found = addresses_of(host)
	if not found or not all(media_rules.is_public(address) for address in found):
		raise FetchFailed("private_address")
	return found[0]


def addresses_of(host: str) -> list[str]:
	"""Return the IP addresses of a host. Raises FetchFailed for one that nobody knows."""
	try:
		return [row[4][0] for row in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)]
	except (OSError, UnicodeError) as error:
		raise FetchFailed("unknown_host", again=True) from error


def _body(response, most_bytes: int, until: float) -> bytes:
	if response.status == 404:
		raise FetchFailed(media_rules.NOT_FOUND, again=True)
	if response.status != 200:
		raise FetchFailed(f"status_{response.status}", again=True)
	data = bytearray()
	while piece := response.read1(PIECE, decode_content=False):
		data += piece
		if len(data) > most_bytes:
			raise FetchFailed("too_large")
		if monotonic() > until:
			raise FetchFailed("too_slow", again=True)
	return bytes(data)
