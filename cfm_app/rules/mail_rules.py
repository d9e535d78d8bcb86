"""Decides which e-mails a machine sent, who wrote the others, and where somebody only quotes what we wrote."""

import re
from email.utils import getaddresses

from cfm_app.rules.contact_points import normalise_email

MACHINE_SENDERS = ("mailer-daemon", "postmaster")
ANSWERING_MACHINES = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-ms-exchange-inbox-rules-loop")
BULK = ("bulk", "junk")
# Where mail programs put the writer when a group or a forwarder has put itself into From.
WRITER_BEHIND_A_GROUP = ("x-original-from", "x-original-sender")
ADDRESS_HEADERS = {"from", "reply-to", "return-path", *WRITER_BEHIND_A_GROUP}

QUOTED = re.compile(r"^\s*>")
ADDRESS_IN_LIST_HEADER = re.compile(r"mailto:([^>?\s]+)", re.IGNORECASE)
LONGEST_ATTRIBUTION = 3
LONGEST_NAME = 140
LONGEST_SENDER = 2000

Headers = tuple[tuple[str, str], ...]


def automatic(headers: Headers, own_address: str) -> str:
	"""Return why nobody needs an answer to this mail: report, automatic_answer, bulk, list, own; "" for a person's.

	`headers` are (name in lower case, value) in order. A list is told from a group mailbox by its address: many
	organisations receive their complaints through a group, which marks every mail as a list does.
	"""
	if _content_type(headers).startswith("multipart/report") or _is_null(_first(headers, "return-path")):
		return "report"
	if is_from_mail_server(headers):
		return "report"
	if _answers_by_itself(headers):
		return "automatic_answer"
	if writer(headers, own_address) == own_address:
		return "own"
	return "" if _is_own_group(headers, own_address) else _mass_mail(headers)


def writer(headers: Headers, own_address: str) -> str:
	"""Return the address that an answer goes to, "" when the mail shows none.

	Reply-To comes first: whoever writes from a borrowed account names the own address there. Our own address is
	nobody's: then a group or a forwarder has put us there.
	"""
	shown = _address(_first(headers, "from"))
	named = [_address(value) for name, value in headers if name == "reply-to"]
	behind = (
		[_address(_first(headers, name)) for name in WRITER_BEHIND_A_GROUP] if shown == own_address else []
	)
	for address in (*named, *behind):
		if address and address != own_address:
			return address
	return shown


def is_only_named(headers: Headers, own_address: str) -> bool:
	"""Tell whether a mail came from elsewhere than from the writer it names in Reply-To.

	A mail server vouches for the sender at best, never for Reply-To, and of several senders for one that nobody
	knows. Behind our own group, whose address stands as the sender, the group says who wrote.
	"""
	shown = {address for name, value in headers if name == "from" for address in _addresses(value)} or {""}
	return shown not in ({own_address}, {writer(headers, own_address)})


def writer_name(headers: Headers) -> str:
	"""Return the name that the writer's program shows with the address, "" when there is none."""
	found = _mailboxes(_first(headers, "from"))
	name = found[0][0] if found else ""
	return "" if "@" in name else " ".join(name.split())[:LONGEST_NAME]


def is_from_mail_server(headers: Headers) -> bool:
	"""Tell whether a mail server wrote this, to say that a mail could not be delivered."""
	return _local_part(_address(_first(headers, "from"))) in MACHINE_SENDERS


def without_quoted_history(text: str) -> str:
	"""Return an answer without the mail it answers, where that is certain: marked lines at the very end.

	Words below or between marked lines are somebody's answer: then everything stays.
	"""
	lines = text.rstrip().split("\n")
	start = len(lines)
	while start and (QUOTED.match(lines[start - 1]) or not lines[start - 1].strip()):
		start -= 1
	marked = any(QUOTED.match(line) for line in lines[start:])
	own = _without_attribution(lines[:start]) if marked else lines
	return "\n".join(own).rstrip() or text


def better_text(plain: str, from_html: str) -> str:
	"""Return which of two versions of one mail is kept: the plain one, unless it is only a stub of the other."""
	if not plain.strip():
		return from_html
	words, html_words = len(plain.split()), len(from_html.split())
	return from_html if words < 30 and html_words > 3 * words else plain


def _without_attribution(lines: list[str]) -> list[str]:
	"""Drop "On Monday, the helpline wrote:", which programs break into up to three lines."""
	kept = list(lines)
	while kept and not kept[-1].strip():
		kept.pop()
	if not kept or not kept[-1].rstrip().endswith((":", "：")):
		return kept
	for length in range(1, LONGEST_ATTRIBUTION + 1):
		if "@" in "".join(kept[-length:]) and re.search(r"\d", "".join(kept[-length:])):
			above = kept[-length - 1] if len(kept) > length else ""
			return kept if above.strip() else kept[:-length]
	return kept


def _answers_by_itself(headers: Headers) -> bool:
	submitted = re.split(r"[;(]", _first(headers, "auto-submitted"))[0].strip().casefold()
	if submitted not in ("", "no"):
		return True
	precedence = _first(headers, "precedence").strip().casefold()
	return precedence in ("auto_reply", "auto-reply") or any(
		_first(headers, name) for name in ANSWERING_MACHINES
	)


def _mass_mail(headers: Headers) -> str:
	precedence = _first(headers, "precedence").strip().casefold()
	if precedence in BULK:
		return "bulk"
	on_a_list = precedence == "list" or _first(headers, "list-id") or _first(headers, "list-unsubscribe")
	return "list" if on_a_list else ""


def _is_own_group(headers: Headers, own_address: str) -> bool:
	posted_to = ADDRESS_IN_LIST_HEADER.findall(_first(headers, "list-post"))
	own_domain = own_address.partition("@")[2]
	return bool(own_domain) and any(
		(normalise_email(each) or "").endswith(f"@{own_domain}") for each in posted_to
	)


def _first(headers: Headers, name: str) -> str:
	return next((value for key, value in headers if key == name), "")


def _content_type(headers: Headers) -> str:
	return _first(headers, "content-type").strip().casefold()


def _is_null(return_path: str) -> bool:
	return return_path.replace(" ", "") == "<>"


def _address(value: str) -> str:
	return next(iter(_addresses(value)), "")


def _addresses(value: str) -> list[str]:
	found = [normalise_email(address) for _name, address in _mailboxes(value)]
	return [address for address in found if address]


def _mailboxes(value: str) -> list[tuple[str, str]]:
	"""Return the (name, address) pairs of a header; of one that is too long its beginning counts."""
	try:
		return getaddresses([value[:LONGEST_SENDER]]) if value else []
	except RecursionError:  # comments or groups one inside the other, without end
		return []


def _local_part(address: str) -> str:
	return address.partition("@")[0]
