"""Coverage: which facts of the curriculum no lesson teaches, and which no question examines."""

from dataclasses import dataclass
from typing import Any

from app.content.source import Tree
from app.kernel.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class FactCoverage:
    """One fact with the lessons (`course/lesson`) that teach it and the questions that examine it."""

    id: str
    text: Bilingual
    lessons: tuple[str, ...]
    questions: tuple[str, ...]


def coverage(tree: Tree) -> tuple[FactCoverage, ...]:
    """Return every fact in its order with what carries it."""
    lessons: dict[str, list[str]] = {}
    for key, files in tree.lessons.items():
        head = next((file.head for file in files.values() if file.head), None)
        for fact in head.facts if head else ():
            lessons.setdefault(fact, []).append(key)
    questions: dict[str, list[str]] = {}
    for question in tree.questions.values():
        for fact in question.spec.facts:
            questions.setdefault(fact, []).append(question.spec.id)
    return tuple(
        FactCoverage(fact.id, fact.bilingual(), tuple(lessons.get(fact.id, ())), tuple(questions.get(fact.id, ())))
        for fact in (tree.facts.value.facts if tree.facts else ())
    )


def coverage_rows(facts: tuple[FactCoverage, ...]) -> dict[str, Any]:
    """Return the report as a JSON value."""
    return {
        "facts": len(facts),
        "taught": sum(bool(fact.lessons) for fact in facts),
        "examined": sum(bool(fact.questions) for fact in facts),
        "without_lesson": [fact.id for fact in facts if not fact.lessons],
        "without_item": [fact.id for fact in facts if not fact.questions],
        "rows": [
            {
                "id": fact.id,
                "text": fact.text._asdict(),
                "lessons": list(fact.lessons),
                "questions": list(fact.questions),
            }
            for fact in facts
        ],
    }


def coverage_text(facts: tuple[FactCoverage, ...]) -> str:
    """Return the report for people: the counts, then the facts not covered."""
    rows = coverage_rows(facts)
    lines = [f"{rows['facts']} facts, {rows['taught']} taught in a lesson, {rows['examined']} examined in a question"]
    for title, wanted in (("no lesson teaches", "without_lesson"), ("no question examines", "without_item")):
        missing = set(rows[wanted])
        if missing:
            lines.append(f"\n{title}:")
            lines += [f"  {fact.id}  {fact.text.zh} / {fact.text.en}" for fact in facts if fact.id in missing]
    return "\n".join(lines)
