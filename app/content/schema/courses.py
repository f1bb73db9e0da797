"""Courses, the catalogue of courses, lessons' front matter, programmes."""

from typing import Annotated, Literal

from pydantic import Field

from app.content.schema.base import FactId, Titled
from app.items.base import AuthoredId, Strict, Text, Words


class CourseFile(Strict):
    """courses/<course>/course.yaml."""

    format: Literal["course/1"] = Field(alias="schema")
    id: AuthoredId
    family: AuthoredId
    title: Text
    summary: Text
    requires: tuple[AuthoredId, ...] = ()
    objectives: tuple[Titled, ...] = ()
    lessons: tuple[AuthoredId, ...]


class FrontMatter(Strict):
    """The head of a lesson; `edition` is raised when a change of wording matters to those who have read it."""

    id: AuthoredId
    title: Words
    minutes: Annotated[int, Field(ge=1, le=90)]
    trade: AuthoredId = "any"
    objectives: tuple[AuthoredId, ...] = ()
    competencies: tuple[AuthoredId, ...] = ()
    facts: tuple[FactId, ...] = ()
    edition: Annotated[int, Field(ge=1)] = 1


class FamilyOfCourses(Strict):
    """A group of courses in the order shown."""

    id: AuthoredId
    title: Text
    courses: tuple[AuthoredId, ...] = ()


class CatalogueFile(Strict):
    """courses/catalogue.yaml."""

    format: Literal["catalogue/1"] = Field(alias="schema")
    families: tuple[FamilyOfCourses, ...]


class CourseItem(Strict):
    """A course to be completed in a stage."""

    course: AuthoredId


class QuizItem(Strict):
    """A quiz to be passed in a stage."""

    quiz: AuthoredId


class RoleplayItem(Strict):
    """A role-play to be passed in a stage, by its scenario."""

    roleplay: AuthoredId


Day = Annotated[int, Field(ge=1, le=999)]


class StageOfProgramme(Strict):
    """A stretch of planned days, counted from 1 on the day of enrolment."""

    id: AuthoredId
    title: Text
    days: tuple[Day, Day]
    items: tuple[CourseItem | QuizItem | RoleplayItem, ...]


class ProgrammeFile(Strict):
    """courses/programmes/<id>.yaml."""

    format: Literal["programme/1"] = Field(alias="schema")
    id: AuthoredId
    trade: AuthoredId = "any"
    track: AuthoredId | None = None
    title: Text
    summary: Text
    stages: tuple[StageOfProgramme, ...]
