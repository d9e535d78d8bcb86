"""Fills a test site with as many services as a measurement needs, each with a site, in towns of several provinces."""

import frappe
from frappe.utils import add_days, create_batch, getdate

from cfm_app.confidentiality.rows import insert_rows
from cfm_app.directory import verification
from cfm_app.testing.directory import make_provider
from cfm_app.testing.factories import make_area

PROVINCES, TOWNS = 10, 20
CHUNK = 1000
PROVINCE, TOWN = "BENCH0", "BENCH0.T0"
CAPACITIES = ("open", "open", "limited", "full")
SEXES = ("everybody", "everybody", "women and girls", "men and boys")


def fill(services: int) -> None:
	"""Insert services until this many made-up ones are there: every town gets every type in use, as far as they last."""
	there = frappe.db.count(verification.SERVICE, {"imported_id": "bench"})
	towns, provider = _towns(), make_provider("Bench provider").name
	types = frappe.get_all("CFM Service Type", {"is_active": 1}, ["name", "sector"], order_by="name")
	for numbers in create_batch(range(there, services), CHUNK):
		rows = [_service(number, types[number % len(types)], provider) for number in numbers]
		names = insert_rows(verification.SERVICE, rows)
		insert_rows(
			"CFM Service Site",
			[
				_site(name, towns[n // len(types) % len(towns)], n)
				for name, n in zip(names, numbers, strict=True)
			],
		)
		frappe.db.commit()  # reason: one transaction over many rows would fill the undo log


def _towns() -> list[str]:
	top = [make_area(f"BENCH{number}") for number in range(PROVINCES)]
	return [make_area(f"{province}.T{number}", province) for number in range(TOWNS) for province in top]


def _service(number: int, kind, provider: str) -> dict:
	return {
		"title": f"Service {number}",
		"provider": provider,
		"service_type": kind.name,
		"sector": kind.sector,
		"is_active": 1,
		"is_public": 1,
		"capacity": CAPACITIES[number % len(CAPACITIES)],
		"for_sex": SEXES[number // 7 % len(SEXES)],
		"verified_on": getdate(),
		"verify_every_days": 30,
		"due_on": add_days(getdate(), 30),
		"freshness": "verified",
		"owner_user": "Administrator",
		"imported_id": "bench",
	}


def _site(service: str, town: str, number: int) -> dict:
	parent = {"parent": service, "parenttype": verification.SERVICE, "parentfield": "sites", "idx": 1}
	hours = "Mon-Fri 08:30-16:00" if number % 2 else ""
	return {**parent, "title": "Office", "area": town, "hours": hours}
