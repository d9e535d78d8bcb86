"""The judgement on a site's configuration: what is wrong is named, what is right is not."""

from dataclasses import replace

import pytest

from cfm_app.rules.frappe_versions import first_safe, open_holes, parse
from cfm_app.rules.self_check import (
	EXPOSED,
	NOT_TRIED,
	PROTECTED,
	WEAK,
	SiteFacts,
	count,
	is_news,
	judge,
	key_file_problems,
	verdict,
)

IN_ORDER = SiteFacts()
SLIPS = {
	"cfm_allow_system_console": ({"switches": frozenset({"cfm_allow_system_console"})}, EXPOSED),
	"developer_mode": ({"switches": frozenset({"developer_mode"})}, EXPOSED),
	"server_script_enabled": ({"switches": frozenset({"server_script_enabled"})}, EXPOSED),
	"ignore_csrf": ({"switches": frozenset({"ignore_csrf"})}, EXPOSED),
	"recorder": ({"switches": frozenset({"recorder"})}, EXPOSED),
	"allow_error_traceback": ({"switches": frozenset({"allow_error_traceback"})}, WEAK),
	"login_with_email_link": ({"switches": frozenset({"login_with_email_link"})}, WEAK),
	"enable_two_factor_auth": ({"missing_switches": frozenset({"enable_two_factor_auth"})}, WEAK),
	"encrypt_backup": ({"missing_switches": frozenset({"encrypt_backup"})}, WEAK),
	"redis": ({"redis_hosts": (("redis_cache", "10.0.0.7"),)}, EXPOSED),
	"leftovers": ({"leftovers": {"DocShare": 2}}, EXPOSED),
	"allow_cors": ({"allow_cors": "*"}, EXPOSED),
	"sql_logging": ({"sql_logging": 2}, EXPOSED),
	"no_https": ({"host_name": "http://feedback.example.org"}, EXPOSED),
	"trusted_proxy": ({"trusted_proxy": False}, WEAK),
	"scheduler_off": ({"scheduler_off": True}, WEAK),
	"sends_without_budget": ({"sends_without_budget": True}, WEAK),
	"provider_copies": ({"provider_copies": ("3",)}, WEAK),
	"unfiled_messages": ({"unfiled_messages": ("1",)}, WEAK),
	"session_hours": ({"session_hours": 170}, WEAK),
	"login_attempts": ({"login_attempts": 0}, WEAK),
	"password_score": ({"password_score": 2}, WEAK),
	"error_log_days": ({"error_log_days": None}, WEAK),
	"system_managers": ({"system_managers": ("a", "b", "c", "d")}, WEAK),
	"managers_with_duty": ({"managers_with_duty": ("a",)}, WEAK),
	"people_with_api_key": ({"people_with_api_key": ("a",)}, WEAK),
	"people_without_line": ({"people_without_line": ("a",)}, WEAK),
	"roles_without_second_factor": ({"roles_without_second_factor": ("CFM Custodian",)}, WEAK),
	"key_problems": ({"key_problems": ("readable by others",)}, EXPOSED),
	"changed_permissions": ({"changed_permissions": ("Complaint: All",)}, EXPOSED),
	"changed_types": ({"changed_types": ("Complaint: track_changes",)}, EXPOSED),
	"linking_fields": ({"linking_fields": ("ToDo.complaint",)}, EXPOSED),
	"raw_reports": ({"raw_reports": ("All words",)}, EXPOSED),
	"outgoing_hooks": ({"outgoing_hooks": ("Webhook x",)}, EXPOSED),
	"broken_log_rows": ({"broken_log_rows": ("7",)}, EXPOSED),
}


def test_a_site_in_order_has_no_finding():
	assert judge(IN_ORDER) == []


@pytest.mark.parametrize("code", SLIPS)
def test_one_slip_is_one_finding(code):
	changes, weight = SLIPS[code]
	assert [(found.code, found.weight) for found in judge(replace(IN_ORDER, **changes))] == [(code, weight)]


def test_what_is_exposed_comes_before_what_is_weak():
	slips = replace(IN_ORDER, session_hours=170, sql_logging=2, login_attempts=99)
	assert [found.weight for found in judge(slips)] == [EXPOSED, WEAK, WEAK]
	assert count(judge(slips)) == {EXPOSED: 1, WEAK: 2}


def test_redis_on_this_machine_needs_no_password():
	hosts = tuple((f"redis_{place}", place) for place in ("127.0.0.1", "localhost", "::1", ""))
	assert judge(replace(IN_ORDER, redis_hosts=hosts)) == []


def test_only_the_places_that_are_open_are_named():
	hosts = (("redis_cache", "127.0.0.1"), ("redis_queue", "queue.internal"))
	assert judge(replace(IN_ORDER, redis_hosts=hosts))[0].named == ("redis_queue",)
	assert judge(replace(IN_ORDER, leftovers={"File": 0, "DocShare": 2}))[0].named == ("DocShare (2)",)


@pytest.mark.parametrize(
	"version, holes",
	[
		("15.51.1", ["CVE-2026-44208", "CVE-2026-31879", "CVE-2026-31878"]),
		("15.100.0", ["CVE-2026-44208", "CVE-2026-31879"]),
		("15.106.9", ["CVE-2026-44208"]),
		("15.107.0", []),
		("15.118.2-dev", []),
		("16.6.0", ["CVE-2026-44208", "CVE-2026-31879", "CVE-2026-44976"]),
		("16.17.0", ["CVE-2026-44976"]),
		("16.17.4", []),
		("17.0.0", []),
	],
)
def test_a_version_has_the_holes_that_were_closed_after_it(version, holes):
	assert open_holes(version) == holes
	assert [found.code for found in judge(replace(IN_ORDER, frappe_version=version))] == holes


def test_the_first_safe_release_of_the_same_major_version_is_named():
	assert first_safe("15.51.1") == "15.107.0"
	assert first_safe("16.0.0-beta.1") == "16.17.4"
	assert first_safe("17.0.0") == ""


def test_a_version_is_read_as_numbers():
	assert parse("15.9.0") < parse("15.51.1-dev") == (15, 51, 1)
	assert parse("16") == (16, 0, 0)


def test_a_key_file_is_private_and_stands_apart():
	assert key_file_problems(0o100600, True, False, False) == ()
	assert key_file_problems(0o100640, True, False, False) == ("readable by others",)
	assert len(key_file_problems(0o100777, False, True, True)) == 4


def test_an_attack_that_works_nowhere_proves_nothing():
	assert verdict(True, True) == verdict(True, False) == EXPOSED
	assert verdict(False, True) == PROTECTED
	assert verdict(False, False) == NOT_TRIED
	assert verdict(False, None) == PROTECTED


def test_people_are_told_of_each_exposed_thing_once():
	assert is_news({"redis", "no_https"}, {"no_https"})
	assert not is_news({"no_https"}, {"no_https", "redis"})
	assert not is_news(set(), {"redis"})
