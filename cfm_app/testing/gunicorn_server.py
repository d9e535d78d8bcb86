"""The site as it is served in production: gunicorn in processes of its own, on a free port of this machine."""

import os
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from time import perf_counter

import frappe

import cfm_app

APPLICATION = Path(cfm_app.__file__).parents[1] / "bin" / "lib"
TRIES = 600


class GunicornServer:
	"""Answers on a port. `ask` opens a connection for each call, as a proxy in front of it does."""

	def __init__(self, port: int):
		self.port = port

	def ask(self, path: str, method: str = "GET", data: bytes = b"", headers: dict | None = None, **_more):
		"""Send one call; return (status, body, milliseconds)."""
		connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
		begun = perf_counter()
		connection.request(method, path, data, headers or {})
		answer = connection.getresponse()
		body = answer.read()
		took = (perf_counter() - begun) * 1000
		connection.close()
		return answer.status, body, took


@contextmanager
def gunicorn_server(workers: int = 2, threads: int = 4):
	"""Serve this site inside the block. Raises RuntimeError with the server's last words when it does not start."""
	port = _free_port()
	command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
	command += ["--threads", str(threads), "--pythonpath", str(APPLICATION), "one_site:application"]
	around = {**os.environ, "FRAPPE_SITE": frappe.local.site}
	with subprocess.Popen(command, env=around, stderr=subprocess.PIPE, text=True) as process:
		try:
			server = GunicornServer(port)
			_wait_for(server, process)
			yield server
		finally:
			process.terminate()


def _wait_for(server: GunicornServer, process) -> None:
	for _try in range(TRIES):
		try:
			if server.ask("/api/method/ping")[0] == 200:
				return
		except OSError:
			try:
				process.wait(0.1)
			except subprocess.TimeoutExpired:
				continue
			raise RuntimeError(f"gunicorn ended: {process.stderr.read()[-2000:]}") from None
	raise RuntimeError("gunicorn does not answer")


def _free_port() -> int:
	with socket() as listening:
		listening.bind(("127.0.0.1", 0))
		return listening.getsockname()[1]
