"""Names that must exist: objectives, competencies, facts, trades, courses, quizzes, banks, scenarios, rubrics."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.content.diagnostics import Diagnostic, suggestion
from app.content.parse.documents import Document
from app.content.source import Tree
from app.kernel.bilingual import Bilingual

_WHAT = {
    "objective": Bilingual("目标", "objective"),
    "competency": Bilingual("能力项", "competency"),
    "fact": Bilingual("知识点", "fact"),
    "trade": Bilingual("行业", "trade"),
    "course": Bilingual("课程", "course"),
    "quiz": Bilingual("测验", "quiz"),
    "bank": Bilingual("题库", "bank"),
    "question": Bilingual("题目", "question"),
    "track": Bilingual("认证路线", "track"),
    "family": Bilingual("课程类别", "family"),
    "level": Bilingual("等级", "level"),
    "scenario": Bilingual("情景", "scenario"),
    "rubric": Bilingual("评分表", "rubric"),
    "lesson": Bilingual("课", "lesson"),
    "tag": Bilingual("标签", "tag"),
}
# Where a file of the format could not be read, its names are unknown and nothing is said about them.
_FORMAT = {
    "objective": "course",
    "competency": "competencies",
    "fact": "facts",
    "trade": "policy",
    "course": "course",
    "quiz": "quiz",
    "bank": "quiz",
    "question": "quiz",
    "track": "levels",
    "family": "catalogue",
    "level": "levels",
    "scenario": "scenario",
    "rubric": "rubric",
}


@dataclass(frozen=True)
class Names:
    """Every name of a tree by its kind."""

    known: dict[str, frozenset[str]]
    uncertain: frozenset[str]

    def missing(
        self, kind: str, names: Iterable[str | None], document: Document, *path: str | int
    ) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each name that does not exist; for several names `path` leads to their list."""
        if kind in self.uncertain:
            return
        known = self.known[kind]
        for index, name in enumerate(names):
            if name is not None and name not in known:
                yield document.problem(
                    "E120", *path, index, what=_WHAT[kind], name=name, suggest=suggestion(name, known)
                )


def names_of(tree: Tree) -> Names:
    """Collect the names of a tree."""
    courses = [course.value for course in tree.courses.values()]
    known = {
        "objective": frozenset(objective.id for course in courses for objective in course.objectives),
        "competency": frozenset(
            entry.id for entry in (tree.competencies.value.competencies if tree.competencies else ())
        ),
        "fact": frozenset(fact.id for fact in (tree.facts.value.facts if tree.facts else ())),
        "trade": tree.trades(),
        "course": frozenset(tree.courses),
        "quiz": frozenset(tree.quizzes),
        "bank": frozenset(tree.banks),
        "question": frozenset(tree.questions),
        "track": frozenset(tree.tracks),
        "scenario": frozenset(tree.scenarios),
        "rubric": frozenset(tree.rubrics),
        "lesson": frozenset(tree.lessons),
        "tag": frozenset(tag.id for tag in (tree.cases.value.tags if tree.cases else ())),
        "family": frozenset(family.id for family in (tree.catalogue.value.families if tree.catalogue else ())),
    }
    return Names(known, frozenset(kind for kind, format_ in _FORMAT.items() if format_ in tree.broken))


def check_names(tree: Tree, names: Names) -> Iterator[Diagnostic]:
    """Yield every name that leads nowhere, except those inside quizzes' draws and levels."""
    yield from _of_lessons(tree, names)
    yield from _of_questions(tree, names)
    yield from _of_roleplays(tree, names)
    for course in tree.courses.values():
        yield from names.missing("family", (course.value.family,), course.document, "family")
    for programme in tree.programmes.values():
        yield from names.missing("trade", (programme.value.trade,), programme.document, "trade")
        yield from names.missing("track", (programme.value.track,), programme.document, "track")
    for track in tree.tracks.values():
        yield from names.missing("trade", (track.value.trade,), track.document, "trade")
    if tree.catalogue:
        for index, family in enumerate(tree.catalogue.value.families):
            document = tree.catalogue.document
            yield from names.missing("course", family.courses, document, "families", index, "courses")


def _of_lessons(tree: Tree, names: Names) -> Iterator[Diagnostic]:
    for files in tree.lessons.values():
        for file in files.values():
            if file.head:
                yield from names.missing("objective", file.head.objectives, file.document, "objectives")
                yield from names.missing("competency", file.head.competencies, file.document, "competencies")
                yield from names.missing("fact", file.head.facts, file.document, "facts")
                yield from names.missing("trade", (file.head.trade,), file.document, "trade")


def _of_roleplays(tree: Tree, names: Names) -> Iterator[Diagnostic]:
    for scenario in tree.scenarios.values():
        value, document = scenario.value, scenario.document
        yield from names.missing("trade", (value.trade,), document, "trade")
        yield from names.missing("rubric", (value.rubric,), document, "rubric")
        yield from names.missing("competency", value.competencies, document, "competencies")
        yield from names.missing("fact", value.examines, document, "examines")
    for rubric in tree.rubrics.values():
        for index, criterion in enumerate(rubric.value.criteria):
            at = ("criteria", index, "competency")
            yield from names.missing("competency", (criterion.competency,), rubric.document, *at)


def _of_questions(tree: Tree, names: Names) -> Iterator[Diagnostic]:
    objectives, competencies = names.known["objective"], names.known["competency"]
    facts, trades = names.known["fact"], names.known["trade"]
    for question in tree.questions.values():
        spec, at = question.spec, ("questions", question.index)
        if spec.objective is not None and spec.objective not in objectives:
            yield from names.missing("objective", (spec.objective,), question.document, *at, "objective")
        if spec.competency is not None and spec.competency not in competencies:
            yield from names.missing("competency", (spec.competency,), question.document, *at, "competency")
        if spec.trade not in trades:
            yield from names.missing("trade", (spec.trade,), question.document, *at, "trade")
        if not facts.issuperset(spec.facts):
            yield from names.missing("fact", spec.facts, question.document, *at, "facts")
