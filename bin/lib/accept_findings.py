"""Turns what frapast found (JSON on standard input) into its list of known findings, with the reason for each rule."""

import json
import sys

REASONS = {
	"FR-PERM-001": "asks in a function further away than the scanner looks; tests/unit/test_endpoints.py checks it",
	"FR-PERF-001": "few rows by nature, and each has to be a document so that its guards run",
	"FR-HOOK-004": "the job may run twice without harm: it looks at what is still to be done",
	"FR-DATA-001": "a method of the document, not a field",
	"FR-I18N-001": "a test, which nobody reads in another language",
}


def known(finding: dict) -> dict:
	"""Return one entry of frapast's list. Raises KeyError for a rule nobody has looked at yet."""
	copied = ("rule_id", "rule_version", "file", "function", "code_location_hash")
	return {
		"finding_id": f"{finding['rule_id']}:{finding['file']}:{finding['function']}:{finding['code_location_hash']}",
		**{name: finding[name] for name in copied},
		"repo": "cfm_app",
		"reason": REASONS[finding["rule_id"]],
	}


found = [known(finding) for finding in json.load(sys.stdin)["candidates"]]
found.sort(key=lambda entry: entry["finding_id"])
json.dump({"false_positives": found}, sys.stdout, indent=1, sort_keys=True)
sys.stdout.write("\n")
