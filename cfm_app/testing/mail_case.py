"""An e-mail line with a mailbox on this machine, for tests of mail that comes in and goes out."""

from email.message import EmailMessage
from unittest.mock import patch

import frappe

from cfm_app.confidentiality.vault import read_for_system
from cfm_app.integrations.email.accounts import LineEmailAccount
from cfm_app.testing.mail_server import HOST, PASSWORD, MailServer
from cfm_app.testing.small_mechanism import SmallMechanism

HELPLINE = "help@help.example.org"
AMINA, BETTY = "amina.canary@example.org", "betty.canary@example.org"
COMMITTED = "cfm_committed"


class MailCase(SmallMechanism):
	"""The mail server is real to the app; commits are savepoints, so that everything is undone after each test."""

	def setUp(self):
		super().setUp()
		self.server = self.enterContext(MailServer())
		self._commit_into_savepoints()
		self.enterContext(patch("frappe.enqueue"))
		self.settings(receiving_on=1, delete_at_provider=1, media_limit_mb=16)
		self.addCleanup(self._forget_settings)
		self.account = self.make_account()
		self.line = self.make_line()
		frappe.db.commit()

	def _commit_into_savepoints(self):
		"""Code under test commits and rolls back as it likes."""
		rollback = frappe.db.rollback
		self.enterContext(patch("frappe.db.commit", lambda: frappe.db.savepoint(COMMITTED)))
		undo = lambda save_point=None: rollback(save_point=save_point or COMMITTED)  # noqa: E731
		self.enterContext(patch("frappe.db.rollback", undo))
		frappe.db.commit()

	def settings(self, **values):
		frappe.db.set_single_value("CFM Channel Settings", values)
		self._forget_settings()

	def _forget_settings(self):
		frappe.clear_document_cache("CFM Channel Settings", "CFM Channel Settings")

	def make_account(self, name="Mailbox of this test", **values):
		facts = {
			"email_account_name": name,
			"email_id": HELPLINE,
			"password": PASSWORD,
			"enable_incoming": 1,
			"use_imap": 1,
			"email_server": HOST,
			"incoming_port": self.server.imap_port,
			"email_sync_option": "UNSEEN",
			"enable_outgoing": 1,
			"smtp_server": HOST,
			"smtp_port": self.server.smtp_port,
			"imap_folder": [{"folder_name": "INBOX"}],
		}
		return frappe.get_doc(doctype="Email Account", **{**facts, **values}).insert()

	def make_line(self, **values):
		account = frappe.get_doc(doctype="CFM Provider Account", title="Mail", provider="email").insert()
		facts = {"kind": "E-mail", "email_account": self.account.name, "channel": "EMAIL", "language": "en"}
		line = {"title": "Mail line", "account": account.name, "area": "ALL", **facts, **values}
		return frappe.get_doc(doctype="CFM Message Line", **line).insert()

	def visit(self):
		"""Let Frappe's scheduler look into the mailbox."""
		account = frappe.get_doc("Email Account", self.account.name)
		self.assertIsInstance(account, LineEmailAccount)
		account.receive()

	def arrives(self, mail, *flags):
		"""Lay a mail into the mailbox and let it be read; return the contacts there are then, oldest first."""
		self.server.mailbox.put(mail if isinstance(mail, bytes) else mail.as_bytes(), *flags)
		self.visit()
		return self.contacts()

	def contacts(self):
		names = frappe.get_all(
			"CFM Message", {"line": self.line.name, "direction": "In"}, ["record"], order_by="creation"
		)
		return list(dict.fromkeys(row.record for row in names if row.record))

	def messages(self, **filters):
		found = {"line": self.line.name, "direction": "In", **filters}
		return frappe.get_all("CFM Message", found, "*", order_by="creation")

	def events(self):
		return frappe.get_all("CFM Webhook Event", {"line": self.line.name}, "*", order_by="creation")

	def words(self, contact):
		return read_for_system("CFM Interaction", contact).get("message", "")


def mail(words="The well is dry.", sender=AMINA, id="1@example.org", subject="The well", **headers):
	"""Return a mail as somebody's program writes it; `headers` as Auto_Submitted for Auto-Submitted."""
	written = EmailMessage()
	facts = {"From": sender, "To": HELPLINE, "Subject": subject, "Date": "Sun, 22 Nov 2026 08:00:00 +0000"}
	if id:
		facts["Message-ID"] = f"<{id}>"
	for name, value in {**facts, **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
		if value:
			written[name] = value
	written.set_content(words)
	return written
