"""An investigation: its file is the team's alone, everybody else knows that one goes on and nothing more."""

import json

import frappe

from cfm_app.api import desk_investigation, desk_page
from cfm_app.cfm_app.doctype.cfm_hold.cfm_hold import held
from cfm_app.confidentiality.permissions import has_permission, record_depth
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts, intake, investigations
from cfm_app.rules.access import NONE
from cfm_app.testing.factories import make_grant, make_project, make_rule, make_user
from cfm_app.testing.small_mechanism import SmallMechanism

ALLEGATION = "Blankets were signed for and never given out."
FINDING = "The second signature is not hers."
INTERVIEW = "The driver says he unloaded eleven bales."


class InvestigationCase(SmallMechanism):
	"""Inge and Ivo may investigate; Farid, who handles the complaint, has it opened."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.inge, cls.ivo = (make_user(f"{name} Investigator", "Investigator") for name in ("Inge", "Ivo"))
		for user in (cls.inge, cls.ivo):
			make_grant(user, "Investigate", level_from=3, level_to=6)
		cls.coordinator = make_user("Carla Coordinator", "Coordinator")
		make_grant(cls.coordinator, "Supervise")

	def open_one(self, team=None, complaint=None):
		doc = complaint or self.take()
		with self.as_user(self.focal):
			opened = desk_investigation.open_investigation(
				doc.name, json.dumps(team or [self.inge]), ALLEGATION
			)
		return frappe.get_doc("CFM Investigation", opened["investigation"])

	def write(self, doc, **parts):
		with self.as_user(self.inge):
			for part, text in parts.items():
				desk_investigation.write_part(doc.name, part, text)

	def move(self, doc, *states):
		with self.as_user(self.inge):
			for state in states:
				desk_investigation.move(doc.name, state)

	def listed(self, doc):
		"""What a list shows whoever is logged in; who has no role for it is not even let into the list."""
		try:
			return frappe.get_list(doc.doctype, {"name": doc.name}, pluck="name")
		except frappe.PermissionError:
			return []

	def assert_closed_to(self, doc, *users):
		for user in users:
			with self.as_user(user):
				self.assertEqual(self.listed(doc), [], user)
				self.assertFalse(has_permission(frappe.get_doc(doc.doctype, doc.name), "read", user), user)
				opened = frappe.get_doc(doc.doctype, doc.name).as_dict()
				self.assertEqual([opened.get(part) for part in doc.SEALED], [None] * len(doc.SEALED), user)
				with self.assert_refused("There is no such record", AccessRefused):
					desk_investigation.investigation_page(doc.name)


class TestTheFile(InvestigationCase):
	def test_from_opening_to_its_end(self):
		doc = self.open_one()
		complaint = doc.get_complaint()
		self.assertEqual(
			(complaint.workflow_state, complaint.waiting_reason), ("Waiting", "investigation stage")
		)
		self.write(doc, terms_of_reference="Find out who signed.", plan="Speak with the driver.")
		self.move(doc, "Planned", "Under way")
		with self.as_user(self.inge):
			desk_investigation.add_entry(doc.name, "interview", INTERVIEW)
		self.write(doc, findings=FINDING, conclusion="substantiated", measures="Two people sign from now on.")
		self.move(doc, "Report written", "Closed")
		with self.as_user(self.inge):
			page = desk_investigation.investigation_page(doc.name)
			report = desk_investigation.printed_report(doc.name)
		self.assertEqual(page["state"], "Closed")
		self.assertEqual([step.note for step in page["timeline"] if step.kind == "interview"], [INTERVIEW])
		self.assertIn({"label": "Findings", "text": FINDING}, report["parts"])
		self.assertTrue(
			frappe.db.exists("CFM Access Log", {"record": doc.name, "action": "print", "user": self.inge})
		)
		self.assertTrue(frappe.db.get_value("CFM Investigation", doc.name, "ended_on"))
		self.assertIsNone(investigations.running(complaint.name))

	def test_nothing_of_it_stands_in_any_table(self):
		doc = self.open_one()
		self.write(
			doc, terms_of_reference="Find out who signed.", findings=FINDING, conclusion="substantiated"
		)
		with self.as_user(self.inge):
			desk_investigation.add_entry(doc.name, "evidence", INTERVIEW)
		for table in frappe.db.get_tables():
			if table.startswith("tabCFM") or table in ("tabComplaint", "tabVersion", "tabComment", "tabToDo"):
				rows = json.dumps(frappe.db.sql(f"select * from `{table}`", as_list=True), default=str)
				for secret in (ALLEGATION, FINDING, INTERVIEW, "Find out who signed"):
					self.assertNotIn(secret, rows, table)
		frappe.db.set_value(doc.doctype, doc.name, {"owner": "x", "modified_by": "x"})
		self.assertNotIn(self.inge, str(frappe.db.sql("select * from `tabCFM Investigation`")))

	def test_each_step_waits_for_what_belongs_to_it(self):
		doc = self.open_one()
		with self.assert_refused("Terms of reference, Plan", GuardRefused):
			self.move(doc, "Planned")
		with self.assert_refused("cannot go there", GuardRefused):
			self.move(doc, "Closed")
		with self.assert_refused("Choose one of the conclusions", GuardRefused):
			self.write(doc, conclusion="guilty")
		with self.assert_refused("cannot be written here", GuardRefused):
			self.write(doc, team="[]")

	def test_no_step_is_jumped_over_by_writing_the_state(self):
		doc = self.open_one()
		with self.as_user(self.inge), self.assert_refused("Use the steps", GuardRefused):
			frappe.get_doc(doc.doctype, doc.name).update({"state": "Closed"}).save()
		with self.as_user(self.inge):
			frappe.get_doc(doc.doctype, doc.name).update({"paper_file": "INV-7"}).save()
		self.assertEqual(
			frappe.db.get_value(doc.doctype, doc.name, ["state", "paper_file"]), ("Opened", "INV-7")
		)

	def test_a_finished_file_is_not_written_in_any_more(self):
		doc = self.open_one()
		self.write(doc, referred_to="The auditor general.")
		self.move(doc, "Referred")
		with self.assert_refused("has ended", GuardRefused):
			self.write(doc, findings="Something else.")

	def test_nothing_of_the_complaint_is_erased_meanwhile(self):
		doc = self.open_one()
		self.assertEqual(held([doc.complaint]), {doc.complaint})
		self.write(doc, referred_to="The auditor general.")
		self.move(doc, "Referred")
		self.assertEqual(held([doc.complaint]), set())

	def test_one_at_a_time(self):
		doc = self.open_one()
		with self.assert_refused("already under investigation", GuardRefused):
			self.open_one(complaint=doc.get_complaint())


class TestWhoSeesIt(InvestigationCase):
	def test_handler_and_coordinator_see_that_one_goes_on_and_nothing_else(self):
		doc = self.open_one()
		self.write(doc, findings=FINDING)
		self.assert_closed_to(doc, self.focal, self.coordinator, self.operator, self.analyst, self.ivo)
		for user in (self.focal, self.coordinator):
			with self.as_user(user):
				page = desk_page.of(doc.get_complaint())
			self.assertEqual(page["investigation"]["under_way"], True)
			self.assertEqual(page["investigation"]["mine"], [])
			for secret in (ALLEGATION, FINDING, doc.name, self.inge):
				self.assertNotIn(secret, json.dumps(page, default=str))
		with self.as_user(self.analyst):
			self.assertEqual(desk_page.of(doc.get_complaint())["investigation"], {})

	def test_who_investigates_does_not_see_the_complaint(self):
		doc = self.open_one()
		complaint = doc.get_complaint()
		self.assertEqual(record_depth(complaint, self.inge), NONE)
		with self.as_user(self.inge):
			self.assertEqual(frappe.get_list("CFM Investigation", pluck="name"), [doc.name])
			self.assertEqual(frappe.get_doc("CFM Investigation", doc.name).as_dict().allegation, ALLEGATION)
			with self.assert_refused():
				frappe.get_doc("Complaint", complaint.name).check_permission("read")

	def test_who_leaves_the_team_loses_sight_at_once(self):
		doc = self.open_one([self.inge, self.ivo])
		with self.as_user(self.inge):
			desk_investigation.change_team(doc.name, json.dumps([self.ivo]))
		self.assert_closed_to(doc, self.inge)
		with self.as_user(self.inge):
			self.assertEqual(frappe.get_list("CFM Step", {"investigation": doc.name}), [])
		with self.as_user(self.ivo):
			self.assertEqual(
				desk_investigation.investigation_page(doc.name)["words"]["allegation"], ALLEGATION
			)

	def test_the_team_alone_is_told_and_only_a_reference(self):
		doc = self.open_one()
		self.assertEqual(alerts.audience([self.inge, self.focal, self.coordinator], doc), {self.inge})
		alerts.send(self.inge, doc.doctype, doc.name, "investigate")
		subject = frappe.db.get_value("Notification Log", {"document_name": doc.name}, "subject")
		self.assertEqual(subject, f"{doc.name}: you are named for this.")

	def test_files_are_sealed_and_open_to_the_team(self):
		from cfm_app.confidentiality import files

		doc = self.open_one()
		with self.as_user(self.inge):
			files.add(doc.doctype, doc.name, files.check(b"%PDF-1.4\n%%EOF\n", "waybill.pdf"))
			(stored,) = files.listing(doc)
			self.assertTrue(files.open_for(doc, stored["name"])[0])
		with self.as_user(self.focal), self.assert_refused(exception=AccessRefused):
			files.open_for(frappe.get_doc(doc.doctype, doc.name), stored["name"])

	def test_it_follows_its_complaint_to_another_level(self):
		doc = self.open_one()
		low = make_user("Lothar Low", "Investigator")
		make_grant(low, "Investigate", level_to=4)
		with self.as_user(self.inge):
			desk_investigation.change_team(doc.name, json.dumps([self.inge, low]))
		self.assertTrue(has_permission(frappe.get_doc(doc.doctype, doc.name), "read", low))
		with self.as_user(self.focal):
			frappe.get_doc("Complaint", doc.complaint).update({"sensitivity": "BREACH"}).save()
		self.assert_closed_to(doc, low)
		self.assertTrue(has_permission(frappe.get_doc(doc.doctype, doc.name), "read", self.inge))


class TestConflicts(InvestigationCase):
	def refused(self, saying, user, **facts):
		doc = self.take(**facts)
		with self.assert_refused(saying, GuardRefused):
			self.open_one([user], doc)
		return doc

	def test_neither_whom_it_is_about_nor_her_manager_nor_the_projects_people_investigate(self):
		make_user("Inge Investigator", line_manager=self.ivo)
		doc = self.take()
		intake.add_people(doc, [{"role": "subject of complaint", "staff": self.inge}])
		for user in (self.inge, self.ivo):
			with self.assert_refused("may not investigate this", GuardRefused):
				self.open_one([user], frappe.get_doc("Complaint", doc.name))
		with self.as_user(self.focal):
			self.assertEqual(desk_investigation.possible_team(doc.name), [])

	def test_people_of_the_project_do_not_investigate_it(self):
		make_project("WATER", line_manager=self.inge)
		self.refused("works for the project", self.inge, project="WATER")
		self.assertTrue(self.open_one([self.ivo], self.take(project="WATER")).name)

	def test_somebody_without_the_duty_is_refused_and_nobody_at_all_too(self):
		self.refused("no duty to investigate", self.analyst)
		with self.as_user(self.focal), self.assert_refused("Name at least one", GuardRefused):
			desk_investigation.open_investigation(self.take().name, "[]", ALLEGATION)

	def test_an_investigator_who_is_named_later_is_out_at_once(self):
		doc = self.open_one([self.inge, self.ivo])
		intake.add_people(doc.get_complaint(), [{"role": "subject of complaint", "staff": self.inge}])
		self.assert_closed_to(doc, self.inge)
		make_user("Inge Investigator", line_manager=self.ivo)
		self.assert_closed_to(doc, self.ivo)

	def test_who_only_answers_or_counts_cannot_have_one_opened(self):
		doc = self.take()
		responder = make_user("Rosa Responder", "Responder")
		make_grant(responder, "Respond")
		for user in (responder, self.analyst, self.operator, self.stranger):
			with self.as_user(user), self.assert_refused(exception=AccessRefused):
				desk_investigation.open_investigation(doc.name, json.dumps([self.inge]), ALLEGATION)
		self.assertIsNone(investigations.running(doc.name))

	def test_at_level_six_the_named_focal_point_hands_it_to_a_team_she_is_not_in(self):
		sana = make_user("Sana Sensitive", "Sensitive Focal Point")
		make_grant(sana, "Sensitive")
		make_rule("Sensitive", level_from=5, assign_duty="Sensitive")
		complaint = self.take(category="SEAH", feedback_type="COMPL_CONDUCT")
		with self.as_user(sana):
			people = [row["value"] for row in desk_investigation.possible_team(complaint.name)]
			self.assertEqual(set(people), {sana, self.inge, self.ivo})
			opened = desk_investigation.open_investigation(
				complaint.name, json.dumps([self.inge]), ALLEGATION
			)
		self.assertFalse(opened["may_open"])
		self.assert_closed_to(
			frappe.get_doc("CFM Investigation", opened["investigation"]), sana, self.focal, self.coordinator
		)
