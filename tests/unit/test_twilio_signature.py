"""Who signed a call: only Twilio with a secret of ours, over exactly what was sent."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio import request_validator as official

from cfm_app.integrations.base.types import RawRequest
from cfm_app.integrations.twilio.signature import SETTINGS, SIGNATURE, SharedKey, SigningSecret, signer

VECTORS = json.loads((Path(__file__).parent / "data" / "twilio_signature_vectors.json").read_text("utf-8"))
FORM = "application/x-www-form-urlencoded"
BASE = "https://cfm.example.org"
TARGET = "/cfm-hook/k7Qd/message"
NOW = datetime(2026, 11, 22, 12, 0)
CURRENT, NEXT, PREVIOUS = (SigningSecret(name, name * 8) for name in ("current", "next", "previous"))
KEY = SharedKey("webhooks_sharedkey_1", "s" * 40, "SHA256")
FIELDS = (
	("MessageSid", "SM" + "1" * 32),
	("From", "+905321234567"),
	("Body", " سلام 🙏 \r\n"),
	("NumMedia", "0"),
)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
forms = st.lists(st.tuples(words, words), max_size=6).map(tuple)


def call(signature=None, form=FIELDS, target=TARGET, content_type=FORM, method="POST", headers=None):
	given_headers = {**({SIGNATURE: signature} if signature is not None else {}), **(headers or {})}
	body = urlencode(form).encode("utf-8", "surrogatepass")
	return RawRequest(method, target, content_type, given_headers, body, form, (), "192.0.2.7")


def officially_signed(form=FIELDS, secret=CURRENT.secret, base=BASE, target=TARGET):
	named = {}
	for name, value in form:
		named.setdefault(name, []).append(value)
	return official.RequestValidator(secret).compute_signature(base + target, MultiDict(named))


class MultiDict(dict):
	def getall(self, name):
		return self[name]


def who(request, tokens=(CURRENT, NEXT), keys=(KEY,), bases=(BASE,), now=NOW):
	return signer(request, bases, tokens, keys, now)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_vectors_made_by_the_official_validator(vector):
	base, _, target = vector["url"].replace(":443", "").partition("/api/")
	base, target = (base, f"/api/{target}") if target else ("https://mycompany.com", vector["url"][21:])
	is_form = vector["params"] is not None
	form = tuple(tuple(pair) for pair in vector["params"] or ())
	content_type = FORM if is_form else "application/json"
	settings, tokens, keys = {}, (SigningSecret("current", vector["token"]),), ()
	if vector["algorithm"] == "HMAC_SHA256":
		settings, keys = (
			{SETTINGS: "key=k1,algorithm=HMAC_SHA256"},
			(SharedKey("k1", vector["token"], "SHA256"),),
		)
	request = call(vector["signature"], form, target, content_type, headers=settings)
	found = who(request, tokens, keys, (base,))
	assert (found is not None) == is_form, "a call with JSON is none of the messages'"
	assert who(replace(request, target=target + "x"), tokens, keys, (base,)) is None


@given(forms, st.sampled_from([CURRENT, NEXT]))
def test_exactly_what_twilio_signs_is_accepted_with_either_token(form, secret):
	found = who(call(officially_signed(form, secret.secret), form))
	assert found is not None and found.key_id == secret.key_id


@given(forms.filter(bool), st.data())
def test_any_changed_value_is_refused(form, data):
	position = data.draw(st.integers(0, len(form) - 1))
	name, value = form[position]
	other = data.draw(words.filter(lambda text: text != value))
	changed = (*form[:position], (name, other), *form[position + 1 :])
	if sorted(set(changed)) != sorted(set(form)) and signed_text(changed) != signed_text(form):
		assert who(call(officially_signed(form), changed)) is None


def signed_text(form):
	return "".join(name + value for name, value in sorted(set(form)))


@given(
	st.one_of(st.none(), st.text(max_size=60)),
	st.lists(st.tuples(st.text(), st.text()), max_size=4).map(tuple),
	st.text(max_size=40),
	st.text(max_size=40),
	st.sampled_from(["GET", "POST", "PUT", ""]),
	st.one_of(st.none(), st.text(max_size=60)),
)
def test_whatever_a_stranger_sends_is_a_no_and_never_an_error(
	signature, form, target, kind, method, settings
):
	headers = {SETTINGS: settings} if settings is not None else {}
	assert who(call(signature, form_of_any(form), "/" + target, FORM, method, headers)) is None
	assert who(call(signature, form_of_any(form), target, kind, method, headers)) is None
	assert who(call(signature, form), bases=("https://[broken", "nonsense", "")) is None


def form_of_any(form):
	return tuple((name.replace("\ud800", ""), value.replace("\ud800", "")) for name, value in form)


@pytest.mark.parametrize("header", [None, "", "x", "é", "\ud800", "=" * 28, officially_signed() + " "])
def test_a_missing_or_odd_signature(header):
	assert who(call(header)) is None


def test_lone_surrogates_in_the_form_are_a_no():
	broken = RawRequest(
		"POST", TARGET, FORM, {SIGNATURE: officially_signed()}, b"", (("Body", "\ud800"),), (), ""
	)
	assert who(broken) is None


@pytest.mark.parametrize(
	"kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", "", FORM + "x"]
)
def test_only_plain_forms_are_read(kind):
	assert who(call(officially_signed(), content_type=kind)) is None
	assert who(call(officially_signed(), content_type=f"{FORM}; charset=UTF-8")) is not None


def test_only_posts_are_read():
	assert who(call(officially_signed(), method="GET")) is None


def test_what_the_proxy_says_of_itself_counts_for_nothing():
	evil = "https://evil.example"
	forged = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "host": "evil.example"}
	assert who(call(officially_signed(base=evil), headers=forged)) is None
	assert who(call(officially_signed(), headers={"host": "backend:8000", "x-forwarded-proto": "http"}))


def test_a_second_address_while_the_domain_moves():
	request = call(officially_signed(base="https://old.example.org"))
	assert who(request) is None
	assert who(request, bases=(BASE, "https://old.example.org")).key_id == "current"
	assert who(request, bases=()) is None


def test_an_unknown_new_field_is_fine():
	form = (*FIELDS, ("BrandNew", "v"))
	assert who(call(officially_signed(form), form))


def test_the_token_of_another_account_is_refused():
	assert who(call(officially_signed(secret="z" * 32))) is None
	assert who(call(officially_signed(secret="")), tokens=(SigningSecret("current", ""),)) is None


def test_the_previous_token_is_accepted_when_it_is_offered():
	request = call(officially_signed(secret=PREVIOUS.secret))
	assert who(request) is None
	assert who(request, tokens=(CURRENT, replace(PREVIOUS, notice="previous_token_used"))).notice


def with_key(settings, secret=KEY.secret, algorithm="HMAC_SHA256"):
	signature = official.RequestValidator(secret).compute_signature(BASE + TARGET, dict(FIELDS), algorithm)
	return call(signature, headers={SETTINGS: settings})


def test_a_shared_key_signs_with_its_own_algorithm():
	found = who(with_key(f"key={KEY.key_id},algorithm=HMAC_SHA256"))
	assert found.key_id == KEY.key_id
	assert who(with_key(f" key={KEY.key_id} , algorithm=hmac_sha256")).key_id == KEY.key_id


@pytest.mark.parametrize(
	"settings",
	[
		f"key={KEY.key_id},algorithm=HMAC_SHA1",
		f"key={KEY.key_id},algorithm=SHA1",
		"key=unknown,algorithm=HMAC_SHA256",
		f"key={KEY.key_id},key={KEY.key_id}",
		f"key={KEY.key_id};algorithm=HMAC_SHA256",
		"algorithm=HMAC_SHA256",
		"key=",
		"",
		"é",
	],
)
def test_a_header_that_wants_another_algorithm_or_key_is_refused(settings):
	assert who(with_key(settings)) is None
	assert who(with_key(settings, algorithm="HMAC_SHA1")) is None
	assert who(with_key(settings, CURRENT.secret, "HMAC_SHA1")) is None, "nor does the token help it"


@given(st.text(max_size=30), st.sampled_from(["HMAC_SHA1", "HMAC_SHA256"]))
def test_no_header_brings_the_weaker_hash_back(said, algorithm):
	weak = with_key(f"key={KEY.key_id},algorithm={said}", algorithm="HMAC_SHA1")
	assert who(weak) is None
	strong = with_key(f"key={KEY.key_id},algorithm={algorithm}")
	assert (who(strong) is None) == (algorithm == "HMAC_SHA1")


@pytest.mark.parametrize(
	"start, end, accepted",
	[
		(None, None, True),
		(-1, 1, True),
		(0, None, True),
		(1, None, False),
		(None, 0, False),
		(None, -1, False),
	],
)
def test_a_shared_key_counts_in_its_time_only(start, end, accepted):
	def at(hours):
		return None if hours is None else NOW + timedelta(hours=hours)

	key = replace(KEY, valid_from=at(start), valid_until=at(end))
	assert (who(with_key(f"key={KEY.key_id}"), keys=(key,)) is not None) is accepted


def test_a_call_of_thousands_of_fields_is_not_even_sorted():
	form = tuple((f"f{number}", "") for number in range(501))
	assert who(call(officially_signed(form[:500]), form[:500]))
	assert who(call(officially_signed(form), form)) is None
	long = (("Body", "x" * 600_000),)
	assert who(call(officially_signed(long), long)) is None
