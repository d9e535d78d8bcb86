"""Whoever guesses the name of a record and calls any function of the app gets nothing of it and changes nothing."""

import re
from types import SimpleNamespace
from unittest.mock import patch

import pytest

import frappe

from cfm_app.rules.access import FULL
from cfm_app.self_check.ground import ground
from cfm_app.testing.attackers import make_attackers, make_insider
from cfm_app.testing.endpoints import every_endpoint
from cfm_app.testing.expected_rights import OVERSEERS
from cfm_app.testing.foreign_records import absent, changes, guarded_types, names_on, snapshot

ENDPOINTS = every_endpoint()
STAND_INS = (
	"cfm_app.api.platform"  # the platform itself tells a refused name from an unknown one; names are random
)
AIMED = [
	endpoint
	for endpoint in ENDPOINTS
	if endpoint.aims_at() & set(guarded_types()) and not endpoint.path.startswith(STAND_INS)
]
REFUSED = ("401", "403", "404")
ANSWERED = ("200", "409", "417")  # done, or refused with a sentence about the work itself
SAID = re.compile(r'"(?:exc_type|message)"\s*:\s*"([^"]*)"')
# endpoints that refuse even somebody with every role and duty on the record, by the beginning of their path, and why
NOT_EVEN_THE_INSIDER = {
	"cfm_app.api.desk.answer_with_faq": "a new site has no ready answers",
	"cfm_app.api.desk_broadcast.approve": "a new site has no broadcast",
	"cfm_app.api.desk_broadcast.broadcast_page": "a new site has no broadcast",
	"cfm_app.api.desk_broadcast.take_step": "a new site has no broadcast",
	"cfm_app.api.desk_bulletins.have_read": "a new site has no bulletins",
	"cfm_app.api.desk_bulletins.readers": "a new site has no bulletins",
	"cfm_app.api.desk_data_request.decide_erasure": "nobody has asked for one",
	"cfm_app.api.desk_data_request.make_copy": "the bare request stands under no law",
	"cfm_app.api.desk_directory.apply_import": "nobody has brought a file in",
	"cfm_app.api.desk_directory.undo_import": "nobody has brought a file in",
	"cfm_app.api.desk_export.fetch": "only who asked for a file fetches it",
	"cfm_app.api.desk_provider_accounts.finish_rotation": "a new site has no account at a provider",
	"cfm_app.api.desk_provider_accounts.rotation": "a new site has no account at a provider",
	"cfm_app.api.desk_message_setup.test_connection": "a new site has no account at a provider",
	"cfm_app.api.desk_message_setup.set_addresses": "a new site has no account at a provider",
	"cfm_app.api.desk_messages.fetch_again": "the bare attachment belongs to no message",
	"cfm_app.api.platform.get_password": "a key that was saved is shown to nobody",
	"cfm_app.api.desk_referral_inbox.": "only who it was sent to opens the sheet",
	"cfm_app.api.desk_referrals.stands_against": "a new site has no services",
	"cfm_app.api.desk_service_keeping.": "a new site has no services",
	"cfm_app.api.desk_services.set_capacity": "a new site has no services",
	"cfm_app.api.desk_services.make_verification_link": "a new site has no services",
	"cfm_app.api.desk_services.verify": "a new site has no services",
	"cfm_app.api.desk_reveal.decide": "nobody decides about what she did not hear of",
	"cfm_app.api.desk_reveal.withdraw": "only who asked withdraws",
	"cfm_app.api.desk_sessions.ask_for_second_factor": "a mailed code comes first",
	"cfm_app.api.desk_sessions.send_code": "a test site sends no mail",
	"cfm_app.api.desk_sharing.stands_against": "a new site has no agreements",
	"cfm_app.api.platform.download_scheduled_report": "a complaint is no scheduled report",
	"cfm_app.api.platform.send_scheduled_report": "a complaint is no scheduled report",
	"cfm_app.api.platform.get_coords": "confidential records are on no map",
	"cfm_app.api.platform_exports.": "confidential records leave by an export request only",
	"cfm_app.api.platform_records.add_tag": "confidential records carry no tags",
	"cfm_app.api.platform_records.get_tagged_docs": "confidential records carry no tags",
	"cfm_app.api.platform_records.get_form_data": "a form takes confidential records in, and shows none",
	"cfm_app.api.platform_records.remove_tag": "confidential records carry no tags",
	"cfm_app.api.platform_records.toggle_like": "confidential records are not liked",
	"cfm_app.api.platform_records.unlock_document": "confidential records are not locked",
}


def ids(endpoints):
	return [endpoint.path.removeprefix("cfm_app.api.") for endpoint in endpoints]


every_one = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=ids(ENDPOINTS))


@pytest.fixture(scope="module")
def scene(open_site):
	frappe.set_user("Administrator")
	with ground() as built:
		names = names_on(built)
		yield SimpleNamespace(
			ground=built,
			names=names,
			attackers=make_attackers(built),
			insider=make_insider(built),
			before=snapshot(),
		)


def call(scene, endpoint, user, names):
	arguments = endpoint.arguments({**names, "attacker": user})
	sent = {"json": arguments} if endpoint.target.startswith("POST") else arguments
	return scene.ground.request(user, endpoint.target, **sent)


def status(answer):
	return answer.split("\n", 1)[0]


def attackers_of(scene, endpoint):
	"""(who, user) of everybody who may not see every record the endpoint takes."""
	overseers = set().union(*(OVERSEERS.get(doctype, set()) for doctype in endpoint.aims_at()))
	with_every_role = {"every role", "every duty elsewhere"} if overseers else set()
	return [(who, user) for who, user in scene.attackers.items() if who not in overseers | with_every_role]


def attacked(scene, endpoint, user, names):
	"""Call the endpoint, undo it, and return (what came back, what it changed)."""

	def attack(_ground):
		answer = call(scene, endpoint, user, names)
		return answer, changes(scene.before, snapshot(), names)

	return scene.ground.attempt(attack)


@every_one
def test_nothing_comes_back_and_nothing_changes(scene, endpoint):
	answers, changed = scene.ground.attempt(one_after_the_other, scene, endpoint)
	for who, answer in answers:
		assert not status(answer).startswith("5"), f"it breaks when {who} calls it: {answer}"
		assert not scene.ground.shows_secret(answer), f"{who} learned something: {answer}"
	assert not changed, f"somebody changed {changed}"


def one_after_the_other(_ground, scene, endpoint):
	"""Let everybody call it; return [(who, what came back)] and what all of them together changed."""
	answers = [(who, call(scene, endpoint, user, scene.names)) for who, user in attackers_of(scene, endpoint)]
	return answers, changes(scene.before, snapshot(), scene.names)


@every_one
def test_a_stranger_gets_in_only_where_strangers_are_expected(scene, endpoint):
	answer, _changed = attacked(scene, endpoint, "Guest", scene.names)
	assert endpoint.open_to_guests or status(answer) in REFUSED


@pytest.mark.parametrize("endpoint", AIMED, ids=ids(AIMED))
def test_a_foreign_record_and_one_that_does_not_exist_are_refused_alike(scene, endpoint):
	nowhere = absent(scene.names)
	for who in {"curious colleague", "every duty elsewhere"} & dict(attackers_of(scene, endpoint)).keys():
		foreign, _changed = attacked(scene, endpoint, scene.attackers[who], scene.names)
		missing, _changed = attacked(scene, endpoint, scene.attackers[who], nowhere)
		assert said(foreign, scene.names) == said(missing, nowhere), who


def said(answer, names):
	"""What a person is told: the status, the kind of refusal and its sentence, without the name she typed herself."""
	found = SAID.findall(answer.replace("\\", ""))
	sentences = [text for text in found if text]
	for name in names.values():
		sentences = [text.replace(str(name), "NAME") for text in sentences]
	return status(answer), sorted(set(sentences))


@every_one
def test_who_may_gets_through(scene, endpoint):
	answer, _changed = attacked(scene, endpoint, scene.insider, scene.names)
	assert "FrappeTypeError" not in answer, "cfm_app/testing/endpoints.py sends something of the wrong type"
	if endpoint.path.startswith(tuple(NOT_EVEN_THE_INSIDER)):
		assert status(answer) in REFUSED
	else:
		assert status(answer) in ANSWERED, answer


def test_without_the_rule_these_calls_would_leak(scene):
	curious, leaks, touched = scene.attackers["curious colleague"], set(), set()
	with patch("cfm_app.confidentiality.permissions.depth", lambda facts, viewer: FULL):
		for endpoint in AIMED:
			answer, changed = attacked(scene, endpoint, curious, scene.names)
			leaks |= {endpoint.path} if scene.ground.shows_secret(answer) else set()
			touched |= {endpoint.path} if changed else set()
	assert "cfm_app.api.desk_complaint.complaint_page" in leaks
	assert {"cfm_app.api.desk_complaint.add_note", "cfm_app.api.desk_answers.rewrite"} <= touched


def test_every_record_an_endpoint_aims_at_is_there(scene):
	aims = set().union(*(endpoint.aims_at() for endpoint in ENDPOINTS)) - {
		"attacker",
		"CFM Bulletin",
		"CFM FAQ",
		"CFM Service",
		"CFM Sharing Agreement",
	}
	assert aims <= set(scene.names)
