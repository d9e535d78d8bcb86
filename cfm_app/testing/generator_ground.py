"""The ground that made-up complaints stand on: places, projects, people with duties, and the reference data."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

import frappe

from cfm_app.confidentiality.access_keys import key_for
from cfm_app.confidentiality.sealing import mark_of
from cfm_app.rules.access import RecordFacts
from cfm_app.testing.factories import make_area, make_grant, make_project, make_user

REGION_SHARES = (45, 30, 15, 10)  # percent of all complaints, so that a grant on a region sees just that much
DISTRICT_SHARES = (60, 30, 10)
SITES_PER_DISTRICT = 4
PROJECTS = 8
STAFF = 60
OLD_CORNER = "GEN-OLD"


@dataclass(frozen=True)
class Place:
	"""An area with its path, and the region whose staff handles what comes from there."""

	code: str
	path: str
	region: str


@dataclass
class Ground:
	"""Everything a story chooses from. `handlers`: users by region; `staff`: people complaints are about."""

	places: list[Place]
	weights: list[int]
	old_corner: Place
	projects: list[str]
	handlers: dict[str, list[str]]
	sensitive: str
	staff: list[str]
	categories: dict[int, list[str]]
	sensitivities: dict[int, str]
	keys: dict[RecordFacts, str] = field(default_factory=dict)

	def choose_place(self, random: Random) -> Place:
		"""Return a place, regions and districts in their shares."""
		return random.choices(self.places, cum_weights=self.weights)[0]

	def key(self, facts: RecordFacts, area: str) -> str:
		"""Return the access key of these facts as the app itself makes it, asked for once."""
		if facts not in self.keys:
			self.keys[facts] = key_for(facts, area)
		return self.keys[facts]


def lay_ground() -> Ground:
	"""Make places, projects, people and duties where they are missing and return them."""
	codes = _make_areas()
	paths = dict(_pairs("CFM Area", "path", name=["like", "GEN-%"]))
	places = [Place(code, paths[code], region) for code, region, _weight in codes]
	return Ground(
		places=places,
		weights=list(accumulate(weight for _code, _region, weight in codes)),
		old_corner=Place(OLD_CORNER, paths[OLD_CORNER], "GEN-1"),
		projects=[make_project(f"GEN-P{number}") for number in range(1, PROJECTS + 1)],
		handlers={region: _make_handlers(region) for region in sorted({place.region for place in places})},
		sensitive=_make_sensitive(),
		staff=[f"generated.staff.{number:02}@example.org" for number in range(STAFF)],
		categories=_by_level("CFM Category", "default_level", is_group=0),
		sensitivities={
			level: names[0] for level, names in _by_level("CFM Sensitivity Level", "level").items()
		},
	)


def marks(users: list[str]) -> frozenset:
	"""Return the marks under which people stand in access keys."""
	return frozenset(map(mark_of, users))


def _make_areas() -> list[tuple[str, str, int]]:
	"""Make some sixty areas; return (code, region, weight) of every place where complaints come from."""
	make_area(OLD_CORNER)
	found = []
	for region, region_share in enumerate(REGION_SHARES, start=1):
		region_code = make_area(f"GEN-{region}")
		for district, share in enumerate(DISTRICT_SHARES, start=1):
			code = make_area(f"{region_code}-{district}", region_code)
			sites = [make_area(f"{code}-{site}", code) for site in range(1, SITES_PER_DISTRICT + 1)]
			found += [(place, region_code, region_share * share) for place in (code, *sites)]
	return found


def _make_handlers(region: str) -> list[str]:
	users = [make_user(f"handler {region} {number}", "Focal Point") for number in range(1, 4)]
	for user in users:
		_grant_once(user, "Handle", area=region)
	return users


def _make_sensitive() -> str:
	user = make_user("handler sensitive", "Sensitive Focal Point")
	_grant_once(user, "Sensitive")
	return user


def _grant_once(user: str, duty: str, **scope) -> None:
	if not frappe.db.exists("CFM Focal Point", {"user": user, "duty": duty}):
		make_grant(user, duty, **scope)


def _by_level(doctype: str, level_field: str, **filters) -> dict[int, list[str]]:
	found = defaultdict(list)
	for name, level in _pairs(doctype, level_field, **filters):
		found[level].append(name)
	return dict(found)


def _pairs(doctype: str, value_field: str, **filters) -> tuple:
	return frappe.get_all(doctype, filters, ["name", value_field], order_by="name", as_list=True)
