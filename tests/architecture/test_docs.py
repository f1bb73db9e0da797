"""The documentation names what there is, and everything that there is to name."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app import cli
from app.factory import job_handlers
from app.settings import read_settings

ROOT = Path(__file__).parents[2]
OPERATIONS = ROOT / "docs" / "operations.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
SETTING = re.compile(r"AFTERCARE_[A-Z_]+")
COMMAND = re.compile(r"`aftercare ([a-z][a-z -]*[a-z])")
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#\s]+)")
PLACES = ("app", "tests", "docs", "static", "courses", "quizzes", "roleplays", "requirements", "benchmarks", ".ci")
EXAMPLES = ("courses/", "quizzes/", "roleplays/")  # the authoring guide's own, which its own test reads
LONGEST_DECISION, LONGEST_README = 40, 60


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def leaves(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    for part, below in command.commands.items():
        yield from leaves(below, f"{name} {part}".strip())


@pytest.fixture(scope="module")
def commands() -> dict[str, click.Command]:
    cli._collect()
    return dict(leaves(cli.cli))


def named_paths(text: str) -> Iterator[str]:
    """Yield what stands in backticks and looks like a path of the repository; `<feature>` stands for any name."""
    for quoted in QUOTED.findall(text):
        if quoted.partition("/")[0] in PLACES and "/" in quoted and " " not in quoted:
            yield re.sub(r"<[^>]*>", "*", quoted).rstrip("/")


def exists(path: str) -> bool:
    return any(ROOT.glob(path)) if "*" in path else (ROOT / path).exists()


def test_every_setting_is_documented_and_every_documented_setting_exists():
    assert set(SETTING.findall(read(OPERATIONS))) == set(SETTING.findall(read(ROOT / "app" / "settings.py")))


def test_every_command_is_documented(commands):
    text = read(OPERATIONS)
    assert len(commands) > 10
    assert not [name for name in commands if not re.search(rf"`aftercare {name}[ `]", text)]


def test_every_option_is_documented_beside_its_command(commands):
    lines = {line for line in read(OPERATIONS).splitlines() if line.startswith("| `aftercare ")}
    missing = []
    for name, command in commands.items():
        line = next((line for line in lines if re.match(rf"\| `aftercare {name}[ `]", line)), "")
        options = [option.opts[0] for option in command.params if isinstance(option, click.Option)]
        missing += [f"{name} {option}" for option in options if option not in line]
    assert not missing


def test_every_recurring_job_is_documented(tmp_path):
    settings = read_settings({"AFTERCARE_DATA_DIR": str(tmp_path), "AFTERCARE_SECRET_KEY": "t" * 40})
    handlers, schedule = job_handlers(settings)
    text = read(OPERATIONS)
    assert not [entry.kind for entry in schedule if f"| `{entry.kind}` |" not in text]
    assert not [kind for kind in re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE) if kind not in handlers]


def test_no_page_names_a_command_that_does_not_exist(commands):
    groups = {name.rpartition(" ")[0] for name in commands}
    known = {*commands, *groups}
    for page in PAGES:
        for words in COMMAND.findall(read(page)):
            parts = re.split(r" -|  ", words)[0].split(" ")
            heads = {" ".join(parts[:count]) for count in (1, 2)}
            assert heads & known, f"{page.relative_to(ROOT)}: aftercare {words}"


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.name)
def test_every_path_named_in_a_page_exists(document):
    missing = [path for path in named_paths(read(document)) if not exists(path)]
    assert not [path for path in missing if document.name != "authoring.md" or not path.startswith(EXAMPLES)]


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.name)
def test_every_link_of_a_page_leads_somewhere(document):
    targets = [target for target in LINK.findall(read(document)) if ":" not in target]
    assert not [target for target in targets if not (document.parent / target).exists()]


def test_decisions_are_numbered_without_gaps():
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name[:4])
def test_a_decision_is_short_and_its_file_is_named_by_its_title(path):
    lines = read(path).splitlines()
    words = re.sub(r"[^a-z0-9 -]", "", lines[0].removeprefix("# ").lower()).replace(" ", "-")
    assert path.stem[5:] == words
    assert len(lines) <= LONGEST_DECISION
    assert all(f"**{part}.**" in read(path) for part in ("Context", "Decision", "Consequences", "Where"))


def test_the_readme_is_one_screen_and_names_the_two_commands():
    text = read(ROOT / "README.md")
    assert len(text.splitlines()) <= LONGEST_README
    assert "make run" in text
    assert "make test" in text


def test_the_map_of_the_house_names_every_package():
    text = read(ROOT / "docs" / "where-does-this-go.md")
    packages = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}
    assert not [name for name in packages if f"`app/{name}`" not in text and f"`{name}`" not in text]


def test_the_map_of_the_house_shows_the_layers_that_are_checked():
    contracts = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    checked = [set(re.findall(r"\w+", layer)) for layer in reversed(contracts[0]["layers"])]
    text = read(ROOT / "docs" / "where-does-this-go.md")
    (shown,) = re.findall(r"^(`kernel` <[^\n]+\n[^\n]+)$", text, re.MULTILINE)
    assert [set(re.findall(r"\w+", layer)) for layer in shown.split("<")] == checked
