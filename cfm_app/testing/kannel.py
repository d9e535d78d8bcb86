"""A real Kannel on this machine: bearerbox, smsbox and a carrier that is played by Kannel's own fakesmsc.

Debian packages kannel and kannel-extras. Everything listens on free ports and lives in a folder that goes away.
"""

import re
import subprocess
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import create_connection, socket
from tempfile import TemporaryDirectory
from urllib.parse import quote

BEARERBOX, SMSBOX = "/usr/sbin/bearerbox", "/usr/sbin/smsbox"
FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
MISSING = "no Kannel: apt-get install kannel kannel-extras"
USER, PASSWORD = "cfm", "kannel's password"
SECONDS, PAUSE = 30, 0.05
SPOKEN = re.compile(rb"Got message \d+: <(\S+) (\S+) (\S+) (.*)>")
CONFIGURATION = """
group = core
admin-port = {admin}
admin-password = none
admin-deny-ip = "*.*.*.*"
smsbox-port = {boxes}
box-allow-ip = "127.0.0.1"
store-type = file
store-location = {folder}/store

group = smsc
smsc = fake
smsc-id = CARRIER
port = {carrier}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {boxes}
sendsms-port = {sending}
http-request-retry = 20
http-queue-delay = 1

{incoming}

group = sendsms-user
username = {user}
password = "{password}"
concatenation = true
max-messages = 10
"""


def is_installed() -> bool:
	"""Tell whether the three programs are here."""
	return all(Path(program).exists() for program in (BEARERBOX, SMSBOX, FAKESMSC))


class Kannel:
	"""A running Kannel. `send_url` is where messages to people go."""

	def __init__(self, folder: Path, ports: dict[str, int]):
		self.folder, self.ports = folder, ports
		self.send_url = f"http://127.0.0.1:{ports['sending']}/cgi-bin/sendsms"

	@contextmanager
	def carrier(self, message: str = ""):
		"""Connect a carrier that brings a message (see `text` and `unicode_text`); give the list of what it gets.

		Each one it gets is (sender, receiver, kind, words as they stand in its log).
		"""
		command = [FAKESMSC, "-H", "127.0.0.1", "-r", str(self.ports["carrier"]), "-i", "0.01"]
		with _running([*command, "-m", "1" if message else "0", message or "1 2 text none"]) as process:
			got: list[tuple[str, ...]] = []
			threading.Thread(target=_listen, args=(process, got), daemon=True).start()
			yield got


def text(sender: str, receiver: str, words: str) -> str:
	"""Return a message in plain letters as fakesmsc is told it."""
	return f"{sender} {receiver} data {quote(words, safe='')}"


def unicode_text(sender: str, receiver: str, words: str) -> str:
	"""Return a message in any letters as fakesmsc is told it."""
	return f"{sender} {receiver} ucs2 {''.join(f'%{byte:02x}' for byte in words.encode('utf-16-be'))}"


@contextmanager
def kannel(incoming: str):
	"""Run a Kannel; `incoming` is the group of its configuration that tells us of messages."""
	with TemporaryDirectory() as name, ExitStack() as stack:
		folder, ports = Path(name), _free_ports("admin", "boxes", "carrier", "sending")
		(folder / "store").mkdir()
		configuration = folder / "kannel.conf"
		names = {"folder": folder, "incoming": incoming, "user": USER, "password": PASSWORD}
		configuration.write_text(CONFIGURATION.format(**names, **ports))
		for program, port in ((BEARERBOX, "boxes"), (SMSBOX, "sending")):
			log = stack.enter_context((folder / Path(program).name).open("w+b"))
			process = stack.enter_context(_running([program, "-v", "1", str(configuration)], log))
			_wait_for(process, ports[port], log)
		yield Kannel(folder, ports)


def until(is_so) -> None:
	"""Look again and again until something is so, for half a minute at most. Raises TimeoutError."""
	clock = threading.Event()
	for _look in range(int(SECONDS / PAUSE)):
		if is_so():
			return
		clock.wait(PAUSE)
	raise TimeoutError("it did not happen in time")


@contextmanager
def _running(command: list[str], log=None):
	"""Run a program. Its input stays open: fakesmsc ends with it."""
	output = log or subprocess.PIPE
	with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT) as process:
		try:
			yield process
		finally:
			process.terminate()
			process.stdin.close()


def _listen(process, got: list) -> None:
	for line in process.stdout:
		spoken = SPOKEN.search(line)
		if spoken:
			got.append(tuple(part.decode(errors="replace") for part in spoken.groups()))


def _wait_for(process, port: int, log) -> None:
	try:
		until(lambda: process.poll() is not None or _listens(port))
	except TimeoutError:
		process.terminate()
		process.wait()
	if process.poll() is not None:
		log.seek(0)
		raise RuntimeError(f"Kannel ended: {log.read()[-2000:]!r}")


def _listens(port: int) -> bool:
	try:
		create_connection(("127.0.0.1", port), timeout=1).close()
	except OSError:
		return False
	return True


def _free_ports(*names: str) -> dict[str, int]:
	with ExitStack() as stack:
		sockets = {name: stack.enter_context(socket()) for name in names}
		for each in sockets.values():
			each.bind(("127.0.0.1", 0))
		return {name: each.getsockname()[1] for name, each in sockets.items()}
