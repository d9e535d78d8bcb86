"""Some help tells by its name what happened: nobody has to tick that it is about protection."""

import json
from pathlib import Path

import pytest

import cfm_app
from cfm_app.rules.protection import SECTORS, TYPES, is_implied

REFERENCE = Path(cfm_app.__file__).parent / "setup" / "reference"


@pytest.mark.parametrize(
	("service_type", "sector", "hidden", "implied"),
	[
		("GBV.CASE", "GBV", False, True),
		("CHILD.TRACING", "CHILDPROT", False, True),
		("HEALTH.CMR", "HEALTH", False, True),
		("HEALTH.PRIMARY", "HEALTH", False, False),
		("LEGAL.CIVIL", "LEGAL", False, False),
		("LEGAL.CIVIL", "LEGAL", True, True),
		(None, None, False, False),
	],
)
def test_help_that_tells_by_its_name(service_type, sector, hidden, implied):
	assert is_implied(service_type, sector, hidden) is implied


@pytest.mark.parametrize(("file", "codes"), [("cfm_sector", SECTORS), ("cfm_service_type", TYPES)])
def test_the_codes_are_those_of_the_reference_data(file, codes):
	assert codes <= {row["code"] for row in json.loads((REFERENCE / f"{file}.json").read_text())}
