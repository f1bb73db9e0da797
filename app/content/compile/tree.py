"""All objects of a tree of files that has passed the linter."""

from collections.abc import Callable, Mapping
from datetime import UTC, timedelta
from functools import partial
from typing import Any

from app.content.compile.aids import compile_aids
from app.content.compile.inline import inline_html
from app.content.compile.lessons import compile_lesson
from app.content.compile.lexicon import compile_lexicon
from app.content.compile.media import Pictures, compile_media
from app.content.compile.questions import compile_question
from app.content.compile.rubrics import compile_rubric
from app.content.compile.scenarios import compile_scenario
from app.content.library import (
    Bank,
    Course,
    Draw,
    Family,
    Level,
    Objective,
    Programme,
    Quiz,
    Renewal,
    Stage,
    StageItem,
    Term,
    Track,
)
from app.content.objects import Catalogue, Competencies, ContentObject, Facts, Glossary, PolicyValues, make_object
from app.content.policies import policies_mark
from app.content.schema.courses import CourseFile, CourseItem, ProgrammeFile, QuizItem, RoleplayItem
from app.content.schema.levels import LevelsFile, Renew
from app.content.schema.lists import CompetenciesFile, FactsFile, PolicyFile
from app.content.schema.quizzes import BankFile, DrawSpec, QuizFile
from app.content.source import LessonFile, Tree
from app.content.statements import Competency, FactStatement
from app.kernel.bilingual import LANGS, Bilingual, Lang
from app.kernel.canonical import digest

VERSION = 4  # raise it when the same source compiles to something else: cached lessons are then compiled anew
LessonCache = Callable[[str, str, Callable[[], ContentObject]], ContentObject]
_QUIZ_RULES = ("trade", "course", "time_limit", "attempts", "wait_between", "repeat_after")
_LATER_IN_QUIZZES = ("opens", "closes", "late", "grace", "sittings", "confidence", "practice", "sections", "places")
_LATER_IN_DRAWS = frozenset({"tags", "difficulty", "balance", "section"})
_PERCENT = 10  # thousandths


def compile_tree(tree: Tree, cached: LessonCache | None = None) -> list[ContentObject]:
    """Compile everything; `cached(key, source digest, compile)` may return an earlier result for a lesson."""
    objects = [
        *(_lists(tree)),
        *(_policy(policy.value, tree) for policy in tree.policies.values()),
        *(_course(course.value) for course in tree.courses.values()),
        *(_programme(programme.value) for programme in tree.programmes.values()),
        *(_track(track.value) for track in tree.tracks.values()),
        *(_quiz(quiz.value) for quiz in tree.quizzes.values()),
        *(_bank(bank.value, tree) for bank in tree.banks.values()),
    ]
    policies = tree.policy_values()
    media, pictures = compile_media(tree)
    objects += media
    objects += [compile_question(question, policies, pictures) for question in tree.questions.values()]
    objects += [compile_rubric(rubric.value) for rubric in tree.rubrics.values()]
    mark = policies_mark(policies)
    objects += [
        scenario.document.once("compiled", partial(compile_scenario, scenario.value, policies), mark)
        for scenario in tree.scenarios.values()
    ]
    objects += [compile_lexicon(tree.acts.value)] if tree.acts else []
    objects += compile_aids(tree, policies)
    terms = glossary_terms(tree)
    plain = digest([list(term.plain) + list(term.term) for term in terms] + [VERSION])
    for key, files in tree.lessons.items():
        shown = pictures_of(key, files, pictures)
        values = [*_values(files, policies), *_urls(shown)]
        source = digest([plain, {lang: file.text for lang, file in files.items()}, values])

        def compiled(
            key: str = key, files: Mapping[Lang, LessonFile] = files, shown: Pictures = shown
        ) -> ContentObject:
            return compile_lesson(key, files, policies, terms, shown)

        objects.append(cached(key, source, compiled) if cached else compiled())
    return objects


def glossary_terms(tree: Tree) -> tuple[Term, ...]:
    """The glossary's terms with their plain words as inline HTML."""
    if tree.glossary is None:
        return ()
    return tuple(
        Term(
            term.id,
            term.bilingual(),
            Bilingual(inline_html(term.plain.zh), inline_html(term.plain.en)),
            {"zh": term.also.zh, "en": term.also.en},
        )
        for term in tree.glossary.value.terms
    )


def pictures_of(key: str, files: Mapping[Lang, LessonFile], pictures: Pictures) -> Pictures:
    """Return the pictures of a lesson's course that its texts name, by their file names."""
    course = key.partition("/")[0]
    own = {name.partition("/")[2]: shown for name, shown in pictures.items() if name.startswith(f"{course}/")}
    return {name: shown for name, shown in own.items() if any(f"media/{name}" in file.text for file in files.values())}


def _urls(pictures: Pictures) -> list[list[str]]:
    return [[name, *(shown[lang].url for lang in LANGS)] for name, shown in pictures.items()]


def _values(files: Mapping[Lang, LessonFile], policies: Mapping[str, Any]) -> list[list[Any]]:
    text = "".join(file.text for file in files.values())
    return [[key, *value.text] for key, value in sorted(policies.items()) if key in text]


def _lists(tree: Tree) -> list[ContentObject]:
    objects = []
    if tree.catalogue:
        families = tuple(
            Family(family.id, family.title.bilingual(), family.courses) for family in tree.catalogue.value.families
        )
        objects.append(_plain("catalogue", Catalogue(families), "presentation"))
    if tree.glossary:
        objects.append(_plain("glossary", Glossary(glossary_terms(tree)), "explanation"))
    if tree.competencies:
        objects.append(_plain("competencies", _competencies(tree.competencies.value), "text"))
    if tree.facts:
        objects.append(_plain("facts", _facts(tree.facts.value), "text"))
    return objects


def _plain(kind: Any, value: Any, aspect: str) -> ContentObject:
    """Make the object of a list that changes in one way only."""
    whole = make_object(kind, kind, value, {})
    return make_object(kind, kind, value, {aspect: whole.hash})


def _competencies(file: CompetenciesFile) -> Competencies:
    return Competencies(
        tuple(
            Competency(entry.id, entry.bilingual(), entry.about.bilingual() if entry.about else Bilingual("", ""))
            for entry in file.competencies
        )
    )


def _facts(file: FactsFile) -> Facts:
    return Facts(tuple(FactStatement(fact.id, fact.bilingual(), fact.source) for fact in file.facts))


def _policy(file: PolicyFile, tree: Tree) -> ContentObject:
    values = tuple(value for key, value in tree.policy_values().items() if key.startswith(f"{file.id}."))
    aspects = {
        "text": [list(value.title) for value in values],
        "policy": [[value.key, value.value, value.unit, value.kind] for value in values],
        "structure": file.trade,
    }
    return make_object("policy", file.id, PolicyValues(values), aspects)


def _course(file: CourseFile) -> ContentObject:
    course = Course(
        id=file.id,
        title=file.title.bilingual(),
        summary=file.summary.bilingual(),
        family=file.family,
        requires=file.requires,
        objectives=tuple(Objective(objective.id, objective.bilingual()) for objective in file.objectives),
        lessons=file.lessons,
    )
    aspects = {
        "text": [course.title, course.summary, [objective.title for objective in course.objectives]],
        "presentation": course.family,
        "structure": [course.requires, course.lessons, [objective.id for objective in course.objectives]],
    }
    return make_object("course", file.id, course, aspects)


def _programme(file: ProgrammeFile) -> ContentObject:
    stages = tuple(
        Stage(
            stage.id,
            stage.title.bilingual(),
            *stage.days,
            tuple(_stage_item(item) for item in stage.items),
        )
        for stage in file.stages
    )
    programme = Programme(
        id=file.id,
        title=file.title.bilingual(),
        summary=file.summary.bilingual(),
        trade=file.trade,
        track=file.track,
        stages=stages,
    )
    aspects = {
        "text": [programme.title, programme.summary, [stage.title for stage in stages]],
        "presentation": [[stage.first_day, stage.last_day] for stage in stages],
        "structure": [file.trade, file.track, [[item.kind, item.id] for stage in stages for item in stage.items]],
    }
    return make_object("programme", file.id, programme, aspects)


def _stage_item(item: CourseItem | QuizItem | RoleplayItem) -> StageItem:
    if isinstance(item, CourseItem):
        return StageItem("course", item.course)
    return StageItem("quiz", item.quiz) if isinstance(item, QuizItem) else StageItem("roleplay", item.roleplay)


def _renewal(renew: Renew | None) -> Renewal | None:
    return Renewal(renew.open, renew.delta, renew.require.compiled()) if renew else None


def tracks_of(tree: Tree) -> dict[str, Track]:
    """Return the certification levels of a tree, by track."""
    return {track.value.track: _track_value(track.value) for track in tree.tracks.values()}


def _track_value(file: LevelsFile) -> Track:
    levels = tuple(
        Level(
            id=level.id,
            title=level.title.bilingual(),
            summary=level.about.bilingual() if level.about else Bilingual("", ""),
            valid_months=level.valid,
            require=level.require.compiled(),
            renew=_renewal(level.renew),
        )
        for level in file.levels
    )
    title = file.title.bilingual() if file.title else Bilingual(file.track, file.track)
    return Track(id=file.track, title=title, trade=file.trade or file.track, levels=levels)


def _track(file: LevelsFile) -> ContentObject:
    track = _track_value(file)
    aspects = {
        "text": [track.title, [[level.title, level.summary] for level in track.levels]],
        "structure": [level.id for level in track.levels],
    }
    draft = make_object("track", file.track, track, aspects)
    return make_object("track", file.track, track, {**aspects, "grading": draft.hash})


def _quiz(file: QuizFile) -> ContentObject:
    quiz = Quiz(
        id=file.id,
        title=file.title.bilingual(),
        intro=file.intro.bilingual() if file.intro else Bilingual("", ""),
        trade=file.trade,
        course=file.course,
        pass_score=file.pass_ * _PERCENT,
        draws=tuple(_draw(draw) for draw in file.draw),
        questions=file.questions,
        time_limit=file.time_limit,
        attempts=file.attempts,
        wait_between=file.wait_between or timedelta(),
        repeat_after=file.repeat_after,
        opens_at=file.opens and file.opens.astimezone(UTC),
        closes_at=file.closes and file.closes.astimezone(UTC),
        late=file.late,
        grace=file.grace or timedelta(),
        sittings=file.sittings,
        confidence=file.confidence,
        practice=file.practice,
        places=file.places,
        sections=tuple((section.id, section.title.bilingual()) for section in file.sections),
        shuffle=file.shuffle,
        release_key=file.release_key,
    )
    return make_object("quiz", file.id, quiz, _quiz_aspects(file))


def _draw(draw: DrawSpec) -> Draw:
    return Draw(
        id=draw.id,
        bank=draw.source,
        count=draw.count,
        objective=draw.objective,
        competency=draw.competency,
        tag=draw.tag,
        tags=draw.tags,
        difficulty=draw.difficulty,
        type=draw.type,
        must_pass=draw.must_pass,
        balance=draw.balance,
        section=draw.section,
    )


def _quiz_aspects(file: QuizFile) -> dict[str, Any]:
    """Return what is of each class of change; fields that came later count only where they are used."""
    body = file.model_dump(mode="json")
    used = file.model_dump(mode="json", exclude_defaults=True)
    draws = [
        {name: value for name, value in draw.items() if name not in _LATER_IN_DRAWS or value} for draw in body["draw"]
    ]
    later = [[name, used[name]] for name in _LATER_IN_QUIZZES if name in used]
    return {
        "text": [body["title"], body["intro"]],
        "presentation": [body["shuffle"], body["release_key"], *([later] if later else [])],
        "grading": [body["pass"], draws, body["questions"]],
        "structure": [body[name] for name in _QUIZ_RULES],
    }


def _bank(file: BankFile, tree: Tree) -> ContentObject:
    questions = tuple(question.spec.id for question in tree.questions.values() if question.bank == file.id)
    bank = Bank(id=file.id, title=file.title.bilingual(), questions=questions)
    return make_object("bank", file.id, bank, {"text": bank.title, "structure": questions})
