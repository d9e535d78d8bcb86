"""Functions of Frappe that ask nobody: outside the modules that apply the rule, each use on confidential records says why."""

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "cfm_app"
GUARDS = ast.parse((PACKAGE / "confidentiality" / "guards.py").read_text(encoding="utf-8"))
# they apply the rule, try it out, or fill a site that nobody uses yet
INSIDE = ("confidentiality", "handling", "workflows", "testing", "self_check", "setup", "patches")
ASK_NOBODY = {
	"DocType",
	"bulk_insert",
	"count",
	"delete",
	"exists",
	"get_all",
	"get_cached_doc",
	"get_cached_value",
	"get_doc",
	"get_last_doc",
	"get_query",
	"get_value",
	"get_values",
	"set_value",
}
ASK = {"check_permission", "has_permission", "get_list", "open_in_full", "record_depth"}


def protected_types():
	lists = [node for node in GUARDS.body if isinstance(node, ast.Assign)]
	named = {node.targets[0].id: node.value for node in lists}
	return {element.value for name in ("CONFIDENTIAL", "VAULT") for element in named[name].elts}


def outside():
	own_controllers = {type_name.lower().replace(" ", "_") for type_name in protected_types()}
	for path in sorted(PACKAGE.rglob("*.py")):
		parts = path.relative_to(PACKAGE).parts
		if parts[0] not in INSIDE and not (
			len(parts) > 3 and parts[1] == "doctype" and parts[2] in own_controllers
		):
			yield path


def unexplained(source: str) -> list[tuple[int, str]]:
	"""Return (line, function) of every call that reads or writes protected records without asking or a reason."""
	tree, lines = ast.parse(source), source.splitlines()
	constants = {
		node.targets[0].id: node.value.value
		for node in tree.body
		if isinstance(node, ast.Assign)
		and isinstance(node.value, ast.Constant)
		and isinstance(node.targets[0], ast.Name)
	}
	asking = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and called(node) & ASK]
	return [
		(call.lineno, call.func.attr)
		for call in ast.walk(tree)
		if reads_protected(call, constants)
		and not any(function.lineno <= call.lineno <= function.end_lineno for function in asking)
		and "reason:" not in "\n".join(lines[call.lineno - 2 : call.end_lineno + 1])
	]


def called(function) -> set[str]:
	calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
	return {getattr(called, "attr", getattr(called, "id", "")) for called in calls}


def reads_protected(node, constants: dict) -> bool:
	if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
		return False
	first = node.args[0]
	name = first.value if isinstance(first, ast.Constant) else constants.get(getattr(first, "id", ""))
	return node.func.attr in ASK_NOBODY and name in protected_types()


def test_whoever_reads_past_the_rule_says_why():
	found = {
		str(path.relative_to(PACKAGE)): unexplained(path.read_text(encoding="utf-8")) for path in outside()
	}
	assert {path: calls for path, calls in found.items() if calls} == {}


def test_a_call_without_a_reason_is_noticed():
	shown = unexplained(
		'CONTACT = "CFM Interaction"\n'
		"def show(name):\n"
		'\treturn frappe.get_all("Complaint", {"name": name})\n'
		"def look(name):\n"
		"\treturn frappe.db.get_value(CONTACT, name)\n"
	)
	assert shown == [(3, "get_all"), (5, "get_value")]


def test_asking_or_a_reason_is_enough():
	assert not unexplained(
		"def show(name):\n"
		'\tif frappe.get_list("Complaint", {"name": name}):\n'
		'\t\treturn frappe.get_doc("Complaint", name)\n'
		"def count():\n"
		"\t# reason: a number for everybody\n"
		'\treturn frappe.db.count("Complaint")\n'
	)


def test_no_template_reads_confidential_records():
	names = "|".join(map(re.escape, protected_types()))
	reading = re.compile(rf"frappe\.(get_all|get_doc|db\.\w+)\(\s*\\?[\"']({names})\\?[\"']")
	templates = [
		path
		for ending in ("*.html", "*.json")
		for path in PACKAGE.rglob(ending)
		if "node_modules" not in path.parts
	]
	assert not [path.name for path in templates if reading.search(path.read_text(encoding="utf-8"))]
