"""E-mail by Frappe's Email Accounts: its own log-in, servers and passwords. Mail comes in by email/intake.py."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

import frappe
from frappe import _

from cfm_app.integrations.base.errors import ConfigBroken, Permanent
from cfm_app.integrations.base.provider import MessagingProvider
from cfm_app.integrations.base.types import (
	AuthResult,
	Capabilities,
	Event,
	OutboundMessage,
	RawRequest,
	SendResult,
)
from cfm_app.integrations.email import accounts, mailbox, message_ids, smtp
from cfm_app.rules import mail_answers

KIND = "E-mail"


class EmailProvider(MessagingProvider):
	"""The mailboxes of the lines of one account. Nobody calls us: mailboxes are looked into."""

	title = "E-mail"
	methods = ()

	def capabilities(self, kind: str) -> Capabilities:
		"""Return what a mailbox can do. Nothing in it is signed, so nobody starts messages again by it."""
		is_mail = kind == KIND
		return Capabilities(receives=is_mail, sends=is_mail, media=is_mail, deletes=is_mail)

	def authenticate(self, request: RawRequest, base_urls: tuple[str, ...]) -> AuthResult | None:
		"""Refuse: no mail server calls us."""
		return None

	def parse(self, request: RawRequest, line, what: str) -> list[Event]:
		"""Return nothing: no mail server calls us."""
		return []

	def send(self, message: OutboundMessage, line) -> SendResult:
		"""Hand a neutral mail to the server of the line's mailbox."""
		account = accounts.account_of(line)
		if not account.enable_outgoing:
			raise ConfigBroken("outgoing_off")
		if not message.to.value.isascii():
			raise Permanent("address_not_ascii", unreachable=True)
		sender = account.email_id
		message_id = message_ids.of(message.name, sender)
		smtp.hand_over(
			account, sender, message.to.value, _mail(message, sender, message_id, _language(message, line))
		)
		return SendResult(message_id)

	def classify(self, error_code: str) -> str:
		"""Return "unreachable" for the code of a report that says there is no such mailbox, else ""."""
		return mail_answers.UNREACHABLE if error_code.startswith(mail_answers.NEVER_REACHED) else ""

	def delete_message(self, provider_ref: str) -> None:
		"""Delete a mail that came in from its mailbox; of what went out no mailbox keeps a copy."""
		mailbox.delete(provider_ref)

	def check(self, lines: list, hook_urls: dict[str, dict[str, str]]) -> list[str]:
		"""Log in to both servers of each mailbox, and name what would let words or addresses lie in clear text."""
		return [f"{line.title}: {sentence}" for line in lines for sentence in _differences(line)]


def _language(message: OutboundMessage, line) -> str:
	return (
		frappe.db.get_value("CFM Message", message.name, "language") or line.language
	)  # reason: the engine's own row


def _mail(message: OutboundMessage, sender: str, message_id: str, language: str) -> bytes:
	"""Return the mail as bytes. Its subject and sender tell nobody who looks at the screen what it is about."""
	mail = EmailMessage(policy=SMTP)
	mail["From"] = sender
	mail["To"] = message.to.value
	mail["Subject"] = " ".join(_("Your message", language).split())
	mail["Date"] = formatdate()
	mail["Message-ID"] = f"<{message_id}>"
	# so that no answering machine answers, and no two of them answer each other for ever
	mail["Auto-Submitted"] = "auto-replied"
	mail["X-Auto-Response-Suppress"] = "All"
	mail.set_content(message.body)
	return mail.as_bytes()


def _differences(line) -> list[str]:
	account = accounts.account_of(line)
	found = accounts.in_clear_text(account)
	if accounts.is_read_by_another_app():
		found.append(_("Another app reads the mailboxes of this site, and would keep mails in clear text."))
	if (line.address or account.email_id).casefold() != account.email_id.casefold():
		found.append(_("The address of the line is not that of its mailbox."))
	if line.receives and not account.enable_incoming:
		found.append(_("Receiving is turned off in the Email Account."))
	elif line.receives:
		mailbox.try_to_open(account)
	if line.sends and not account.enable_outgoing:
		found.append(_("Sending is turned off in the Email Account."))
	elif line.sends:
		with smtp.connected(account):
			frappe.logger("cfm_app").info(f"line {line.name}: the outgoing mail server answers")
	return found
