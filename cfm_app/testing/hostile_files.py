"""Files that somebody sends to do harm, each made here: {what it is: (name, bytes)}."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

SCRIPT = b"<script>alert(document.domain)</script>"
WORD, SHEET = "word/document.xml", "xl/workbook.xml"
PDF_END = b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(image_format: str = "JPEG", size: tuple[int, int] = (60, 40), **options) -> bytes:
	"""Return a harmless picture."""
	drawn = BytesIO()
	Image.effect_noise(size, 60).convert("RGB").save(drawn, image_format, **options)
	return drawn.getvalue()


def document(body: bytes = b"<</Type/Catalog>>", behind: bytes = b"") -> bytes:
	"""Return a PDF with this body, harmless by default."""
	return b"%PDF-1.7\n1 0 obj" + body + PDF_END + behind


def archive(*names: str, size: int = 100) -> bytes:
	"""Return a ZIP archive of files full of zeros."""
	packed = BytesIO()
	with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archived:
		for name in names:
			archived.writestr(name, bytes(size))
	return packed.getvalue()


def claiming(width: int, height: int) -> bytes:
	"""Return a small PNG whose header claims another size."""
	small = picture("PNG")
	header = b"IHDR" + struct.pack(">II", width, height) + small[24:29]
	return small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]


def half(data: bytes) -> bytes:
	"""Return the first half, as after a broken connection."""
	return data[: len(data) // 2]


def refused() -> dict[str, tuple[str, bytes]]:
	"""Return what no public page takes."""
	return {
		"a drawing with a script": (
			"map.svg",
			b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
		),
		"a drawing that calls itself a photo": (
			"map.png",
			b"<?xml version='1.0'?><svg>" + SCRIPT + b"</svg>",
		),
		"a page that calls itself a photo": ("photo.jpg", b"<html>" + SCRIPT),
		"a photo that calls itself a page": ("photo.jpg.html", picture()),
		"a GIF that is a program": ("fun.gif", b"GIF89a/*" + bytes(200) + b"*/=1;alert(1)"),
		"a photo that is an archive": ("photo.jpg", picture() + archive("a.exe")),
		"a PDF that runs a script": (
			"letter.pdf",
			document(b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"),
		),
		"a PDF that starts a program": ("letter.pdf", document(b"<</S/Launch/F(cmd.exe)>>")),
		"a PDF that is a page": ("letter.pdf", document(b"<html>" + SCRIPT)),
		"a PDF with a page behind it": ("letter.pdf", document(behind=SCRIPT)),
		"a PDF that is an archive": ("letter.pdf", document(behind=archive("a.exe"))),
		"a PDF with a file in it": ("letter.pdf", document(b"<</Names<</EmbeddedFiles 3 0 R>>>>")),
		"a PDF with a lock": ("letter.pdf", document(b"<</Encrypt 4 0 R>>")),
		"half a PDF": ("letter.pdf", half(document())),
		"a voice note that is a page": ("voice.mp3", b"ID3\x04" + bytes(40) + SCRIPT + bytes(300)),
		"a voice note that is an archive": ("voice.ogg", b"OggS\x00\x02" + bytes(300) + archive("a.exe")),
		"a film": (
			"film.mp4",
			b"\x00\x00\x00\x18ftypmp42" + bytes(4) + b"hdlr" + bytes(8) + b"vide" + bytes(300),
		),
		"a Word file": ("letter.docx", archive("[Content_Types].xml", WORD)),
		"a sheet with macros": ("list.xlsm", archive("[Content_Types].xml", SHEET, "xl/vbaProject.bin")),
		"a bomb": ("photos.zip", archive("zeros", size=100 * 1024 * 1024)),
		"a bomb that calls itself a photo": ("photo.jpg", archive("zeros", size=100 * 1024 * 1024)),
		"a program": ("photo.jpg.exe", b"MZ\x90" + bytes(500)),
		"a program for servers": ("photo.jpg", b"\x7fELF" + bytes(500)),
		"a shell script": ("note.pdf", b"#!/bin/sh\nrm -rf /\n"),
		"a photo 10,000 pixels wide": ("wide.png", picture("PNG", (10_000, 10))),
		"a photo of 30,000 by 30,000": ("big.png", claiming(30_000, 30_000)),
		"half a JPEG": ("photo.jpg", half(picture(size=(400, 400)))),
		"half a JPEG with a whole one in its EXIF": ("photo.jpg", half(with_thumbnail())),
		"half a PNG": ("photo.png", half(picture("PNG", (400, 400)))),
		"half a WEBP": ("photo.webp", half(picture("WEBP", (400, 400)))),
		"nothing": ("photo.jpg", b""),
	}


def cleaned(secret: bytes) -> dict[str, tuple[str, bytes]]:
	"""Return pictures that are taken, but without the secret they carry."""
	return {
		"a photo with huge EXIF": ("photo.jpg", with_segments(secret, 50)),
		"a photo with a text that unpacks to much": ("photo.png", with_packed_text(secret)),
		"a photo with something behind it": ("photo.jpg", picture() + secret),
		"a photo with a name of two types": ("photo.php.jpg", picture(comment=secret)),
		"a photo with a line break in its name": ("a%0D%0ASet-Cookie: x=1.jpg", picture(comment=secret)),
		"a photo from another folder": ("../../../etc/passwd.jpg", picture(comment=secret)),
		"a photo with a name that ends early": ("photo.jpg\x00.html.jpg", picture(comment=secret)),
		"a photo with a name read backwards": ("photo\u202egpj.png", picture(comment=secret)),
		"a photo with an endless name": ("x" * 5000 + ".jpg", picture(comment=secret)),
	}


def with_thumbnail() -> bytes:
	"""Return a JPEG that holds a whole small one in front of its own picture."""
	large = picture(size=(400, 400))
	return large[:2] + segment(b"Exif\x00\x00" + picture(size=(10, 10))) + large[2:]


def with_segments(secret: bytes, many: int) -> bytes:
	"""Return a JPEG with so many full EXIF segments."""
	plain = picture()
	return plain[:2] + segment(b"Exif\x00\x00" + secret.ljust(65_000, b"x")) * many + plain[2:]


def segment(data: bytes) -> bytes:
	"""Return an EXIF segment of a JPEG."""
	return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def with_packed_text(secret: bytes) -> bytes:
	"""Return a PNG whose compressed comment unpacks to fifty megabytes."""
	plain = picture("PNG")
	chunk = b"zTXtComment\x00\x00" + zlib.compress(secret + bytes(50 * 1024 * 1024))
	length, check = struct.pack(">I", len(chunk) - 4), struct.pack(">I", zlib.crc32(chunk))
	return plain[:33] + length + chunk + check + plain[33:]
