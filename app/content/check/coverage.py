"""Coverage: which facts of the curriculum no lesson teaches, and which no question or role-play examines."""

from dataclasses import dataclass
from typing import Any

from app.content.source import Tree
from app.kernel.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class FactCoverage:
    """One fact with the lessons (`course/lesson`) that teach it, the questions and role-plays that examine it."""

    id: str
    text: Bilingual
    lessons: tuple[str, ...]
    questions: tuple[str, ...]
    scenarios: tuple[str, ...] = ()

    @property
    def is_examined(self) -> bool:
        """Whether a question or a role-play examines it."""
        return bool(self.questions or self.scenarios)


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
    scenarios: dict[str, list[str]] = {}
    for scenario in tree.scenarios.values():
        for fact in scenario.value.examines:
            scenarios.setdefault(fact, []).append(scenario.value.id)
    return tuple(
        FactCoverage(
            fact.id,
            fact.bilingual(),
            *(tuple(found.get(fact.id, ())) for found in (lessons, questions, scenarios)),
        )
        for fact in (tree.facts.value.facts if tree.facts else ())
    )


def coverage_rows(facts: tuple[FactCoverage, ...]) -> dict[str, Any]:
    """Return the report as a JSON value."""
    return {
        "facts": len(facts),
        "taught": sum(bool(fact.lessons) for fact in facts),
        "examined": sum(fact.is_examined for fact in facts),
        "examined_in_roleplays": sum(bool(fact.scenarios) for fact in facts),
        "without_lesson": [fact.id for fact in facts if not fact.lessons],
        "without_item": [fact.id for fact in facts if not fact.is_examined],
        "rows": [
            {
                "id": fact.id,
                "text": fact.text._asdict(),
                "lessons": list(fact.lessons),
                "questions": list(fact.questions),
                "roleplays": list(fact.scenarios),
            }
            for fact in facts
        ],
    }


def coverage_text(facts: tuple[FactCoverage, ...]) -> str:
    """Return the report for people: the counts, then the facts not covered."""
    rows = coverage_rows(facts)
    examined = f"{rows['examined']} examined in a question or role-play ({rows['examined_in_roleplays']} in role-plays)"
    lines = [f"{rows['facts']} facts, {rows['taught']} taught in a lesson, {examined}"]
    for title, wanted in (
        ("no lesson teaches", "without_lesson"),
        ("no question or role-play examines", "without_item"),
    ):
        missing = set(rows[wanted])
        if missing:
            lines.append(f"\n{title}:")
            lines += [f"  {fact.id}  {fact.text.zh} / {fact.text.en}" for fact in facts if fact.id in missing]
    return "\n".join(lines)
