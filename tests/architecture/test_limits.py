"""The size limits, names and habits of docs/decisions and the style guide, as tests."""

import ast
import re
import subprocess
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).parents[2]
FUNCTION, MOST_FUNCTIONS, HANDLER, FILE, TEMPLATE = 40, 25, 25, 400, 150
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, node.end_lineno - node.lineno + 1


def python_files() -> list[Path]:
    return [path for path in tracked("app/**/*.py", "app/*.py", "benchmarks/*.py") if "/versions/" not in str(path)]


def test_no_function_is_longer_than_forty_lines():
    found = [
        f"{p.relative_to(ROOT)}:{n.lineno} {n.name} {size}"
        for p in python_files()
        for n, size in functions(p)
        if size > FUNCTION
    ]
    assert not found, "\n".join(found)


def test_nine_functions_in_ten_have_at_most_twenty_five_lines():
    sizes = [size for path in python_files() for _, size in functions(path)]
    short = sum(size <= MOST_FUNCTIONS for size in sizes)
    assert short >= 0.9 * len(sizes), f"{short} of {len(sizes)}"


def test_no_request_handler_is_longer_than_twenty_five_lines():
    found = []
    for path in tracked("app/**/*.py"):
        for node, size in functions(path):
            routed = any("blueprint." in ast.unparse(decorator) for decorator in node.decorator_list)
            if routed and size > HANDLER:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {size}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("patterns", "limit"),
    [
        (("app/**/*.py", "tests/**/*.py", "benchmarks/*.py"), FILE),
        (("static/**/*.css", "static/**/*.js"), FILE),
        (("app/**/*.html",), TEMPLATE),
    ],
)
def test_no_file_is_too_long(patterns, limit):
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in tracked(*patterns)}
    found = [
        f"{path.relative_to(ROOT)} {n}" for path, n in lengths.items() if n > limit and "/versions/" not in str(path)
    ]
    assert lengths
    assert not found, "\n".join(found)


def test_no_module_has_a_vague_name():
    assert not [path for path in tracked("app/**/*.py", "tests/**/*.py") if path.stem in VAGUE]


def test_every_module_of_the_application_says_what_belongs_there():
    found = []
    for path in python_files():
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        if not doc:
            found.append(str(path.relative_to(ROOT)))
    assert not found, "\n".join(found)


def test_nothing_is_left_unfinished():
    pattern = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|@pytest\.mark\.(skip|xfail)\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("app/**", "static/**", "tests/**/*.py")
        if path.suffix in {".py", ".html", ".js", ".css"} and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_lock_files_carry_hashes_and_no_addresses():
    for path in tracked("requirements/*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert not re.search(r"^--", text, re.MULTILINE)


def test_no_file_names_a_registry_or_a_path_of_a_machine():
    pattern = re.compile(r"(?<![\w.])/(root|home|work|farm)/[A-Za-z]|--(extra-)?index-url|https?://\S+/simple\b")
    found = []
    for path in tracked():
        if path.suffix in {".py", ".html", ".js", ".css", ".md", ".toml", ".txt", ".yaml", ".po"}:
            text = path.read_text(encoding="utf-8")
            if path != Path(__file__) and pattern.search(text):
                found.append(str(path.relative_to(ROOT)))
    assert not found, "\n".join(found)


def test_our_javascript_and_stylesheet_stay_small():
    scripts = b"".join(path.read_bytes() for path in tracked("static/js/*.js"))
    styles = b"".join(path.read_bytes() for path in tracked("static/css/*.css"))
    assert len(brotli.compress(scripts)) <= 30_000
    assert len(brotli.compress(styles)) <= 20_000
