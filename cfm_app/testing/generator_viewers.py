"""The people whose lists are measured, and the DocType without any code that the app is compared with."""

import frappe

from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.generator_ground import OLD_CORNER

BARE = "CFM Bench Bare"
BARE_TYPES = ("Data", "Select", "Date", "Int", "Link")
BARE_LINKS = {4: "CFM Area", 9: "CFM Project", 14: "CFM Channel", 19: "CFM Urgency", 24: "User"}
BARE_FIELDS = 25
REPORTS = 20  # people complaints are about who report to the viewer who is locked out

VIEWERS = {
	"sees 45 %": ("viewer half", "Supervise", {"area": "GEN-1"}),
	"sees 10 %": ("viewer tenth", "Handle", {"area": "GEN-4"}),
	"sees 1 %": ("viewer hundredth", "Handle", {"area": "GEN-4-3"}),
	"sees 100 old rows": ("viewer old corner", "Handle", {"area": OLD_CORNER}),
	"sees one project": ("viewer project", "Handle", {"project": "GEN-P8"}),
	"takes contacts in": ("viewer intake", "Intake", {}),
	"is locked out of some": ("viewer locked out", "Supervise", {"area": "GEN-1"}),
}


def make_viewers() -> None:
	"""Make the users whose lists are measured; the last one is the manager of people who are complained of."""
	roles = {"Supervise": "Coordinator", "Intake": "Operator"}
	for name, duty, scope in VIEWERS.values():
		user = make_user(name, roles.get(duty, "Focal Point"))
		if not frappe.db.exists("CFM Focal Point", {"user": user}):
			make_grant(user, duty, **scope)
	manager = user_of("is locked out of some")
	for number in range(REPORTS):
		make_user(f"generated staff {number:02}", "Reporter", line_manager=manager)


def user_of(viewer: str) -> str:
	"""Return the e-mail of a viewer by what she sees."""
	return f"{VIEWERS[viewer][0].replace(' ', '.')}@example.org"


def make_bare_doctype() -> str:
	"""Make the bare DocType with one record in it; return the record's name."""
	if not frappe.db.exists("DocType", BARE):
		fields = [_bare_field(number) for number in range(BARE_FIELDS)]
		permissions = [{"role": "All", "read": 1, "write": 1, "create": 1}]
		row = {"name": BARE, "module": "CFM App", "custom": 1, "autoname": "hash"}
		frappe.get_doc({"doctype": "DocType", **row, "fields": fields, "permissions": permissions}).insert()
	return frappe.new_doc(BARE, **bare_values()).insert().name


def bare_values() -> dict:
	"""Return a value for every field of the bare DocType."""
	plain = ("dry for a week", "b", "2026-03-01", 3)
	links = dict(zip(BARE_LINKS, ("GEN-4-1", "GEN-P1", "HOTLINE", "U4", "Administrator"), strict=True))
	return {f"field_{number}": links.get(number) or plain[number % 5] for number in range(BARE_FIELDS)}


def _bare_field(number: int) -> dict:
	options = {"Select": "a\nb\nc", "Link": BARE_LINKS.get(number)}
	fieldtype = BARE_TYPES[number % len(BARE_TYPES)]
	label = f"Field {number}"
	return {
		"fieldname": f"field_{number}",
		"fieldtype": fieldtype,
		"label": label,
		"options": options.get(fieldtype),
	}
