"""Hands one e-mail to the mail server of an Email Account, and says how far it got."""

import re
import smtplib
import ssl
from contextlib import contextmanager

import frappe
from frappe.email.oauth import Oauth

from cfm_app.integrations.base import errors
from cfm_app.rules import mail_answers

SECONDS = 20
WAIT_WHEN_TOO_FAST = 120
READY_FOR_WORDS = 354
# The beginning of a line must not end the mail (RFC 5321, 4.5.2).
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


def hand_over(account, sender: str, recipient: str, mail: bytes) -> None:
	"""Send `mail` (each line ends in CRLF, the last one as well) through the server of an Email Account. Raises the errors of base/errors.py."""
	with connected(account) as session:
		try:
			_expect(session.mail(sender), mail_answers.SENDER)
			_expect(session.rcpt(recipient), mail_answers.RECIPIENT)
			status, text = session.docmd("DATA")
		except (OSError, smtplib.SMTPException) as error:
			raise errors.Transient(type(error).__name__) from error
		if status != READY_FOR_WORDS:
			raise _refusal((status, text), mail_answers.WORDS)
		_send_words(session, mail)


@contextmanager
def connected(account):
	"""Open a logged-in connection to the outgoing server of an Email Account. Raises Transient or ConfigBroken."""
	session = _connect(account)
	try:
		yield session
	finally:
		session.close()  # a polite good-bye could wait for a server that is gone


def _connect(account) -> smtplib.SMTP:
	try:
		config = account.sendmail_config()
	except frappe.ValidationError as error:
		raise errors.ConfigBroken(type(error).__name__) from error
	try:
		session = _session(config)
	except (OSError, smtplib.SMTPException) as error:
		raise errors.Transient(type(error).__name__) from error
	try:
		_log_in(session, config)
	except Exception as error:
		session.close()
		raise _not_logged_in(error) from error
	return session


def _session(config: dict) -> smtplib.SMTP:
	secure = ssl.create_default_context()
	if config["use_ssl"]:
		return smtplib.SMTP_SSL(config["server"], config["port"] or 465, timeout=SECONDS, context=secure)
	port = config["port"] or (587 if config["use_tls"] else 25)
	session = smtplib.SMTP(config["server"], port, timeout=SECONDS)
	if config["use_tls"]:
		session.starttls(context=secure)
	return session


def _log_in(session: smtplib.SMTP, config: dict) -> None:
	session.ehlo_or_helo_if_needed()
	if config["use_oauth"]:
		Oauth(session, config["email_account"], config["login"], config["access_token"]).connect()
	elif config["password"]:
		session.login(config["login"], config["password"])


def _not_logged_in(error: Exception) -> errors.SendError:
	status = getattr(error, "smtp_code", 0)
	if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError):
		return (
			errors.Transient(str(status))
			if 400 <= status < 500
			else errors.ConfigBroken(str(status or "login"))
		)
	if isinstance(error, OSError | smtplib.SMTPServerDisconnected):
		return errors.Transient(type(error).__name__)
	return errors.ConfigBroken(type(error).__name__)


def _send_words(session: smtplib.SMTP, mail: bytes) -> None:
	"""Send the mail itself. From here on a lost connection leaves open whether it was taken."""
	try:
		session.send(LEADING_DOT.sub(b"..", mail) + b".\r\n")
		answer = session.getreply()
	except (OSError, smtplib.SMTPException) as error:
		raise errors.Ambiguous(type(error).__name__) from error
	_expect(answer, mail_answers.WORDS)


def _expect(answer: tuple[int, bytes], stage: str) -> None:
	if not 200 <= answer[0] < 300:
		raise _refusal(answer, stage)


def _refusal(answer: tuple[int, bytes], stage: str) -> errors.SendError:
	status, text = answer[0], answer[1].decode("ascii", "ignore")
	code = mail_answers.code_in(text) or str(status)
	meaning = mail_answers.meaning(stage, status, text)
	if meaning == mail_answers.THROTTLED:
		return errors.Throttled(code, WAIT_WHEN_TOO_FAST)
	if meaning in (mail_answers.UNREACHABLE, mail_answers.PERMANENT):
		return errors.Permanent(code, unreachable=meaning == mail_answers.UNREACHABLE)
	return (errors.ConfigBroken if meaning == mail_answers.CONFIG else errors.Transient)(code)
