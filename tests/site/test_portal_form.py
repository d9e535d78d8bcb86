"""People write to the organisation: anonymous or named, in a hurry, with odd phones, and some with bad intent."""

import io
from unittest.mock import patch

from PIL import Image
from redis.exceptions import RedisError

import frappe

from cfm_app.confidentiality import files, persons, receipts
from cfm_app.confidentiality.vault import read_for_system
from cfm_app.handling import intake
from cfm_app.portal import languages, promises
from cfm_app.portal.renderer import PAGES
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_area, make_grant, make_rule, make_user
from cfm_app.testing.visitor import FORM, Visitor, forget_counts

CONTACT = "CFM Interaction"


class TestWritingToUs(CFMTestCase):
	def setUp(self):
		super().setUp()
		forget_counts()
		self.amina = Visitor()

	def contact_of(self, page):
		"""The contact that the code on this page opens."""
		return frappe.get_doc(CONTACT, receipts.find(page.code))

	def words_of(self, page):
		return read_for_system(CONTACT, self.contact_of(page).name)

	def count(self):
		return frappe.db.count(CONTACT)

	def test_somebody_reports_without_a_name_and_takes_a_code_home(self):
		page = self.amina.write(
			"The guard asked for money.", feedback_type="Somebody who works here behaved badly"
		)
		contact = self.contact_of(page)
		self.assertEqual((page.status, contact.channel, contact.is_anonymous), (200, "WEB", 1))
		self.assertEqual(contact.feedback_type, "COMPL_CONDUCT")
		self.assertEqual(self.words_of(page)["message"], "The guard asked for money.")
		self.assertEqual(contact.owner, "Guest")
		self.assertEqual((contact.explained_deadline, contact.privacy_notice), (1, "1-en"))
		self.assertEqual(persons.contact_of(contact), {"wishes": {"language": "en"}})

	def test_the_code_itself_is_nowhere_in_the_database(self):
		page = self.amina.write("Keep this safe.")
		digits = page.code.replace(" ", "")
		self.assertEqual(len(digits), 16)
		stored = str(frappe.get_all("CFM Receipt", fields=["*"])) + str(frappe.get_all(CONTACT, fields=["*"]))
		self.assertIn(self.contact_of(page).name, stored)
		self.assertNotIn(digits, stored)
		self.assertNotIn(page.code, stored)

	def test_the_receipt_shows_the_date_that_staff_are_held_to(self):
		operator = make_user("Olga Operator", "Operator")
		make_grant(operator, "Intake")
		make_rule(level_to=4)
		page = self.amina.write("The food is late.", feedback_type="Something is wrong with the help")
		contact = self.contact_of(page)
		with self.as_user(operator):
			facts = {"feedback_type": contact.feedback_type, "category": "QUANT"}
			complaint = intake.classify(contact, [{"facts": facts}])[0]
		due = languages.in_words(promises.answer_due(complaint), "en")
		self.assertIn(f"You get an answer by {due} at the latest.", page.words)

	def test_a_named_person_says_how_she_can_be_reached_safely(self):
		page = self.amina.write(
			"My card does not work.",
			your_name="Amina Rahimi",
			phone="+93 70 123 4567",
			alias="Cousin Leyla",
			answer_by="Phone call",
			may_call="Yes",
			may_write="No",
			good_times="In the morning (08:00-12:00)",
		)
		contact = self.contact_of(page)
		self.assertEqual(contact.is_anonymous, 0)
		wishes = persons.wishes_of(contact)
		self.assertEqual(
			(wishes["channel"], wishes["safe_to_call"], wishes["safe_to_message"]), ("HOTLINE", True, False)
		)
		self.assertEqual(wishes["times"], [["08:00", "12:00"]])
		self.assertEqual(persons.contact_of(contact)["alias"], "Cousin Leyla")
		self.assertNotIn("Amina", str(frappe.db.get_value(CONTACT, contact.name, "*", as_dict=True)))

	def test_who_ticks_anonymous_leaves_no_name_even_if_she_typed_one(self):
		page = self.amina.write(
			"It happened again.", stay_anonymous="1", your_name="Amina", phone="+93701234567"
		)
		contact = self.contact_of(page)
		self.assertEqual(persons.contact_of(contact), {"wishes": {"channel": "WEB", "language": "en"}})
		self.assertEqual(contact.is_anonymous, 1)

	def test_a_mistake_is_explained_and_her_text_stays(self):
		before = self.count()
		page = self.amina.write(
			"A long story.", phone="call my sister", answer_by="E-mail", feedback_type="I need help"
		)
		self.assertEqual((page.status, self.count()), (422, before))
		self.assertIn("This does not look like a phone number.", page.words)
		self.assertIn("we need an e-mail address", page.words)
		self.assertIn('<a href="#phone">', page.html)
		self.assertIn("A long story.</textarea>", page.html)
		self.assertIn('value="I need help" checked', page.html)
		self.assertIn("call my sister", page.html)

	def test_an_empty_form_says_which_question_is_needed(self):
		page = self.amina.write("")
		self.assertEqual(page.status, 422)
		self.assertIn('<a href="#message">', page.html)
		self.assertIn('aria-invalid="true"', page.html)

	def test_pressing_send_twice_makes_one_message_and_shows_the_same_code(self):
		before, form = self.count(), {**self.amina.open_form(), "message": "Only once."}
		first, second = self.amina.post(FORM, form), self.amina.post(FORM, form)
		self.assertEqual((first.status, second.status), (200, 200))
		self.assertEqual(first.code, second.code)
		self.assertEqual(self.count(), before + 1)

	def test_going_back_and_writing_something_else_loses_nothing(self):
		form = self.amina.open_form()
		first = self.amina.post(FORM, {**form, "message": "One thing."})
		second = self.amina.post(FORM, {**form, "message": "Another thing."})
		self.assertNotEqual(first.code, second.code)
		self.assertEqual(self.words_of(second)["message"], "Another thing.")

	def test_two_people_who_write_the_same_words_get_codes_of_their_own(self):
		first, second = self.amina.write("No water."), Visitor().write("No water.")
		self.assertNotEqual(first.code, second.code)
		self.assertNotEqual(self.contact_of(first).name, self.contact_of(second).name)

	def test_a_robot_that_fills_the_trap_is_refused(self):
		before = self.count()
		page = self.amina.write("Cheap watches", website="https://spam.invalid")
		self.assertEqual((page.status, self.count()), (422, before))
		self.assertIn("Cheap watches</textarea>", page.html)

	def test_a_form_filled_faster_than_people_write_is_held_for_review(self):
		form = self.amina.open_form(seconds_ago=0)
		page = self.amina.post(FORM, {**form, "message": "Too fast"})
		self.assertEqual(self.contact_of(page).held_for_review, 1)
		self.assertEqual(self.contact_of(self.amina.write("At human speed")).held_for_review, 0)

	def test_a_forged_or_missing_form_key_costs_nobody_her_text(self):
		for key in ({}, {"key": "k1.Zm9yZ2Vk"}, {"key": "nonsense"}):
			page = self.amina.post(FORM, {**key, "message": "My only copy"})
			self.assertEqual((page.status, page.code), (422, None))
			again = self.amina.post(FORM, {**page.hidden(), "message": "My only copy"})
			self.assertEqual(self.words_of(again)["message"], "My only copy")

	def test_a_camp_behind_one_address_is_held_but_never_turned_away(self):
		camp = [Visitor(address="192.0.2.7").write(f"Tent {number} has no water") for number in range(14)]
		self.assertEqual({page.status for page in camp}, {200})
		held = [self.contact_of(page).held_for_review for page in camp]
		self.assertEqual((held[0], held[-1]), (0, 1))
		self.assertEqual(self.contact_of(Visitor(address="192.0.2.8").write("Elsewhere")).held_for_review, 0)

	def test_odd_and_hostile_text_arrives_clean_or_is_refused_whole(self):
		kept = {
			"a\x00b": "ab",
			"water 💧 ماء": "water 💧 ماء",
			"safe\u202egnp.exe": "safegnp.exe",
			"x" * 100_000: "x" * 100_000,
			"<script>alert(1)</script> {{ 7 * 7 }}": "<script>alert(1)</script> {{ 7 * 7 }}",
		}
		for typed, stored in kept.items():
			self.assertEqual(self.words_of(self.amina.write(typed))["message"], stored)
		too_long = self.amina.write("é" * 100_001)
		self.assertEqual(too_long.status, 422)
		self.assertIn("é" * 100_001, too_long.html)

	def test_what_is_typed_comes_back_as_text_never_as_a_page(self):
		page = self.amina.write("</textarea><script>alert(1)</script>", your_name='"><img src=x>', phone="x")
		self.assertEqual(page.status, 422)
		self.assertNotIn("<script>alert", page.html)
		self.assertNotIn("<img", page.html)

	def test_a_colleague_who_is_logged_in_is_not_recorded(self):
		user = make_user("Wafa Whistle", "Operator")
		with self.as_user(user):
			page = self.amina.post(FORM, {**self.amina.open_form(), "message": "About my boss."}, user=user)
		contact = self.contact_of(page)
		self.assertEqual((contact.owner, contact.modified_by, contact.received_by), ("Guest", "Guest", None))
		steps = frappe.get_all("CFM Step", {"interaction": contact.name}, ["owner", "by"])
		self.assertEqual({(step.owner, step.by) for step in steps}, {("Guest", "Guest")})

	def test_a_photo_comes_without_its_place_and_a_drawing_with_scripts_not_at_all(self):
		taken_at_home = photo()
		self.assertTrue(Image.open(io.BytesIO(taken_at_home)).getexif())
		page = self.amina.write(
			"See the crack.", files=[("home.jpg", taken_at_home), ("note.pdf", b"%PDF-1.4\n%%EOF")]
		)
		contact = self.contact_of(page)
		operator = make_user("Olga Operator", "Operator")
		make_grant(operator, "Intake")
		with self.as_user(operator):
			stored = {file["mime"]: file["name"] for file in files.listing(contact)}
			picture, _about = files.open_for(contact, stored["image/jpeg"])
		self.assertEqual(set(stored), {"image/jpeg", "application/pdf"})
		self.assertFalse(Image.open(io.BytesIO(picture)).getexif())
		svg = ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
		refused = self.amina.write("See the drawing.", files=[svg])
		self.assertEqual((refused.status, refused.code), (422, None))
		self.assertIn("We cannot take this kind of file.", refused.words)
		self.assertIn("See the drawing.</textarea>", refused.html)

	def test_a_file_that_is_too_large_is_refused_with_its_limit(self):
		page = self.amina.write("Long recording", files=[("long.mp3", b"ID3" + bytes(5 * 1024 * 1024))])
		self.assertEqual(page.status, 422)
		self.assertIn("It can have 5 MB at most.", page.words)
		self.assertIn("Long recording</textarea>", page.html)

	def test_when_something_breaks_she_keeps_her_text_and_nothing_is_half_done(self):
		with (
			patch("cfm_app.portal.submission.receipts.issue", side_effect=RuntimeError("disk full")),
			patch.object(frappe.db, "rollback") as rolled_back,
			patch("frappe.log_error") as logged,
		):
			page = self.amina.write("My only copy")
		self.assertEqual(page.status, 500)
		self.assertIn("Something went wrong on our side", page.words)
		self.assertIn("My only copy</textarea>", page.html)
		self.assertTrue(rolled_back.called)
		self.assertNotIn("My only copy", str(logged.call_args))

	def test_without_redis_a_message_is_still_taken(self):
		with patch(
			"cfm_app.portal.counters.frappe.cache.incrby", side_effect=RedisError("connection refused")
		):
			page = self.amina.write("Redis sleeps")
		self.assertEqual(self.words_of(page)["message"], "Redis sleeps")

	def test_a_closed_page_keeps_the_text_and_names_other_ways(self):
		form = self.amina.open_form()
		settings = frappe.get_doc("CFM Settings")
		settings.update({"portal_open": 0, "contact_words": "Call 0800 123 456"}).save()
		before = self.count()
		page = self.amina.post(FORM, {**form, "message": "Too late?"})
		self.assertEqual(self.count(), before)
		self.assertIn("This page is closed at the moment.", page.words)
		self.assertIn("Call 0800 123 456", page.words)
		self.assertIn("Too late?</textarea>", page.html)

	def test_an_area_she_chooses_is_where_her_message_goes(self):
		make_area("RIVERSIDE")
		self.assertIn("In which area?", self.amina.get().words)
		page = self.amina.write("The bridge is broken.", area="Riverside")
		self.assertEqual(self.contact_of(page).area, "RIVERSIDE")

	def test_what_she_types_stays_out_of_what_error_logs_show(self):
		in_reach = []

		def look(request):
			in_reach.append((request.form.get("message") or request.form.get("code"), dict(frappe.form_dict)))
			return 200, "closed.html", {}

		with patch.dict(PAGES, {"feedback": look, "feedback/track": look}):
			self.amina.post(FORM, {"message": "Not for the log"})
			self.amina.track("1234 5678 1234 5678")
		self.assertEqual(in_reach, [("Not for the log", {}), ("1234 5678 1234 5678", {})])


def photo() -> bytes:
	"""A picture as a phone takes it, with the place in its EXIF."""
	image, exif = Image.new("RGB", (40, 30), "brown"), Image.Exif()
	exif.get_ifd(0x8825)[2] = (15.0, 20.0, 30.0)
	exif[0x0110] = "Amina's phone"
	data = io.BytesIO()
	image.save(data, "JPEG", exif=exif)
	return data.getvalue()
