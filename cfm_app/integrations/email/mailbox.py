"""Looks into the mailbox of an Email Account. A mail counts as seen only once it is stored here.

Frappe's own reading marks a mail before it is stored, so a worker that dies loses it; and it leaves out what somebody
has opened in webmail. Here the mailbox is the queue: a bookmark in each folder moves on behind stored mails only.
"""

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from poplib import error_proto

import frappe
from frappe.utils import now_datetime

from cfm_app.integrations.base import errors
from cfm_app.integrations.email import accounts

TAKEN, KNOWN, IGNORED, LEFT = "taken", "known", "ignored", "left"
MOST_AT_ONCE = 50
BEGINNING = 256 * 1024
LINES_OF_BEGINNING = 3000
SEEN_AGAIN = timedelta(days=7)
PLACE = re.compile(r"(?P<line>[a-z0-9]+)/(?P<folder>\d+)/(?P<validity>\d+)/(?P<uid>\d+)")
BROKEN = (OSError, imaplib.IMAP4.error, error_proto, frappe.ValidationError)


@dataclass(frozen=True)
class Letter:
	"""A mail as it lies in the mailbox. `whole`: False when it is so big that only its beginning was fetched.

	`place`: folder, validity and number by which it is found again, "" where it goes as soon as it is stored.
	"""

	raw: bytes
	whole: bool
	place: str = ""
	uid: int = 0


@contextmanager
def opened(account):
	"""Log in to a mailbox. Raises ConfigBroken or Transient, saying nothing of what is in it."""
	try:
		server = account.get_incoming_server(in_receive=True)
	except BROKEN as error:
		raise errors.Transient(type(error).__name__) from error
	finally:
		frappe.clear_messages()  # Frappe would show the mail server's words to whoever looks next
	connection = getattr(server, "imap" if account.use_imap else "pop", None)
	if not connection:
		raise errors.Transient("no_connection")
	if account.use_imap and connection.state != "AUTH":
		raise errors.ConfigBroken("not_logged_in")  # Frappe has counted it, and goes on without
	try:
		yield Imap(account, connection) if account.use_imap else Pop(connection)
	finally:
		_say_good_bye(connection)


def try_to_open(account) -> None:
	"""Log in and out again. Raises as `opened`."""
	with opened(account):
		frappe.logger("cfm_app").info(f"mailbox {account.name}: the incoming mail server answers")


def delete(provider_ref: str) -> None:
	"""Delete a mail that came in from its mailbox. Raises Transient, or Permanent when it cannot be found again."""
	place = PLACE.fullmatch(provider_ref)
	if not place:
		return
	line = frappe.get_cached_doc(accounts.LINE, place["line"])
	account = accounts.account_of(line)
	with opened(account) as box:
		try:
			box.delete_at(int(place["folder"]), place["validity"], place["uid"])
		except BROKEN as error:
			raise errors.Transient(type(error).__name__) from error


class Imap:
	"""A mailbox that keeps mails in folders, each with a number that only grows while the validity stays."""

	def __init__(self, account, connection: imaplib.IMAP4):
		self.account, self.connection = account, connection

	def letters(self, most_bytes: int) -> Iterator[Letter]:
		"""Yield what came since the last visit, oldest first, and note after each what became of it."""
		for position, folder in enumerate(self.account.imap_folder):
			validity = self._select(folder.folder_name)
			uids = self._new(folder, validity)[:MOST_AT_ONCE]
			for uid in uids:
				yield from self._letter(uid, f"{position}/{validity}/{uid}", most_bytes)

	def settled(self, letter: Letter, outcome: str, delete: bool) -> None:
		"""Mark a stored mail as seen. Those nobody needs to answer stay unread, for who looks through them."""
		if outcome in (TAKEN, KNOWN):
			self.connection.uid("STORE", str(letter.uid), "+FLAGS.SILENT", r"(\Seen)")
		if outcome == KNOWN and delete:
			self._delete(str(letter.uid))

	def move_bookmark(self, letter: Letter) -> None:
		"""Begin behind this mail at the next visit."""
		position, validity, uid = letter.place.split("/")
		folder = self.account.imap_folder[int(position)]
		bookmark = {"uidvalidity": validity, "uidnext": str(int(uid) + 1)}
		frappe.db.set_value("IMAP Folder", folder.name, bookmark, update_modified=False)

	def delete_at(self, position: int, validity: str, uid: str) -> None:
		"""Delete one mail. Raises Permanent when the folder was numbered anew or is gone."""
		folders = self.account.imap_folder
		if position >= len(folders) or self._select(folders[position].folder_name) != validity:
			raise errors.Permanent("cannot_delete")
		self._delete(uid)

	def _select(self, folder: str) -> str:
		status, _count = self.connection.select(f'"{folder}"')
		if status != "OK":
			raise imaplib.IMAP4.error("no such folder")
		_code, validity = self.connection.response("UIDVALIDITY")
		return validity[0].decode("ascii") if validity and validity[0] else "0"

	def _new(self, folder, validity: str) -> list[int]:
		bookmark = int(folder.uidnext or 1) if folder.uidvalidity == validity else 0
		_status, found = self.connection.uid("SEARCH", self._asked_for(folder, bookmark))
		return sorted(uid for uid in map(int, (found[0] or b"").split()) if uid >= bookmark)

	def _asked_for(self, folder, bookmark: int) -> str:
		"""Return what to search for: behind the bookmark, or, in a folder seen for the first time, what is unread."""
		if bookmark:
			return f"UID {bookmark}:*"
		if folder.uidvalidity:
			return f"OR UNSEEN SINCE {(now_datetime() - SEEN_AGAIN).strftime('%d-%b-%Y')}"
		return "ALL" if self.account.email_sync_option == "ALL" else "UNSEEN"

	def _letter(self, uid: int, place: str, most_bytes: int) -> Iterator[Letter]:
		size = re.search(rb"RFC822\.SIZE (\d+)", self._fetch(uid, "(RFC822.SIZE)")[0])
		whole = bool(size) and int(size[1]) <= most_bytes
		raw = self._fetch(uid, "(BODY.PEEK[])" if whole else f"(BODY.PEEK[]<0.{BEGINNING}>)")
		if len(raw) > 1:
			yield Letter(raw[1], whole, place, uid)

	def _fetch(self, uid: int, what: str) -> tuple:
		"""Return (line, bytes) of an answer, (line,) when nothing was sent along; a mail that is gone gives (b"",)."""
		_status, answer = self.connection.uid("FETCH", str(uid), what)
		first = answer[0] if answer else b""
		return first if isinstance(first, tuple) else (first or b"",)

	def _delete(self, uid: str) -> None:
		self.connection.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
		if "UIDPLUS" in self.connection.capabilities:
			self.connection.uid("EXPUNGE", uid)
		else:
			self.connection.expunge()


class Pop:
	"""A mailbox that only hands out and deletes: what is stored here goes there with the good-bye."""

	def __init__(self, connection):
		self.connection = connection

	def letters(self, most_bytes: int) -> Iterator[Letter]:
		"""Yield what lies in the mailbox, oldest first."""
		for row in self.connection.list()[1][:MOST_AT_ONCE]:
			number, size = (int(part) for part in row.split()[:2])
			whole = size <= most_bytes
			answer = (
				self.connection.retr(number) if whole else self.connection.top(number, LINES_OF_BEGINNING)
			)
			yield Letter(b"\r\n".join(answer[1])[: most_bytes if whole else BEGINNING], whole, uid=number)

	def settled(self, letter: Letter, outcome: str, delete: bool) -> None:
		"""Let the server delete what is stored here, or what nobody needs to answer."""
		if outcome != LEFT:
			self.connection.dele(letter.uid)

	def move_bookmark(self, letter: Letter) -> None:
		"""Do nothing: what is left in the mailbox is what is new."""


def _say_good_bye(connection) -> None:
	try:
		connection.logout() if isinstance(connection, imaplib.IMAP4) else connection.quit()
	except (OSError, imaplib.IMAP4.error, error_proto) as error:
		frappe.logger("cfm_app").warning(f"a mailbox was left without a good-bye: {type(error).__name__}")
