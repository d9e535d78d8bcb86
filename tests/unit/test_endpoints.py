"""What every function that the browser may call has: methods, types, a sentence, a line that asks who calls, a limit for guests."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "cfm_app"
# calls that ask who is there; everything private in the same file that makes one of them counts as well
ASKS = {
	"check_permission",
	"get_list",
	"get_roles",
	"open_sent_to_me",
	"has_permission",
	"may_see",
	"only_for",
	"open_in_full",
	"open_record",
	"people_with_duty",
	"record_depth",
	"_must_be_plain",  # stands in for a function of the platform, which asks after it
}
LIMITS = ("rate_limit", "limited")
# endpoints that need no such line, and why
OPEN_BY_DESIGN = {
	"accept_web_form": "strangers fill in the public form; they get back their own code",
	"save_user_settings": "a caller writes her own list settings",
	"get_group_by_count": "the platform's own function counts what the caller may list",
}
NOT_CHECKED = ("testing", "public")
UNTYPED_QUEUE_WORDS = {"message", "words", "text", "narrative", "name_of_person", "phone", "doc"}


def python_files():
	return [
		path
		for path in sorted(PACKAGE.rglob("*.py"))
		if path.relative_to(PACKAGE).parts[0] not in NOT_CHECKED
	]


def name_of(node):
	"""The last part of what is called: "has_permission" of frappe.has_permission(…)."""
	called = node.func if isinstance(node, ast.Call) else node
	return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def decorator(function, ending):
	return next((mark for mark in function.decorator_list if name_of(mark).endswith(ending)), None)


def keywords(call):
	return {word.arg: word.value for word in getattr(call, "keywords", [])}


def functions_of(tree):
	return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def endpoints():
	found = []
	for path in python_files():
		text = path.read_text(encoding="utf-8")
		if "whitelist" in text:
			tree = ast.parse(text)
			found += [(path, tree, each) for each in functions_of(tree) if decorator(each, "whitelist")]
	return found


ENDPOINTS = endpoints()
every_one = pytest.mark.parametrize(
	"path, tree, function",
	ENDPOINTS,
	ids=[f"{path.stem}.{function.name}" for path, _tree, function in ENDPOINTS],
)


@every_one
def test_it_names_its_methods_types_its_arguments_and_says_what_it_returns(path, tree, function):
	methods = keywords(decorator(function, "whitelist")).get("methods")
	assert methods and {each.value for each in methods.elts} <= {"GET", "POST", "PUT", "DELETE"}
	arguments = [each for each in function.args.args + function.args.kwonlyargs if each.arg != "self"]
	assert not [each.arg for each in arguments if each.annotation is None]
	assert function.returns is not None
	assert not (function.args.vararg or function.args.kwarg), (
		"an endpoint takes no arguments it does not name"
	)
	assert ast.get_docstring(function)


@every_one
def test_it_asks_who_calls(path, tree, function):
	if function.name not in OPEN_BY_DESIGN:
		assert asks(function, tree), f"{path.name}: {function.name} has no line that asks who calls"


@every_one
def test_what_strangers_may_call_has_a_limit(path, tree, function):
	guests = keywords(decorator(function, "whitelist")).get("allow_guest")
	if guests is not None and guests.value:
		assert any(decorator(function, limit) for limit in LIMITS), f"{path.name}: {function.name}"


@every_one
def test_what_changes_something_is_not_reached_by_a_link(path, tree, function):
	allowed = {each.value for each in keywords(decorator(function, "whitelist"))["methods"].elts}
	if "GET" in allowed:
		writes = {name_of(node) for node in ast.walk(function) if isinstance(node, ast.Call)}
		assert not writes & {"insert", "save", "submit", "delete_doc", "db_set", "set_value"}


def asks(function, tree):
	"""Whether the function, or something of the same file that it calls, asks who is there."""
	here = {each.name: each for each in functions_of(tree)}
	waiting, seen = [function], set()
	while waiting:
		called = {name_of(node) for node in ast.walk(waiting.pop()) if isinstance(node, ast.Call)}
		if called & ASKS:
			return True
		new = called & here.keys() - seen
		seen |= new
		waiting += [here[name] for name in new]
	return False


def test_a_function_that_asks_nobody_is_noticed():
	tree = ast.parse("def show(name):\n\treturn frappe.get_doc('Complaint', name)")
	assert not asks(tree.body[0], tree)
	tree = ast.parse(
		"def show(name):\n\treturn _open(name)\ndef _open(name):\n\treturn open_record('Complaint', name)"
	)
	assert asks(tree.body[0], tree)


def test_conditions_of_lists_stand_in_parentheses():
	"""Frappe joins them with "and": one with a bare "or" cancels every other."""
	loose = []
	for path in python_files():
		for function in functions_of(ast.parse(path.read_text(encoding="utf-8"))):
			if function.name == "permission_query_conditions":
				loose += [f"{path.name}:{node.lineno}" for node in ast.walk(function) if is_loose(node)]
	assert not loose


def is_loose(node):
	"""Whether this returns a condition that does not begin with "(" and end with ")"; "" and calls are looked at where they are made."""
	if not isinstance(node, ast.Return) or node.value is None:
		return False
	answers = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
	return any(is_loose_text(text_of(answer)) for answer in answers)


def text_of(node):
	"""The literal parts of a string or f-string, with "…" for what is filled in; None for anything else."""
	if isinstance(node, ast.JoinedStr):
		return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
	return node.value if isinstance(node, ast.Constant) else None


def is_loose_text(text):
	return bool(text) and not (text.startswith("(") and text.endswith(")"))


def test_a_loose_condition_is_noticed():
	def returned(code):
		return ast.parse(f"def f():\n\treturn {code}").body[0].body[0]

	assert is_loose(returned('f"owner = {user} or 1=1"'))
	assert is_loose(returned('f"(owner = {user})" if user else "owner or x"'))
	assert not is_loose(returned('f"(owner = {user})" if user else "(1=0)"'))
	assert not is_loose(returned('""'))


def calls(name):
	for path in python_files():
		for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
			if isinstance(node, ast.Call) and name_of(node) == name:
				yield path, node


def test_queues_carry_names_and_never_words():
	carried = [
		f"{path.name}:{call.lineno}"
		for path, call in calls("enqueue")
		if keywords(call).keys() & UNTYPED_QUEUE_WORDS
	]
	assert not carried


def test_error_reports_are_not_given_content():
	"""frappe.log_error takes a title made of fixed words; what went wrong is in the traceback, whose values are dropped."""
	given = [
		f"{path.name}:{call.lineno}"
		for path, call in calls("log_error")
		if "self_check" not in path.parts and (len(call.args) > 1 or keywords(call))
	]
	assert not given


def test_our_own_log_lines_hold_no_exception_text():
	"""An exception's own text may quote what somebody typed; its kind does not."""
	told = [
		f"{path.name}:{call.lineno}"
		for level in ("error", "warning", "info")
		for path, call in calls(level)
		for part in ast.walk(call)
		if isinstance(part, ast.FormattedValue) and getattr(part.value, "id", "") in ("error", "exception")
	]
	assert not told
