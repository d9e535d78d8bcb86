"""Decides which services a person can really use, and says of the others why not (requirements E06, E16, E41)."""

from dataclasses import dataclass, field
from datetime import date
from math import asin, cos, radians, sin, sqrt

from cfm_app.rules.area_paths import is_within
from cfm_app.rules.service_freshness import DUE, FRESH, NEVER, STALE

EARTH_KM = 6371.0
OPEN, FULL, SUSPENDED = "open", "full", "suspended"

NOT_THIS_NEED, OUT_OF_REACH, WRONG_SEX, TOO_YOUNG, TOO_OLD = "need", "area", "sex", "too_young", "too_old"
STATUS, NO_LANGUAGE, NO_ACCESS, NO_WOMAN = "status", "language", "accessibility", "female_staff"
IS_FULL, IS_SUSPENDED, NOT_STARTED, HAS_ENDED, IS_STALE = "full", "suspended", "not_started", "ended", "stale"
BARS = frozenset(
	{
		WRONG_SEX,
		TOO_YOUNG,
		TOO_OLD,
		STATUS,
		IS_FULL,
		IS_SUSPENDED,
		NOT_STARTED,
		HAS_ENDED,
		IS_STALE,
		NO_ACCESS,
	}
)
"""what takes a service out of the suggestions; the others only put it further down"""


@dataclass(frozen=True)
class Need:
	"""What is looked for, and for whom. None and empty sets mean that nobody asked.

	`area_path` is the path of the place (rules/area_paths.py); `at` is (latitude, longitude) in degrees.
	"""

	service_type: str = ""
	sector: str = ""
	area_path: str = ""
	at: tuple[float, float] | None = None
	sex: str | None = None
	age: int | None = None
	status: str | None = None
	languages: frozenset[str] = frozenset()
	access_needs: frozenset[str] = frozenset()
	wants_woman: bool = False


@dataclass(frozen=True)
class ServiceFacts:
	"""What the directory says of a service. Empty sets mean: everybody, everywhere, any language."""

	name: str
	service_type: str = ""
	sector: str = ""
	site_paths: tuple[str, ...] = ()
	catchment_paths: tuple[str, ...] = ()
	places: tuple[tuple[float, float], ...] = ()
	sexes: frozenset[str] = frozenset()
	age_from: int | None = None
	age_to: int | None = None
	statuses: frozenset[str] = frozenset()
	languages: frozenset[str] = frozenset()
	accessible: frozenset[str] = frozenset()
	female_staff: bool = False
	capacity: str = OPEN
	starts_on: date | None = None
	ends_on: date | None = None
	freshness: str = FRESH
	is_open_now: bool | None = None
	is_ours: bool = False


@dataclass(frozen=True)
class Found:
	"""A service with what speaks against it, as codes, and how far away it is in kilometres if known."""

	service: ServiceFacts
	against: tuple[str, ...] = ()
	distance: float | None = None
	order: tuple = field(default=(), compare=False)

	@property
	def usable(self) -> bool:
		"""Tell whether it stands among the suggestions."""
		return not BARS & set(self.against)


def find(need: Need, services: list[ServiceFacts], today: date) -> tuple[list[Found], list[Found]]:
	"""Return (suggestions, others with their reasons), each the best first.

	A service for another need or beyond reach is in neither: the caller asks for a wider place instead.
	"""
	judged = [judge(need, service, today) for service in services]
	matching = [found for found in judged if not {NOT_THIS_NEED, OUT_OF_REACH} & set(found.against)]
	in_order = sorted(matching, key=lambda found: found.order)
	return [found for found in in_order if found.usable], [found for found in in_order if not found.usable]


def judge(need: Need, service: ServiceFacts, today: date) -> Found:
	"""Return what speaks against one service for this need."""
	against = tuple(
		code
		for code, applies in (*_of_the_person(need, service), *_of_the_service(need, service, today))
		if applies
	)
	distance = _distance(need, service)
	near = _nearness(need, service), distance or 0.0
	order = (len(against), not service.is_ours, not service.is_open_now, *near, service.name)
	return Found(service, against, distance, order)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
	"""Return the distance of two places on the globe (haversine formula, R. W. Sinnott 1984)."""
	(lat1, lon1), (lat2, lon2) = (tuple(map(radians, place)) for place in (one, other))
	half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
	return 2 * EARTH_KM * asin(sqrt(half))


def _of_the_person(need: Need, service: ServiceFacts) -> tuple:
	age = need.age
	return (
		(WRONG_SEX, bool(need.sex and service.sexes and need.sex not in service.sexes)),
		(TOO_YOUNG, age is not None and service.age_from is not None and age < service.age_from),
		(TOO_OLD, age is not None and service.age_to is not None and age > service.age_to),
		(STATUS, bool(need.status and service.statuses and need.status not in service.statuses)),
		(NO_LANGUAGE, bool(need.languages and service.languages and not need.languages & service.languages)),
		(NO_ACCESS, bool(need.access_needs - service.accessible)),
		(NO_WOMAN, need.wants_woman and not service.female_staff),
	)


def _of_the_service(need: Need, service: ServiceFacts, today: date) -> tuple:
	return (
		(NOT_THIS_NEED, not _meets(need, service)),
		(OUT_OF_REACH, not _reaches(need, service)),
		(IS_FULL, service.capacity == FULL),
		(IS_SUSPENDED, service.capacity == SUSPENDED),
		(NOT_STARTED, bool(service.starts_on and service.starts_on > today)),
		(HAS_ENDED, bool(service.ends_on and service.ends_on < today)),
		(IS_STALE, service.freshness in (STALE, NEVER)),
		("due", service.freshness == DUE),
	)


def _meets(need: Need, service: ServiceFacts) -> bool:
	if need.service_type:
		return service.service_type == need.service_type
	return not need.sector or service.sector == need.sector


def _reaches(need: Need, service: ServiceFacts) -> bool:
	paths = (*service.site_paths, *service.catchment_paths)
	if not need.area_path or not paths:
		return True
	return any(_are_in_line(path, need.area_path) for path in paths)


def _nearness(need: Need, service: ServiceFacts) -> int:
	"""Return how many steps of the area tree lie between the place and the nearest site; many for none."""
	steps = (
		abs(len(path) - len(need.area_path))
		for path in service.site_paths
		if need.area_path and _are_in_line(path, need.area_path)
	)
	return min(steps, default=99)


def _are_in_line(one: str, other: str) -> bool:
	return is_within(one, other) or is_within(other, one)


def _distance(need: Need, service: ServiceFacts) -> float | None:
	if need.at is None or not service.places:
		return None
	return min(kilometres(need.at, place) for place in service.places)
