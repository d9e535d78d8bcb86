"""A picture, a voice note or a PDF comes in without where it was taken, who took it, or what it hides."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from cfm_app.rules import uploads
from cfm_app.rules.uploads import Refusal, Upload, check, identify, is_active_pdf

LIMIT = 5_000_000
ORIENTATION, CAMERA, GPS = 0x0112, 0x010F, 0x8825
SIDEWAYS = 6
PAGE_END = b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def drawn(image_format, size=(60, 40), mode="RGB", **options):
	file = BytesIO()
	Image.new(mode, size, "red").save(file, image_format, **options)
	return file.getvalue()


def photo_with_traces():
	exif = Image.Exif()
	exif[ORIENTATION] = SIDEWAYS
	exif[CAMERA] = "PHONE OF AMAL"
	exif[GPS] = {1: "N", 2: (35.0, 55.0, 30.0)}
	return drawn("JPEG", exif=exif, comment=b"taken at home")


def pdf(body):
	return b"%PDF-1.7\n1 0 obj" + body + PAGE_END


def compressed_objects(content, header=b"<</Type/ObjStm/Filter/FlateDecode>>"):
	return pdf(header + b"stream\r\n" + zlib.compress(content) + b"\nendstream")


def mp4(*tracks):
	boxes = b"".join(b"\x00\x00\x00\x20hdlr" + bytes(8) + track + bytes(12) for track in tracks)
	return b"\x00\x00\x00\x18ftypmp42" + bytes(4) + b"mp42isom" + boxes


def webm(*codecs):
	return (
		b"\x1a\x45\xdf\xa3" + b"\x42\x82\x84webm" + b"".join(b"\x86" + codec for codec in codecs) + bytes(300)
	)


SOUNDS = {
	"audio/mpeg": b"ID3\x04" + bytes(300),
	"audio/ogg": b"OggS\x00\x02" + bytes(20) + b"OpusHead" + bytes(300),
	"audio/mp4": b"\x00\x00\x00\x20ftypM4A " + bytes(300),
	"audio/aac": b"\xff\xf1" + bytes(300),
	"audio/amr": b"#!AMR\n" + bytes(300),
	"audio/wav": b"RIFF" + struct.pack("<I", 300) + b"WAVEfmt " + bytes(300),
	"audio/webm": webm(b"A_OPUS"),
}


@pytest.mark.parametrize(
	("image_format", "mime", "extension"),
	[("JPEG", "image/jpeg", "jpg"), ("PNG", "image/png", "png"), ("WEBP", "image/webp", "webp")],
)
def test_a_picture_is_taken_whatever_its_name_says(image_format, mime, extension):
	upload = check(drawn(image_format), "IMG_2041.heic", LIMIT)
	assert (upload.mime, upload.extension) == (mime, extension)
	assert Image.open(BytesIO(upload.data_clean)).size == (60, 40)


def test_a_photo_loses_place_phone_and_comment_and_stands_upright():
	original = photo_with_traces()
	assert Image.open(BytesIO(original)).getexif()[CAMERA] == "PHONE OF AMAL"
	clean = check(original, "photo.jpg", LIMIT).data_clean
	image = Image.open(BytesIO(clean))
	assert image.size == (40, 60)
	assert not image.getexif()
	assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
	assert b"AMAL" not in clean and b"taken at home" not in clean


@pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
def test_other_pictures_lose_their_traces_too(image_format):
	exif = Image.Exif()
	exif[CAMERA] = "PHONE OF AMAL"
	original = drawn(image_format, exif=exif)
	assert b"AMAL" in original
	assert b"AMAL" not in check(original, "photo", LIMIT).data_clean


@pytest.mark.parametrize("image_format", ["JPEG", "PNG"])
def test_what_hides_behind_a_picture_is_gone(image_format):
	polyglot = drawn(image_format) + b"PK\x03\x04<script>alert(1)</script>"
	assert b"script" not in check(polyglot, "photo", LIMIT).data_clean


def test_a_see_through_picture_stays_see_through():
	clean = check(drawn("PNG", mode="RGBA"), "logo.png", LIMIT).data_clean
	assert Image.open(BytesIO(clean)).mode == "RGBA"


@pytest.mark.parametrize("mime", SOUNDS)
def test_voice_notes_of_every_phone_are_taken(mime):
	assert identify(SOUNDS[mime]) == mime
	assert check(SOUNDS[mime], "note.mp4", LIMIT) == Upload(mime, uploads.EXTENSIONS[mime], SOUNDS[mime])


def test_sound_in_a_video_container_is_a_voice_note_and_a_film_is_not():
	assert identify(mp4(b"soun")) == "audio/mp4"
	assert identify(mp4(b"vide", b"soun")) is None
	assert identify(webm(b"V_VP8", b"A_OPUS")) is None


@pytest.mark.parametrize(
	"data",
	[
		b"<html><script>alert(1)</script></html>",
		b"<svg xmlns='http://www.w3.org/2000/svg'/>",
		b"MZ\x90" + bytes(300),
		b"PK\x03\x04" + bytes(300),
		b"just words",
		drawn("GIF"),
		drawn("BMP"),
		drawn("TIFF"),
	],
)
def test_anything_else_is_refused_whatever_its_name_says(data):
	assert check(data, "photo.jpg", LIMIT) == Refusal("not_allowed")


@pytest.mark.parametrize("name", ["photo.html", "photo.svg", "photo.js", "photo.docx", "photo.zip"])
def test_a_picture_that_calls_itself_a_page_or_program_is_refused(name):
	assert check(drawn("PNG"), name, LIMIT) == Refusal("not_allowed")


def test_an_empty_or_too_large_file_is_refused():
	assert check(b"", "photo.jpg", LIMIT) == Refusal("empty")
	picture = drawn("PNG")
	assert check(picture, "photo.png", len(picture) - 1) == Refusal("too_large")
	assert isinstance(check(picture, "photo.png", len(picture)), Upload)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(image_format):
	whole = drawn(image_format, (400, 400))
	assert check(whole[: len(whole) // 2], "photo", LIMIT) == Refusal("broken_image")


def claiming_size(width, height):
	"""Return a small PNG whose header claims another size."""
	picture = drawn("PNG")
	header = b"IHDR" + struct.pack(">II", width, height) + picture[24:29]
	return picture[:12] + header + struct.pack(">I", zlib.crc32(header)) + picture[33:]


@pytest.mark.parametrize("size", [(8_000, 5_001), (30_000, 30_000)])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_drawn(size):
	assert check(claiming_size(*size), "photo.png", LIMIT) == Refusal("too_many_pixels")


def test_a_plain_document_is_taken_as_it_is():
	plain = pdf(b"<</Type/Catalog/Pages 2 0 R>>")
	assert check(plain, "letter.pdf", LIMIT) == Upload("application/pdf", "pdf", plain)
	packed = compressed_objects(b"<</Type/Page>>")
	assert isinstance(check(packed, "letter.pdf", LIMIT), Upload)


@pytest.mark.parametrize(
	"body",
	[
		b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
		b"<</S /Java#53cript>>",
		b"<</S/Launch/F(cmd.exe)>>",
		b"<</Names<</EmbeddedFiles 3 0 R>>>>",
		b"<</Type/EmbeddedFile>>",
		b"<</AcroForm<</XFA 3 0 R>>>>",
		b"<</Encrypt 4 0 R>>",
	],
)
def test_a_document_that_can_act_or_hide_is_refused(body):
	assert check(pdf(body), "letter.pdf", LIMIT) == Refusal("active_content")
	assert is_active_pdf(compressed_objects(body))
	assert is_active_pdf(compressed_objects(body, b"<</Type/Obj#53tm/Filter/FlateDecode>>"))


def test_a_name_that_only_begins_alike_is_harmless():
	assert not is_active_pdf(pdf(b"<</Launcher true/EmbeddedFileless true>>"))


def test_compressed_objects_that_cannot_be_read_count_as_hiding(monkeypatch):
	unreadable = pdf(b"<</Type/ObjStm/Filter/LZWDecode>>stream\nxxxx\nendstream")
	assert is_active_pdf(unreadable)
	monkeypatch.setattr(uploads, "MAX_INFLATED", 1000)
	assert is_active_pdf(compressed_objects(b" " * 1001))
	assert not is_active_pdf(compressed_objects(b" " * 900))
