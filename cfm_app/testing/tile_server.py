"""A server of map pictures on this machine that remembers what it was told. Like most, it allows nobody anything."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from cfm_app.testing.media_server import speak_https

HOST, SIDE = "localhost", 256


class TileServer(ThreadingHTTPServer):
	"""`asked`: [(path, {header: value})] in order; `broken`: whether every picture is missing."""

	daemon_threads = True

	def __init__(self):
		super().__init__(("127.0.0.1", 0), _Handler)
		self.asked, self.broken = [], False

	@property
	def address(self) -> str:
		"""The address an administrator enters."""
		return f"https://{HOST}:{self.server_port}/{{z}}/{{x}}/{{y}}.png"


@contextmanager
def tile_server() -> Iterator[TileServer]:
	"""Give a running TileServer; browsers must be told to take its certificate."""
	with TemporaryDirectory() as folder:
		server = TileServer()
		speak_https(server, Path(folder), HOST)
		threading.Thread(target=server.serve_forever, daemon=True).start()
		try:
			yield server
		finally:
			server.shutdown()
			server.server_close()


class _Handler(BaseHTTPRequestHandler):
	def do_GET(self):
		self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
		picture = b"" if self.server.broken else _picture()
		self.send_response(200 if picture else 404)
		self.send_header("Content-Type", "image/png")
		self.send_header("Content-Length", str(len(picture)))
		self.send_header("Set-Cookie", "seen=before; Secure; SameSite=None")
		self.end_headers()
		self.wfile.write(picture)

	def log_message(self, *_args):
		"""Tests are quiet."""


def _picture() -> bytes:
	kept = BytesIO()
	Image.new("RGB", (SIDE, SIDE), (201, 214, 196)).save(kept, "PNG")
	return kept.getvalue()
