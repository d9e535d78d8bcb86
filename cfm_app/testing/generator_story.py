"""Tells one made-up complaint as the rows it leaves behind, from the contact to the access log."""

import json
from datetime import datetime, timedelta
from random import Random

from cfm_app.confidentiality import access_log, sealing, vault
from cfm_app.confidentiality.persons import COMPLAINANT, SUBJECT
from cfm_app.handling.follow_ups import KINDS
from cfm_app.rules.access import SENSITIVE_FROM, RecordFacts
from cfm_app.rules.references import new_reference
from cfm_app.testing.generator_ground import Ground, Place, marks
from cfm_app.testing.generator_store import Store
from cfm_app.testing.generator_words import answer, full_name, story
from cfm_app.workflows import states

LEVELS, LEVEL_SHARES = range(7), (8, 30, 26, 26, 8, 1.5, 0.5)
FEEDBACK_TYPES = (
	"THANKS",
	"QUESTION",
	"OTHER_ACTOR",
	"COMPL_PROG",
	"COMPL_PROG",
	"COMPL_CONDUCT",
	"COMPL_CONDUCT",
)
URGENCIES = ("U4", "U4", "U4", "U4", "U3", "U2", "U2")
CHANNELS = ("HOTLINE", "HOTLINE", "BOX", "WEB", "SMS", "COMMITTEE")
SEXES, AGE_BANDS = ("FEMALE", "FEMALE", "MALE", "UNKNOWN"), ("12-17", "18-59", "18-59", "18-59", "60+")
OPEN_STATES = (states.RECEIVED, states.TRIAGED, states.IN_PROGRESS, states.IN_PROGRESS, states.ANSWER_DRAFTED)
ACKNOWLEDGE, FIRST_ANSWER, RESOLVE = timedelta(days=2), timedelta(days=15), timedelta(days=30)


class Story:
	"""One contact at one place, and the complaint that came of it; its rows go into a store."""

	def __init__(self, store: Store, ground: Ground, random: Random, received: datetime, place: Place):
		self.store, self.ground, self.random = store, ground, random
		self.received, self.place = received, place
		self.contact, self.complaint = (new_reference(prefix, random.choice) for prefix in "KC")
		self.project = random.choice(ground.projects) if random.random() < 0.9 else None
		self.channel = random.choice(CHANNELS)
		self.handler = random.choice(ground.handlers[place.region])
		self.ended = None
		self.key = ""

	def tell_waiting(self) -> None:
		"""Add a contact that nobody has classified yet."""
		self.key = self.ground.key(self._facts(0, is_contact=True), self.place.code)
		self._add_contact("New", None)
		self._add_person([("CFM Interaction", self.contact)])

	def tell(self, today: datetime, about_staff: bool) -> None:
		"""Add a contact, its complaint and all that happened until `today`."""
		level = self.random.choices(LEVELS, LEVEL_SHARES)[0]
		subject = self.random.choice(self.ground.staff) if about_staff else None
		if level >= SENSITIVE_FROM:
			self.handler = self.ground.sensitive
		self.key = self.ground.key(self._facts(level, subject), self.place.code)
		self._end_by(today)
		self._add_contact("Classified", "Feedback recorded")
		self._add_complaint(level)
		records = [("CFM Interaction", self.contact), ("Complaint", self.complaint)]
		self._add_person(records)
		if subject:
			self._add_party(records[1], SUBJECT, staff=subject)
		self._add_what_followed(level)

	def _facts(self, level: int, subject: str | None = None, is_contact: bool = False) -> RecordFacts:
		return RecordFacts(
			level=level,
			project=self.project or "",
			area_path=self.place.path,
			is_contact=is_contact,
			team=marks([self.ground.sensitive]) if level >= SENSITIVE_FROM else frozenset(),
			subjects=marks([subject]) if subject else frozenset(),
		)

	def _end_by(self, today: datetime) -> None:
		closing = self.received + timedelta(days=self.random.expovariate(1 / 9), hours=1)
		dragging_on = self.random.random() < 0.03
		self.ended = closing.replace(microsecond=0) if closing < today and not dragging_on else None

	def _add_contact(self, state: str, disposition: str | None) -> None:
		self._add(
			"CFM Interaction",
			name=self.contact,
			state=state,
			received_on=self.received,
			channel=self.channel,
			direction="Incoming",
			area=self.place.code,
			project=self.project,
			language="en",
			received_via="direct",
			received_by=self.handler,
			disposition=disposition,
			closed_on=self.received if disposition else None,
			claimed_by=self.handler if disposition else None,
			access_key=self.key,
		)
		self._seal("CFM Interaction", self.contact, "message", story(self.random))

	def _add_complaint(self, level: int) -> None:
		self._add(
			"Complaint",
			until=self.ended,
			name=self.complaint,
			feedback_type=FEEDBACK_TYPES[level],
			category=self.random.choice(self.ground.categories[level]),
			sensitivity=self.ground.sensitivities[level],
			level=level,
			urgency=URGENCIES[level],
			urgency_rank=int(URGENCIES[level][1]),
			area=self.place.code,
			project=self.project,
			channel=self.channel,
			language="en",
			received_on=self.received,
			received_via="direct",
			received_by=self.handler,
			interaction=self.contact,
			sex=self.random.choice(SEXES),
			age_band=self.random.choice(AGE_BANDS),
			workflow_state=states.CLOSED if self.ended else self.random.choice(OPEN_STATES),
			handler=self.handler,
			seen_on=self.received,
			outcome="SOLVED" if self.ended else None,
			access_key=self.key,
			**self._clocks(),
		)
		self._seal("Complaint", self.complaint, "narrative", story(self.random))

	def _clocks(self) -> dict:
		"""Return promises and how they were kept, in plain days: calendars are not what is measured here."""
		due = {"acknowledge": ACKNOWLEDGE, "first_answer": FIRST_ANSWER, "resolve": RESOLVE}
		return {
			**{f"{clock}_due": self.received + within for clock, within in due.items()},
			"acknowledged_on": self.received + timedelta(hours=5),
			"first_answered_on": self.ended,
			"closed_on": self.ended,
			"next_due": None if self.ended else self.received + FIRST_ANSWER,
		}

	def _add_person(self, records: list[tuple[str, str]]) -> None:
		"""Four in five give a name and a number; they are the complainant of contact and complaint."""
		if self.random.random() < 0.2:
			return
		name, phone = self._name(), f"+9370{self.random.randrange(10**7):07}"
		identity = json.dumps({"name": full_name(self.random), "phone": phone}, ensure_ascii=False)
		sealed, key_id = sealing.seal(identity, f"CFM Person|{name}")
		index = sealing.blind_index("phone", phone)
		self._add("CFM Person", name=name, phone_index=index, sealed=sealed, key_id=key_id)
		for record in records:
			self._add_party(record, COMPLAINANT, person=name)

	def _add_party(self, record: tuple[str, str], role: str, person: str = "", staff: str = "") -> None:
		sealed, key_id = sealing.seal(
			json.dumps({"staff": staff, "note": ""}), f"CFM Party|{record[1]}|{role}"
		)
		self._add(
			"CFM Party",
			name=self._name(),
			record_type=record[0],
			record=record[1],
			role=role,
			person=person,
			staff_index=sealing.mark_of(staff) if staff else None,
			sealed=sealed,
			key_id=key_id,
		)

	def _add_what_followed(self, level: int) -> None:
		linked = {"complaint": self.complaint, "access_key": self.key}
		consent = {"purpose": "record and handle", "given": "yes", "given_on": self.received}
		self._add("CFM Consent", name=self._name(), **consent, **linked)
		for kind in (
			"received",
			"routed",
			"assigned",
			"acknowledged",
			*(("state changed",) if self.ended else ()),
		):
			moment = self.ended if kind == "state changed" else self.received
			self._add("CFM Step", name=self._name(), kind=kind, at=moment, by=self.handler, **linked)
		self._log("view")
		if level >= SENSITIVE_FROM:
			self._log("reveal")
		if self.ended:
			self._add_answer(linked)

	def _add_answer(self, linked: dict) -> None:
		response = self._name()
		sent = {"sent_on": self.ended, "person_reached": "yes", "attempts": 1, "prepared_by": self.handler}
		self._add("CFM Response", until=self.ended, name=response, state="Delivered", **sent, **linked)
		self._seal("CFM Response", response, "answer", answer(self.random))
		due = self.ended + timedelta(days=7)
		follow_up = {
			"kind": KINDS["satisfaction"],
			"due_on": due,
			"result": self.random.choice(("reached", None)),
		}
		self._add("CFM Follow Up", name=self._name(), **follow_up, **linked)
		self._log("view")

	def _log(self, action: str) -> None:
		about = {"record_type": "Complaint", "record": self.complaint}
		self._add(
			access_log.LOG,
			name=0,
			at=self.received,
			user=self.handler,
			action=action,
			**about,
			row_mac="",
			chain_mac="",
		)

	def _seal(self, record_type: str, record: str, field: str, text: str) -> None:
		self._add(vault.TABLE, name=self._name(), **vault.sealed_row(record_type, record, field, text))

	def _add(self, doctype: str, until: datetime | None = None, **row) -> None:
		people = {"owner": self.handler, "modified_by": self.handler}
		self.store.add(doctype, creation=self.received, modified=until or self.received, **people, **row)

	def _name(self) -> str:
		return f"{self.random.getrandbits(60):015x}"
