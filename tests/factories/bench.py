"""Assessed conversations for the bench: a small library with one scenario, and sheets to mark it with."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from app.bench.actions import (
    claim_task,
    decide_task,
    hand_back_task,
    return_task,
    save_draft,
    submit_own_marks,
)
from app.bench.queries import tasks_of
from app.bench.rules.decision import Decision
from app.bench.rules.sheet import CriterionMark, Finding, Sheet
from app.content.conditions import AllOf, RoleplaysPassed
from app.content.library import Level, Library, Programme, Stage, StageItem, Track
from app.dialogue.engine import advance
from app.dialogue.scenario import Rubric, Scenario
from app.evidence.queries import facts_for
from app.evidence.rules import standing_facts
from app.identity.actions import NewPerson, create_person, create_team, grant_role
from app.kernel.errors import RefusedError
from app.roleplay.actions import ReadyTurn, append_turn, close_session, start_session
from app.roleplay.queries import find_session, pinned_by, steps_of
from app.roleplay.rules.turns import SentTurn
from app.utterance.lexicon import Grammar, Lexicon
from tests.factories.certification import AT, words
from tests.factories.scenario import a_rubric, a_scenario, a_visit, an_act

_NO_WORDS = Grammar(
    classes={}, negations=(), reports=(), questions=(), abbreviations=(), slots={}, rules=()
)  # the acts of a talk are given, not read
GOOD = (
    ("先把总电源关掉。换谁都会担心，抱歉。", (an_act("safety_instruction"), an_act("empathise"), an_act("apologise"))),
    ("两小时内工程师上门。", a_visit()),
    ("跟您确认一下：两小时内上门。再见。", (an_act("recap"), an_act("close"))),
)
UNSAFE = (
    ("换谁都会担心，抱歉。两小时内工程师上门。", (an_act("empathise"), an_act("apologise"), *a_visit())),
    ("真的很抱歉。", (an_act("empathise"),)),
    ("跟您确认一下：两小时内上门。再见。", (an_act("recap"), an_act("close"))),
)


@dataclass(frozen=True)
class RoleplayLibraries:
    """Libraries that know one hand-made release, whatever its id."""

    library: Library

    def get(self, session, release_id):
        return self.library

    def published(self, session):
        return self.library


def a_track(*conditions):
    level = Level(id="foundation", title=words("Foundation"), valid_months=12, require=AllOf(conditions))
    return Track(id="aircon", title=words("Air conditioning"), trade="aircon", levels=(level,))


def a_programme(scenario_id):
    stage = Stage("one", words("First days"), 1, 3, (StageItem("roleplay", scenario_id),))
    return Programme(
        id="agent", title=words("Agent"), summary=words("About"), trade="aircon", track="aircon", stages=(stage,)
    )


def a_roleplay_library(*scenarios: Scenario, rubric: Rubric | None = None, conditions=None, release_id=1) -> Library:
    found = scenarios or (a_scenario(),)
    judged = rubric or a_rubric()
    asked = conditions or (RoleplaysPassed(grade=1, distinct=1, score=700, no_critical=True, markers=1),)
    return Library(
        release_id=release_id,
        seq=1,
        scenarios={scenario.id: scenario for scenario in found},
        rubrics={judged.id: judged},
        lexicon=Lexicon(acts=(), zh=_NO_WORDS, en=_NO_WORDS, hash="a" * 64),
        tracks={"aircon": a_track(*asked)},
        programmes={"agent": a_programme(found[0].id)},
    )


def play(database, library, person_id, talk=GOOD, *, at, scenario_id="leak", purpose="assessed"):
    """Live an assessed conversation through the actions of role-plays; return the id of its session."""
    with database.write() as session:
        session_id = start_session(
            session, lambda _: library, scenario_id, person_id,
            purpose=purpose, mode="text", release_id=library.release_id, by=person_id, at=at,
        )  # fmt: skip
        row = find_session(session, session_id)
        pinned = pinned_by(library, row)
        for number, (text, acts) in enumerate(talk, 1):
            before = steps_of(session, session_id)[-1]
            step = advance(pinned.scenario, before, acts)
            sent = SentTurn("said", f"k{number}", "zh", text, None, number - 1)
            append_turn(session.connection(), ReadyTurn(row.setting, pinned, before, step, sent, tuple(acts), at))
        close_session(session, session_id, by=person_id, at=at)
    return session_id


def a_sheet(empathy=4, safety=5, ownership=4, wording=4, *, found=(), impression=4, comment="Well done."):
    marks = {"empathy": empathy, "safety": safety, "ownership": ownership, "wording": wording}
    return Sheet(
        {name: CriterionMark(None if n == "na" else n, is_na=n == "na") for name, n in marks.items()},
        impression,
        {name: Finding(name in found) for name in ("cc-safety", "cc-promise")},
        comment,
    )


LATER = AT + timedelta(hours=5)


def use(database, *scenarios, **more):
    """Let a database know one hand-made release; return its library."""
    database.info["libraries"] = RoleplayLibraries(a_roleplay_library(*scenarios, **more))
    return database.info["libraries"].library


def bench_people(database):
    """A learner and three mentors of one team, and a mentor of another one; ids by name."""
    with database.write() as session:
        east = create_team(session, "华东", by=None, at=AT)
        west = create_team(session, "华西", by=None, at=AT)

        def add(number, name, team, role=None):
            new = NewPerson(number, name, date(2026, 2, 1), trade="aircon")
            person = create_person(session, new, team_id=team, by=None, at=AT)
            if role:
                grant_role(session, person, role, team_id=team, by=None, at=AT)
            return person

        return {
            "lin": add("1", "林晓", east),
            "zhou": add("2", "周导师", east, "mentor"),
            "li": add("3", "李导师", east, "mentor"),
            "wang": add("4", "王导师", east, "mentor"),
            "far": add("5", "远导师", west, "mentor"),
        }


class Bench:
    """The bench as one marker uses it."""

    def __init__(self, database, library, marker):
        self.database, self.library, self.marker = database, library, marker

    def do(self, action, task, *args, at=LATER):
        with self.database.write() as session:
            if action in {claim_task, hand_back_task, return_task}:
                return action(session, task, *args, by=self.marker, at=at)
            return action(session, lambda _: self.library, task, *args, by=self.marker, at=at)

    def mark(self, task, sheet=None, *, at=LATER):
        self.do(claim_task, task, at=at)
        version = self.do(save_draft, task, sheet or a_sheet(), 0, at=at)
        self.do(submit_own_marks, task, sheet or a_sheet(), version, at=at)

    def finish(self, task, sheet=None, decision=None, *, at=LATER):
        self.mark(task, sheet, at=at)
        return self.do(decide_task, task, decision or Decision(), at=at)


def task_of(database, session_id, role="first"):
    with database.read() as session:
        return next(task for task in tasks_of(session, session_id) if task.role == role)


def refused(code, do, *args, **more):
    with pytest.raises(RefusedError) as caught:
        do(*args, **more)
    assert caught.value.code == code


def facts(database, person_id, at=LATER):
    with database.read() as session:
        return standing_facts(facts_for(session, person_id), at=at)
