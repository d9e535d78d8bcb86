"""A decision can be read, and tested, without Frappe: rules/ imports none of it."""

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2]
RULES = sorted((PACKAGE / "cfm_app" / "rules").rglob("*.py"))

IMPORT_WITHOUT_FRAPPE = """
import importlib, sys
sys.modules["frappe"] = None
sys.path.insert(0, sys.argv[1])
importlib.import_module(sys.argv[2])
"""


def module_name(path):
	parts = path.relative_to(PACKAGE).with_suffix("").parts
	return ".".join(part for part in parts if part != "__init__")


@pytest.mark.parametrize("name", [module_name(path) for path in RULES])
def test_rule_module_imports_without_frappe(name):
	command = [sys.executable, "-c", IMPORT_WITHOUT_FRAPPE, str(PACKAGE), name]
	done = subprocess.run(command, capture_output=True, text=True, check=False)
	assert done.returncode == 0, done.stderr


def test_the_check_itself_notices_frappe(tmp_path):
	(tmp_path / "impure.py").write_text("import frappe\n")
	command = [sys.executable, "-c", IMPORT_WITHOUT_FRAPPE, str(tmp_path), "impure"]
	done = subprocess.run(command, capture_output=True, text=True, check=False)
	assert "import of frappe halted" in done.stderr
