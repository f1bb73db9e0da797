"""docs/authoring.md against the code: the same codes in the same words, and examples without a mistake."""

import re
from pathlib import Path

from app.content.check.run import check_tree
from app.content.codes import CODES
from app.content.policies import UNITS
from app.content.source import read_tree
from app.items.specs import _CHECKS
from tests.content.sample_roleplay import ACTS
from tests.content.sample_tree import write_tree

GUIDE = Path(__file__).parents[2] / "docs/authoring.md"
EXAMPLE = re.compile(r"^`((?:courses|quizzes|roleplays)/[^`]+)`\n\n(`{3,})\w+\n(.*?)^\2$", re.MULTILINE | re.DOTALL)
FILLED = {"suggest": ("the nearest name that exists", "最接近的已有名称"), "form": ("the form shown", "提示的写法")}


def shown(text: str, lang: int) -> str:
    """Word a template: ‹name› for what is filled in, single braces for doubled ones."""
    text = re.sub(r"(?<!\{)\{(\w+)\}(?!\})", lambda m: FILLED[m[1]][lang] if m[1] in FILLED else f"‹{m[1]}›", text)
    return text.replace("{{", "{").replace("}}", "}").replace("|", "\\|")


def row(code: str) -> str:
    entry = CODES[code]
    message = f"{shown(entry.message.en, 0)}<br>{shown(entry.message.zh, 1)}"
    advice = f"{shown(entry.help.en, 0)}<br>{shown(entry.help.zh, 1)}"
    return f"| {code} | {entry.severity} | {message} | {advice} |"


def test_the_guide_explains_every_code_in_the_words_of_the_code():
    written = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if re.match(r"\| [EW]\d{3} ", line)]
    assert written == [row(code) for code in CODES]


def test_the_examples_of_the_guide_have_no_mistake(tmp_path):
    examples = {name: text for name, _, text in EXAMPLE.findall(GUIDE.read_text(encoding="utf-8"))}
    assert len(examples) == 19
    examples["roleplays/acts.yaml"] = ACTS
    found = check_tree(read_tree(write_tree(tmp_path, examples)))
    assert found == [], [item.as_row() for item in found]


def test_the_guide_names_every_kind_of_question_and_every_unit():
    text = GUIDE.read_text(encoding="utf-8")
    kinds = {spec.model_fields["type"].annotation.__args__[0] for spec in _CHECKS}
    assert {kind for kind in kinds if f"type: {kind}" not in text} == set()
    assert set(re.search(r"unit: h +# (.*)", text)[1].split()) == UNITS
