"""Holds back whatever would outlive a trial: commits, queued jobs, mails and messages to browsers."""

from contextlib import contextmanager
from unittest.mock import patch

import rq

import frappe
import frappe.realtime
from frappe.email.doctype.email_queue.email_queue import EmailQueue
from frappe.utils import CallbackManager
from frappe.utils.redis_wrapper import RedisWrapper

from cfm_app.confidentiality import access_version

SAVEPOINT, REQUEST = "cfm_ground", "cfm_ground_request"
CALLBACKS = ("before_commit", "after_commit", "before_rollback", "after_rollback")
STATE = (
	"session",
	"session_obj",
	"flags",
	"request",
	"request_ip",
	"form_dict",
	"response",
	"message_log",
	"error_log",
	"debug_log",
	"cookie_manager",
	"is_ajax",
	"lang",
	"cache",
	"role_permissions",
	"user_perms",
	"jenv",
	"new_doc_templates",
	"cfm_people",
	"cfm_views_logged",
)
UNSET = object()


@contextmanager
def nothing_kept():
	"""Run a block in one savepoint of this connection; at its end the site is as before.

	What the block would have sent is in `frappe.local.cfm_held`: {"jobs", "mails", "messages", "pushed"}, the last
	being rows that Frappe parks in Redis to write them later. Statements that change tables are refused by Frappe
	inside, because they would commit. Other threads go on undisturbed.
	"""
	if getattr(frappe.local, "cfm_held", None) is not None:
		raise RuntimeError("a trial is running already")
	frappe.local.cfm_held = {"jobs": [], "mails": [], "messages": [], "pushed": []}
	frappe.db.savepoint(SAVEPOINT)
	try:
		with local_state_restored(), _commits_held(), _outlets_held():
			yield
	finally:
		frappe.local.cfm_held = None
		forget_what_was_undone()


def forget_what_was_undone() -> None:
	"""Drop what caches shared by all processes took from rows that were rolled back."""
	access_version.forget()
	frappe.cache.delete_value("notifications")  # which Notifications there are for each DocType


@contextmanager
def local_state_restored():
	"""Put back who is logged in, the request and its answer when the block ends."""
	before = {name: getattr(frappe.local, name, UNSET) for name in STATE}
	session, flags = frappe._dict(frappe.local.session), frappe._dict(frappe.local.flags)
	frappe.local.flags = flags
	try:
		yield
	finally:
		for name, value in before.items():
			if value is not UNSET:
				setattr(frappe.local, name, value)
			elif hasattr(frappe.local, name):
				delattr(frappe.local, name)
		frappe.local.session.clear()
		frappe.local.session.update(session)


@contextmanager
def _commits_held():
	db = frappe.local.db
	kept = {name: getattr(db, name) for name in CALLBACKS}
	for name in CALLBACKS:
		setattr(db, name, CallbackManager())
	roll_back, writes = db.rollback, db.transaction_writes
	db.commit = lambda: (db.before_commit.run(), db.after_commit.run())
	db.rollback = lambda *, save_point=None: _roll_back(roll_back, save_point)
	db.savepoint(REQUEST)
	waiting = getattr(frappe.local, "_realtime_log", None)
	frappe.realtime.clear_realtime_log()
	try:
		yield
	finally:
		del db.commit, db.rollback
		frappe.realtime.clear_realtime_log()
		if waiting is not None:
			frappe.local._realtime_log = waiting
		roll_back(save_point=SAVEPOINT)
		db.after_rollback.run()
		db.value_cache.clear()
		db.transaction_writes = writes
		for name, callbacks in kept.items():
			setattr(db, name, callbacks)


def _roll_back(roll_back, save_point: str | None) -> None:
	if not save_point:
		frappe.db.before_commit.reset()
		frappe.db.after_commit.reset()
		frappe.realtime.clear_realtime_log()
	roll_back(save_point=save_point or REQUEST)


@contextmanager
def _outlets_held():
	with (
		_held(rq.Queue, "enqueue_call", "jobs"),
		_held(EmailQueue, "send", "mails"),
		_held(frappe.realtime, "emit_via_redis", "messages"),
		_held(RedisWrapper, "lpush", "pushed"),
		_held(RedisWrapper, "rpush", "pushed"),
	):
		yield


@contextmanager
def _held(owner, name: str, kind: str):
	original = getattr(owner, name)

	def hold(*args, **kwargs):
		held = getattr(frappe.local, "cfm_held", None)
		if held is None:  # another thread, which has nothing to do with this trial
			return original(*args, **kwargs)
		held[kind].append((args, kwargs))

	with patch.object(owner, name, hold):
		yield
