"""Every DocType of the app, every role, every way the platform offers: rights are those of the table, and no more."""

from types import SimpleNamespace

import pytest

import frappe

from cfm_app.self_check.ground import ground
from cfm_app.setup.owned import MODULES
from cfm_app.testing.attackers import make_attackers, make_insider
from cfm_app.testing.expected_rights import KEPT_BY_NAME, LETTERS, OVERSEERS, RIGHTS, expected
from cfm_app.testing.foreign_records import bare_record, changes, guarded_types, names_on, snapshot
from cfm_app.testing.without import without

RULE = (
	"cfm_app.confidentiality.permissions.has_permission",
	"cfm_app.confidentiality.permissions.permission_query_conditions",
)
HOLDERS_OF_MUCH = ("Guest", "System Manager", "every role", "curious colleague", "every duty elsewhere")
GUARDED = guarded_types()
OPEN = sorted(set(RIGHTS) - set(GUARDED) - {"CFM Settings"})
HOLDERS_OF_SEVERAL_ROLES = ("curious colleague", "every duty elsewhere", "every role")
NEEDED = {
	"read": {"read"},
	"list": {"read", "select"},
	"write": {"write"},
	"create": {"create"},
	"delete": {"delete"},
}
REFUSED = ("401", "403", "404")


@pytest.fixture(scope="module")
def scene(open_site):
	frappe.set_user("Administrator")
	with ground() as built:
		names = names_on(built)
		yield SimpleNamespace(
			ground=built,
			names=names,
			key=built.complaint.access_key,
			attackers=make_attackers(built),
			insider=make_insider(built),
			before=snapshot(),
		)


def attempts(doctype, name, payload):
	"""{what: requests} as (target, arguments): each way of the platform to do it, the plainest first."""
	one, many = f"/api/resource/{doctype}/{name}", f"/api/resource/{doctype}"
	one_v2, many_v2 = f"/api/v2/document/{doctype}/{name}/", f"/api/v2/document/{doctype}"
	this, fields = {"doctype": doctype, "name": name}, {"fields": '["*"]'}
	document = {"doctype": doctype, **payload}
	return {
		"read": [
			(f"GET {one}", {}),
			(f"GET {one_v2}", {}),
			("frappe.client.get", this),
			("frappe.desk.form.load.getdoc", this),
			("frappe.client.get_value", {"doctype": doctype, "filters": name, "fieldname": "modified"}),
		],
		"list": [
			(f"GET {many}", fields),
			(f"GET {many_v2}", fields),
			("frappe.client.get_list", {"doctype": doctype, **fields}),
			("frappe.desk.reportview.get", {"doctype": doctype, "fields": f'["`tab{doctype}`.`name`"]'}),
		],
		"count": [
			("frappe.client.get_count", {"doctype": doctype}),
			(f"GET /api/v2/doctype/{doctype}/count", {}),
			("frappe.desk.reportview.get_count", {"doctype": doctype}),
		],
		"write": [
			(f"PUT {one}", {"json": payload}),
			(f"PATCH {one_v2}", {"json": payload}),
			("frappe.client.set_value", {**this, "fieldname": payload}),
			("frappe.client.save", {"doc": {**document, "name": name}}),
			("frappe.desk.form.save.savedocs", {"doc": {**document, "name": name}, "action": "Save"}),
		],
		"create": [
			(f"POST {many}", {"json": payload}),
			(f"POST {many_v2}", {"json": payload}),
			("frappe.client.insert", {"doc": document}),
		],
		"delete": [
			(f"DELETE {one}", {}),
			(f"DELETE {one_v2}", {}),
			("frappe.client.delete", this),
			("frappe.desk.reportview.delete_items", {"doctype": doctype, "items": f'["{name}"]'}),
		],
		"rename": [
			("frappe.client.rename_doc", {"doctype": doctype, "old_name": name, "new_name": f"{name}-mine"}),
			(
				"frappe.model.rename_doc.update_document_title",
				{"doctype": doctype, "docname": name, "name": "mine"},
			),
		],
		"submit": [
			("frappe.client.submit", {"doc": {**document, "name": name}}),
			("frappe.client.cancel", this),
		],
		"run": [
			("run_doc_method", {"dt": doctype, "dn": name, "method": "get_title"}),
			("run_doc_method", {"docs": frappe.as_json({**document, "name": name}), "method": "save"}),
			(f"POST {one_v2}method/get_title", {}),
		],
	}


def every_way(who, ways):
	"""All ways for those who hold much, the plainest one for a single role."""
	return ways if who in HOLDERS_OF_MUCH else ways[:1]


def looks_at(scene, doctype):
	"""(who, user) of everybody whom the table does not let see every row."""
	overseers = OVERSEERS.get(doctype, set())
	with_every_role = {"every role", "every duty elsewhere"} if overseers else set()
	return [(who, user) for who, user in scene.attackers.items() if who not in overseers | with_every_role]


def one_of_each_kind(scene, doctype):
	"""(who, user) of those who hold much, and of one role for each different set of rights on this DocType."""
	rights, kinds = expected(doctype), {}
	for who, user in looks_at(scene, doctype):
		kinds.setdefault(who if who in HOLDERS_OF_MUCH else frozenset(rights.get(who, ())), (who, user))
	return list(kinds.values())


def forged(scene):
	"""What an attacker writes to get at the foreign record: its links, and its key."""
	return {
		"complaint": scene.names["Complaint"],
		"interaction": scene.names["CFM Interaction"],
		"record_type": "Complaint",
		"record": scene.names["Complaint"],
		"duplicate_of": scene.names["Complaint"],
		"access_key": scene.key,
	}


def status(answer):
	return answer.split("\n", 1)[0]


def types_of_the_app():
	return frappe.get_all("DocType", {"module": ["in", MODULES], "istable": 0}, pluck="name")


def test_the_table_knows_every_doctype(open_site):
	unknown = sorted(set(types_of_the_app()) ^ set(RIGHTS))
	assert not unknown, f"say in cfm_app/testing/expected_rights.py who may do what with {', '.join(unknown)}"


@pytest.mark.parametrize("doctype", RIGHTS)
def test_each_role_has_the_rights_of_the_table(open_site, doctype):
	found = {}
	for row in frappe.get_meta(doctype).permissions:
		rights = {right for right in frappe.permissions.rights if row.get(right)} | (
			{"if_owner"} & {*row.as_dict()} if row.if_owner else set()
		)
		found.setdefault(row.role, set()).update(rights)
	assert found == expected(doctype)
	assert {right for rights in found.values() for right in rights} <= set(LETTERS.values())


@pytest.mark.parametrize("doctype", GUARDED)
def test_a_foreign_record_is_neither_seen_nor_touched(scene, doctype):
	ways = attempts(doctype, scene.names[doctype], forged(scene))
	for who, user in one_of_each_kind(scene, doctype):
		answers, changed = scene.ground.attempt(batter, scene, who, user, ways)
		for target, answer in answers:
			assert not scene.ground.shows_secret(answer), f"{who} learned something by {target}: {answer}"
		assert not changed, f"{who} changed {changed}"


def batter(_ground, scene, who, user, ways):
	answers = [
		(target, scene.ground.request(user, target, **arguments))
		for requests in ways.values()
		for target, arguments in every_way(who, requests)
	]
	return answers, changes(scene.before, snapshot(), scene.names)


@pytest.mark.parametrize("doctype", GUARDED)
def test_a_foreign_record_is_in_no_list_and_no_count(scene, doctype):
	name = str(scene.names[doctype])
	ways = attempts(doctype, name, {})
	for who, user in looks_at(scene, doctype):
		assert name not in shown(scene, user, *ways["read"][0]), f"{who} reads it"
		for target, arguments in every_way(who, ways["list"]):
			assert name not in shown(scene, user, target, arguments), f"{who} lists it by {target}"
		for target, arguments in every_way(who, ways["count"]):
			filters = {"filters": frappe.as_json({"name": name})}
			answer = scene.ground.request(user, target, **arguments, **filters)
			assert status(answer) in REFUSED or counted(answer) == 0, f"{who} counts it by {target}"


def shown(scene, user, target, arguments):
	"""The body of the answer, nothing of a refusal."""
	answer = scene.ground.request(user, target, **arguments)
	return "" if status(answer) in REFUSED else answer.split("\n{", 1)[-1]


def counted(answer):
	found = frappe.parse_json(answer.split("\n{", 1)[1].split("\n")[0].join(["{", ""]))
	return found.get("message", found.get("data"))


@pytest.mark.parametrize("doctype", ["Complaint", "CFM Interaction", "CFM Response"])
def test_without_the_rule_the_same_requests_show_the_record(scene, doctype):
	name, curious = scene.names[doctype], scene.attackers["curious colleague"]
	ways = attempts(doctype, name, {})
	with without(*RULE):
		for target, arguments in [*ways["read"][:4], *ways["list"]]:
			assert name in shown(scene, curious, target, arguments), target
		_answers, changed = scene.ground.attempt(batter, scene, "curious colleague", curious, ways)
	assert changed


def test_the_reader_sees_what_the_curious_does_not(scene):
	"""The control of the two tests above: the same requests do show the record to who may see it."""
	ways = attempts("Complaint", scene.names["Complaint"], {})
	for what in ("read", "list"):
		for target, arguments in ways[what]:
			if "get_value" not in target:
				assert scene.names["Complaint"] in scene.ground.request(
					scene.ground.reader, target, **arguments
				)
	for target, arguments in ways["count"]:
		assert counted(scene.ground.request(scene.ground.reader, target, **arguments)) >= 1


@pytest.mark.parametrize("doctype", OPEN)
def test_reference_data_is_open_to_the_roles_of_the_table_only(scene, doctype):
	name = frappe.db.get_value(doctype, {}) or bare_record(doctype, scene.ground)
	ways, rights, kept = attempts(doctype, name, {}), expected(doctype), KEPT_BY_NAME.get(doctype, {})
	for who, user in one_of_each_kind(scene, doctype):
		if who in HOLDERS_OF_SEVERAL_ROLES:
			continue
		for what, any_of in NEEDED.items():
			may = bool(any_of & rights.get(who, set())) and who not in kept.get(what, ())
			for target, arguments in every_way(who, ways[what]):
				assert got_through(scene, user, target, arguments) == may, f"{who}, {what} by {target}"


def got_through(scene, user, target, arguments):
	"""Whether the platform let this person do it. Deleting several at once answers 200 whatever it did."""
	answer = scene.ground.attempt(lambda ground: ground.request(user, target, **arguments))
	return status(answer) not in REFUSED and "not allowed to delete" not in answer


def test_settings_are_read_by_coordinators_and_changed_by_administrators(scene):
	rights = expected("CFM Settings")
	for who in [*rights, "CFM Operator", "Guest", "no role"]:
		for what, target in (("read", "GET"), ("write", "PUT")):
			answer = scene.ground.attempt(
				lambda _ground, u=scene.attackers[who], t=target: scene.ground.request(
					u, f"{t} /api/resource/CFM Settings/CFM Settings", **({"json": {}} if t == "PUT" else {})
				)
			)
			assert (status(answer) == "200") == (what in rights.get(who, set())), (who, what, answer[:300])
