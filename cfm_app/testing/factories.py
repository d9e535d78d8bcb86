"""Makes what tests need: people with grants, places, contacts, complaints. Everything rolls back with the test."""

import frappe

from cfm_app.handling import intake

PASSWORD = "Correct-Horse-7-Battery"


def make_user(name: str, *roles: str, line_manager: str | None = None, password: str | None = None) -> str:
	"""Return the e-mail of a desk user with these roles ("Operator" means "CFM Operator"), made when missing.

	Only somebody who has to log in needs a password: hashing one takes long.
	"""
	email = f"{name.lower().replace(' ', '.')}@example.org"
	if not frappe.db.exists("User", email):
		user = frappe.new_doc(
			"User", email=email, first_name=name, send_welcome_email=0, new_password=password
		)
		user.extend("roles", [{"role": f"CFM {role}"} for role in roles])
		user.insert(ignore_permissions=True)
	if line_manager:
		user = frappe.get_doc("User", email)
		user.cfm_line_manager = line_manager
		user.save(ignore_permissions=True)
	return email


def make_grant(user: str, duty: str, **scope) -> str:
	"""Give a user a duty: area, project, level_from, level_to, deputy, supervisor. Returns the grant's name."""
	top = 6 if duty == "Sensitive" else 4
	values = {"level_from": 5 if duty == "Sensitive" else 0, "level_to": top, **scope}
	return frappe.get_doc(doctype="CFM Focal Point", user=user, duty=duty, **values).insert().name


def make_area(code: str, parent: str | None = "ALL", **values) -> str:
	"""Return the code of an area, made when missing."""
	if not frappe.db.exists("CFM Area", code):
		row = {"code": code, "title": code.title(), "parent_cfm_area": parent, "is_group": 1, **values}
		frappe.get_doc(doctype="CFM Area", **row).insert()
	return code


def make_project(code: str, **values) -> str:
	"""Return the code of a project, made when missing."""
	if not frappe.db.exists("CFM Project", code):
		frappe.get_doc(doctype="CFM Project", code=code, title=code.title(), **values).insert()
	return code


def make_rule(title: str = "Everything", **values) -> str:
	"""Make a routing rule; by default everything goes to the duty Handle."""
	row = {"title": title, "level_from": 0, "level_to": 6, "assign_duty": "Handle", "rank": 50, **values}
	return frappe.get_doc(doctype="CFM Routing Rule", **row).insert().name


def make_contact(
	words: str = "The water point has been dry for a week.", people: list | None = None, **facts
):
	"""Return a contact in the inbox, as the public form or an operator leaves it."""
	facts = {"channel": "HOTLINE", "area": "ALL", **facts}
	return intake.take_contact(facts, {"message": words}, people)


def make_complaint(
	words: str = "The water point has been dry for a week.", people: list | None = None, **facts
):
	"""Return a complaint that went through the full intake as the user who is logged in."""
	facts = {"feedback_type": "COMPL_PROG", "category": "QUANT", "area": "ALL", **facts}
	contact_facts = {
		key: facts[key] for key in ("area", "project", "channel", "received_on", "language") if key in facts
	}
	_contact, complaints = intake.quick_intake(
		{"channel": "HOTLINE", **contact_facts}, {"message": words}, people, [{"facts": facts}]
	)
	return complaints[0]


def somebody(name: str = "Amina Rahimi", phone: str = "+93701234567", **identity) -> list[dict]:
	"""Return the people of a record with one complainant."""
	return [{"role": "complainant", "identity": {"name": name, "phone": phone, **identity}}]
