"""Mails as programs and machines write them: who wrote, whether a person did, what is hers, and what can be read."""

import random
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import mail_answers, mail_parts, mail_rules
from cfm_app.rules.mail_words import text_of_html

HELP, AMINA = "help@ngo.example", "amina@example.org"


def headers(**written):
	return tuple(
		(name.replace("_", "-").lower(), value) for name, value in {"From": AMINA, **written}.items()
	)


class TestWhoWroteIt:
	def test_the_sender(self):
		assert mail_rules.writer(headers(From="Amina R. <Amina@Example.ORG>"), HELP) == AMINA

	def test_the_address_an_answer_is_wanted_at(self):
		assert mail_rules.writer(headers(From="shop@cafe.example", Reply_To=AMINA), HELP) == AMINA

	def test_a_wish_to_be_answered_at_our_own_address_is_none(self):
		assert mail_rules.writer(headers(Reply_To=HELP), HELP) == AMINA

	def test_whoever_stands_behind_a_group(self):
		group = headers(From=f"'Amina' via Help <{HELP}>", X_Original_From=f"Amina <{AMINA}>")
		assert mail_rules.writer(group, HELP) == AMINA

	def test_nobody_puts_herself_behind_a_sender_who_is_not_the_group(self):
		assert mail_rules.writer(headers(X_Original_From="betty@example.org"), HELP) == AMINA

	@pytest.mark.parametrize(
		("written", "expected"),
		[
			({}, False),
			({"Reply_To": f"Amina <{AMINA.upper()}>"}, False),
			({"Reply_To": HELP}, False),
			({"From": f"'Amina' via Help <{HELP}>", "Reply_To": AMINA}, False),
			({"From": "mallory@cafe.example", "Reply_To": AMINA}, True),
			({"From": f"mallory@cafe.example, {AMINA}", "Reply_To": AMINA}, True),
			({"From": "undisclosed", "Reply_To": AMINA}, True),
		],
	)
	def test_whether_the_writer_is_only_named(self, written, expected):
		assert mail_rules.is_only_named(headers(**written), HELP) is expected

	@pytest.mark.parametrize("sender", ["", "undisclosed", "<>", "Amina <amina at example>", "a@b"])
	def test_no_address(self, sender):
		assert mail_rules.writer(headers(From=sender), HELP) == ""

	@pytest.mark.parametrize(
		"sender",
		["(" * 5000 + ")" * 5000 + AMINA, "a:" * 50_000, "a" + "\u0301\u0316" * 500_000 + "@example.org"],
	)
	def test_a_sender_made_to_break_the_reader_is_nobody(self, sender):
		assert mail_rules.writer(headers(From=sender), HELP) == ""
		assert mail_rules.automatic(headers(From=sender), HELP) == ""
		assert mail_rules.writer_name(headers(From=sender)) is not None

	def test_a_very_long_sender_counts_by_its_beginning(self):
		assert mail_rules.writer(headers(From=f"{AMINA}, " + "x" * 100_000), HELP) == AMINA


class TestMachines:
	@pytest.mark.parametrize(
		("written", "reason"),
		[
			({}, ""),
			({"Auto_Submitted": "no"}, ""),
			({"Auto_Submitted": "auto-replied (vacation)"}, "automatic_answer"),
			({"Auto_Submitted": "Auto-Generated; x"}, "automatic_answer"),
			({"X_Autoreply": "yes"}, "automatic_answer"),
			({"Precedence": "auto_reply"}, "automatic_answer"),
			({"Precedence": "Bulk"}, "bulk"),
			({"Precedence": "list"}, "list"),
			({"List_Unsubscribe": "<mailto:u@news.example>"}, "list"),
			({"From": "Mail Delivery <MAILER-DAEMON@mx.example>"}, "report"),
			({"Return_Path": " < > "}, "report"),
			({"Content_Type": "multipart/report; report-type=disposition-notification"}, "report"),
			({"From": HELP}, "own"),
			({"Return_Path": f"<{AMINA}>"}, ""),
			({"Precedence": "normal", "X_Priority": "1"}, ""),
		],
	)
	def test_are_told_from_people(self, written, reason):
		assert mail_rules.automatic(headers(**written), HELP) == reason

	def test_the_organisations_own_group_is_no_list(self):
		group = {"Precedence": "list", "List_Id": "<help.ngo.example>", "List_Post": f"<mailto:{HELP}>"}
		assert mail_rules.automatic(headers(**group), HELP) == ""

	def test_another_list_that_names_our_domain_in_its_own_is_one(self):
		posted = {"Precedence": "list", "List_Post": "<mailto:all@not-ngo.example>"}
		assert mail_rules.automatic(headers(**posted), HELP) == "list"

	def test_an_answering_machine_in_our_group_is_still_one(self):
		group = {"List_Post": f"<mailto:{HELP}>", "Auto_Submitted": "auto-replied"}
		assert mail_rules.automatic(headers(**group), HELP) == "automatic_answer"


class TestQuotedHistory:
	ATTRIBUTIONS = (
		"On Sun, 22 Nov 2026 at 09:00, Help <help@ngo.example> wrote:",
		"El dom, 22 nov 2026 a las 9:00, Help (<help@ngo.example>) escribió:",
		"في الأحد، ٢٢ نوفمبر ٢٠٢٦ كتب <help@ngo.example>:",
		"Op zo 22 nov 2026 om 09:00 schreef Help\n<help@ngo.example>:",
	)

	@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
	def test_at_the_end_it_goes_in_every_language(self, attribution):
		text = f"I said no.\n\n{attribution}\n\n> We received your message.\n>\n> Reference\n"
		assert mail_rules.without_quoted_history(text) == "I said no."

	@pytest.mark.parametrize(
		"text",
		[
			"> Where?\nAt the gate.",
			"See what he wrote:\n> I will hit you\nThat was him.",
			"Nothing is quoted here:\nonly said.",
			"> everything is quoted\n> here",
			"",
		],
	)
	def test_where_it_is_not_certain_everything_stays(self, text):
		assert mail_rules.without_quoted_history(text) == text

	def test_her_own_sentence_above_it_stays_when_it_only_ends_like_an_attribution(self):
		text = "He told me this:\n> go away"
		assert mail_rules.without_quoted_history(text).startswith("He told me this:")

	@given(st.text(alphabet="> a:@1\n", max_size=60))
	def test_nothing_unmarked_is_lost_but_one_attribution(self, text):
		kept = mail_rules.without_quoted_history(text)
		own = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith(">")]
		left = [line for line in kept.split("\n") if line.strip() and not line.lstrip().startswith(">")]
		assert len(own) - len(left) <= mail_rules.LONGEST_ATTRIBUTION
		assert [line.rstrip() for line in own[: len(left)]] == [line.rstrip() for line in left]


class TestWords:
	def test_a_page_is_read_and_nothing_in_it_is_run_or_fetched(self):
		page = (
			"<p>They asked <b>for</b>\nmoney.</p><script>x()</script><style>p{}</style>"
			'<img src="https://tracker.example/1.gif"><ul><li>one<li>two</ul>'
			'<a href="https://proof.example/a">look</a> <a href="javascript:x()">this</a>'
			"<blockquote>old<br>older</blockquote>new"
		)
		assert text_of_html(page) == (
			"They asked for money.\n\n- one\n- two\nlook (https://proof.example/a) this\n> old\n> older\n\nnew"
		)

	@pytest.mark.parametrize("page", ["<html><head><title>x<body>help", "<svg><p>help", "<p>help<script>"])
	def test_a_tag_that_was_never_closed_swallows_no_word(self, page):
		assert "help" in text_of_html(page)

	@pytest.mark.parametrize(
		"page", ["<" * 10**6, "<div>" * 10**5, "<b>a</b>" * 10**5, "&#" * 10**5, "\ud83d", "\x00"]
	)
	def test_hostile_pages_are_read_to_their_end(self, page):
		assert isinstance(text_of_html(page), str)

	def test_a_stub_gives_way_to_the_page_and_words_do_not(self):
		assert mail_rules.better_text("View this mail in a browser.", "word " * 40) == "word " * 40
		assert mail_rules.better_text("word " * 40, "word " * 50) == "word " * 40
		assert mail_rules.better_text(" \n", "page") == "page"


class TestParts:
	def test_words_photo_and_the_mail_inside_a_mail(self):
		inside = EmailMessage()
		inside["Subject"] = "Fwd"
		inside.set_content("He wrote me this.")
		written = EmailMessage()
		written["From"], written["Subject"] = AMINA, "ماء"
		written.set_content("Look.")
		written.add_attachment(b"\xff\xd8photo", maintype="image", subtype="jpeg", filename="a.jpg")
		written.add_attachment(inside)
		found = mail_parts.take_apart(written.as_bytes())
		assert (found.subject, found.text) == ("ماء", "Look.\n\n\nHe wrote me this.")
		assert found.attachments == (b"\xff\xd8photo",)

	@pytest.mark.parametrize(
		("text", "named", "real"),
		[
			("الماء مقطوع", "windows-1256", "cp1256"),
			("الماء مقطوع", "x-unknown", "utf-8"),
			("الماء مقطوع منذ أسبوع", "utf-8", "cp1256"),
			("أنا أم لثلاثة أطفال وأعيش في المخيم", "", "cp1256"),
			("السلام عليكم", "", "cp1256"),
			("охрана просит деньги у ворот", "", "cp1251"),
			("Señor, el guardia pidió dinero", "", "latin-1"),
			("Señor", "us-ascii", "utf-8"),
		],
	)
	def test_alphabets_named_rightly_wrongly_or_not_at_all(self, text, named, real):
		assert mail_parts.decoded(text.encode(real), named) == text

	def test_a_header_in_raw_bytes_is_read(self):
		assert mail_parts.take_apart("Subject: مرحبا\r\n\r\nx".encode()).subject == "مرحبا"

	def test_without_words_and_files_it_says_so(self):
		assert mail_parts.take_apart(b"").notes == ("no_words",)

	def test_of_half_a_mail_no_half_attachment_is_taken(self):
		written = EmailMessage()
		written.set_content("Words.")
		written.add_attachment(bytes(1000), maintype="image", subtype="jpeg")
		found = mail_parts.take_apart(written.as_bytes()[:700], whole=False)
		assert (found.text, found.attachments) == ("Words.", ())

	def test_a_report_names_the_mail_and_the_reason(self):
		raw = (
			b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n'
			b"Reporting-MTA: dns; x\r\n\r\nAction: Failed\r\nStatus: 5.1.1 (unknown)\r\n\r\n"
			b"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <ours@ngo>\r\n\r\nx\r\n--b--"
		)
		found = mail_parts.take_apart(raw)
		assert (found.report, found.reported_on) == (mail_parts.Report("failed", "5.1.1"), ("ours@ngo",))

	@pytest.mark.parametrize(
		"unit",
		[
			b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
			b"Content-Type: message/rfc822\r\n\r\n",
		],
	)
	def test_a_mail_in_a_mail_in_a_mail_without_end_keeps_its_head(self, unit):
		found = mail_parts.take_apart(f"From: {AMINA}\r\n".encode() + unit * 5000)
		assert mail_rules.writer(found.headers, HELP) == AMINA

	def test_whatever_was_damaged_on_the_way_it_never_raises(self):
		written = EmailMessage()
		written["From"], written["Subject"] = "Amina <amina@example.org>", "ñandú"
		written.set_content("Words.")
		written.add_alternative("<p>Words.</p>", subtype="html")
		written.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="é.pdf")
		whole, chance = written.as_bytes(), random.Random(7)
		for _each in range(300):
			damaged = bytearray(whole)
			for _byte in range(chance.randint(1, 40)):
				damaged[chance.randrange(len(damaged))] = chance.randrange(256)
			assert isinstance(mail_parts.take_apart(bytes(damaged)), mail_parts.Mail)

	def test_a_subject_of_blanks_is_read_at_once(self):
		raw = b"Subject: the gate" + b" " * 300_000 + b"is closed\n\nwords"
		assert mail_parts.take_apart(raw).subject == "the gate"

	@pytest.mark.parametrize("header", ["Content-Type: text/plain", "Content-Disposition: inline"])
	def test_a_header_of_semicolons_is_read_by_its_beginning(self, header):
		raw = header.encode() + b'; a="' + b";" * 500_000 + b"\nSubject: the gate\n\nis closed"
		taken = mail_parts.take_apart(raw)
		assert (taken.subject, taken.text) == ("the gate", "is closed")

	@pytest.mark.parametrize("charset", ["punycode", "Punycode", "idna", "unicode-escape"])
	def test_what_is_no_character_set_of_a_mail_is_read_as_it_looks(self, charset):
		assert mail_parts.decoded(b"a\\n" * 1_000_000, charset)[:6] == "a\\na\\n"

	@given(st.binary(max_size=300))
	def test_any_bytes_at_all(self, raw):
		assert isinstance(mail_parts.take_apart(raw), mail_parts.Mail)


class TestAnswersOfServers:
	@pytest.mark.parametrize(
		("stage", "status", "text", "meaning"),
		[
			("recipient", 550, "5.1.1 unknown", "unreachable"),
			("recipient", 550, "unknown", "unreachable"),
			("recipient", 550, "5.7.1 relaying denied", "permanent"),
			("recipient", 552, "5.2.2 full", "permanent"),
			("recipient", 450, "4.2.0 greylisted", "transient"),
			("recipient", 450, "4.7.1 too many", "throttled"),
			("sender", 550, "5.7.1 not yours", "config"),
			("sender", 421, "", "throttled"),
			("words", 554, "spam", "permanent"),
			("words", 550, "no", "permanent"),
			("words", 451, "local error", "transient"),
		],
	)
	def test_each_has_its_meaning(self, stage, status, text, meaning):
		assert mail_answers.meaning(stage, status, text) == meaning

	def test_a_number_in_the_words_is_no_code(self):
		assert mail_answers.code_in("see 10.0.5.1.1 or 5.1.1.9999") == ""
