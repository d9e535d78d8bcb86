"""A mail server on the loopback: a mailbox to be read by IMAP or POP and a door for SMTP, with the troubles a test asks for.

It speaks the protocols over real connections, as far as this app and Frappe use them; it is no judge of the standard.
"""

import re
import socketserver
import threading
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PASSWORD = "mail-server-password"


@dataclass
class Stored:
	"""A mail in the mailbox."""

	uid: int
	raw: bytes
	flags: set[str] = field(default_factory=set)


@dataclass
class Mailbox:
	"""One folder. `hang_up_on`: the first command with these words ends the connection."""

	mails: list[Stored] = field(default_factory=list)
	validity: int = 7
	next_uid: int = 1
	hang_up_on: str = ""
	commands: list[str] = field(default_factory=list)

	def put(self, raw: bytes, *flags: str) -> int:
		"""Lay a mail into it and return its number."""
		self.mails.append(Stored(self.next_uid, raw, set(flags)))
		self.next_uid += 1
		return self.mails[-1].uid

	def unread(self) -> list[int]:
		"""Return the numbers of the mails nobody has seen."""
		return [mail.uid for mail in self.mails if "\\Seen" not in mail.flags]

	def number_anew(self) -> None:
		"""Give every mail another number, as servers do after a repair."""
		self.validity += 1
		for number, mail in enumerate(self.mails, start=1001):
			mail.uid = number
		self.next_uid = 1001 + len(self.mails)


@dataclass
class Door:
	"""What was handed in by SMTP. `answers`: {command: reply} in place of the usual one, HANG_UP to close the line."""

	mails: list[tuple[str, str, bytes]] = field(default_factory=list)
	answers: dict[str, str] = field(default_factory=dict)


HANG_UP = "hang up"


class MailServer:
	"""All of it, each in threads of its own; `with MailServer() as server` starts and stops them."""

	def __init__(self):
		self.mailbox, self.door = Mailbox(), Door()
		rooms = ((_Imap, self.mailbox), (_Pop, self.mailbox), (_Smtp, self.door))
		self._servers = [_Listener(*room) for room in rooms]
		ports = (server.server_address[1] for server in self._servers)
		self.imap_port, self.pop_port, self.smtp_port = ports

	def __enter__(self):
		for server in self._servers:
			threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
		return self

	def __exit__(self, *_error):
		for server in self._servers:
			server.shutdown()
			server.server_close()


class _Listener(socketserver.ThreadingTCPServer):
	allow_reuse_address = daemon_threads = True

	def __init__(self, handler, state):
		super().__init__((HOST, 0), handler)
		self.state = state


class _Talk(socketserver.StreamRequestHandler):
	"""Reads a line, calls the method named as its command, until one of them says that it is over."""

	over = False

	@property
	def state(self):
		return self.server.state

	def say(self, text: str) -> None:
		self.wfile.write(text.encode("utf-8", "surrogateescape") + b"\r\n")

	def handle(self):
		self.greet()
		while not self.over and (line := self.rfile.readline()):
			self.hear(line.decode("utf-8", "surrogateescape").rstrip("\r\n"))


class _Imap(_Talk):
	def greet(self):
		self.say("* OK ready")

	def hear(self, line):
		self.state.commands.append(line)
		if self.state.hang_up_on and self.state.hang_up_on in line:
			self.state.hang_up_on, self.over = "", True
			return
		tag, _blank, command = line.partition(" ")
		word = command.upper().split()[0] if command else ""
		name = "_".join(command.lower().split()[:2]) if word == "UID" else word.lower()
		status = getattr(self, f"do_{name}", self.do_unknown)(command)
		self.say(f"{tag} {status or 'OK done'}")

	def do_unknown(self, _command):
		return "BAD unknown"

	def do_capability(self, _command):
		self.say("* CAPABILITY IMAP4rev1 UIDPLUS")

	def do_login(self, command):
		return None if PASSWORD in command else "NO [AUTHENTICATIONFAILED] Authentication failed."

	def do_select(self, _command):
		self.say(f"* {len(self.state.mails)} EXISTS")
		self.say(f"* OK [UIDVALIDITY {self.state.validity}] valid")

	do_examine = do_select

	def do_status(self, _command):
		numbers = f"UIDVALIDITY {self.state.validity} UIDNEXT {self.state.next_uid}"
		self.say(f'* STATUS "INBOX" ({numbers})')

	def do_uid_search(self, command):
		asked = command.upper().split(maxsplit=2)[2]
		first = re.search(r"UID (\d+):", asked)
		found = [mail.uid for mail in self.state.mails if self._fits(mail, asked, first)]
		if first and not found and self.state.mails:
			found = [self.state.mails[-1].uid]  # "n:*" always gives the last one
		self.say(f"* SEARCH {' '.join(map(str, found))}".rstrip())

	def _fits(self, mail, asked, first):
		if first:
			return mail.uid >= int(first[1])
		return "SINCE" in asked or asked == "ALL" or "\\Seen" not in mail.flags

	def do_uid_fetch(self, command):
		_uid, _fetch, number, asked = command.split(maxsplit=3)
		mail = self._mail(number)
		if not mail:
			return
		if "RFC822.SIZE" in asked:
			self.say(f"* 1 FETCH (UID {number} RFC822.SIZE {len(mail.raw)})")
			return
		part = re.search(r"<0\.(\d+)>", asked)
		raw = mail.raw[: int(part[1])] if part else mail.raw
		self.wfile.write(f"* 1 FETCH (UID {number} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

	def do_uid_store(self, command):
		mail = self._mail(command.split()[2])
		if mail:
			mail.flags.update(re.findall(r"\\\w+", command))

	def do_uid_expunge(self, command):
		number = int(command.split()[2])
		self.state.mails[:] = [
			mail for mail in self.state.mails if not (mail.uid == number and "\\Deleted" in mail.flags)
		]

	def do_logout(self, _command):
		self.say("* BYE")
		self.over = True

	def _mail(self, number):
		return next((mail for mail in self.state.mails if mail.uid == int(number)), None)


class _Pop(_Talk):
	"""Mails are deleted when the reader says good-bye, and not before."""

	def greet(self):
		self.leaving: set[int] = set()
		self.say("+OK ready")

	def hear(self, line):
		self.state.commands.append(line)
		if self.state.hang_up_on and self.state.hang_up_on in line:
			self.state.hang_up_on, self.over = "", True
			return
		word, *numbers = line.split()
		getattr(self, f"do_{word.lower()}")(*numbers)

	def do_user(self, _name):
		self.say("+OK")

	def do_pass(self, word):
		self.say("+OK" if word == PASSWORD else "-ERR wrong")

	def do_list(self):
		sizes = [f"{number} {len(mail.raw)}" for number, mail in enumerate(self.state.mails, start=1)]
		self.say("\r\n".join(["+OK", *sizes, "."]))

	def do_retr(self, number):
		self._hand_out(self.state.mails[int(number) - 1].raw.splitlines())

	def do_top(self, number, lines):
		raw = self.state.mails[int(number) - 1].raw.splitlines()
		self._hand_out(raw[: raw.index(b"") + 1 + int(lines)])

	def _hand_out(self, lines):
		stuffed = [b"." + line if line.startswith(b".") else line for line in lines]
		self.wfile.write(b"\r\n".join([b"+OK", *stuffed, b".", b""]))

	def do_dele(self, number):
		self.leaving.add(int(number))
		self.say("+OK")

	def do_quit(self):
		self.state.mails[:] = [
			mail for number, mail in enumerate(self.state.mails, start=1) if number not in self.leaving
		]
		self.say("+OK bye")
		self.over = True


class _Smtp(_Talk):
	def greet(self):
		self.sender = self.recipient = ""
		self.say("220 ready")

	def hear(self, line):
		word = line.split(":")[0].split()[0].upper() if line else ""
		fault = self.state.answers.get(word)
		if fault:
			self._answer(fault)
		else:
			getattr(self, f"do_{word.lower()}", self.do_other)(line)

	def _answer(self, answer):
		self.over = answer == HANG_UP
		if not self.over:
			self.say(answer)

	def do_other(self, _line):
		self.say("250 ok")

	def do_ehlo(self, _line):
		self.say("250-loopback\r\n250 AUTH PLAIN LOGIN")

	def do_auth(self, _line):
		self.say("235 welcome")

	def do_mail(self, line):
		self.sender = line.partition("<")[2].partition(">")[0]
		self.say("250 ok")

	def do_rcpt(self, line):
		self.recipient = line.partition("<")[2].partition(">")[0]
		self.say("250 ok")

	def do_data(self, _line):
		self.say("354 go on")
		lines = []
		while (line := self.rfile.readline()) not in (b".\r\n", b""):
			lines.append(line.removeprefix(b"."))
		self.state.mails.append((self.sender, self.recipient, b"".join(lines)))
		self._answer(self.state.answers.get("END", "250 taken"))

	def do_quit(self, _line):
		self.say("221 bye")
		self.over = True
