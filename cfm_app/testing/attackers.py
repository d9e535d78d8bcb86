"""Everybody who might try: one person for each role without any duty, and a few who hold more than they should."""

import frappe

from cfm_app.rules.access import DUTY_DEPTH
from cfm_app.setup.owned import ROLES

NOBODY, MANAGER, EVERY_ROLE, EVERY_DUTY = "no role", "System Manager", "every role", "every duty elsewhere"


def make_attackers(ground) -> dict[str, str]:
	"""Return {who: user}: a guest, a desk user without a role, one for each role, one with all, and two with duties.

	The curious colleague holds the reader's roles and duties in another project, the last one all of both there.
	"""
	everything = [*ROLES, MANAGER]
	elsewhere = frappe.db.get_value("CFM Focal Point", {"user": ground.curious}, "project")
	busy = _user("busy", everything)
	for duty in DUTY_DEPTH:
		sensitive = duty == "Sensitive"
		frappe.get_doc(
			doctype="CFM Focal Point",
			user=busy,
			duty=duty,
			project=elsewhere,
			level_from=5 if sensitive else 0,
			level_to=6 if sensitive else 4,
		).insert()
	return {
		"Guest": "Guest",
		NOBODY: _user("nobody", []),
		**{role: _user(role, [role]) for role in everything},
		EVERY_ROLE: _user("titles", everything),
		"curious colleague": ground.curious,
		EVERY_DUTY: busy,
	}


def make_insider(ground) -> str:
	"""Return a user with every role and every duty on the ground's project: who gets through when anybody does."""
	user = _user("insider", [*ROLES, MANAGER])
	for duty in DUTY_DEPTH:
		values = {"user": user, "duty": duty, "project": ground.project, "level_to": 4}
		if duty != "Sensitive":
			frappe.get_doc(doctype="CFM Focal Point", **values).insert()
	return user


def _user(name: str, roles: list[str]) -> str:
	"""Write an account past its controller, which takes a second to greet each of twenty people."""
	email = f"{frappe.scrub(name).replace('_', '.')}@attack.invalid"
	user = frappe.new_doc("User", email=email, first_name=name, full_name=name, enabled=1)
	user.update({"name": email, "username": email, "user_type": "System User"})
	user.extend("roles", [{"role": role} for role in roles])
	user.set_parent_in_children()
	for row in (user, *user.roles):
		row.name = row.name or frappe.generate_hash(length=10)
		row.db_insert()
	frappe.get_doc(doctype="Notification Settings", name=email, user=email).db_insert()
	return email
