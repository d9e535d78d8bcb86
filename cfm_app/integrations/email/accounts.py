"""Frappe's Email Accounts that belong to a message line: read into the vault, never into Communications."""

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount

from cfm_app.exceptions import NotAllowedHere
from cfm_app.integrations.base.errors import ConfigBroken

DOCTYPE, LINE, KIND = "Email Account", "CFM Message Line", "E-mail"
# What Frappe would do with a mail in clear text, or answer by itself.
IN_CLEAR_TEXT = ("enable_auto_reply", "notify_if_unreplied", "enable_automatic_linking", "append_to")
USELESS = ("create_contact", "track_email_status", "add_signature", "append_emails_to_sent_folder")


class LineEmailAccount(EmailAccount):
	"""An Email Account; one that belongs to a message line is read by the line."""

	def validate(self):
		guard_account(self)
		super().validate()

	def receive(self):
		"""Read the mailbox; called by Frappe's scheduler."""
		from cfm_app.integrations.email import intake

		line = line_of(self.name)
		if line:
			intake.visit(self, line)
		else:
			super().receive()


def line_of(email_account: str) -> str | None:
	"""Return the name of the message line an Email Account belongs to, switched on or not."""
	return frappe.db.get_value(LINE, {"kind": KIND, "email_account": email_account})


def account_of(line):
	"""Return the Email Account of a line. Raises ConfigBroken for a line without one."""
	if not line.email_account or not frappe.db.exists(DOCTYPE, line.email_account):
		raise ConfigBroken("no_email_account")
	return frappe.get_doc(DOCTYPE, line.email_account)


def in_clear_text(account) -> list[str]:
	"""Return a sentence for each switch that would keep or send the words of a mail in clear text."""
	fields = [field for field in IN_CLEAR_TEXT if account.get(field)]
	if any(folder.append_to for folder in account.imap_folder):
		fields.append("append_to")
	labels = dict.fromkeys(_(account.meta.get_label(field)) for field in fields)
	return [
		_("Turn off “{0}” in the Email Account: it handles mails in clear text.").format(label)
		for label in labels
	]


def is_read_by_another_app() -> bool:
	"""Tell whether another app has put its own class in the place of ours."""
	paths = frappe.get_hooks("override_doctype_class").get(DOCTYPE) or [""]
	return not issubclass(frappe.get_attr(paths[-1]), LineEmailAccount)


def guard_account(account) -> None:
	"""Email Account: one of a message line keeps nothing in clear text and lets Frappe answer nobody."""
	if account.is_new() or not line_of(account.name):
		return
	_refuse(in_clear_text(account))
	for field in USELESS:
		account.set(field, 0)


def guard_line(line, _method=None) -> None:
	"""CFM Message Line: an e-mail line has a mailbox of its own that is safe to use."""
	if line.kind != KIND or not line.email_account:
		return
	account = frappe.get_doc(DOCTYPE, line.email_account)
	other = frappe.db.get_value(
		LINE, {"kind": KIND, "email_account": account.name, "name": ["!=", line.name]}, "title"
	)
	if other:
		frappe.throw(_("The line {0} already uses this Email Account.").format(other))
	_refuse(in_clear_text(account))
	line.address = account.email_id


def follow_change(line, _method=None) -> None:
	"""CFM Message Line changed its mailbox: the old one is given up."""
	before = line.get_doc_before_save()
	if before and before.email_account != line.email_account:
		give_up(before)


def give_up(line, _method=None) -> None:
	"""CFM Message Line leaves its mailbox: Frappe must not go on reading what people write there."""
	if line.kind != KIND or not line.email_account:
		return
	frappe.db.set_value(DOCTYPE, line.email_account, "enable_incoming", 0)
	frappe.msgprint(_("Receiving is now turned off in the Email Account {0}.").format(line.email_account))


def refuse_in_clear_text(doc, _method=None) -> None:
	"""Communication, Unhandled Email: whoever reads a mailbox of ours, its mails are not kept in clear text."""
	if doc.get("sent_or_received") != "Sent" and doc.email_account and line_of(doc.email_account):
		frappe.throw(
			_("Mails of this mailbox are kept sealed. Another app seems to read it."),
			NotAllowedHere,
			title=_("Confidential"),
		)


def _refuse(sentences: list[str]) -> None:
	if sentences:
		frappe.throw("<br>".join(sentences), NotAllowedHere, title=_("Confidential"))
