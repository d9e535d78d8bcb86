"""Decides about attachments of messages: what the public form takes, and besides it films and moving pictures of a phone."""

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

import filetype
from PIL import Image

from cfm_app.rules import uploads
from cfm_app.rules.uploads import Refusal, Upload

FILMS = {"video/mp4": "mp4", "video/3gpp": "3gp"}
GIF = "image/gif"
# Boxes of a film that say where, when and with what it was taken, or carry what somebody put in.
TELLING = (b"udta", b"meta", b"uuid")
MOVIE = b"moov"
NESTED = (MOVIE, b"trak", b"mdia", b"moof", b"traf")
PHONE_FILM = b"ftyp3gp"
MOST_DEEP = 4


def check(data: bytes, limit_bytes: int) -> Upload | Refusal:
	"""Return the file to store, or the refusal. Nobody is asked for its name: only the content counts.

	A moving picture becomes its first image. A film keeps picture and sound and loses place, time and device.
	"""
	result = uploads.check(data, "", limit_bytes)
	if not isinstance(result, Refusal) or result.code != "not_allowed":
		return result
	mime = "video/3gpp" if data[4:11] == PHONE_FILM else filetype.guess_mime(data)
	if mime == GIF:
		return _first_image(data)
	return _film(data, mime) if mime in FILMS else result


def _first_image(data: bytes) -> Upload | Refusal:
	try:
		with Image.open(BytesIO(data), formats=["GIF"]) as image:
			if image.width * image.height > uploads.MAX_PIXELS or max(image.size) > uploads.MAX_SIDE:
				return Refusal("too_many_pixels")
			drawn = BytesIO()
			image.convert("RGBA").save(drawn, "PNG")
	except Exception:  # a damaged picture makes a decoder raise nearly anything
		return Refusal("broken_image")
	clean = uploads.redraw(drawn.getvalue(), "image/png")
	return clean if isinstance(clean, Refusal) else Upload("image/png", "png", clean)


def _film(data: bytes, mime: str) -> Upload | Refusal:
	if zipfile.is_zipfile(BytesIO(data)):
		return Refusal("hides_files")
	if uploads.MARKUP.search(data):
		return Refusal("active_content")
	try:
		clean = _without_telling(data)
	except ValueError:
		return Refusal("broken_file")
	return Upload(mime, FILMS[mime], clean)


def _without_telling(data: bytes) -> bytes:
	"""Return a film in which the telling boxes are empty space of the same length, so that nothing else moves.

	Raises ValueError for a file without a film in it, or whose boxes do not fill it exactly (ISO/IEC 14496-12, 4.2).
	"""
	clean, boxes = bytearray(data), list(_boxes(data, 0, len(data), 0))
	if MOVIE not in {kind for kind, *_place in boxes}:
		raise ValueError("no film")
	for kind, start, body, end in boxes:
		if kind in TELLING:
			clean[start + 4 : start + 8] = b"free"
			clean[body:end] = bytes(end - body)
	return bytes(clean)


def _boxes(data: bytes, at: int, end: int, depth: int) -> Iterator[tuple[bytes, int, int, int]]:
	"""Yield (kind, start, start of its content, end) of every box and of those inside."""
	while at < end:
		if at + 8 > end:
			raise ValueError("half a box")
		size, kind = struct.unpack_from(">I4s", data, at)
		body = at + 8
		if size == 1 and at + 16 <= end:
			size, body = struct.unpack_from(">Q", data, body)[0], at + 16
		after = end if size == 0 and depth == 0 else at + size
		if after < body or after > end:
			raise ValueError("a box that reaches too far")
		yield kind, at, body, after
		if kind in NESTED and depth < MOST_DEEP:
			yield from _boxes(data, body, after, depth + 1)
		at = after
