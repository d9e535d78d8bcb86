"""Twenty calls of a provider at once, repeated and forged ones among them: answered in time, nothing lost or doubled."""

import random
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha1
from hmac import new as hmac
from statistics import quantiles
from urllib.parse import urlencode

import pytest

import frappe

from cfm_app.integrations.engine import inbox
from cfm_app.testing.gunicorn_server import gunicorn_server
from cfm_app.testing.twilio_case import make_account, make_line
from cfm_app.testing.twilio_double import TOKEN
from cfm_app.testing.web_server import remove_records

BASE = "https://help.example.org"
AT_ONCE = 20
MESSAGES, REPEATED, FORGED = 200, 100, 60
MOST_MILLISECONDS, MOST_TIMES_A_PING = 150, 4
EVENT, MESSAGE = "CFM Webhook Event", "CFM Message"


@pytest.fixture
def line(open_site):
	"""A number at Twilio that this site is told to answer for; it goes with all it received."""
	before = frappe.db.get_single_value("CFM Channel Settings", "public_base_url")
	frappe.db.set_single_value("CFM Channel Settings", "public_base_url", BASE)
	made = make_line(make_account(), language="en")
	frappe.db.commit()  # reason: the server is another process
	yield made
	frappe.db.rollback()
	rows = frappe.get_all(MESSAGE, {"line": made.name}, ["record", "contact_point"])
	records, points = ([row[key] for row in rows if row[key]] or [""] for key in ("record", "contact_point"))
	remove_records(records)
	frappe.db.delete("CFM Contact Point", {"name": ["in", points]})
	for doctype in (MESSAGE, EVENT):
		frappe.db.delete(doctype, {"line": made.name})
	made.delete()
	frappe.delete_doc("CFM Provider Account", made.account)
	frappe.db.set_single_value("CFM Channel Settings", "public_base_url", before)
	frappe.db.commit()  # reason: the site is left as it was


def call(line, number: int, is_forged: bool = False) -> dict:
	"""One call of Twilio: a message of the person with this number, signed as Twilio signs."""
	path = f"/cfm-hook/{line.path_key}/message"
	sid, sender = f"SM{number:032x}", f"+5730{number:08}"
	fields = {
		"MessageSid": sid,
		"From": sender,
		"To": line.address,
		"Body": f"well {number}",
		"NumMedia": "0",
	}
	fields["AccountSid"] = frappe.get_cached_value("CFM Provider Account", line.account, "account_id")
	text = BASE + path + "".join(name + fields[name] for name in sorted(fields))
	token = "guessed" if is_forged else TOKEN
	signature = b64encode(hmac(token.encode(), text.encode(), sha1).digest()).decode()
	headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
	return {"path": path, "method": "POST", "data": urlencode(fields).encode(), "headers": headers}


def flood(server, calls: list[dict]) -> list[tuple]:
	with ThreadPoolExecutor(AT_ONCE) as pool:
		return list(pool.map(lambda each: server.ask(**each), calls))


def p95(answers) -> float:
	return quantiles((took for _status, _body, took in answers), n=20)[-1]


def test_a_flood_is_answered_in_time_and_each_message_arrives_once(line, write_down):
	numbers = [*range(MESSAGES), *range(REPEATED)]
	calls = [(True, call(line, number)) for number in numbers]
	calls += [(False, call(line, number, is_forged=True)) for number in range(FORGED)]
	random.Random(7).shuffle(calls)
	pings = [{"path": "/api/method/ping"}] * len(calls)
	with gunicorn_server() as server:
		flood(server, pings[:AT_ONCE] + [each for _signed, each in calls[:AT_ONCE]])
		ping = flood(server, pings)
		answers = flood(server, [each for _signed, each in calls])
		ping += flood(server, pings)
	assert {status for (signed, _call), (status, *_rest) in zip(calls, answers, strict=True) if signed} == {
		200
	}
	assert {
		status for (signed, _call), (status, *_rest) in zip(calls, answers, strict=True) if not signed
	} == {403}
	write_down("webhook answer, 20 at once, against a ping", MOST_TIMES_A_PING, took(answers), took(ping))
	assert each_arrived_once(line)
	# a machine that is slow or busy takes longer for everything, a bare ping included
	assert p95(answers) <= max(MOST_MILLISECONDS, MOST_TIMES_A_PING * p95(ping))


def took(answers) -> list[float]:
	return [milliseconds for _status, _body, milliseconds in answers]


def each_arrived_once(line) -> bool:
	"""Let a worker take in what is stored; each message is there once, and every refused call was counted."""
	frappe.db.rollback()
	stored = frappe.get_all(EVENT, {"line": line.name, "state": ["!=", "Refused"]}, pluck="name")
	for name in stored:
		inbox.process(name)
	keys = frappe.get_all(MESSAGE, {"line": line.name}, pluck="provider_key")
	sids = sorted(key.rpartition(":")[2] for key in keys)
	assert sids == [f"SM{number:032x}" for number in range(MESSAGES)]
	assert len(set(frappe.get_all(MESSAGE, {"line": line.name}, pluck="record"))) == MESSAGES
	refused = frappe.get_all(EVENT, {"line": line.name, "state": "Refused"}, pluck="duplicates")
	assert sum(refused) + len(refused) >= FORGED
	return True
