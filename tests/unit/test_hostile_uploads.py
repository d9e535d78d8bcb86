"""Whoever sends a file to do harm is refused, or harmless is made of it; also where Frappe loosens the decoder."""

from io import BytesIO

import pytest
from PIL import Image, ImageFile

from cfm_app.rules import uploads
from cfm_app.rules.uploads import Refusal, Upload, check
from cfm_app.testing import hostile_files

LIMIT = 5 * 1024 * 1024
SECRET = b"taken at 34.5553 N, 69.2075 E"
REFUSED = hostile_files.refused()
CLEANED = hostile_files.cleaned(SECRET)


@pytest.fixture(params=[False, True], ids=["decoder as it comes", "decoder as Frappe sets it"])
def decoder(request, monkeypatch):
	"""Frappe lets the decoder fill in what is missing of a picture."""
	monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", request.param)


@pytest.mark.usefixtures("decoder")
@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused(kind):
	name, data = REFUSED[kind]
	assert isinstance(check(data, name, LIMIT), Refusal)


@pytest.mark.usefixtures("decoder")
@pytest.mark.parametrize("kind", CLEANED)
def test_it_is_taken_without_what_it_carries(kind):
	name, data = CLEANED[kind]
	result = check(data, name, LIMIT)
	if isinstance(result, Upload):
		picture = Image.open(BytesIO(result.data_clean))
		assert picture.size == (60, 40)
		assert SECRET not in result.data_clean and not picture.getexif()
		assert len(result.data_clean) < 20_000
	else:
		assert result == Refusal("broken_image")


def test_why_it_is_refused_is_told():
	told = {kind: check(data, name, LIMIT).code for kind, (name, data) in REFUSED.items()}
	assert told["a photo that is an archive"] == told["a PDF that is an archive"] == "hides_files"
	assert told["a PDF that is a page"] == told["a voice note that is a page"] == "active_content"
	assert told["half a PDF"] == "broken_file"
	assert told["half a JPEG with a whole one in its EXIF"] == "broken_image"
	assert told["a photo 10,000 pixels wide"] == told["a photo of 30,000 by 30,000"] == "too_many_pixels"
	assert told["a sheet with macros"] == told["a bomb"] == "not_allowed"


def test_a_page_inside_a_stream_of_a_document_is_only_text():
	quoted = hostile_files.document(b"<</Length 40>>stream\n" + hostile_files.SCRIPT + b"\nendstream")
	assert isinstance(check(quoted, "quoted.pdf", LIMIT), Upload)


def test_a_document_made_to_keep_the_reader_busy_is_read_once(monkeypatch):
	"""Thousands of streams without an end, each of which could be read to the end of the file."""
	read = []
	inflate = uploads.zlib.decompressobj

	class Counting:
		def __init__(self):
			self.real = inflate()
			self.eof = False

		def decompress(self, piece, room):
			read.append(len(piece))
			found = self.real.decompress(piece, room)
			self.eof = self.real.eof
			return found

	monkeypatch.setattr(uploads.zlib, "decompressobj", Counting)
	packed = b"<</Type/ObjStm>>stream\n" + uploads.zlib.compress(b"<</Type/Page>>") + b"\nendstream\n"
	busy = hostile_files.document(packed * 5000)
	assert isinstance(check(busy, "busy.pdf", LIMIT), Upload)
	assert len(read) == 5000 and sum(read) < 5000 * 5000


def test_nothing_of_a_picture_is_drawn_before_its_size_is_known(monkeypatch):
	drawn = []
	monkeypatch.setattr(uploads, "_bare_picture", drawn.append)
	for kind in ("a photo 10,000 pixels wide", "a photo of 30,000 by 30,000"):
		name, data = REFUSED[kind]
		assert check(data, name, LIMIT) == Refusal("too_many_pixels")
	assert drawn == []
