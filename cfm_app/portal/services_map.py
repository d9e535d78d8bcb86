"""The map of the public directory: a page of its own, the only one that may show pictures from elsewhere.

It repeats the places of the list. The pictures come when a reader has been told from where and taps, never before.
"""

import frappe

from cfm_app.rules import map_tiles

MOST = 60
LIBRARY = "/assets/cfm_app/leaflet/leaflet"
VERSION = "1.9.4"


def is_offered(found: list[dict]) -> bool:
	"""Whether there is a map: somebody entered where its pictures come from, and a service of `find` has a place."""
	return bool(frappe.get_cached_doc("CFM Settings").tiles_address) and any(row.places for row in found)


def context(found: list[dict]) -> dict:
	"""Return what the page shows: {places, is_more, tiles, pictures_from}, in the order of the list."""
	settings = frappe.get_cached_doc("CFM Settings")
	places = [
		{"service": row.name, "title": row.title, "site": site, "at": point}
		for row in found
		for site, point in row.places
	]
	return {
		"places": places[:MOST],
		"is_more": len(places) > MOST,
		"library": f"{LIBRARY}.{{}}?v={VERSION}",
		"tiles": {
			"address": settings.tiles_address,
			"host": map_tiles.host(settings.tiles_address),
			"words": settings.tiles_words,
			"referrer": "origin" if settings.tiles_ask_site else "no-referrer",
		},
		"pictures_from": map_tiles.origin(settings.tiles_address),
	}
