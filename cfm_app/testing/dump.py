"""What a thief would carry away: a real dump of the database and the files of a site, searched for secrets.

    with dump.taken() as loot:
        assert dump.found(["Amina Rahimi", "+93701234567", "They asked my sister for money"], loot) == []

A dump shows what is committed, so a test that searches one commits: its class begins with `SitePutBack`.
"""

import base64
import html
import json
import os
import re
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from urllib.parse import quote

import phonenumbers

import frappe

from cfm_app.confidentiality import keys
from cfm_app.rules.search_text import search_form

WORDS_TOGETHER = 3
SHORTEST = 7
FOLDERS = (("private", "files"), ("public", "files"), ("logs",))


@contextmanager
def taken() -> Iterator[list[Path]]:
	"""Give the paths of a dump of the whole database and of every file of the site; the dump goes away afterwards."""
	with tempfile.TemporaryDirectory(prefix="cfm_dump_") as folder:
		yield [database(Path(folder) / "database.sql"), *site_files()]


@contextmanager
def site_put_back() -> Iterator[None]:
	"""Let the block commit, then put the database and the sealed files back as they were. For throw-away sites only."""
	with tempfile.TemporaryDirectory(prefix="cfm_before_") as folder:
		before, files_before = database(Path(folder) / "before.sql"), set(site_files())
		heads = keys.heads_file().read_bytes() if keys.heads_file().exists() else b""
		try:
			yield
		finally:
			frappe.db.rollback()
			with before.open("rb") as file:
				_run("mariadb", "mysql", [], stdin=file)
			for path in set(site_files()) - files_before:
				path.unlink()
			keys.heads_file().write_bytes(heads)
			frappe.clear_cache()


class SitePutBack:
	"""For a test class that really commits; it stands before the class with the people. Each test finds what was left."""

	@classmethod
	def setUpClass(cls):
		cls.enterClassContext(site_put_back())
		super().setUpClass()

	def _undo(self):
		frappe.set_user("Administrator")  # what was committed goes when the site is put back


def database(target: Path) -> Path:
	"""Dump the database of the site into this file as `bench backup` does, and return it."""
	options = ["--single-transaction", "--skip-extended-insert", "--add-drop-table"]
	with target.open("wb") as file:
		_run("mariadb-dump", "mysqldump", options, stdout=file)
	return target


def site_files() -> list[Path]:
	"""Return every file people uploaded and every log file of the site."""
	folders = [Path(frappe.get_site_path(*parts)).absolute() for parts in FOLDERS]
	return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def found(secrets: Iterable[str], paths: Iterable[Path]) -> list[str]:
	"""Return the secrets, or pieces of them, that stand in these files in any spelling, each with where: "… in NAME".

	A sentence is also searched in pieces of three words, a phone number in its national form, everything as the
	database, JSON, HTML, a URL, base64 and hexadecimal would write it, in small and capital letters.
	"""
	needles = {
		spelling: piece for secret in secrets for piece in pieces(secret) for spelling in spellings(piece)
	}
	hits = set()
	for path in paths:
		hits |= {f"{needles[hit]} in {path.name}" for hit in _grep(needles, path)}
	return sorted(hits)


def pieces(secret: str) -> set[str]:
	"""Return the parts of a secret that give it away by themselves: three words of a sentence, a number's own digits."""
	digits = _numbers(secret)
	if digits:
		return digits
	words = secret.split()
	together = {" ".join(words[at : at + WORDS_TOGETHER]) for at in range(len(words) - WORDS_TOGETHER + 1)}
	return {piece for piece in together or {secret.strip()} if len(piece) >= SHORTEST}


def spellings(piece: str) -> set[bytes]:
	"""Return the ways a piece may be written down, as lower-case bytes: the search takes both cases of ASCII."""
	forms = {unicodedata.normalize(form, piece) for form in ("NFC", "NFD", "NFKD")}
	forms |= {search_form(piece), piece.upper(), piece.lower(), " ".join(reversed(piece.split()))}
	written = set()
	for form in forms - {""}:
		escaped = json.dumps(form)[1:-1]
		written |= {
			form,
			escaped,
			escaped.replace("\\", "\\\\"),
			html.escape(form),
			quote(form),
			quote(form, safe="+@ "),
		}
		written |= {form.replace("'", "\\'"), form.encode().hex(), *_in_base64(form.encode())}
	return {spelling.encode().lower() for spelling in written if len(spelling) >= SHORTEST}


def _run(program: str, older_name: str, options: list[str], **streams) -> None:
	server = [f"--host={frappe.conf.db_host or '127.0.0.1'}", f"--port={frappe.conf.db_port or 3306}"]
	account = [f"--user={frappe.conf.db_user or frappe.conf.db_name}", frappe.conf.db_name]
	command = [which(program) or which(older_name), "--default-character-set=utf8mb4", *options]
	secret = {"MYSQL_PWD": frappe.conf.db_password}
	subprocess.run([*command, *server, *account], env={**os.environ, **secret}, check=True, **streams)


def _numbers(secret: str) -> set[str]:
	"""Return the forms of a phone number; nothing for words."""
	if not re.fullmatch(r"\+[\d ()-]{8,}", secret):
		return set()
	number = phonenumbers.parse(secret)
	formats = phonenumbers.PhoneNumberFormat
	shown = {phonenumbers.format_number(number, form) for form in (formats.INTERNATIONAL, formats.NATIONAL)}
	return {str(number.national_number), *shown}


def _in_base64(data: bytes) -> set[str]:
	"""Return what every base64 text holds that has these bytes somewhere in it: the three ways they may fall."""
	found = set()
	for before, skip in ((0, 0), (1, 2), (2, 3)):
		text = base64.b64encode(b"\0" * before + data).decode()
		rest = (len(data) + before) % 3
		whole = text[skip : -(4 - rest)] if rest else text[skip:]
		found |= {whole, whole.replace("+", "-").replace("/", "_")}
	return found


def _grep(needles: Iterable[bytes], path: Path) -> set[bytes]:
	"""Return the needles that stand in a file. grep looks for thousands at once."""
	with tempfile.NamedTemporaryFile() as patterns:
		patterns.write(b"\n".join(needles))
		patterns.flush()
		command = [
			"grep",
			"--text",
			"--only-matching",
			"--ignore-case",
			"--fixed-strings",
			"-f",
			patterns.name,
		]
		done = subprocess.run(
			[*command, path], env={"LC_ALL": "C", "PATH": os.environ["PATH"]}, capture_output=True
		)
	if done.returncode > 1:
		raise RuntimeError(f"grep failed on {path.name}: {done.stderr.decode(errors='replace')}")
	return {line.lower() for line in done.stdout.splitlines()}
