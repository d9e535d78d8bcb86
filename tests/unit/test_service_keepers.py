"""Who keeps an entry of the directory true, and who may change it."""

from hypothesis import given
from hypothesis import strategies as some

from cfm_app.rules.service_keepers import Entry, SectorPerson, is_orphan, keepers, may_change, of_sector

ENTRY = Entry("nadia", "bea", "HEALTH", ("/tr/hatay/",))
HEALTH, HERE, THERE = (
	SectorPerson("hala", "HEALTH"),
	SectorPerson("hoda", "HEALTH", "/tr/"),
	SectorPerson("hiba", "HEALTH", "/co/"),
)
LEGAL = SectorPerson("lena", "LEGAL")
PEOPLE = [HEALTH, HERE, THERE, LEGAL]
USERS = ("nadia", "bea", "hala", "hoda", "hiba", "lena", "cora", "")


def test_the_focal_points_of_the_sector_in_this_place_answer_for_it():
	assert of_sector(ENTRY, PEOPLE) == ["hala", "hoda"]
	assert of_sector(Entry(sector="HEALTH"), PEOPLE) == ["hala"]
	assert of_sector(Entry(paths=("/tr/",)), [SectorPerson("nobody", "")]) == []


def test_others_do_not_change_it():
	may = [user for user in USERS if may_change(user, ENTRY, PEOPLE)]
	assert may == ["nadia", "bea", "hala", "hoda"]


def test_when_the_owner_leaves_it_falls_to_the_next():
	def left(*gone):
		return keepers(ENTRY, PEOPLE, frozenset(USERS) - {"", *gone}, ["cora"])

	assert left() == ["nadia"]
	assert left("nadia") == ["bea"]
	assert left("nadia", "bea") == ["hala", "hoda"]
	assert left("nadia", "bea", "hala", "hoda") == ["cora"]


@given(some.sets(some.sampled_from(USERS[:-1])))
def test_no_entry_is_ownerless_while_a_director_is_there(able):
	able = frozenset(able) | {"cora"}
	kept = keepers(ENTRY, PEOPLE, able, ["cora"])
	assert kept and set(kept) <= able
	assert is_orphan(ENTRY, able) == (kept != ["nadia"])
