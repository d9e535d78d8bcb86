"""Decides by content whether an uploaded file is taken, and returns it without metadata or hidden parts."""

import mimetypes
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

import filetype
from PIL import Image, ImageOps

RefusalCode = Literal[
	"too_large",
	"not_allowed",
	"empty",
	"broken_image",
	"broken_file",
	"too_many_pixels",
	"active_content",
	"hides_files",
]

MAX_PIXELS = 40_000_000
MAX_SIDE = 9_999
HEAD = 4096
MAX_INFLATED = 16 * 1024 * 1024
PIECE = 4096
JPEG_QUALITY = 85

EXTENSIONS = {
	"image/jpeg": "jpg",
	"image/png": "png",
	"image/webp": "webp",
	"application/pdf": "pdf",
	"audio/mpeg": "mp3",
	"audio/ogg": "ogg",
	"audio/mp4": "m4a",
	"audio/aac": "aac",
	"audio/amr": "amr",
	"audio/wav": "wav",
	"audio/webm": "webm",
}
SAME_TYPE = {"audio/x-wav": "audio/wav"}
IMAGE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# What the name of a harmless file may claim, right or wrong: phones name files carelessly.
HARMLESS_NAMES = ("image/", "audio/", "video/", "application/pdf", "application/octet-stream")

WEBM_TRACK = re.compile(rb"([AV])_(?:OPUS|VORBIS|VP[89]|AV1|MPEG)")
MP4_TRACK = re.compile(rb"hdlr.{8}(soun|vide)", re.DOTALL)
# Long names only: a short one such as /JS turns up by chance in the bytes of a scanned page.
ACTIVE_PDF_NAMES = re.compile(
	rb"/(?:JavaScript|Launch|Rendition|EmbeddedFiles?|RichMedia|XFA|Encrypt)(?![A-Za-z0-9])"
)
PDF_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
PDF_END = b"%%EOF"
PDF_STREAM_START = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)")
PDF_STREAM_END = b"endstream"
# A sound or document that is a web page or a program of another kind as well, for who opens it differently.
MARKUP = re.compile(rb"<(?:script|html|!doctype html|iframe|svg[\s>]|\?php)|javascript:", re.IGNORECASE)
JPEG_MARKERS_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
JPEG_SCAN = 0xDA
PDF_STREAM = re.compile(rb"stream[ \t]*(?:\r\n|\n|\r)")


@dataclass(frozen=True)
class Upload:
	"""A file as it may be stored: MIME type and extension by content, and the clean bytes."""

	mime: str
	extension: str
	data_clean: bytes


@dataclass(frozen=True)
class Refusal:
	"""Why a file is not taken."""

	code: RefusalCode


def check(data: bytes, declared_name: str, limit_bytes: int) -> Upload | Refusal:
	"""Return the file to store, or the refusal to explain.

	Images are drawn anew: EXIF, comments, colour profiles and anything behind the picture are gone, and the
	orientation is applied. A PDF with scripts, programs, attached files or a lock is refused, and so is any file
	that is an archive or a web page as well. The content decides the type; a name that claims a page, a script
	or a program is refused all the same.
	"""
	if not data:
		return Refusal("empty")
	if len(data) > limit_bytes:
		return Refusal("too_large")
	mime = identify(data)
	if mime is None or not _harmless_name(declared_name):
		return Refusal("not_allowed")
	if zipfile.is_zipfile(BytesIO(data)):
		return Refusal("hides_files")
	clean = redraw(data, mime) if mime in IMAGE_FORMATS else _refused_as_it_is(data, mime) or data
	return clean if isinstance(clean, Refusal) else Upload(mime, EXTENSIONS[mime], clean)


def identify(data: bytes) -> str | None:
	"""Return the MIME type by content, or None when it is not one of the allowed types.

	Voice notes often come in a video's container: they pass when it holds sound and no picture.
	"""
	guessed = filetype.guess_mime(data)
	if guessed == "video/webm":
		return "audio/webm" if _is_sound_only_webm(data) else None
	if guessed in ("video/mp4", "video/3gpp"):
		return "audio/mp4" if _is_sound_only_mp4(data) else None
	mime = SAME_TYPE.get(guessed, guessed)
	return mime if mime in EXTENSIONS else None


def redraw(data: bytes, mime: str) -> bytes | Refusal:
	"""Return the picture encoded anew from its pixels alone (first frame, at most MAX_PIXELS)."""
	try:
		with Image.open(BytesIO(data), formats=[IMAGE_FORMATS[mime]]) as image:
			if image.width * image.height > MAX_PIXELS or max(image.size) > MAX_SIDE:
				return Refusal("too_many_pixels")
			if not is_whole_picture(data, mime):
				return Refusal("broken_image")
			return _encoded(_bare_picture(image), IMAGE_FORMATS[mime])
	except Image.DecompressionBombError:
		return Refusal("too_many_pixels")
	except Exception:  # a damaged picture makes a decoder raise nearly anything
		return Refusal("broken_image")


def is_whole_picture(data: bytes, mime: str) -> bool:
	"""Whether the end of the picture is there. Frappe tells the decoder to fill in with grey what is missing."""
	if mime == "image/png":
		return b"IEND\xaeB`\x82" in data
	if mime == "image/webp":
		return len(data) >= int.from_bytes(data[4:8], "little")
	scan = _start_of_scan(data)
	return scan > 0 and data.find(b"\xff\xd9", scan) > 0


def is_active_pdf(data: bytes) -> bool:
	"""Whether a PDF can act or hides what it holds: scripts, programs, attached files, forms, encryption.

	Names are read as a viewer reads them: with escapes (/Java#53cript) resolved and inside compressed objects.
	Compressed objects that cannot be read, or are more than MAX_INFLATED bytes, count as hiding.
	"""
	if _names_action(data):
		return True
	room = MAX_INFLATED
	for start in _object_streams(data):
		try:
			objects = _inflated(data, start, room)
		except zlib.error:
			return True
		room -= len(objects)
		if room <= 0 or _names_action(objects):
			return True
	return False


def _harmless_name(declared_name: str) -> bool:
	claimed, _encoding = mimetypes.guess_type(declared_name)
	return claimed is None or (claimed.startswith(HARMLESS_NAMES) and claimed != "image/svg+xml")


def _refused_as_it_is(data: bytes, mime: str) -> Refusal | None:
	"""Return why a file that is stored unchanged cannot be taken."""
	if mime != "application/pdf":
		return Refusal("active_content") if MARKUP.search(data) else None
	if PDF_END not in data:
		return Refusal("broken_file")
	active = is_active_pdf(data) or any(MARKUP.search(part) for part in _outside_streams(data))
	return Refusal("active_content") if active else None


def _outside_streams(data: bytes) -> Iterator[bytes]:
	"""Yield what a PDF holds between its streams: what a reader of web pages would take for one."""
	at = 0
	while (start := PDF_STREAM_START.search(data, at)) and (
		end := data.find(PDF_STREAM_END, start.end())
	) > 0:
		yield data[at : start.start()]
		at = end
	yield data[at:]


def _start_of_scan(data: bytes) -> int:
	"""Return where a JPEG's own picture begins, behind the small one that its EXIF may hold; 0 when it does not."""
	at = 2
	while at + 4 <= len(data) and data[at] == 0xFF:
		marker = data[at + 1]
		if marker == JPEG_SCAN:
			return at
		without_length = marker in JPEG_MARKERS_WITHOUT_LENGTH or marker == 0xFF
		at += (
			(1 if marker == 0xFF else 2)
			if without_length
			else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
		)
	return 0


def _is_sound_only_webm(data: bytes) -> bool:
	head = data[:HEAD]
	return set(WEBM_TRACK.findall(head)) == {b"A"}


def _is_sound_only_mp4(data: bytes) -> bool:
	return set(MP4_TRACK.findall(data)) == {b"soun"}


def _bare_picture(image: Image.Image) -> Image.Image:
	ImageOps.exif_transpose(image, in_place=True)
	see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
	picture = image.convert("RGBA" if see_through else "RGB")
	picture.info.clear()
	return picture


def _encoded(picture: Image.Image, image_format: str) -> bytes:
	drawn = BytesIO()
	quality = {} if image_format == "PNG" else {"quality": JPEG_QUALITY}
	picture.save(drawn, image_format, **quality)
	return drawn.getvalue()


def _names_action(objects: bytes) -> bool:
	return ACTIVE_PDF_NAMES.search(_unescaped(objects)) is not None


def _unescaped(objects: bytes) -> bytes:
	return PDF_NAME_ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()), objects)


def _object_streams(data: bytes) -> Iterator[int]:
	"""Yield where the bytes of each compressed object stream begin."""
	header_start = 0
	for stream in PDF_STREAM.finditer(data):
		if b"/ObjStm" in _unescaped(data[header_start : stream.start()]):
			yield stream.end()
		header_start = stream.end()


def _inflated(data: bytes, start: int, room: int) -> bytes:
	"""Return at most `room` bytes of a compressed stream. Reads no further than it goes: there may be thousands."""
	unpacker, found = zlib.decompressobj(), bytearray()
	for at in range(start, len(data), PIECE):
		found += unpacker.decompress(data[at : at + PIECE], room - len(found))
		if unpacker.eof or len(found) >= room:
			break
	return bytes(found)
