"""What a probe is: one known way around the access rule, tried as an attacker, and who stands in its way."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

# the files in this folder that hold probes
SOURCES: list[str] = [
	"links",
	"shares",
	"attachments",
	"queries",
	"reading",
	"forgeries",
	"touching",
	"leftovers",
	"referring",
	"directory",
]
PROBES: list["Probe"] = []


@dataclass(frozen=True)
class Probe:
	"""One attack.

	`attack(ground, user)` tries it as this user and returns everything that came back, as one text.
	`guard` names what stands in its way, as dotted functions that a test takes out (testing/without.py) to see the
	secret come through. Where nothing needs to stand in the way, because content is not where the attack reaches,
	`guard` is empty and `control(ground)` shows the same attack getting a secret that was left in its reach.
	`reaches_reader` is False where the attack is refused to everybody, the rightful reader included.
	"""

	number: int
	title: str
	attack: Callable
	guard: tuple[str, ...] = ()
	control: Callable | None = None
	remedy: str = ""
	reaches_reader: bool = True

	@property
	def key(self) -> str:
		"""The name of the probe in reports and tests: the row of the list of paths and the attack's own name."""
		return f"{self.number}-{self.attack.__name__}"


def probe(number: int, title: str, guard: str | tuple[str, ...] = (), **rest):
	"""Register the decorated function as the attack of a probe. The title is marked with _lt where it is written."""
	guards = (guard,) if isinstance(guard, str) else guard

	def register(attack: Callable) -> Callable:
		PROBES.append(Probe(number, title, attack, guards, **rest))
		return attack

	return register


def all_probes() -> list[Probe]:
	"""Return every probe of the app, by the number of its path."""
	for source in SOURCES:
		import_module(f"cfm_app.self_check.{source}")
	return sorted(PROBES, key=lambda probe: probe.number)
