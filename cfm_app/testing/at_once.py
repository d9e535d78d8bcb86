"""Several people at the same moment: each on a connection of her own, brought together where it matters."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from threading import Barrier, get_ident
from unittest.mock import patch

import frappe

from cfm_app.testing.case import SAVEPOINT
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.second_site import IDENTITY, SecondSite
from cfm_app.testing.web_server import look_again

PATIENCE = 60


class AtOnceCase(ReferralCase):
	"""What other connections shall see is committed; whatever has been committed is deleted when the class ends."""

	@classmethod
	def setUpClass(cls):
		cls.outside = SecondSite(frappe.local.site, Path(frappe.local.sites_path).absolute())
		cls.before = cls.outside.records()
		cls.addClassCleanup(cls._remove_what_was_committed)
		super().setUpClass()
		frappe.db.commit()

	def setUp(self):
		super().setUp()
		self.allow()
		self.show_to_others()

	def at_once(self, *works, before=()):
		"""Do these pieces of work, (user, function) each, at the same time; return what each returned or raised.

		`before`: functions, as (module, name), into which nobody goes before all have come to one of them.
		"""
		with all_meet_before(*before, people=len(works)), ThreadPoolExecutor(len(works)) as pool:
			done = list(pool.map(lambda work: alone(self.outside.name, *work), works))
		look_again()
		return done

	def in_between(self, place, user, work):
		"""A context in which whoever comes to this place, (module, name), waits until a user has done something."""
		return somebody_else_is_faster(place, partial(alone, self.outside.name, user, work))

	def show_to_others(self):
		"""Let other connections see what the test has written."""
		frappe.db.commit()
		frappe.db.savepoint(SAVEPOINT)

	@classmethod
	def _remove_what_was_committed(cls):
		frappe.db.rollback()
		for table, names in cls.outside.records().items():
			new = names - cls.before.get(table, set())
			if new and table not in IDENTITY:
				frappe.db.delete(table.removeprefix("tab"), {"name": ["in", sorted(new)]})
		frappe.db.commit()
		frappe.clear_cache()


@contextmanager
def all_meet_before(*places, people: int):
	"""Let nobody into these functions, (module, name) each, before so many have come; each waits once."""
	together, came = Barrier(people), set()

	def wait_for_all():
		if get_ident() not in came:
			came.add(get_ident())
			together.wait(PATIENCE)

	with ExitStack() as stack:
		for module, name in places:
			stack.enter_context(patch.object(module, name, _after(wait_for_all, getattr(module, name))))
		yield


@contextmanager
def somebody_else_is_faster(place, work):
	"""Let the first who comes to this function, (module, name), wait until this work has been done elsewhere."""
	module, name = place
	left = [work]

	def let_pass():
		if left:
			with ThreadPoolExecutor(1) as elsewhere:
				elsewhere.submit(left.pop()).result(PATIENCE)

	with patch.object(module, name, _after(let_pass, getattr(module, name))):
		yield
	assert not left, f"nobody came to {name}"


def _after(first, function):
	def both(*args, **kwargs):
		first()
		return function(*args, **kwargs)

	return both


def alone(site: str, user: str, work):
	"""Do this work as one request does it: own connection, committed when it ends well; return its answer or error."""
	frappe.init(site=site, sites_path=".")
	frappe.connect()
	try:
		frappe.set_user(user)
		answer = work()
		frappe.db.commit()
		return answer
	except Exception as error:
		frappe.db.rollback()
		return error
	finally:
		frappe.destroy()
