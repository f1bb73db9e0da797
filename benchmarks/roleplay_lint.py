"""Lint of a generated scenario of 1,000 nodes against compiling lessons: at most the time of ten of them."""

import gc
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.content.check.run import check_tree
from app.content.compile.lessons import compile_lesson
from app.content.compile.tree import glossary_terms
from app.content.source import Tree, read_tree
from benchmarks.lint import best

_REPOSITORY = Path(__file__).parent.parent
_RULES, _LINES, _BEATS = 490, 490, 20
NODES = _RULES + _LINES + _BEATS
LIMIT = 10.0  # lessons
ROUNDS = 7
_EXPECTED = {"E409"}  # no short transcript fires 480 rules
_ACTS = ("empathise", "apologise", "ask_open", "paraphrase", "promise", "recap", "safety_instruction")
_CRITERIA = ("empathy", "asking", "keeping", "safety", "manner")

_POLICY = """\
schema: policy/1
id: aircon
trade: aircon
title: {zh: 空调, en: Aircon}
values:
  visit: {value: 48, unit: h, kind: visit, zh: 上门, en: Visit}
"""
_RUBRIC = "schema: rubric/1\nid: call\ntitle: {zh: 来电, en: A call}\ncriteria:\n" + "".join(
    f"  - {{id: {name}, title: {{zh: 评分项, en: {name}}}, anchors: {{"
    + ", ".join(f"{step}: {{zh: 第 {step} 级, en: Step {step}}}" for step in range(1, 6))
    + "}}\n"
    for name in _CRITERIA
)
_HEAD = """\
schema: scenario/1
id: generated
grade: 2
trade: aircon
channel: phone
minutes: 8
rubric: call
title: {zh: 生成的情景, en: A generated scenario}
brief: {zh: "{{ policy.aircon.visit }}内上门。", en: "A visit within {{ policy.aircon.visit }}."}
persona: {name: {zh: 周女士, en: Ms Zhou}, about: {zh: 着急。, en: In a hurry.}}
state:
  anger: {init: 40, bands: {upset: 30, furious: 60, out_of_control: 85}}
  trust: 30
  patience: 60
"""
_TAIL = """\
endings:
  - {id: hung-up, when: "patience <= 0 or anger >= 95", result: fail, title: {zh: 挂断, en: She hung up}}
  - {id: done, when: "seen.close and trust >= 30", result: pass, title: {zh: 说定了, en: Agreed}}
  - {id: left, when: "ended", result: fail, title: {zh: 你挂断了, en: You hung up}}
tests:
  - id: t-done
    say:
      zh: [换谁都会着急。, 感谢来电，再见。]
      en: [I can see how frustrating that is., "Thank you for calling, goodbye."]
    expect: {ending: done}
  - id: t-hung-up
    say: {zh: [是您自己没清洗。], en: [You should have cleaned it yourself.]}
    expect: {ending: hung-up}
  - {id: t-left, choose: [/end], expect: {ending: left}}
"""


def write_scenario(root: Path, salt: int = 0) -> None:
    """Write a tree with one scenario of 1,000 rules, lines and beats; another salt gives other conditions."""
    scenario = [_HEAD, "rules:\n", *_rules(salt), "lines:\n", *_lines(salt), "choices:\n", *_beats(salt), _TAIL]
    for name, text in (
        ("courses/policies/aircon.yaml", _POLICY),
        ("roleplays/rubrics/call.yaml", _RUBRIC),
        ("roleplays/scenarios/generated.yaml", "".join(scenario)),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def _rules(salt: int) -> Iterator[str]:
    for n, name in enumerate(_CRITERIA):
        yield f"  - {{id: r-{n}, acts: [empathise], do: {{trust: 1}}, evidence: {name}}}\n"
    yield "  - {id: r-blame, acts: [blame], do: {anger: 100}}\n"
    for n in range(len(_CRITERIA) + 1, _RULES):
        act = _ACTS[n % len(_ACTS)]
        when = f'when: "anger < {20 + n % 70} and seen.{act} > {1 + salt}", ' if n % 2 else ""
        yield (
            f"  - {{id: r-{n}, acts: [{act}], {when}"
            f"do: {{anger: -1, trust: 1}}, why: {{zh: 第 {n} 条理由。, en: Reason number {n}.}}}}\n"
        )


def _lines(salt: int) -> Iterator[str]:
    yield '  - {id: l-0, when: "turn == 0", say: {zh: 空调坏了！, en: It is broken!}}\n'
    for n in range(1, _LINES - 1):
        yield (
            f'  - {{id: l-{n}, when: "said.l_{n - 1} and trust >= {1 + n % 90 + salt}", '
            f"say: {{zh: 第 {n} 句话。, en: Sentence number {n}.}}}}\n"
        )
    yield "  - {id: l-any, once: false, say: {zh: 您说。, en: Go on.}}\n"


def _beats(salt: int) -> Iterator[str]:
    for n in range(_BEATS - 1):
        yield (
            f'  - {{id: b-{n}, when: "turn > {n % 10 + salt} and said.l_{n}", options: [{{id: o-{n}, '
            f"say: {{zh: 换谁都会着急。, en: I can see how frustrating that is.}}, acts: [empathise]}}]}}\n"
        )
    yield "  - {id: b-any, options: [{id: o-any, say: {zh: 再见。, en: Goodbye.}, acts: [close]}]}\n"


def measure() -> tuple[float, float]:
    """Return how long the linter takes for the scenario, and one lesson's compilation, in seconds of processor time."""
    tree = read_tree(_REPOSITORY)
    policies, terms, lessons = tree.policy_values(), glossary_terms(tree), list(tree.lessons.items())

    def compile_all() -> None:
        for key, files in lessons:
            compile_lesson(key, files, policies, terms)

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_scenario(root, ROUNDS)
        _lint(root, tree)  # the patterns of the acts are compiled once in the life of a process
        return min(_timed(root, tree, salt) for salt in range(ROUNDS)), best(compile_all) / len(lessons)


def _timed(root: Path, tree: Tree, salt: int) -> float:
    """Lint a scenario whose conditions nobody has read before."""
    write_scenario(root, salt)
    gc.collect()
    start = time.process_time()
    _lint(root, tree)
    return time.process_time() - start


def _lint(root: Path, tree: Tree) -> None:
    generated = read_tree(root)
    generated.acts = tree.acts  # proved once in a process: what is measured is the scenario
    wrong = [item for item in check_tree(generated) if item.code not in _EXPECTED]
    if wrong:
        raise SystemExit(f"the generated scenario has mistakes: {wrong[0]}")


def main() -> int:
    """Print both times and how many lessons the lint is worth; 1 when the limit is broken."""
    lint, lesson = measure()
    print(f"lint of {NODES} nodes: {lint:.3f} s, a lesson {lesson:.4f} s, {lint / lesson:.1f} lessons ≤ {LIMIT}")
    return int(lint > LIMIT * lesson)


if __name__ == "__main__":
    sys.exit(main())
