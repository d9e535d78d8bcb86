"""What ships with the desk: workspaces for their roles, cards and reports that ask the access rule, paper without names."""

import frappe
from frappe.desk.desktop import get_workspace_sidebar_items
from frappe.desk.doctype.number_card.number_card import get_result

from cfm_app.api.desk_boot import extend
from cfm_app.setup import kanban
from cfm_app.testing.factories import make_complaint, make_user, somebody
from cfm_app.testing.small_desk import SmallDeskCase

WORKSPACES = {
	"Operator": "Helpdesk and hotline",
	"Focal Point": "Handling complaints",
	"Responder": "Programme answers",
	"Sensitive Focal Point": "Sensitive complaints",
	"Coordinator": "Coordination",
	"Case Worker": "Casework",
	"Outreach Officer": "Outreach and information",
	"Analyst": "Analysis",
	"Auditor": "Audit",
	"Administrator": "Complaint administration",
	"Reporter": "Hand in a complaint",
	"Investigator": "Investigations",
}


class TestDeskRecords(SmallDeskCase):
	COLLEAGUE = ("Carla Chief", "Coordinator", "Supervise")

	def take(self, words="The tap is dry."):
		with self.as_user(self.operator):
			return make_complaint(words, somebody(), area="DESKLAND").name

	def test_every_role_finds_its_own_workspace_and_no_other(self):
		for role, title in WORKSPACES.items():
			user = make_user(f"Walter {role}", role)
			with self.as_user(user):
				shown = {page.title for page in get_workspace_sidebar_items()["pages"]}
			self.assertEqual(shown & set(WORKSPACES.values()), {title}, role)

	def test_a_number_card_counts_what_its_reader_may_see(self):
		self.take()
		card = frappe.get_doc("Number Card", "Open complaints")
		stranger = make_user("Sven Stranger", "Coordinator")
		for user, expected in ((self.colleague, 1), (stranger, 0)):
			with self.as_user(user):
				self.assertEqual(get_result(card.as_json(), card.filters_json), expected)

	def test_the_browser_learns_which_doors_are_open(self):
		reporter = make_user("Rita Reporter", "Reporter")
		doors = {}
		for user in (self.operator, reporter):
			with self.as_user(user):
				boot = frappe._dict()
				extend(boot)
				doors[user] = (boot.cfm["may_take_in"], boot.cfm["may_hand_in"])
		self.assertEqual(doors, {self.operator: (True, True), reporter: (False, True)})

	def test_an_operator_starts_in_her_own_area(self):
		with self.as_user(self.operator):
			boot = frappe._dict()
			extend(boot)
		self.assertEqual(boot.cfm["default_area"], "DESKLAND")

	def test_paper_shows_the_words_to_who_may_read_them_and_nobodys_name(self):
		name = self.take("The pump squeaks.")
		with self.as_user(self.colleague):
			sheet = frappe.get_print("Complaint", name, "Complaint Sheet")
		self.assertIn("The pump squeaks.", sheet)
		self.assertNotIn("Amina", sheet)
		self.assertNotIn("701234567", sheet)

	def test_words_on_paper_are_text_and_never_markup(self):
		name = self.take("<script>alert(1)</script>")
		with self.as_user(self.colleague):
			sheet = frappe.get_print("Complaint", name, "Complaint Sheet")
		self.assertNotIn("<script>alert(1)", sheet)

	def test_the_board_is_made_once_and_then_belongs_to_the_site(self):
		kanban.create_missing()
		board = frappe.get_doc("Kanban Board", kanban.BOARD)
		board.columns = board.columns[:3]
		board.save()
		kanban.create_missing()
		self.assertEqual(len(frappe.get_doc("Kanban Board", kanban.BOARD).columns), 3)
