"""A provider's file server on this machine, with certificates of its own, that answers as a test tells it to."""

import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cfm_app.integrations.engine import media_fetch
from cfm_app.rules import media_rules

HOST, CDN = "files.provider.test", "cdn.provider-files.test"


class MediaServer(ThreadingHTTPServer):
	"""`answers`: {path: function(handler)}; `asked`: [(host, path, authorization)] in order."""

	daemon_threads = True

	def __init__(self):
		super().__init__(("127.0.0.1", 0), _Handler)
		self.answers, self.asked = {}, []


@contextmanager
def media_server():
	"""Give a running MediaServer that answers for HOST and CDN; this machine counts as public inside the block."""
	with TemporaryDirectory() as folder:
		server = MediaServer()
		certificate = speak_https(server, Path(folder), HOST, CDN)
		threading.Thread(target=server.serve_forever, daemon=True).start()
		try:
			with _reached_at(server.server_port, certificate):
				yield server
		finally:
			server.shutdown()
			server.server_close()


def speak_https(server: ThreadingHTTPServer, folder: Path, *hosts: str) -> Path:
	"""Let a server answer for these hosts with a certificate of its own, which is returned with its key."""
	certificate = _certificate(folder, hosts)
	context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
	context.load_cert_chain(certificate)
	server.socket = context.wrap_socket(server.socket, server_side=True)
	return certificate


def says(status: int, body: bytes = b"", **headers):
	"""Return an answer of a status, a body and headers (Content_Length for Content-Length)."""

	def answer(handler):
		handler.send_response(status)
		for name, value in {"Content_Length": len(body), **headers}.items():
			handler.send_header(name.replace("_", "-"), str(value))
		handler.end_headers()
		handler.wfile.write(body)

	return answer


def streams(piece: bytes, times: int):
	"""Return an answer that never says how long it is."""

	def answer(handler):
		handler.send_response(200)
		handler.end_headers()
		for _time in range(times):
			handler.wfile.write(piece)
			handler.server.sent = getattr(handler.server, "sent", 0) + len(piece)

	return answer


def in_turn(*answers):
	"""Return an answer that is another one each time."""
	waiting = list(answers)
	return lambda handler: waiting.pop(0)(handler)


class _Handler(BaseHTTPRequestHandler):
	def do_GET(self):
		self.server.asked.append((self.headers["Host"], self.path, self.headers.get("Authorization")))
		try:
			self.server.answers.get(self.path, says(404))(self)
		except OSError:
			self.close_connection = True  # the other side has had enough

	def log_message(self, *_args):
		"""Tests are quiet."""


@contextmanager
def _reached_at(port: int, certificate: Path):
	with (
		patch.object(media_fetch, "PORT", port),
		patch.object(media_fetch, "CERTIFICATES", str(certificate)),
		patch.object(media_fetch, "addresses_of", _addresses_of),
		patch.object(media_rules, "is_public", lambda address: address == "127.0.0.1"),
	):
		yield


def _addresses_of(host: str) -> list[str]:
	if host not in (HOST, CDN):
		raise media_fetch.FetchFailed("unknown_host", again=True)
	return ["127.0.0.1"]


def _certificate(folder: Path, hosts: tuple[str, ...]) -> Path:
	key = ec.generate_private_key(ec.SECP256R1())
	name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")]), datetime.now(UTC)
	names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
	builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
	builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
	builder = builder.not_valid_after(now + timedelta(days=1)).add_extension(names, critical=False)
	builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
	made = builder.sign(key, hashes.SHA256())
	path = folder / "server.pem"
	encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
	private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
	path.write_bytes(private + made.public_bytes(encoding))
	return path
