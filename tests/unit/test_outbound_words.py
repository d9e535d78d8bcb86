"""What a message may say to whoever holds the phone."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import outbound_words, template_words
from cfm_app.rules.outbound_words import CATEGORY_WORD, FORBIDDEN_WORD, SHARED_WORDS, verdict

SHIPPED = json.loads(
	(Path(__file__).parents[2] / "cfm_app/setup/reference/cfm_message_template.json").read_text("utf-8")
)
STORY = "At the gate the guard asked my sister for money before she could enter."
words = st.text(alphabet="abcdefgh", min_size=1, max_size=6)


def test_a_neutral_message_leaves():
	assert verdict("We received your message. Reference C-7K3M9-QXPTA.", [STORY], ["Water", "Health"]) == ""


@pytest.mark.parametrize(
	"body",
	[
		"You wrote: the guard asked my sister.",
		"You wrote: THE GUARD, ASKED   MY sister",
		"You wrote: the guard\nasked-my sister",
		"you wrote thé guàrd asked my",
	],
)
def test_four_words_of_the_story_do_not_leave_however_they_are_spelled(body):
	assert verdict(body, [STORY]) == SHARED_WORDS


def test_three_words_in_a_row_are_chance():
	assert verdict("We read the guard asked rules", [STORY]) == ""


def test_arabic_words_of_the_story_are_found_with_and_without_vowel_signs():
	story = "طلب الحارس من أختي مالاً عند الباب"
	assert verdict("طَلَبَ الحارسُ من اختي", [story]) == SHARED_WORDS


@given(st.lists(words, min_size=4, max_size=30), st.data())
def test_any_four_words_in_a_row_are_found(story, data):
	start = data.draw(st.integers(0, len(story) - 4))
	body = "message " + " ".join(story[start : start + 4]).upper() + " end"
	assert verdict(body, [" ".join(story)]) == SHARED_WORDS


@pytest.mark.parametrize("title", ["Water", "Sexual harassment of staff", "Violencia de género", "لا جواب"])
def test_the_title_of_a_category_does_not_leave(title):
	assert verdict(f"News about {title.upper()}!", categories=[title]) == CATEGORY_WORD


def test_part_of_a_word_is_no_category():
	assert verdict("Watermelons are not our business.", categories=["Water"]) == ""


@pytest.mark.parametrize(
	"body",
	[
		"Your complaint was received",
		"Your COMPLAINTS",
		"PSEA: call us",
		"Recibimos su queja",
		"Sobre su denuncia",
		"وصلتنا شكواك",
		"بخصوص الشكوى",
		"وبالتحرش",
		"Uw klacht is ontvangen",
		"seksueel",
		"Şikayetiniz alındı",
		"Votre plainte",
		"شکایت شما",
	],
)
def test_words_that_tell_what_it_is_about_do_not_leave(body):
	assert verdict(body) == FORBIDDEN_WORD


@pytest.mark.parametrize(
	"body",
	[
		"Your comp\u200blaint was received",  # a gap of no width
		"Your comp\u00adlaint",  # a soft hyphen
		"Your com\u2060plaint",
		"Your com\u034fplaint",  # the joiner of graphemes
		"Your com\ufe0fplaint",
		"Your com\u3164plaint",  # a letter that nobody sees
		"Your \u0441\u043emplaint",  # Cyrillic c and o
		"\u0410\u0412USE",  # Cyrillic A and B
		"\u03b1buse",  # Greek alpha
		"شك\u200bوى",
	],
)
def test_what_a_reviewer_cannot_see_hides_no_word(body):
	assert verdict(body) == FORBIDDEN_WORD


def test_gaps_of_no_width_hide_no_words_of_the_story():
	assert verdict("the gu\u200bard as\u00adked my", [STORY]) == SHARED_WORDS
	assert verdict("News about Wa\u200bter", categories=["Water"]) == CATEGORY_WORD


def test_a_word_of_two_parts_is_found_where_a_joiner_stands_between_them():
	assert verdict("سوء\u200cاستفاده") == FORBIDDEN_WORD


def test_a_word_the_administrator_added_does_not_leave():
	assert verdict("Project Sunrise calls you", forbidden=["sunrise"]) == FORBIDDEN_WORD
	assert verdict("Project Sunset calls you", forbidden=["sunrise"]) == ""


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: f"{row['template_key']}-{row['language']}")
def test_what_is_shipped_is_neutral_short_and_fits_its_variables(row):
	from cfm_app.rules import segments

	assert verdict(row["body"]) == ""
	assert template_words.problems(row["body"]) == []
	counted = segments.count(template_words.sample(row["body"]))
	assert counted.parts <= row["max_segments"]
	assert row["language"] == "ar" or counted.encoding == segments.GSM


def test_every_message_is_shipped_in_every_language():
	found = {(row["template_key"], row["language"]) for row in SHIPPED}
	assert found == {(key, language) for key, _ in found for language in ("en", "es", "ar", "nl")}


def test_the_shipped_messages_hold_no_shipped_category_in_any_language():
	titles = json.loads(
		(Path(__file__).parents[2] / "cfm_app/setup/reference/cfm_category.json").read_text("utf-8")
	)
	everywhere = {title for row in titles for title in in_every_language(row["title"])}
	assert len(everywhere) > 3 * len(titles)
	found = {row["body"]: outbound_words.category_words(row["body"], everywhere) for row in SHIPPED}
	assert {body: titles for body, titles in found.items() if titles} == {}


def in_every_language(title):
	from babel.messages.pofile import read_po

	if not CATALOGS:
		for language in ("es", "ar", "nl"):
			with open(Path(__file__).parents[2] / f"cfm_app/locale/{language}.po", "rb") as file:
				CATALOGS.append({message.id: message.string for message in read_po(file) if message.string})
	return [title, *(catalog[title] for catalog in CATALOGS if title in catalog)]


CATALOGS = []
