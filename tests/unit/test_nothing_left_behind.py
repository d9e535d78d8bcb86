"""The app uses none of the platform's functions that keep what they were given in a table or a file."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "cfm_app"
KEEPING = {
	"create_request_log": "it stores request and answer in Integration Request",
	"send_sms": "it stores text and number in SMS Log",
	"make_access_log": "it stores the page; write cfm_app's own access log",
	"add_comment": "it stores words in the clear; write the timeline",
	"attach_print": "it stores a print as a plain file",
	"queue_action": "it stores what it does in Submission Queue",
	"deferred_insert": "it stores a document in Redis in the clear",
}
# where such a function is answered, not used
ANSWERED = {"confidentiality/traces.py", "confidentiality/sealed_document.py"}


def called(tree):
	for node in ast.walk(tree):
		if isinstance(node, ast.Call):
			yield getattr(node.func, "attr", getattr(node.func, "id", ""))


def uses(source: str) -> set[str]:
	return set(called(ast.parse(source))) & set(KEEPING)


def test_the_app_leaves_nothing_with_the_platform():
	found = {
		str(path.relative_to(PACKAGE)): uses(path.read_text(encoding="utf-8"))
		for path in PACKAGE.rglob("*.py")
		if str(path.relative_to(PACKAGE)) not in ANSWERED
	}
	assert not {path: names for path, names in found.items() if names}


def test_the_search_sees_such_a_call():
	assert uses("frappe.attach_print('Complaint', name)") == {"attach_print"}
	assert uses("send_sms(numbers, text)") == {"send_sms"}
