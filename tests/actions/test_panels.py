"""Panels on both databases: judged alone, then together, closed with a recommendation that changes nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.analysis.access import access_panel
from app.analysis.actions import close_panel, create_panel, rate_questions, remove_judge
from app.analysis.models import AngoffRating
from app.analysis.queries.panels import closed_cut, export_person, find_panel, panels_for, state_now
from app.audit.models import AuditRow
from app.identity.actions import NewPerson, create_person, grant_role
from app.identity.queries import actor_for
from app.kernel.errors import InvalidError, NotFoundError, RefusedError
from tests.factories.assessment import a_library, a_quiz

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LIBRARY = a_library(quiz=a_quiz(draws=(), questions=("q0", "q1"), shuffle=()))


@pytest.fixture
def people(database):
    found = {}
    with database.write() as session:
        for name, role in (("author", "author"), ("one", "mentor"), ("two", "mentor"), ("other", "mentor")):
            new = NewPerson(name, name.title(), date(2026, 2, 1), trade="aircon")
            found[name] = create_person(session, new, team_id=None, by=None, at=NOON - timedelta(days=9))
            if role == "author":
                grant_role(session, found[name], role, team_id=None, by=None, at=NOON - timedelta(days=9))
    return found


@pytest.fixture
def panel(database, people):
    with database.write() as session:
        judges = [people["one"], people["two"]]
        return create_panel(session, LIBRARY, "final", "Spring", judges, by=people["author"], at=NOON)


def rate(database, panel, person, **shares):
    with database.write() as session:
        return rate_questions(session, panel, shares, by=person, at=NOON)


def state(database, panel):
    with database.read() as session:
        return state_now(session, find_panel(session, panel))


def test_judges_judge_alone_then_together_and_the_panel_closes_with_a_cut(database, people, panel):
    assert rate(database, panel, people["one"], q0=500, q1=700) == 2
    assert rate(database, panel, people["two"], q0=300) == 1
    assert not state(database, panel).is_discussing
    rate(database, panel, people["two"], q1=900)
    assert state(database, panel).is_discussing
    assert rate(database, panel, people["two"], q0=500, q1=900) == 1  # what is the same is no new judgement

    with database.write() as session:
        cut = close_panel(session, panel, by=people["author"], at=NOON)

    assert round(cut.cut, 6) == 65
    with database.read() as session:
        rows = session.execute(select(AngoffRating.share, AngoffRating.is_discussed).order_by(AngoffRating.id)).all()
        assert [tuple(row) for row in rows] == [(500, False), (700, False), (300, False), (900, False), (500, True)]
        assert closed_cut(session, "final").cut == cut.cut
        assert not find_panel(session, panel).is_open
        actions = session.execute(select(AuditRow.action)).scalars().all()
    assert {"panel.created", "panel.closed"} <= set(actions)


@pytest.mark.parametrize("share", [-50, 1050, 33])
def test_other_steps_are_invalid(database, people, panel, share):
    with pytest.raises(InvalidError):
        rate(database, panel, people["one"], q0=share)
    assert state(database, panel).held[people["one"]] == {}


def test_a_question_that_is_not_asked_is_invalid(database, people, panel):
    with pytest.raises(InvalidError):
        rate(database, panel, people["one"], q7=500)


def test_who_is_no_judge_judges_nothing(database, people, panel):
    with pytest.raises(NotFoundError):
        rate(database, panel, people["other"], q0=500)
    with pytest.raises(NotFoundError):
        rate(database, 999, people["one"], q0=500)


def test_a_panel_does_not_close_while_somebody_still_judges(database, people, panel):
    rate(database, panel, people["one"], q0=500, q1=700)

    with pytest.raises(RefusedError) as caught, database.write() as session:
        close_panel(session, panel, by=people["author"], at=NOON)

    assert caught.value.code == "waiting"


def test_a_panel_goes_on_without_a_judge_who_does_not_come(database, people, panel):
    rate(database, panel, people["one"], q0=500, q1=700)
    with database.write() as session:
        remove_judge(session, panel, people["two"], by=people["author"], at=NOON)

    with database.write() as session:
        assert round(close_panel(session, panel, by=people["author"], at=NOON).cut, 6) == 60
    for code, do in (
        ("closed", lambda session: rate_questions(session, panel, {"q0": 0}, by=people["one"], at=NOON)),
        ("closed", lambda session: close_panel(session, panel, by=people["author"], at=NOON)),
    ):
        with pytest.raises(RefusedError) as caught, database.write() as session:
            do(session)
        assert caught.value.code == code


def test_a_judge_who_has_judged_stays(database, people, panel):
    rate(database, panel, people["one"], q0=500, q1=700)

    with pytest.raises(RefusedError) as judged, database.write() as session:
        remove_judge(session, panel, people["one"], by=people["author"], at=NOON)
    with pytest.raises(NotFoundError), database.write() as session:
        remove_judge(session, panel, people["other"], by=people["author"], at=NOON)

    assert judged.value.code == "judged"


@pytest.mark.parametrize(
    ("subject", "title", "judges", "field"),
    [("unknown", "T", 1, "subject"), ("roleplay:unknown", "T", 1, "subject"), ("final", " ", 1, "title"),
     ("final", "x" * 121, 1, "title"), ("final", "T", 0, "judges")],
)  # fmt: skip
def test_a_panel_without_subject_title_or_judges_is_invalid(database, people, subject, title, judges, field):
    with pytest.raises(InvalidError) as caught, database.write() as session:
        create_panel(session, LIBRARY, subject, title, [people["one"]] * judges, by=people["author"], at=NOON)

    assert caught.value.field == field


def test_leaders_and_judges_see_a_panel_and_nobody_else(database, people, panel):
    with database.read() as session:
        for name in ("author", "one"):
            assert access_panel(session, actor_for(session, people[name], at=NOON), panel).title == "Spring"
        with pytest.raises(NotFoundError):
            access_panel(session, actor_for(session, people["other"], at=NOON), panel)
        assert [row.id for row in panels_for(session, people["one"])] == [panel]
        assert panels_for(session, people["other"]) == ()


def test_judgements_are_in_the_copy_of_ones_data(database, people, panel):
    rate(database, panel, people["one"], q0=500)

    with database.read() as session:
        (line,) = export_person(session, people["one"])["panel_judgements"]

    assert (line["question_id"], line["share"]) == ("q0", 500)
