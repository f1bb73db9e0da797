"""The layer contracts hold, and models stay inside their feature except through queries."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_import_contracts_hold():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_models_of_a_feature_are_imported_only_inside_it():
    found = []
    for path in (ROOT / "app").rglob("*.py"):
        feature = path.relative_to(ROOT / "app").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".models"):
                owner = node.module.split(".")[1]
                if owner != feature and path.name != "queries.py":
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.module}")
    assert not found, "\n".join(found)


def test_the_web_starts_without_scipy():
    code = (
        "import sys, importlib.util as find, app.serving, app.factory as f\n"
        "for name in f.FEATURES:\n"
        "    if find.find_spec(f'app.{name}.views'): __import__(f'app.{name}.views')\n"
        "sys.exit('scipy is loaded' if 'scipy' in sys.modules else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
