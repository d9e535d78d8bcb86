"""The platform draws titles, labels and choices of dialogs as HTML: what somebody typed is escaped before it gets there."""

import re
from pathlib import Path

import pytest

import cfm_app

APP = Path(cfm_app.__file__).parent
SCRIPTS = [
	*APP.glob("public/js/**/*.js"),
	*(path for folder in ("page", "doctype", "report") for path in APP.glob(f"*/{folder}/*/*.js")),
]
DRAWN = re.compile(r"\b(?:title|label|description): (?:__\(.*?, \[(.*?)\]\)|`(.*?)`)")
FILLED = re.compile(r"\$\{(.*)\}|^(.*)$", re.DOTALL)
# a reference, a number or our own words: nobody typed them
HARMLESS = re.compile(
	r"escape\(|String\(|__\(|Math\.|^moment\(|^label(\(|$)|\.(length|record|people|extension)$|\bname\b|count"
)


def typed_values(script: str) -> list[str]:
	"""Return what is filled into titles, labels and choices and is neither escaped nor harmless."""
	return [filled for found in DRAWN.findall(script) for filled in found if filled and _is_typed(filled)]


def _is_typed(filled: str) -> bool:
	parts = re.findall(r"\$\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}", filled) or [filled]
	return any(not HARMLESS.search(part.strip()) for part in parts)


def test_what_was_typed_is_found():
	assert typed_values('title: __("Refer to {0}", [chosen.title]),') == ["chosen.title"]
	assert typed_values("label: `${label(a)} · ${site.title}`") == ["${label(a)} · ${site.title}"]
	assert not typed_values('title: __("Refer to {0}", [show.escape(chosen.title)]),')
	assert not typed_values('title: __("Referral {0}", [name]),')


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_it_is_escaped(path):
	assert not typed_values(path.read_text())
