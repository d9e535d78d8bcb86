"""Twilio's own description of its API, against which the double checks every call and every answer of its own.

The documents come with Twilio's command line tool. They are fetched by npm once, into the cache of whoever runs the
tests, and never become part of this app.
"""

import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import parse_qsl

from werkzeug.datastructures import Headers, ImmutableMultiDict

PACKAGE = "@twilio/cli-core@9.0.0"
INSIDE = "package/src/services/twilio-api"
BY_HOST = {
	"api.twilio.com": "twilio_api_v2010.json",
	"messaging.twilio.com": "twilio_messaging_v1.json",
	"content.twilio.com": "twilio_content_v1.json",
}
# of all of Twilio's paths the few that this app calls: reading the rest would take minutes
PATHS = (
	"/2010-04-01/Accounts/{AccountSid}/Messages.json",
	"/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json",
	"/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json",
	"/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json",
	"/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json",
	"/v1/Services/{Sid}",
	"/v1/Content/{Sid}",
	"/v1/Content/{Sid}/ApprovalRequests",
)
NPM_SECONDS = 180


class NoContract(Exception):
	"""The documents are not there and could not be fetched. The text says why."""


@dataclass
class ContractRequest:
	"""A call as openapi-core wants it, under the host it was meant for."""

	host: str
	path: str
	method: str
	body: bytes
	content_type: str
	headers: Headers
	query: ImmutableMultiDict
	parameters: object = field(init=False)

	def __post_init__(self):
		from openapi_core.datatypes import RequestParameters

		self.method = self.method.lower()
		self.parameters = RequestParameters(query=self.query, header=self.headers)

	@property
	def host_url(self) -> str:
		return f"https://{self.host}"


@dataclass
class ContractAnswer:
	"""An answer as openapi-core wants it."""

	status_code: int
	data: bytes
	content_type: str = "application/json"
	headers: Headers = field(default_factory=Headers)


class Contract:
	"""Checks calls and answers against the documents. Raises what openapi-core raises, which says what is wrong."""

	def __init__(self, folder: Path):
		self.folder = folder

	def check_request(self, request: ContractRequest) -> None:
		"""Raise when Twilio does not document such a call."""
		self._check_names(request)
		self._document(request.host).validate_request(request)

	def check_answer(self, request: ContractRequest, answer: ContractAnswer) -> None:
		"""Raise when Twilio would not answer like this."""
		self._document(request.host).validate_response(request, answer)

	def _document(self, host: str):
		return self._documents[BY_HOST[host]]

	@cached_property
	def _documents(self) -> dict:
		from openapi_core import Config, OpenAPI

		config = Config(spec_validator_cls=None)
		return {name: OpenAPI.from_dict(self._few_paths(name), config=config) for name in BY_HOST.values()}

	def _few_paths(self, name: str) -> dict:
		document = json.loads((self.folder / name).read_text(encoding="utf-8"))
		document["paths"] = {path: each for path, each in document["paths"].items() if path in PATHS}
		_repair(document)
		return document

	def _check_names(self, request: ContractRequest) -> None:
		"""Form fields that Twilio does not know: its documents do not forbid them, so a misspelt one would pass."""
		if request.method != "post":
			return
		known = self._fields(request)
		unknown = {name for name, _value in parse_qsl(request.body.decode(), keep_blank_values=True)} - known
		if unknown:
			raise AssertionError(f"Twilio does not know {sorted(unknown)}")

	def _fields(self, request: ContractRequest) -> set[str]:
		from openapi_core.templating.paths.finders import APICallPathFinder

		spec = self._document(request.host).spec
		found = APICallPathFinder(spec).find(request.method, f"{request.host_url}{request.path}")
		schema = found.operation / "requestBody" / "content" / "application/x-www-form-urlencoded" / "schema"
		return set((schema / "properties").keys())


@lru_cache(maxsize=1)
def contract() -> Contract:
	"""Return the contract, fetched when it is not in the cache yet. Raises NoContract."""
	try:
		import openapi_core  # noqa: F401
	except ImportError:
		raise NoContract("openapi-core is not installed: pip install openapi-core") from None
	folder = _cache()
	if not all((folder / name).exists() for name in BY_HOST.values()):
		_fetch(folder)
	return Contract(folder)


def _cache() -> Path:
	home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
	return home / "cfm_app" / PACKAGE.replace("/", "-")


def _fetch(folder: Path) -> None:
	npm = shutil.which("npm")
	if not npm:
		raise NoContract("npm is not installed: Twilio's description of its API cannot be fetched")
	folder.mkdir(parents=True, exist_ok=True)
	asked = [npm, "pack", PACKAGE, "--pack-destination", str(folder), "--silent"]
	try:
		subprocess.run(asked, check=True, timeout=NPM_SECONDS, capture_output=True, cwd=folder)
	except (subprocess.SubprocessError, OSError) as failure:
		raise NoContract(f"npm could not fetch {PACKAGE}: {type(failure).__name__}") from failure
	with tarfile.open(next(folder.glob("*.tgz"))) as archive:
		for name in BY_HOST.values():
			(folder / name).write_bytes(archive.extractfile(f"{INSIDE}/{name}").read())


def _repair(part) -> None:
	"""Make the documents usable by a strict reader, in the two ways in which they say less than Twilio does.

	Lists in forms are repeated fields (twilio-oai issue 43), and "uri" in answers may be a path.
	"""
	if isinstance(part, list):
		for each in part:
			_repair(each)
	elif isinstance(part, dict):
		if part.get("format") == "uri":
			part.pop("format")
		for media_type, content in (part.get("content") or {}).items() if _is_body(part) else ():
			if media_type == "application/x-www-form-urlencoded":
				content["encoding"] = _lists_repeat(content["schema"])
		for each in part.values():
			_repair(each)


def _is_body(part: dict) -> bool:
	return isinstance(part.get("content"), dict)


def _lists_repeat(schema: dict) -> dict:
	fields = schema.get("properties", {}).items()
	return {name: {"style": "form", "explode": True} for name, each in fields if each.get("type") == "array"}
