"""Where the pictures of the map may come from, and that the library of the map is the one that was published."""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import map_tiles as rules
from cfm_app.rules.public_directory import shown_point

LEAFLET = Path(__file__).resolve().parents[2] / "cfm_app" / "public" / "leaflet"
PUBLISHED = {
	"leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
	"leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
}


@pytest.mark.parametrize(
	"address",
	[
		rules.EXAMPLE,
		"https://maps.example.org:8443/style/{z}/{y}/{x}@2x.webp",
		"https://maps.example.org/wmts?layer=base&z={z}&x={x}&y={y}&key=a-b_c",
	],
)
def test_an_address_with_zoom_column_and_row_is_taken(address):
	assert rules.is_address(address)


@pytest.mark.parametrize(
	"address",
	[
		"",
		"http://tiles.example.org/{z}/{x}/{y}.png",
		"//tiles.example.org/{z}/{x}/{y}.png",
		"https://tiles.example.org/{z}/{x}.png",
		"https://tiles.example.org/{z}/{z}/{x}/{y}.png",
		"https://{s}.tiles.example.org/{z}/{x}/{y}.png",
		"https://tiles.example.org/{z}/{x}/{y}{r}.png",
		"https://{z}.example.org/{x}/{y}.png",
		"https://name:word@tiles.example.org/{z}/{x}/{y}.png",
		"https://tiles.example.org/{z}/{x}/{y}.png#part",
		"https://tiles.example.org; script-src *;/{z}/{x}/{y}.png",
		"https://*.example.org/{z}/{x}/{y}.png",
		"https://tiles.example.org/{z}/{x}/{y}.png\nX-Header: 1",
		"https://tiles.example.org/{z}/{x}/{y}.png\n",
		'https://tiles.example.org/{z}/{x}/{y}.png"><script>',
		"javascript:alert(1)//{z}/{x}/{y}",
		"https:///{z}/{x}/{y}.png",
	],
)
def test_anything_else_is_refused(address):
	assert not rules.is_address(address)
	with pytest.raises(ValueError, match="map tiles"):
		rules.origin(address)


def test_a_page_is_opened_for_the_host_and_its_port_alone():
	address = "https://maps.example.org:8443/a/{z}/{y}/{x}.png?key=secret"
	assert rules.origin(address) == "https://maps.example.org:8443"
	assert rules.host(address) == "maps.example.org:8443"


@given(st.text(alphabet="https:/{zxy}.; '\"*@\n-a0?", max_size=40))
def test_whatever_is_taken_says_nothing_more_to_the_browser(noise):
	for text in (f"https://{noise}/{{z}}/{{x}}/{{y}}", f"{noise}{rules.EXAMPLE}", f"{rules.EXAMPLE}{noise}"):
		if rules.is_address(text):
			assert re.fullmatch(r"https://[a-z0-9.-]+(:[0-9]+)?", rules.origin(text))


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_library_of_the_map_is_the_published_one(name):
	assert hashlib.sha256((LEAFLET / name).read_bytes()).hexdigest() == PUBLISHED[name]


@pytest.mark.parametrize(
	("latitude", "longitude", "point"),
	[
		(36.1234567, 36.7654321, (36.1235, 36.7654)),
		(-0.5, 0, (-0.5, 0)),
		(0, 0, None),
		(None, None, None),
		("", "", None),
		(91, 12, None),
		(12, -181, None),
		(float("nan"), 12, None),
	],
)
def test_a_place_stands_where_its_door_is_and_one_that_nobody_has_placed_nowhere(latitude, longitude, point):
	assert shown_point(latitude, longitude) == point
