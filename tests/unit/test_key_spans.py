"""Any choice among keys is worded so that the database gets exactly the chosen ones, in few words."""

from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.key_spans import FEW, choose


def keys(pattern):
	"""Keys in order, chosen where the pattern has an x."""
	return [(f"k{number:04}", mark == "x") for number, mark in enumerate(pattern)]


def meant(chosen, key):
	"""Whether the database would return a row with this key."""
	within = any(first <= key <= last for first, last in chosen.spans)
	return (within and key not in chosen.left_out) or key in chosen.singles


@given(st.text(alphabet="x.", max_size=200), st.integers(1, 20))
def test_exactly_the_chosen_keys_come_out(pattern, pieces):
	chosen = choose(keys(pattern), pieces)
	assert [(key, meant(chosen, key)) for key, _wanted in keys(pattern)] == keys(pattern)


def test_somebody_who_sees_nothing_gets_nothing():
	assert choose(keys("....")) == choose([])
	assert not any((choose([]).spans, choose([]).singles))


def test_a_whole_region_is_one_span():
	chosen = choose(keys("...." + "x" * 500 + "...."))
	assert (chosen.spans, chosen.left_out, chosen.singles) == ((("k0004", "k0503"),), (), ())


def test_records_that_somebody_is_locked_out_of_are_left_out_by_name():
	chosen = choose(keys("x" * 40 + "." + "x" * 30 + ".." + "x" * 20))
	assert chosen.spans == (("k0000", "k0092"),)
	assert chosen.left_out == ("k0040", "k0071", "k0072")


def test_one_project_in_every_place_is_a_list():
	chosen = choose(keys(("." * 30 + "x" * 5) * 60))
	assert not chosen.spans
	assert len(chosen.singles) == 300


def test_a_span_is_cut_where_the_database_should_count_exactly():
	chosen = choose(keys("x" * 100), pieces=4)
	assert chosen.spans == (("k0000", "k0024"), ("k0025", "k0049"), ("k0050", "k0074"), ("k0075", "k0099"))


def test_two_far_regions_stay_two_spans():
	assert choose(keys("x" * 300 + "." * 200 + "x" * 100)).spans == (("k0000", "k0299"), ("k0500", "k0599"))


def test_a_short_run_is_listed():
	assert choose(keys("." + "x" * FEW + ".")).singles == tuple(
		f"k{number:04}" for number in range(1, FEW + 1)
	)
