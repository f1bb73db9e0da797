"""E7: what may not change under an id that people have already answered."""

from collections.abc import Callable, Collection, Iterator, Mapping

from app.content.compile.aspects import id_groups
from app.content.compile.questions import compile_question
from app.content.diagnostics import Diagnostic, diagnose
from app.content.library import Lesson, Library, PolicyValue
from app.content.parse.blocks import checks_of
from app.content.source import QuestionSource, Tree
from app.items.base import ItemSpec
from app.kernel.bilingual import LANGS, Bilingual

_SOME = Bilingual("若干", "not counted")
Parts = Mapping[str, Mapping[str, str]]
AttemptsOn = Callable[[Collection[str]], Mapping[str, int]]  # question ids → how many attempts answered each


def check_against(
    tree: Tree, library: Library, parts: Parts, attempts_on: AttemptsOn | None = None
) -> Iterator[Diagnostic]:
    """Compare a tree with a release; `parts` are the aspects' digests by object hash.

    `attempts_on` counts the attempts that a changed key touches; it is asked once, for all such questions.
    """
    policies, regraded = tree.policy_values(), []
    for question in tree.questions.values():
        before = library.questions.get(question.spec.id)
        if before is None:
            continue
        broken = list(_structure(question, before.kind, id_groups(before.spec)))
        broken += _parts(question, before.spec) if not broken else ()
        yield from broken
        if not broken and parts.get(before.hash, {}).get("grading") != _grading(question, policies):
            regraded.append(question)
    counts = attempts_on([question.spec.id for question in regraded]) if attempts_on and regraded else {}
    for question in regraded:
        count = counts.get(question.spec.id, 0) if attempts_on else _SOME
        yield question.problem("E703", "id", id=question.spec.id, count=count)
    for key, files in tree.lessons.items():
        lesson = library.lessons.get(key)
        for file in (files[lang] for lang in LANGS if lang in files and lesson):
            for check in checks_of(file.lesson.blocks):
                different = _difference(lesson, check.id, {choice.id for choice in check.choices})
                if different:
                    yield diagnose(file.file, check.id_place, "E704", id=check.id, what=different)


def _structure(question: QuestionSource, kind: str, groups: Mapping[str, list[str]]) -> Iterator[Diagnostic]:
    spec = question.spec
    if spec.type != kind:
        yield question.problem("E701", "type", id=spec.id, before=kind, after=spec.type)
        return
    now = id_groups(spec)
    for name in dict.fromkeys((*now, *groups)):
        different = set(now.get(name, ())) ^ set(groups.get(name, ()))
        if different:
            yield question.problem("E702", *name.split("."), id=spec.id, what=", ".join(sorted(different)))


def _parts(question: QuestionSource, before: ItemSpec) -> Iterator[Diagnostic]:
    """Yield the parts of a case that have turned into another kind."""
    kinds = {part_id: part.type for part_id, part in getattr(before, "parts", {}).items()}
    for part_id, part in getattr(question.spec, "parts", {}).items():
        if part.type != kinds[part_id]:
            at = ("parts", part_id, "type")
            name = f"{question.spec.id}.{part_id}"
            yield question.problem("E701", *at, id=name, before=kinds[part_id], after=part.type)


def _grading(question: QuestionSource, policies: Mapping[str, PolicyValue]) -> str | None:
    try:
        return compile_question(question, policies).parts["grading"]
    except KeyError:  # an unknown policy is reported elsewhere
        return None


def _difference(lesson: Lesson | None, check_id: str, ids: set[str]) -> str:
    check = lesson.checks.get(check_id) if lesson else None
    before = {choice.id for choice in check.choices} if check else ids
    return ", ".join(sorted(before ^ ids))
