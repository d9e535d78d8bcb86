"""What the person allows and what was signed decide together what another organisation may learn."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import sharing
from cfm_app.rules.sharing import KINDS, AgreementFacts, ConsentFacts, refusals

TODAY = date(2026, 11, 22)
CLINIC = AgreementFacts("clinic", frozenset({"minimum", "identity"}), 4, date(2026, 1, 1), date(2027, 1, 1))


def said_yes(*kinds, day=1, **facts):
	return ConsentFacts(True, datetime(2026, 3, day), frozenset(kinds), **facts)


def said_no(*kinds, day=1, **facts):
	return ConsentFacts(False, datetime(2026, 3, day), frozenset(kinds), **facts)


def against(*kinds, consents=(), agreement=CLINIC, level=3):
	return refusals(frozenset(kinds), level, TODAY, list(consents), agreement)


def test_what_she_allowed_may_go_to_whom_we_signed_with():
	assert against("minimum", consents=[said_yes("minimum")]) == []


def test_without_her_word_nothing_goes():
	assert against("minimum") == ["no_consent"]


def test_a_yes_to_the_facts_is_no_yes_to_the_name():
	assert against("minimum", "identity", consents=[said_yes("minimum")]) == ["no_consent"]


def test_a_withdrawal_blocks_the_same_day():
	consent = said_yes("minimum", withdrawn_on=datetime(2026, 11, 22, 9))
	assert against("minimum", consents=[consent]) == ["withdrawn"]


def test_a_no_after_a_yes_counts_and_a_yes_after_a_no_too():
	assert against("minimum", consents=[said_yes("minimum", day=1), said_no(day=2)]) == ["refused"]
	assert against("minimum", consents=[said_no(day=1), said_yes("minimum", day=2)]) == []


def test_a_no_to_the_photos_leaves_the_facts_free():
	consents = [said_yes("minimum", "files", day=1), said_no("files", day=2)]
	assert against("minimum", consents=consents) == []
	assert "refused" in against("files", consents=consents)


def test_consent_ends_the_day_after_its_last_day():
	assert against("minimum", consents=[said_yes("minimum", expires_on=TODAY)]) == []
	assert against("minimum", consents=[said_yes("minimum", expires_on=date(2026, 11, 21))]) == ["expired"]


def test_consent_for_the_clinic_is_none_for_the_shelter():
	shelter = AgreementFacts("shelter", frozenset(KINDS), 6, date(2026, 1, 1))
	for_the_clinic = [said_yes("minimum", agreement="clinic")]
	assert against("minimum", consents=for_the_clinic) == []
	assert against("minimum", consents=for_the_clinic, agreement=shelter) == ["no_consent"]


def test_a_no_to_one_organisation_leaves_the_others():
	consents = [said_yes("minimum", day=1), said_no(day=2, agreement="shelter")]
	assert against("minimum", consents=consents) == []


def test_nothing_goes_where_nothing_is_signed():
	assert against("minimum", consents=[said_yes("minimum")], agreement=None) == ["no_agreement"]


def test_an_agreement_binds_kinds_level_and_time():
	consents = [said_yes(*KINDS)]
	assert against("words", consents=consents) == ["agreement_kinds"]
	assert against("minimum", consents=consents, level=5) == ["agreement_level"]
	ended = AgreementFacts("clinic", frozenset(KINDS), 4, date(2025, 1, 1), date(2026, 11, 21))
	early = AgreementFacts("clinic", frozenset(KINDS), 4, date(2026, 11, 23))
	paused = AgreementFacts("clinic", frozenset(KINDS), 4, date(2025, 1, 1), is_active=False)
	for agreement in (ended, early, paused):
		assert against("minimum", consents=consents, agreement=agreement) == ["agreement_ended"]


def test_only_her_own_no_stands_above_a_supervisor():
	assert sharing.is_final(["withdrawn"]) and sharing.is_final(["agreement_level", "refused"])
	assert not sharing.is_final(["no_consent", "expired", "no_agreement", "agreement_kinds"])


CONSENTS = st.builds(
	ConsentFacts,
	given=st.booleans(),
	given_on=st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 22)),
	kinds=st.frozensets(st.sampled_from(KINDS)),
	agreement=st.sampled_from(["", "clinic", "shelter"]),
	expires_on=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
	withdrawn_on=st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 22)),
)


@given(st.lists(CONSENTS, max_size=5), st.frozensets(st.sampled_from(KINDS), min_size=1))
def test_whatever_was_said_a_kind_goes_only_on_a_living_yes_that_names_it(consents, kinds):
	if refusals(kinds, 0, TODAY, consents, CLINIC):
		return
	for kind in kinds:
		assert any(
			consent.given
			and kind in consent.kinds
			and not consent.withdrawn_on
			and consent.agreement in ("", "clinic")
			and (not consent.expires_on or consent.expires_on >= TODAY)
			for consent in consents
		)


@given(st.lists(CONSENTS, max_size=5), st.frozensets(st.sampled_from(KINDS), min_size=1))
def test_more_kinds_are_never_easier_to_share(consents, kinds):
	if not refusals(kinds, 0, TODAY, consents, CLINIC):
		assert all(not refusals(frozenset({kind}), 0, TODAY, consents, CLINIC) for kind in kinds)


CODES = st.lists(
	st.sampled_from(["withdrawn", "refused", "expired", "no_consent", "no_agreement", "agreement_ended"])
)


@given(CODES, CODES)
def test_what_was_set_aside_once_never_covers_her_own_no(against, set_aside):
	if sharing.still_holds(against, set_aside):
		assert not sharing.is_final(against)
		assert set(against) <= set(set_aside)


def test_what_a_supervisor_set_aside_when_it_was_sent_is_not_asked_for_again():
	assert sharing.still_holds([], [])
	assert sharing.still_holds(["no_consent"], ["no_consent", "agreement_level"])
	assert not sharing.still_holds(["expired"], ["no_consent"])
	assert not sharing.still_holds(["withdrawn"], ["withdrawn"])
