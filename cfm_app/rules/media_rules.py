"""Decides about attachments of messages: which addresses may be asked, how big they may be, and when to try again."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

MEGABYTE = 1024 * 1024
HTTPS_PORT = 443
# What the networks carry at most; a limit of the settings may only be lower.
MOST_MEGABYTES = {"WhatsApp": 16, "E-mail": 16}
MOST_MEGABYTES_ELSEWHERE = 5

NOT_FOUND = "not_found"
# Attachments appear at a provider a little after the message.
SECONDS_UNTIL_IT_APPEARS = (5, 20, 60)
SECONDS_AFTER_FAILURE = (60, 300, 1800, 7200, 6 * 3600)
# Addresses of IPv6 that stand for one of IPv4: a private one must not come in by them.
NAT64 = ipaddress.ip_network("64:ff9b::/96")


def limit_bytes(kind: str, megabytes: int) -> int:
	"""Return how many bytes an attachment on a line of this kind may have; `megabytes` is the limit of the settings."""
	most = MOST_MEGABYTES.get(kind, MOST_MEGABYTES_ELSEWHERE)
	return min(most, megabytes or most) * MEGABYTE


def seconds_until_next_try(reason: str, attempts: int) -> int | None:
	"""Return how long to wait after the so manieth failed attempt, None when it is enough."""
	waits = SECONDS_UNTIL_IT_APPEARS if reason == NOT_FOUND else SECONDS_AFTER_FAILURE
	return waits[attempts - 1] if attempts <= len(waits) else None


def safe_address(url: str) -> SplitResult | None:
	"""Return the parts of an address that may be asked: https, a named host, its usual port, nobody's name in it."""
	try:
		parts = urlsplit(url)
		port = parts.port
	except ValueError:
		return None
	plain = parts.scheme == "https" and parts.hostname and port in (None, HTTPS_PORT)
	if not plain or parts.username is not None or parts.password is not None or "\\" in url:
		return None
	return parts


def may_be_redirected_to(host: str, first_host: str, further_hosts: tuple[str, ...]) -> bool:
	"""Tell whether a provider may send us on to this host: its own, or one of the named ones and their sub-domains."""
	return host == first_host or any(host == known or host.endswith(f".{known}") for known in further_hosts)


def is_public(address: str) -> bool:
	"""Tell whether an IP address is one of the open internet, not of this machine, its network or its cloud."""
	try:
		ip = ipaddress.ip_address(address.partition("%")[0])
	except ValueError:
		return False
	if ip.version == 6:
		inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
		if ip in NAT64:
			inside = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
		if inside:
			return is_public(str(inside))
	return ip.is_global and not ip.is_multicast
