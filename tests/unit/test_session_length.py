"""Who may see what people confided is logged out sooner, never later than the site says."""

import pytest

from cfm_app.rules.session_length import shorter_expiry


@pytest.mark.parametrize(
	("site", "minutes", "ends"),
	[
		("240:00:00", 30, "00:30:00"),
		("240:00", 90, "01:30:00"),
		("00:20", 30, "00:20:00"),
		("00:20:30", 0, "00:20:30"),
		("06:00", -5, "06:00:00"),
		("06:00", 1, "00:15:00"),
	],
)
def test_the_earlier_end_counts(site, minutes, ends):
	assert shorter_expiry(site, minutes) == ends
