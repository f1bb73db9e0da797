"""Coverage: what of the curriculum no lesson teaches, what no item examines, and how much there is of everything."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from app.content.parse.blocks import checks_of
from app.content.source import Tree
from app.kernel.bilingual import LANGS, Bilingual

FEWEST_ITEMS = 3  # that examine an objective
JUDGEMENT, JUDGEMENT_SHARE = "judgement", 0.4  # the tag of situational judgement, and its least share


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


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything that must be covered with what covers it, and the counts."""

    facts: tuple[FactCoverage, ...]
    objectives: dict[str, int]  # id → questions
    competencies: dict[str, tuple[int, int]]  # id → questions, role-plays
    counts: dict[str, int]
    kinds: dict[str, int]
    judged: int  # questions that are marked

    @property
    def judgement(self) -> float:
        """The share of situational judgement among the questions that are marked."""
        return self.counts["judgement"] / self.judged if self.judged else 0.0

    @property
    def gaps(self) -> dict[str, list[str]]:
        """What is not covered, by kind of gap; every list empty when nothing is missing."""
        short = self.judgement < JUDGEMENT_SHARE
        return {
            "without_lesson": [fact.id for fact in self.facts if not fact.lessons],
            "without_item": [fact.id for fact in self.facts if not fact.is_examined],
            "objectives_short": [id_ for id_, count in self.objectives.items() if count < FEWEST_ITEMS],
            "competencies_without_question": [id_ for id_, found in self.competencies.items() if not found[0]],
            "competencies_without_roleplay": [
                id_ for id_, found in self.competencies.items() if self.counts["scenarios"] and not found[1]
            ],
            "judgement_short": [f"{self.judgement:.0%}"] if short else [],
        }

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not any(self.gaps.values())


def coverage(tree: Tree) -> Coverage:
    """Return what the files of a tree cover."""
    questions = [question.spec for question in tree.questions.values()]
    marked = [spec for spec in questions if spec.type != "survey"]
    asked = Counter(spec.objective for spec in marked)
    measured = Counter(spec.competency for spec in marked)
    played = Counter(name for scenario in tree.scenarios.values() for name in scenario.value.competencies)
    courses = [course.value for course in tree.courses.values()]
    entries = tree.competencies.value.competencies if tree.competencies else ()
    counts = _counts(tree)
    counts["judgement"] = sum(JUDGEMENT in spec.tags for spec in marked)
    return Coverage(
        facts=_facts(tree),
        objectives={objective.id: asked[objective.id] for course in courses for objective in course.objectives},
        competencies={entry.id: (measured[entry.id], played[entry.id]) for entry in entries},
        counts=counts,
        kinds=dict(sorted(Counter(spec.type for spec in questions).items())),
        judged=len(marked),
    )


def _facts(tree: Tree) -> tuple[FactCoverage, ...]:
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


def _counts(tree: Tree) -> dict[str, int]:
    return {
        "courses": len(tree.courses),
        **{f"lessons_{lang}": sum(lang in files for files in tree.lessons.values()) for lang in LANGS},
        "checks": sum(
            len(checks_of(next(iter(files.values())).lesson.blocks)) for files in tree.lessons.values() if files
        ),
        "programmes": len(tree.programmes),
        "quizzes": len(tree.quizzes),
        "banks": len(tree.banks),
        "questions": len(tree.questions),
        "scenarios": len(tree.scenarios),
        "terms": len(tree.glossary.value.terms) if tree.glossary else 0,
        "pictures": len(tree.media),
    }


def coverage_rows(found: Coverage) -> dict[str, Any]:
    """Return the report as a JSON value."""
    facts = found.facts
    return {
        "complete": found.is_complete,
        "facts": len(facts),
        "taught": sum(bool(fact.lessons) for fact in facts),
        "examined": sum(fact.is_examined for fact in facts),
        "examined_in_roleplays": sum(bool(fact.scenarios) for fact in facts),
        **found.gaps,
        "objectives": found.objectives,
        "competencies": {
            id_: {"questions": questions, "roleplays": roleplays}
            for id_, (questions, roleplays) in found.competencies.items()
        },
        "counts": found.counts,
        "kinds": found.kinds,
        "judgement_share": round(found.judgement, 3),
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


_GAPS = {
    "without_lesson": "no lesson teaches",
    "without_item": "no question or role-play examines",
    "objectives_short": f"examined by fewer than {FEWEST_ITEMS} questions",
    "competencies_without_question": "no question measures the competency",
    "competencies_without_roleplay": "no role-play measures the competency",
    "judgement_short": f"share of situational judgement (tag {JUDGEMENT}) below {JUDGEMENT_SHARE:.0%}",
}


def coverage_text(found: Coverage) -> str:
    """Return the report for people: the counts, then what is not covered."""
    rows, words = coverage_rows(found), {fact.id: f"  {fact.text.zh} / {fact.text.en}" for fact in found.facts}
    examined = f"{rows['examined']} examined in a question or role-play ({rows['examined_in_roleplays']} in role-plays)"
    lines = [
        f"{rows['facts']} facts, {rows['taught']} taught in a lesson, {examined}",
        f"{len(found.objectives)} objectives, {len(found.competencies)} competencies",
        ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in found.counts.items()),
        "kinds: " + ", ".join(f"{count} {kind}" for kind, count in found.kinds.items()),
        f"situational judgement: {found.judgement:.0%} of {found.judged} marked questions",
    ]
    for name, title in _GAPS.items():
        if found.gaps[name]:
            lines.append(f"\n{title}:")
            lines += [f"  {id_}{words.get(id_, '')}{_number(found, name, id_)}" for id_ in found.gaps[name]]
    return "\n".join(lines)


def _number(found: Coverage, name: str, id_: str) -> str:
    return f"  {found.objectives[id_]}" if name == "objectives_short" else ""
