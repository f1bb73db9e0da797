"""Lint of 10,000 generated questions against the bare strict load of the same files: the ratio must stay ≤ 2."""

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import yaml

from app.content.check.roleplays.remembering import forget
from app.content.check.run import check_tree
from app.content.source import forget_files, read_tree

_BANKS, _QUESTIONS = 40, 250
COUNT, ROUNDS = _BANKS * _QUESTIONS, 3
LIMIT = 2.0
_HAN = "".join(chr(0x4E00 + step * 37) for step in range(256))
_PARTS = ("ba", "ke", "ni", "so", "tu", "ra", "le", "mi", "do", "fu", "ga", "he", "vi", "po", "lu", "za")

_TREE = {
    "courses/catalogue.yaml": ("schema: catalogue/1\nfamilies: [{id: f, title: {zh: 类, en: Family}, courses: [c]}]\n"),
    "courses/competencies.yaml": "schema: competencies/1\ncompetencies: [{id: process, zh: 流程, en: Process}]\n",
    "courses/facts.yaml": "schema: facts/1\nfacts: [{id: P1.4.3, zh: 先断电。, en: Cut the power.}]\n",
    "courses/policies/aircon.yaml": (
        "schema: policy/1\nid: aircon\ntrade: aircon\ntitle: {zh: 空调, en: Aircon}\nvalues:\n"
        "  visit: {value: 48, unit: h, kind: visit, zh: 上门, en: Visit}\n"
    ),
    "courses/c/course.yaml": (
        "schema: course/1\nid: c\nfamily: f\ntitle: {zh: 课, en: Course}\nsummary: {zh: 课。, en: A course.}\n"
        "objectives: [{id: o-1, zh: 做到, en: Can do}]\nlessons: []\n"
    ),
}
_QUESTION = """\
  - id: g-{n}
    type: single
    trade: aircon
    points: 2
    difficulty: 2
    objective: o-1
    competency: process
    facts: [P1.4.3]
    stem:
      zh: "{zh}第 {n} 位客户来电。第一步做什么？"
      en: "{en} Customer number {n} rings. What do you do first?"
    explain:
      zh: "漏电是安全隐患，先断电再说别的 {n}。"
      en: "Leakage is a safety hazard, cut the power first {n}."
    choices:
      a:
        zh: "登记为二级投诉，{{{{ policy.aircon.visit }}}}内安排上门 {n}"
        en: "Log it as level two and send an engineer within {{{{ policy.aircon.visit }}}} {n}"
        why: {{zh: "漏电是安全隐患。", en: "Leakage is a safety hazard."}}
      b:
        zh: "请客户立即断电并远离外机 {n}"
        en: "Ask the customer to cut the power and keep away {n}"
        ok: true
        why: {{zh: "先保人。", en: "People come first."}}
      c:
        zh: "先问清机型和购买日期 {n}"
        en: "Ask for the model and date of purchase first {n}"
        why: {{zh: "此时不重要。", en: "It does not matter now."}}
"""


def write_questions(root: Path, banks: int = _BANKS, questions: int = _QUESTIONS) -> list[Path]:
    """Write a tree of generated banks; return the banks' files."""
    for name, text in _TREE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (root / "quizzes").mkdir()
    files = []
    for bank in range(banks):
        head = f"schema: quiz/1\nid: bank-{bank}\nkind: bank\ntitle: {{zh: 题库, en: Bank}}\nquestions:\n"
        numbers = range(bank * questions, (bank + 1) * questions)
        path = root / "quizzes" / f"bank-{bank}.yaml"
        path.write_text(head + "".join(map(_question, numbers)), encoding="utf-8")
        files.append(path)
    return files


def _question(number: int) -> str:
    """Return a question with a situation of its own: stems that resemble each other are a mistake (E261)."""
    found = sha256(str(number).encode()).digest()
    zh = "".join(_HAN[part] for part in found)
    en = " ".join(_PARTS[part % 16] + _PARTS[part // 16] for part in found[:20])
    return _QUESTION.format(n=number, zh=f"{zh}。", en=f"{en.capitalize()}.")


def best(run: Callable[[], object]) -> float:
    """Return the shortest of a few runs, in seconds of processor time: other work on the machine does not count."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def measure() -> tuple[float, float]:
    """Return how long the linter takes, and the bare load of the same files, in seconds of processor time."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = write_questions(root)

        def bare() -> None:
            for path in files:
                yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

        def lint() -> None:
            forget()
            forget_files()
            found = check_tree(read_tree(root))
            if found:
                raise SystemExit(f"the generated questions have mistakes: {found[0]}")

        load = best(bare)
        return best(lint), load


def main() -> int:
    """Print both times and their ratio; 1 when the limit is broken."""
    whole, load = measure()
    ratio = whole / load
    print(f"lint of {COUNT} questions: {whole:.2f} s, bare load {load:.2f} s, ratio {ratio:.2f} ≤ {LIMIT}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
