"""Courses, catalogue, programmes and levels: what hangs together."""

from collections.abc import Iterator

from app.content import conditions
from app.content.check.names import Names
from app.content.diagnostics import Diagnostic, suggestion
from app.content.schema.courses import CourseFile, CourseItem, ProgrammeFile, QuizItem
from app.content.schema.levels import LevelsFile
from app.content.source import Loaded, Tree
from app.kernel.bilingual import Bilingual


def check_courses(tree: Tree, names: Names) -> Iterator[Diagnostic]:
    """Yield what is wrong between courses, their lessons, programmes and levels."""
    examined = {question.spec.objective for question in tree.questions.values()}
    for course in tree.courses.values():
        yield from _lessons(tree, course)
        yield from _required(tree, course)
        yield from _catalogued(tree, course)
        if "quiz" not in tree.broken:
            for index, objective in enumerate(course.value.objectives):
                if objective.id not in examined:
                    yield course.document.problem("E503", "objectives", index, id=objective.id)
    yield from _circles(tree)
    for programme in tree.programmes.values():
        yield from _stages(programme, names)
    for track in tree.tracks.values():
        yield from _levels(tree, track, names)


def _lessons(tree: Tree, course: Loaded[CourseFile]) -> Iterator[Diagnostic]:
    id_, listed = course.value.id, course.value.lessons
    for index, lesson in enumerate(listed):
        if f"{id_}/{lesson}" not in tree.lessons:
            yield course.document.problem("E504", "lessons", index, id=lesson)
    for key in tree.lessons:
        folder, _, lesson = key.partition("/")
        if folder == id_ and lesson not in listed:
            yield course.document.problem("E505", "lessons", id=lesson)


def _required(tree: Tree, course: Loaded[CourseFile]) -> Iterator[Diagnostic]:
    if "course" in tree.broken:
        return
    for index, name in enumerate(course.value.requires):
        if name not in tree.courses:
            yield course.document.problem("E502", "requires", index, name=name, suggest=suggestion(name, tree.courses))


def _catalogued(tree: Tree, course: Loaded[CourseFile]) -> Iterator[Diagnostic]:
    if tree.catalogue is None:
        if "catalogue" not in tree.broken:
            yield course.document.problem("E506", "id", id=course.value.id)
        return
    families = [family.id for family in tree.catalogue.value.families if course.value.id in family.courses]
    if not families:
        yield course.document.problem("E506", "id", id=course.value.id)
    elif course.value.family not in families:
        yield course.document.problem("E509", "family", family=families[0])


def _circles(tree: Tree) -> Iterator[Diagnostic]:
    """Report each circle of prerequisites once, at the course of it that comes first."""
    done: set[str] = set()
    for start in tree.courses:
        path: list[str] = []
        circle = _circle(tree, start, path, done)
        if circle:
            first = tree.courses[circle[0]]
            yield first.document.problem("E501", "requires", path=" → ".join([*circle, circle[0]]))


def _circle(tree: Tree, name: str, path: list[str], done: set[str]) -> list[str]:
    """Follow prerequisites depth first; return the courses of the first circle met."""
    if name in path:
        return path[path.index(name) :]
    if name in done or name not in tree.courses:
        return []
    path.append(name)
    for required in tree.courses[name].value.requires:
        circle = _circle(tree, required, path, done)
        if circle:
            done.update(path)
            return circle
    path.pop()
    done.add(name)
    return []


def _stages(programme: Loaded[ProgrammeFile], names: Names) -> Iterator[Diagnostic]:
    document, before = programme.document, 1
    for index, stage in enumerate(programme.value.stages):
        first, last = stage.days
        if first > last:
            why = Bilingual(f"{first} 大于 {last}", f"{first} is after {last}")
            yield document.problem("E507", "stages", index, "days", id=stage.id, why=why)
        elif first < before:
            why = Bilingual(f"第 {first} 天早于前一阶段", f"day {first} is before the stage above")
            yield document.problem("E507", "stages", index, "days", id=stage.id, why=why)
        before = first
        for position, item in enumerate(stage.items):
            at = ("stages", index, "items", position)
            if isinstance(item, CourseItem):
                yield from names.missing("course", (item.course,), document, *at, "course")
            elif isinstance(item, QuizItem):
                yield from names.missing("quiz", (item.quiz,), document, *at, "quiz")
            else:
                yield from names.missing("scenario", (item.roleplay,), document, *at, "roleplay")


def _levels(tree: Tree, track: Loaded[LevelsFile], names: Names) -> Iterator[Diagnostic]:
    document = track.document
    for index, level in enumerate(track.value.levels):
        below = {other.id for other in track.value.levels[:index]}
        parts = [("require", level.require.compiled())]
        if level.renew:
            parts.append(("renew", level.renew.require.compiled()))
        for field, condition in parts:
            at = ("levels", index, field)
            for part in _flat(condition):
                if isinstance(part, conditions.CourseDone):
                    yield from names.missing("course", (part.course,), document, *at)
                elif isinstance(part, conditions.QuizPassed):
                    yield from names.missing("quiz", (part.quiz,), document, *at)
                elif isinstance(part, conditions.RoleplaysPassed):
                    yield from _enough(tree, track, part, level.id, at)
                elif isinstance(part, conditions.LevelHeld) and part.level not in below:
                    yield document.problem("E508", *at, id=level.id, name=part.level)


def _enough(
    tree: Tree, track: Loaded[LevelsFile], part: conditions.RoleplaysPassed, level: str, at: tuple[str | int, ...]
) -> Iterator[Diagnostic]:
    """Report a level that wants more role-plays than there are for its trade."""
    trades = ("any", track.value.trade or track.value.track)
    scenarios = [scenario.value for scenario in tree.scenarios.values()]
    there = sum(scenario.grade >= part.grade and scenario.trade in trades for scenario in scenarios)
    if there < part.distinct and "scenario" not in tree.broken:
        yield track.document.problem("E510", *at, id=level, count=part.distinct, grade=part.grade, there=there)


def _flat(condition: conditions.Condition) -> Iterator[conditions.Condition]:
    """Yield a condition and everything below it."""
    yield condition
    if isinstance(condition, conditions.NotMet):
        yield from _flat(condition.of)
    elif isinstance(condition, conditions.AllOf | conditions.AnyOf | conditions.AtLeast):
        for part in condition.of:
            yield from _flat(part)
