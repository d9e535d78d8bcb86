"""The ground of all probes: two colleagues of the same roles, and one complaint that only one of them may read."""

from contextlib import contextmanager

import frappe

from cfm_app.confidentiality import files
from cfm_app.handling import intake, timeline
from cfm_app.rules.uploads import Upload
from cfm_app.self_check import request as requests
from cfm_app.self_check.nothing_kept import forget_what_was_undone, nothing_kept

ATTEMPT = "cfm_ground_attempt"
ROLES = ("CFM Operator", "CFM Focal Point", "CFM Responder")
DUTIES = ("Intake", "Handle", "Respond")
LEARNED = "the attacker learned it"


@contextmanager
def ground():
	"""Build the ground, give it to the block and take every trace of it away again. Safe on a site that works."""
	with nothing_kept():
		built = Ground()
		try:
			yield built
		finally:
			frappe.clear_cache()  # an attempt that got through may have left its mark there


class Ground:
	"""`reader` may read the `complaint`; `curious` has the same roles and duties, but in another project.

	The secrets are random words made for this run: `words` of the narrative, `person` and `number` of the
	complainant, `note` of a step, `answer`, `bytes_word` of a file, and `project`, which stands for the routing data that the
	curious must not see either. Every one holds letters or digits only, so no encoding changes it.
	"""

	def __init__(self):
		frappe.set_user("Administrator")  # reason: nobody builds the ground; who was logged in comes back
		self.words, self.person, self.note, self.answer, self.bytes_word = (_word() for _ in range(5))
		self.number = "+9370" + str(int(frappe.generate_hash(length=7), 16) % 10**7).zfill(7)
		self.project, elsewhere = _project(), _project()
		self.reader, self.curious = _colleague(self.project), _colleague(elsewhere)
		self._write_the_complaint()
		frappe.set_user("Administrator")  # reason: as above

	@property
	def secrets(self) -> tuple[str, ...]:
		"""Every canary: content and routing data of the complaint."""
		return (
			self.words,
			self.person,
			self.number,
			self.note,
			self.answer,
			self.bytes_word,
			self.project,
			LEARNED,
		)

	def shows_secret(self, text: str) -> bool:
		"""Tell whether something of the complaint is in what came back to an attacker."""
		return any(secret.casefold() in text.casefold() for secret in self.secrets)

	def request(self, user: str, target: str, /, **arguments) -> str:
		"""Send one HTTP request as this user; see self_check/request.py for target and arguments."""
		return requests.send(user, target, **arguments)

	def in_code(self, user: str, attempt) -> str:
		"""Call a function as this user, as a script or another app would; return its answer, or its refusal, as text."""
		before = frappe.session.user
		frappe.set_user(user)  # reason: the people of the trial act in turn
		frappe.db.savepoint(requests.REQUEST)
		try:
			return frappe.as_json(attempt())
		except Exception as error:
			frappe.db.rollback(save_point=requests.REQUEST)
			return f"{type(error).__name__}: {error}"
		finally:
			frappe.set_user(before)  # reason: the people of the trial act in turn

	@property
	def held(self) -> str:
		"""Everything that would have been queued, mailed or sent to browsers in this attempt, as one text."""
		return str(frappe.local.cfm_held)

	def compared(self, real: str, made_up: str) -> str:
		"""Return both answers, and that the attacker learned something when they differ."""
		return "\n".join((real, made_up, "" if real == made_up else LEARNED))

	def attempt(self, attack, *arguments) -> str:
		"""Run `attack(ground, *arguments)` and undo what it did; return what came back."""
		frappe.db.savepoint(ATTEMPT)
		frappe.db.commit()  # reason: held back; what waited for a commit belongs to the building of the ground
		for kind in frappe.local.cfm_held.values():
			kind.clear()
		try:
			return attack(self, *arguments)
		finally:
			frappe.db.rollback(save_point=ATTEMPT)
			self._forget_what_was_undone()

	def forget_people(self) -> None:
		"""Drop what the caches know of the two colleagues."""
		for user in (self.reader, self.curious):
			frappe.clear_cache(user=user)

	def _write_the_complaint(self) -> None:
		frappe.set_user(self.reader)  # reason: the people of the trial act in turn
		self.contact, complaints = intake.quick_intake(
			{"channel": _first("CFM Channel"), "project": self.project},
			{"message": f"They asked my sister {self.words} for money."},
			[{"role": "complainant", "identity": {"name": f"Amina {self.person}", "phone": self.number}}],
			[{"facts": {"feedback_type": _harmless_type(), "sensitivity": _ordinary_level()}}],
		)
		self.complaint = complaints[0]
		timeline.write(self.complaint, "note", f"Her neighbour is {self.note}.")
		self.response = frappe.get_doc(
			doctype="CFM Response", complaint=self.complaint.name, answer=f"We spoke to {self.answer}."
		).insert()
		self.consent = frappe.get_doc(
			doctype="CFM Consent", complaint=self.complaint.name, purpose="record and handle"
		).insert()
		upload = Upload("application/pdf", "pdf", f"%PDF-1.4 {self.bytes_word}".encode())
		self.file = files.add("Complaint", self.complaint.name, upload)
		self.step = frappe.db.get_value("CFM Step", {"complaint": self.complaint.name, "kind": "note"})

	def _forget_what_was_undone(self) -> None:
		forget_what_was_undone()
		frappe.db.value_cache.clear()
		frappe.local.cache = {}
		frappe.clear_document_cache("Complaint", self.complaint.name)
		self.forget_people()


def _word() -> str:
	return "".join(chr(ord("g") + int(digit, 16)) for digit in frappe.generate_hash(length=14))


def _first(doctype: str) -> str:
	return frappe.get_all(doctype, {"is_active": 1}, pluck="name", order_by="sort, name", limit=1)[0]


def _harmless_type() -> str:
	ordinary = {"is_active": 1, "is_about_conduct": 0, "level_floor": ("<=", 2)}
	return frappe.get_all("CFM Feedback Type", ordinary, pluck="name", order_by="level_floor, sort", limit=1)[
		0
	]


def _ordinary_level() -> str:
	return frappe.db.get_value("CFM Sensitivity Level", {"level": 2}, "name")


def _project() -> str:
	code = _word().upper()
	return frappe.get_doc(doctype="CFM Project", code=code, title=code).insert().name


def _colleague(project: str) -> str:
	name = _word()
	user = frappe.new_doc("User", email=f"{name}@trial.invalid", first_name=name, send_welcome_email=0)
	user.extend("roles", [{"role": role} for role in ROLES])
	user.insert()
	for duty in DUTIES:
		frappe.get_doc(
			doctype="CFM Focal Point", user=user.name, duty=duty, project=project, level_from=0, level_to=4
		).insert()
	return user.name
