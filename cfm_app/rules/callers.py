"""Decides from which addresses a gateway may call us, and to which ones its password may be sent."""

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

NEAR_NAMES = ("localhost",)


def may_call(address: str, networks: str | None) -> bool:
	"""Tell whether an address is in a list of addresses and networks, one a line. An empty list lets nobody in."""
	try:
		caller = ip_address(address.strip())
	except ValueError:
		return False
	caller = getattr(caller, "ipv4_mapped", None) or caller
	return any(caller in ip_network(each, strict=False) for each in _entries(networks) if _is_network(each))


def not_networks(networks: str | None) -> list[str]:
	"""Return the lines of such a list that are neither an address nor a network."""
	return [each for each in _entries(networks) if not _is_network(each)]


def lets_everybody_in(networks: str | None) -> bool:
	"""Tell whether such a list has a network that is the whole Internet, or so much of it that it protects nothing."""
	return any(
		(network := ip_network(each, strict=False)).prefixlen < (8 if network.version == 4 else 32)
		for each in _entries(networks)
		if _is_network(each)
	)


def is_true_caller(seen: str, forwarded_for: str) -> bool:
	"""Tell whether the address a call came from is known.

	A proxy that the settings do not trust hides it: everybody behind it would come from the proxy's own address.
	"""
	return not forwarded_for.strip() or seen == forwarded_for.rpartition(",")[2].strip()


def may_carry_secrets(url: str) -> bool:
	"""Tell whether a password and people's numbers may be sent there: encrypted, or without leaving the own network.

	Without encryption the host has to be an address: a name may lead somewhere else tomorrow.
	"""
	try:
		parts = urlsplit(url)
		host, _port = parts.hostname or "", parts.port
	except ValueError:
		return False
	if not host or parts.username or parts.password or parts.query or parts.fragment:
		return False
	return parts.scheme == "https" or (parts.scheme == "http" and _is_near(host))


def _is_near(host: str) -> bool:
	if host in NEAR_NAMES:
		return True
	try:
		address = ip_address(host)
	except ValueError:
		return False
	return address.is_private and not (address.is_link_local or address.is_unspecified)


def _entries(networks: str | None) -> list[str]:
	return [line.strip() for line in (networks or "").splitlines() if line.strip()]


def _is_network(entry: str) -> bool:
	try:
		ip_network(entry, strict=False)
	except ValueError:
		return False
	return True
