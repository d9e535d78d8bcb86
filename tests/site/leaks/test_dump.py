"""Somebody carries away the database, the files and the logs of a site at work. They learn no name, number or sentence."""

import base64
import io
import json
from unittest.mock import patch

from PIL import Image, PngImagePlugin

import frappe
from frappe.model.workflow import apply_workflow

from cfm_app.confidentiality import files, persons, receipts, vault
from cfm_app.handling import alerts, dialogue, intake, levels, timeline
from cfm_app.setup import demo, demo_reference
from cfm_app.testing import dump
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint
from cfm_app.testing.visitor import Visitor

OPERATOR, FOCAL, ADMINISTRATOR, COORDINATOR = (
	f"{name}@demo.cfm-app.invalid" for name in ("operator", "focal.point", "administrator", "coordinator")
)
FORM_QUESTION = {
	"dt": "CFM Interaction",
	"fieldname": "custom_landmark",
	"label": "What do you see from there?",
}
DESK_QUESTION = {"dt": "Complaint", "fieldname": "custom_fears", "label": "Whom do they fear?"}
SAID = {
	"narrative": 'The guard Yousef O\'Hara asked my cousin Zeinab for "forty lira" behind the bakery.',
	"name": "Zeinab Al-Ḥusseini",
	"arabic name": "زينب الحسيني بنت جابر",
	"phone": "+963944765432",
	"email": "zeinab.h.1987@courriel.invalid",
	"alias": "Umm Jaber the seamstress",
	"witness": "Mahmoud the one-armed baker",
	"subject note": "Wears a torn green vest and limps",
	"note": "She cried on the phone and asked us not to call after sunset.",
	"question": "Which of the three bakeries did you mean, sister?",
	"reply": "هو الفرن القريب من مدرسة البنات في الحارة القديمة",
	"answer": "The guard no longer works at this distribution point, madam.",
	"talking points": "Do not mention the cousin, only the guard's absence.",
	"correction": "The guard asked her cousin for money behind the bakery.",
	"why corrected": "Removed a surname at her own wish today.",
	"why revealed": "Calling back about the appointment tomorrow noon.",
	"why lowered": "Checked twice with the camp committee: no threat.",
	"landmark": "Two blue towers beside a burnt cinema",
	"fears": "Her uncle's neighbour with the white pickup",
	"form message": "Niemand antwortet uns seit dem Regen am Dienstag, Größe stimmt nicht.",
	"file name": "photo of zeinab at bakery.png",
	"in the file": "Taken behind the eastern bakery wall",
}


class TestDump(dump.SitePutBack, CFMTestCase):
	"""The demo organisation at work, and one complaint that goes through everything the app has."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.enterClassContext(patch.object(alerts, "_hand_over", lambda alert: alerts.send(**alert)))
		for question in (FORM_QUESTION, DESK_QUESTION):
			frappe.get_doc({"doctype": "Custom Field", "fieldtype": "Data", **question}).insert()
		demo_reference.create("only-for-the-demonstration")
		frappe.db.commit()
		with dump.taken() as loot:
			cls.common = dump.found(
				[*SAID.values(), *said_in_the_demo()], loot
			)  # "there is no", as in a ready answer
		demo.load()

	def test_nothing_that_anybody_said_stands_anywhere(self):
		complaint = self.go_through_everything()
		frappe.db.commit()
		secrets = [*SAID.values(), *said_in_the_demo(), receipts_number(self.code)]
		with dump.taken() as loot:
			self.assertEqual(sorted(set(dump.found(secrets, loot)) - set(self.common)), [])
			self.assertLess(len(self.common), 12)
			self.assertTrue(dump.found([complaint.name], loot), "the search finds what does stand there")
		with self.as_user(FOCAL):
			self.assertEqual(vault.read(complaint)["narrative"], SAID["correction"])

	def test_the_search_finds_each_secret_when_it_is_written_in_plain(self):
		secrets = [*SAID.values(), *said_in_the_demo()]
		notes = [secret for secret in secrets if dump.pieces(secret)]
		disguises = (str, str.upper, json.dumps, lambda text: text.encode().hex(), in_base64)
		for number, text in enumerate(notes):
			written = disguises[number % len(disguises)](text)
			frappe.get_doc(doctype="Note", title=f"Note {number}", content=f"x{written}y").insert()
		frappe.db.commit()
		with dump.taken() as loot:
			hits = " ".join(dump.found(secrets, loot))
		missed = [text for text in notes if not any(piece in hits for piece in dump.pieces(text))]
		self.assertEqual(missed, [])

	def go_through_everything(self):
		complaint = self.take_complaint()
		self.work_on(complaint)
		self.talk_with_the_person(complaint)
		self.write_through_the_form()
		return complaint

	def take_complaint(self):
		identity = {
			"name": SAID["name"],
			"phone": SAID["phone"],
			"email": SAID["email"],
			"alias": SAID["alias"],
		}
		people = [
			{"role": "complainant", "identity": identity},
			{"role": "witness", "identity": {"name": SAID["witness"]}},
			{"role": "affected person", "identity": {"name": SAID["arabic name"]}},
			{"role": persons.SUBJECT, "staff": ADMINISTRATOR, "note": SAID["subject note"]},
		]
		with self.as_user(OPERATOR):
			return make_complaint(SAID["narrative"], people, area="SY.IDLIB.HARIM", channel="DESK")

	def work_on(self, complaint):
		with self.as_user(FOCAL):
			timeline.write(complaint, "note", SAID["note"])
			vault.change(complaint, {"narrative": SAID["correction"]}, SAID["why corrected"])
			vault.change(complaint, {"custom_fears": SAID["fears"]})
			persons.reveal(complaint, SAID["why revealed"])
			files.add(
				"Complaint", complaint.name, files.check(picture(SAID["in the file"]), SAID["file name"])
			)
			complaint.reload()
			complaint.sensitivity = levels.code_of_level(4)
			complaint.save()
			levels.ask_to_lower(complaint, 3, SAID["why lowered"])
		with self.as_user(COORDINATOR):
			complaint.reload()
			levels.confirm_lowering(complaint, 3)

	def talk_with_the_person(self, complaint):
		self.code = "4821 0937 5566 1204"
		receipts.issue(frappe._dict(name=complaint.interaction), self.code)
		with self.as_user(FOCAL):
			dialogue.ask(complaint, SAID["question"])
			apply_workflow(frappe.get_doc("Complaint", complaint.name).as_json(), "Triage")
			response = frappe.new_doc("CFM Response", complaint=complaint.name, channel="WEB")
			response.update({"answer": SAID["answer"], "talking_points": SAID["talking points"]})
			response.insert()
		person = Visitor("ar")
		said = person.act(person.track(self.code), "say", text=SAID["reply"])
		self.assertIn(SAID["reply"], said.words)

	def write_through_the_form(self):
		answers = {"custom_landmark": SAID["landmark"], "person_name": SAID["name"], "phone": SAID["phone"]}
		form = frappe.get_doc("Web Form", {"doc_type": "CFM Interaction"})
		form.append("web_form_fields", {"fieldtype": "Data", **FORM_QUESTION}).insert()
		frappe.clear_document_cache("Web Form", form.name)
		page = Visitor("nl").write(SAID["form message"], **answers)
		contact = frappe.get_doc("CFM Interaction", receipts.find(page.code))
		self.assertIn(SAID["landmark"], vault.read_for_system("CFM Interaction", contact.name).values())
		with self.as_user(OPERATOR):
			intake.classify(contact, [{"facts": {"feedback_type": "QUESTION", "category": "INFO"}}])


def said_in_the_demo():
	"""Return every name, number, address and sentence of the demo set's people, in all languages."""
	stories = json.loads(demo.STORIES.read_text(encoding="utf-8"))
	people = [story["person"] for story in stories if story.get("person")]
	identities = [person[key] for person in people for key in ("name", "phone", "email") if person.get(key)]
	words = [story[key] for story in stories for key in ("message", "answer") if story.get(key)]
	return [*identities, *words]


def receipts_number(code):
	return code.replace(" ", "")


def picture(words):
	about = PngImagePlugin.PngInfo()
	about.add_text("Comment", words)
	drawn = io.BytesIO()
	Image.new("RGB", (32, 32), "green").save(drawn, "PNG", pnginfo=about)
	return drawn.getvalue()


def in_base64(text):
	return base64.b64encode(f"before {text} after".encode()).decode()
