"""Lets `bench --site NAME run-tests --app cfm_app` find the tests in the repository's tests folder.

Bench looks for test_*.py inside the package only, and unittest asks a module for load_tests.
Where the repository is not there (installed from a wheel) nothing is added.
"""

import importlib.util
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2] / "tests"


def load_tests(loader, standard_tests, pattern):
	"""unittest's load_tests protocol: return the suite with every TestCase of tests/unit and tests/site."""
	for folder in ("unit", "site"):
		for path in sorted((TESTS / folder).rglob("test_*.py")):
			standard_tests.addTests(loader.loadTestsFromModule(_module(folder, path)))
	return standard_tests


def _module(folder, path):
	# tests/site is no package: it would share its name with the standard library's "site"
	name = f"cfm_app_tests_{folder}_{path.stem}"
	spec = importlib.util.spec_from_file_location(name, path)
	module = importlib.util.module_from_spec(spec)
	sys.modules[name] = module
	spec.loader.exec_module(module)
	return module
