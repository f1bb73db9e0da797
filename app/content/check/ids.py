"""Ids: unique everywhere they must be, and none that was retired."""

from collections.abc import Iterable, Iterator

from app.content.compile.aids import aids_of, kind_of
from app.content.diagnostics import Diagnostic, Place, diagnose
from app.content.parse.blocks import checks_of
from app.content.parse.documents import Document
from app.content.source import Tree
from app.kernel.bilingual import Bilingual

_QUESTION = Bilingual("题目", "question")
_CHECK = Bilingual("自测题", "check")
_OBJECTIVE = Bilingual("目标", "objective")
_WHAT = {
    "question": _QUESTION,
    "check": _CHECK,
    "lesson": Bilingual("课", "lesson"),
    "course": Bilingual("课程", "course"),
    "quiz": Bilingual("测验", "quiz"),
    "bank": Bilingual("题库", "bank"),
    "programme": Bilingual("学习路径", "programme"),
    "track": Bilingual("认证路线", "track"),
    "scenario": Bilingual("情景", "scenario"),
    "rubric": Bilingual("评分表", "rubric"),
    "situation": Bilingual("话术场景", "situation"),
    "phrase": Bilingual("话术", "phrase"),
    "checklist": Bilingual("检查单", "checklist"),
    "case": Bilingual("案例", "case"),
}


def check_ids(tree: Tree) -> Iterator[Diagnostic]:
    """Yield ids used twice and retired ids that came back."""
    yield from _questions_and_checks(tree)
    yield from _within_files(tree)
    yield from _retired(tree)


def _questions_and_checks(tree: Tree) -> Iterator[Diagnostic]:
    """Question and check ids share one space; both languages of a lesson name the same check."""
    seen: dict[str, tuple[str, str]] = {}
    for key, files in tree.lessons.items():
        for lang, file in files.items():
            for check in checks_of(file.lesson.blocks):
                if not check.id:
                    continue
                owner = (key, f"{file.file}:{check.id_place[0]}")
                earlier = seen.setdefault(f"{lang}:{check.id}", owner)
                if earlier is not owner:
                    yield diagnose(file.file, check.id_place, "E108", what=_CHECK, id=check.id, where=earlier[1])
                elif check.id in tree.questions:
                    question = tree.questions[check.id]
                    where = f"{question.document.file}:{question.document.at('questions', question.index)[0]}"
                    yield diagnose(file.file, check.id_place, "E108", what=_QUESTION, id=check.id, where=where)


def _within_files(tree: Tree) -> Iterator[Diagnostic]:
    objectives: dict[str, str] = {}
    for course in tree.courses.values():
        ids = [objective.id for objective in course.value.objectives]
        yield from _twice(ids, course.document, ("objectives",), _OBJECTIVE, objectives)
        yield from _twice(course.value.lessons, course.document, ("lessons",), _WHAT["lesson"])
    for loaded, path in (
        (tree.glossary, "terms"),
        (tree.competencies, "competencies"),
        (tree.facts, "facts"),
        (tree.catalogue, "families"),
    ):
        if loaded:
            entries = getattr(loaded.value, path)
            yield from _twice([entry.id for entry in entries], loaded.document, (path,), Bilingual("编号", "id"))
    yield from _within_aids(tree)
    for programme in tree.programmes.values():
        ids = [stage.id for stage in programme.value.stages]
        yield from _twice(ids, programme.document, ("stages",), Bilingual("阶段", "stage"))
    for track in tree.tracks.values():
        ids = [level.id for level in track.value.levels]
        yield from _twice(ids, track.document, ("levels",), Bilingual("等级", "level"))
    for quiz in tree.quizzes.values():
        yield from _twice([draw.id for draw in quiz.value.draw], quiz.document, ("draw",), Bilingual("抽题组", "draw"))
    for rubric in tree.rubrics.values():
        ids = [criterion.id for criterion in rubric.value.criteria]
        yield from _twice(ids, rubric.document, ("criteria",), Bilingual("评分项", "criterion"))


def _within_aids(tree: Tree) -> Iterator[Diagnostic]:
    """Phrases share one space, because their addresses do; steps are known within their checklist."""
    if tree.phrases:
        document, phrases = tree.phrases.document, dict[str, str]()
        situations = tree.phrases.value.situations
        yield from _twice([one.id for one in situations], document, ("situations",), _WHAT["situation"])
        for index, situation in enumerate(situations):
            at = ("situations", index, "phrases")
            yield from _twice([phrase.id for phrase in situation.phrases], document, at, _WHAT["phrase"], phrases)
    if tree.checklists:
        document, checklists = tree.checklists.document, tree.checklists.value.checklists
        yield from _twice([one.id for one in checklists], document, ("checklists",), _WHAT["checklist"])
        for index, checklist in enumerate(checklists):
            at = ("checklists", index, "steps")
            yield from _twice([step.id for step in checklist.steps], document, at, Bilingual("步骤", "step"))
    if tree.cases:
        ids = [case.id for case in tree.cases.value.cases]
        yield from _twice(ids, tree.cases.document, ("cases",), _WHAT["case"])
        tags = [tag.id for tag in tree.cases.value.tags]
        yield from _twice(tags, tree.cases.document, ("tags",), Bilingual("标签", "tag"))


def _twice(
    ids: Iterable[str],
    document: Document,
    path: tuple[str | int, ...],
    what: Bilingual,
    seen: dict[str, str] | None = None,
) -> Iterator[Diagnostic]:
    """Yield ids that stand twice in a list; `seen` carries earlier ones over from other files."""
    found = {} if seen is None else seen
    for index, id_ in enumerate(ids):
        where = f"{document.file}:{document.at(*path, index)[0]}" if id_ in found else document.file
        if id_ in found:
            place = found[id_] if found[id_] != document.file else where
            yield document.problem("E108", *path, index, what=what, id=id_, where=place)
        found.setdefault(id_, document.file)


def _retired(tree: Tree) -> Iterator[Diagnostic]:
    retired = {name for file in tree.retired for name in file.value.ids}
    if not retired:
        return
    for name, file, place in _named(tree):
        if name in retired:
            kind, _, id_ = name.partition(":")
            yield diagnose(file, place, "E109", what=_WHAT[kind], id=id_)


def _named(tree: Tree) -> Iterator[tuple[str, str, Place]]:
    """Yield every published name of the tree with the place of its id."""
    for kind, loaded in (
        ("course", tree.courses),
        ("programme", tree.programmes),
        ("quiz", tree.quizzes),
        ("bank", tree.banks),
        ("scenario", tree.scenarios),
        ("rubric", tree.rubrics),
    ):
        for key, item in loaded.items():
            yield f"{kind}:{key}", item.document.file, item.document.at("id")
    for key, track in tree.tracks.items():
        yield f"track:{key}", track.document.file, track.document.at("track")
    yield from _named_aids(tree)
    for key, question in tree.questions.items():
        yield f"question:{key}", question.document.file, question.document.at("questions", question.index, "id")
    for key, files in tree.lessons.items():
        for file in files.values():
            yield f"lesson:{key}", file.file, file.document.at("id")
            for check in checks_of(file.lesson.blocks):
                yield f"check:{check.id}", file.file, check.id_place


def _named_aids(tree: Tree) -> Iterator[tuple[str, str, Place]]:
    for document, path, aid in aids_of(tree):
        yield f"{kind_of(aid)}:{aid.id}", document.file, document.at(*path, "id")
        for index, phrase in enumerate(getattr(aid, "phrases", ())):
            yield f"phrase:{phrase.id}", document.file, document.at(*path, "phrases", index, "id")
