"""A phone sends films and moving pictures too. They are taken without place and device, and nothing hides in them."""

import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cfm_app.rules import uploads
from cfm_app.rules.message_uploads import check
from cfm_app.rules.uploads import Refusal, Upload
from cfm_app.testing import hostile_files

LIMIT = 5 * 1024 * 1024
PLACE = b"+34.5553+069.2075/"
REFUSED = {kind: data for kind, (_name, data) in hostile_files.refused().items() if len(data) < LIMIT}


def box(kind, *parts):
	body = b"".join(parts)
	return struct.pack(">I4s", len(body) + 8, kind) + body


def film(*more, brand=b"mp42", picture=bytes(range(200))):
	handler = box(b"hdlr", bytes(8), b"vide", bytes(12))
	place = box(b"udta", box(b"\xa9xyz", PLACE))
	track = box(b"trak", box(b"mdia", handler), box(b"udta", box(b"name", b"Amina's phone")))
	about = box(b"meta", b"com.apple.quicktime.location" + PLACE)
	return (
		box(b"ftyp", brand, bytes(4), brand)
		+ box(b"moov", track, place, about)
		+ box(b"uuid", b"xmp" + PLACE)
		+ box(b"mdat", picture)
		+ b"".join(more)
	)


@pytest.mark.parametrize(
	("brand", "mime", "extension"), ((b"mp42", "video/mp4", "mp4"), (b"3gp4", "video/3gpp", "3gp"))
)
def test_a_film_keeps_its_picture_and_loses_where_it_was_taken(brand, mime, extension):
	data = film(brand=brand)
	taken = check(data, LIMIT)
	assert (taken.mime, taken.extension, len(taken.data_clean)) == (mime, extension, len(data))
	for secret in (PLACE, b"Amina's phone", b"quicktime.location"):
		assert secret in data and secret not in taken.data_clean
	assert bytes(range(200)) in taken.data_clean
	assert b"vide" in taken.data_clean


def test_a_film_with_a_long_box():
	data = film() + struct.pack(">I4sQ", 1, b"udta", 16 + len(PLACE)) + PLACE
	assert PLACE not in check(data, LIMIT).data_clean


def test_a_film_whose_last_box_has_no_end():
	assert isinstance(check(film() + struct.pack(">I4s", 0, b"mdat") + bytes(50), LIMIT), Upload)


@pytest.mark.parametrize(
	"broken",
	(
		film()[:-20],
		film() + b"xx",
		film() + struct.pack(">I4s", 4, b"free"),
		film() + struct.pack(">I4s", 1, b"mdat"),
		film() + struct.pack(">I4sQ", 1, b"mdat", 2**63) + bytes(8),
	),
)
def test_half_a_film_is_refused(broken):
	assert check(broken, LIMIT) == Refusal("broken_file")


def test_a_film_that_is_something_else_as_well_is_refused():
	assert check(film(picture=b"<script>alert(1)</script>"), LIMIT) == Refusal("active_content")
	assert check(film() + hostile_files.archive("a.exe"), LIMIT) == Refusal("hides_files")
	assert check(film(picture=bytes(LIMIT)), LIMIT) == Refusal("too_large")


def test_a_moving_picture_becomes_its_first_image():
	frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue")]
	drawn = BytesIO()
	frames[0].save(drawn, "GIF", save_all=True, append_images=frames[1:], comment=PLACE)
	taken = check(drawn.getvalue(), LIMIT)
	assert taken.mime == "image/png" and PLACE not in taken.data_clean
	with Image.open(BytesIO(taken.data_clean)) as image:
		assert (image.size, getattr(image, "n_frames", 1), image.getpixel((0, 0))) == (
			(30, 20),
			1,
			(255, 0, 0, 255),
		)


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_whatever_the_public_form_refuses_for_its_content_is_refused_here(kind):
	by_content = uploads.check(REFUSED[kind], "", LIMIT)
	taken = check(REFUSED[kind], LIMIT)
	assert isinstance(taken, Refusal) or taken == by_content


def test_a_voice_note_stays_a_voice_note():
	data = b"\x00\x00\x00\x20ftypM4A " + bytes(300)
	assert check(data, LIMIT) == uploads.check(data, "note.m4a", LIMIT)


@given(st.binary(max_size=300))
def test_nothing_makes_it_stumble(data):
	for start in (b"", b"GIF89a", box(b"ftyp", b"mp42")):
		assert isinstance(check(start + data, LIMIT), Upload | Refusal)
