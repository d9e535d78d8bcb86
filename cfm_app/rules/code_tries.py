"""Decides when a typed receipt code may be looked up, so that guessing stays slow and the right code still opens.

A code has 16 random digits; guessing is hopeless long before any of these limits. They keep a flood of wrong codes
from costing the people who hold a right one anything: a network that typed few wrong codes is never made to wait,
whatever happens elsewhere; one that typed many waits before each further try, and need not type anything again.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address

FREE_TRIES = 10
FREE_TRIES_UNDER_ATTACK = 3
WRONG_CODES_OF_AN_ATTACK = 1000
TRIES_OF_ONE_CODE = 30
WAITED_TRIES_OF_ONE_NETWORK = 120
WAITED_TRIES_EVERYWHERE = 1000
SHORTEST_WAIT_SECONDS = 15
LONGEST_WAIT_SECONDS = 60
# One household or office is given a whole IPv6 network of this length: its addresses count as one.
IPV6_NETWORK_BITS = 48


def network_of(address: str) -> str:
	"""Return what counts as one visitor: the IPv4 address, the network of an IPv6 address, "" for anything else."""
	try:
		known = ip_address(address.strip().partition("%")[0])
	except ValueError:
		return ""
	if isinstance(known, IPv6Address) and known.ipv4_mapped:
		known = known.ipv4_mapped
	if isinstance(known, IPv4Address):
		return str(known)
	return format(int(known) >> (128 - IPV6_NETWORK_BITS), "x")


def must_wait(from_network: int, wrong_everywhere: int) -> bool:
	"""Whether the next try of a network has to wait. Both counts are of the last hour, without this try."""
	attacked = wrong_everywhere >= WRONG_CODES_OF_AN_ATTACK
	return from_network >= (FREE_TRIES_UNDER_ATTACK if attacked else FREE_TRIES)


def seconds_to_wait(from_network: int) -> int:
	"""Return how long a network waits: longer with each ten tries, at most LONGEST_WAIT_SECONDS."""
	doublings = min(from_network // FREE_TRIES, 8)
	return min(SHORTEST_WAIT_SECONDS * 2 ** max(doublings - 1, 0), LONGEST_WAIT_SECONDS)


def is_used_up(waited_of_network: int, waited_everywhere: int) -> bool:
	"""Whether tries after waiting are over for this hour. Counts are without this try."""
	return waited_of_network >= WAITED_TRIES_OF_ONE_NETWORK or waited_everywhere >= WAITED_TRIES_EVERYWHERE


def is_locked(tries_of_code: int) -> bool:
	"""Whether one code was tried too often in the last hour, right or wrong, from anywhere."""
	return tries_of_code >= TRIES_OF_ONE_CODE
