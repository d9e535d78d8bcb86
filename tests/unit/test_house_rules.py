"""What STYLE.md promises about the repository, as far as a machine can see it."""

import ast
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cfm_app"
LONGEST_FILE = 300
NAMES_THAT_SAY_NOTHING = {"utils.py", "helpers.py", "common.py", "misc.py"}


def files(*patterns):
	found = (
		path for pattern in patterns for folder in (PACKAGE, ROOT / "tests") for path in folder.rglob(pattern)
	)
	return [path for path in sorted(found) if not {"dist", "node_modules", "__pycache__"} & set(path.parts)]


def shown(paths):
	return [str(path.relative_to(ROOT)) for path in paths]


def doctype_folders():
	return sorted({path.parent for path in PACKAGE.glob("*/doctype/*/*.json")})


def is_json(path):
	try:
		json.loads(path.read_text(encoding="utf-8"))
	except ValueError:
		return False
	return True


def gives_a_reason(path):
	return "reason:" in "\n".join(path.read_text(encoding="utf-8").splitlines()[:12])


def is_too_long(path):
	return len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE and not gives_a_reason(path)


def test_every_json_file_can_be_read():
	assert not shown(path for path in files("*.json") if not is_json(path))


def test_no_source_file_is_too_long_to_read():
	assert not shown(path for path in files("*.py", "*.js") if is_too_long(path))


def test_file_names_say_what_is_inside():
	assert not shown(path for path in files("*.py") if path.name in NAMES_THAT_SAY_NOTHING)


def test_every_doctype_has_its_controller():
	missing = [path for path in doctype_folders() if not (path / f"{path.name}.py").exists()]
	assert not shown(missing)


def test_every_doctype_lies_in_a_module_of_modules_txt():
	modules = (PACKAGE / "modules.txt").read_text(encoding="utf-8").split("\n")
	known = {name.strip().lower().replace(" ", "_") for name in modules}
	assert {path.parent.parent.name for path in doctype_folders()} <= known


def test_every_python_folder_is_a_package():
	folders = {path.parent for path in PACKAGE.rglob("*.py")}
	assert not shown(folder for folder in sorted(folders) if not (folder / "__init__.py").exists())


def test_no_test_waits_by_the_clock():
	sleeping = [path for path in files("test_*.py") if sleeps(ast.parse(path.read_text(encoding="utf-8")))]
	assert not shown(sleeping)


def sleeps(tree):
	return any(isinstance(node, ast.Attribute) and node.attr == "sleep" for node in ast.walk(tree))
