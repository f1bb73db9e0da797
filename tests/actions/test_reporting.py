"""Summaries follow every change, and making them anew gives the same."""

import json
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.certification.actions import evaluate_everyone, record_signoff, revoke_award
from app.certification.queries import awards_for
from app.evidence.actions import record_fact
from app.evidence.rules import Fact
from app.identity.actions import NewPerson, close_person, create_person, create_team, move_person, reopen_person
from app.jobs.queries import has_due
from app.kernel.errors import AppError
from app.learning.actions import end_enrolment, enrol
from app.learning.queries import enrolments_of
from app.reporting.actions import fold_summaries, rebuild_summaries, refresh_stale
from app.reporting.cli import commands
from app.reporting.jobs import HANDLERS, REFRESH, SCHEDULE
from app.reporting.models import StandingRow, Tally
from app.reporting.queries import (
    changes_by_team,
    changes_in,
    open_teams,
    people_standing,
    sums_of,
    tally_sums,
    waiters,
)
from app.reporting.rules.days import day_of
from app.reporting.rules.shown import Wanted
from tests.factories.certification import AT, OneLibrary
from tests.factories.reporting import reporting_library

DAY = timedelta(days=1)


@dataclass
class Firm:
    """Two teams, and people who live through things."""

    library: object
    teams: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    signer: int = 0
    now: datetime = AT


@pytest.fixture
def firm(database):
    libraries = database.info["libraries"] = OneLibrary(reporting_library())
    made = Firm(libraries.library)
    with database.write() as session:
        company = create_team(session, "总部", by=None, at=AT)
        made.teams = [create_team(session, name, parent_id=company, by=None, at=AT) for name in ("苏州组", "徐州组")]
        for number in range(4):
            new = NewPerson(f"E{number}", f"学员{number}", date(2026, 2, 20), trade="aircon")
            made.people.append(create_person(session, new, team_id=made.teams[number % 2], by=None, at=AT))
        new = NewPerson("M", "导师", date(2025, 1, 1))
        made.signer = create_person(session, new, team_id=company, by=None, at=AT)
    with database.write() as session:
        rebuild_summaries(session, at=AT)
    return made


def fact(session, firm, person, kind, key, *, score=None, passed=True):
    record_fact(session, Fact(person, "any", kind, key, firm.now, passed=passed, score=score), by=None, at=firm.now)


def certify(session, firm, person):
    enrol(session, firm.library, person, "agent", date(2026, 3, 2), by=None, at=firm.now)
    fact(session, firm, person, "course", "basics")
    fact(session, firm, person, "quiz", "final", score=900)
    firm.now += 9 * DAY
    record_signoff(session, person, "mentor", track="aircon", by=firm.signer, at=firm.now)


def kept(session: Session):
    columns = [column for column in StandingRow.__table__.columns if column.name != "counted"]
    rows = session.execute(select(*columns).order_by(StandingRow.person_id, StandingRow.track)).all()
    return [tuple(row) for row in rows]


def sums(database, firm, path="", track="aircon", *, at=None):
    with database.engines.read.connect() as connection:
        return sums_of(connection, (path,), track, "foundation", today=day_of(at or firm.now))


def test_a_certified_person_is_counted_where_they_belong(database, firm):
    person = firm.people[0]
    with database.write() as session:
        certify(session, firm, person)
    found = sums(database, firm)
    assert found.people == {firm.teams[0]: 2, firm.teams[1]: 2, firm.teams[0] - 1: 1}
    assert found.on_track == {firm.teams[0]: 1}
    assert found.levels == {(firm.teams[0], "foundation"): 1}
    assert found.days == {9: 1}
    assert found.steps["agent/enrolled"] == found.steps["agent/level:foundation"] == 1
    assert found.soon == 0
    assert sum(found.months.values()) == 0  # March next year is the thirteenth month
    later = sums(database, firm, at=AT + 30 * DAY)
    assert later.months[202703] == 1


def test_time_alone_moves_what_is_shown(database, firm):
    with database.write() as session:
        certify(session, firm, firm.people[0])
    ends = firm.now.replace(year=2027)
    before, on_the_day = sums(database, firm, at=ends - DAY), sums(database, firm, at=ends)
    assert (before.soon, before.months[202703], before.levels[firm.teams[0], "foundation"]) == (1, 1, 1)
    assert (on_the_day.soon, on_the_day.levels[firm.teams[0], "foundation"]) == (0, 0)
    assert on_the_day.lapsed[firm.teams[0]] == 1


def test_only_the_teams_asked_for_are_counted(database, firm):
    with database.write() as session:
        certify(session, firm, firm.people[0])
    with database.engines.read.connect() as connection:
        paths = {team.id: team.path for team in open_teams(connection)}
    assert sums(database, firm, paths[firm.teams[1]]).on_track == {}
    assert sums(database, firm, paths[firm.teams[0]]).on_track == {firm.teams[0]: 1}
    with database.engines.read.connect() as connection:
        both = sums_of(connection, tuple(paths[team] for team in firm.teams), "aircon", "foundation", today=day_of(AT))
    assert set(both.people) == set(firm.teams)


def test_the_stuck_are_found_by_whom_they_wait_for_the_longest_first(database, firm):
    one, two, three, _ = firm.people
    with database.write() as session:
        for person in (two, one, three):
            enrol(session, firm.library, person, "agent", date(2026, 3, 2), by=None, at=firm.now)
        fact(session, firm, one, "course", "basics")
        fact(session, firm, one, "quiz", "final", score=900)
        firm.now += 2 * DAY
        fact(session, firm, three, "lesson", "basics/one")
    at = AT + 9 * DAY
    assert sums(database, firm, at=at).stuck == {"mentor": 1, "you": 1}
    assert sums(database, firm, at=AT + 7 * DAY).stuck == {}
    assert sums(database, firm, at=AT + 60 * DAY).stuck == {"mentor": 1, "you": 2}
    with database.engines.read.connect() as connection:
        found = waiters(connection, ("",), "aircon", since=20260301 + 9, limit=2)
        signing = waiters(connection, ("",), "aircon", since=20260310, limit=9, who="mentor")
    assert [(row.person_id, row.waits_for, row.next_step) for row in found] == [
        (one, "mentor", "signoff:mentor"),
        (two, "you", "course:basics"),
    ]
    assert [row.person_id for row in signing] == [one]


def test_the_stuck_are_read_from_an_index(sqlite_database):
    seen = []
    with sqlite_database.engines.read.connect() as connection:
        driver = connection.connection.dbapi_connection
        driver.set_trace_callback(seen.append)
        waiters(connection, ("",), "aircon", since=20260310, limit=20)
        waiters(connection, ("",), "aircon", since=20260310, limit=20, who="manager")
        driver.set_trace_callback(None)
        plans = [connection.exec_driver_sql("EXPLAIN QUERY PLAN " + text).all() for text in seen]
    found = [" / ".join(str(row[3]) for row in plan) for plan in plans]
    assert ["ix_standing_stuck" in found[0], "ix_standing_waits" in found[1]] == [True, True]
    assert not [plan for plan in found if "USE TEMP B-TREE" in plan]


def test_a_lesson_moves_only_the_day_of_the_last_deed(database, firm):
    person = firm.people[0]
    with database.write() as session:
        enrol(session, firm.library, person, "agent", date(2026, 3, 2), by=None, at=firm.now)
        firm.now += 5 * DAY
        fact(session, firm, person, "lesson", "basics/one")
        fact(session, firm, person, "lesson", "basics/two")
        (listed,) = people_standing(session, Wanted(("",), "aircon", 20260307, "working"), limit=9)
    assert (listed.last_on, listed.since_on, listed.done, listed.total) == (20260307, 20260307, 0, 2)
    assert_rebuilt_alike(database, firm)


def test_people_are_listed_by_name_page_by_page_and_by_state(database, firm):
    with database.write() as session:
        certify(session, firm, firm.people[2])
        enrol(session, firm.library, firm.people[3], "agent", date(2026, 3, 2), by=None, at=firm.now)
    today = day_of(firm.now)

    def names(state="", after=0, limit=2, day=today):
        with database.read() as session:
            found = people_standing(session, Wanted(("",), "aircon", day, state, after), limit=limit)
        return [row.person_id for row in found]

    everybody = names(limit=99)
    assert names() + names(after=everybody[1]) + names(after=everybody[3]) == everybody
    assert names("certified") == [firm.people[2]]
    assert names("working") == [firm.people[3]]
    assert set(names("away", limit=9)) == {firm.people[0], firm.people[1], firm.signer}
    assert names("expiring", day=20270301) == [firm.people[2]]
    assert names("lapsed", day=20270401) == [firm.people[2]]
    assert names("stuck", day=20260401) == [firm.people[3]]
    assert names("stuck", day=20260601) == [firm.people[2], firm.people[3]]  # one of them for the manager
    assert names("signature") == [firm.people[2]]


def test_folding_changes_no_sum(database, firm):
    with database.write() as session:
        certify(session, firm, firm.people[0])
        certify(session, firm, firm.people[2])
    with database.write() as session:
        before = tally_sums(session)
        assert fold_summaries(session) > 0
        assert tally_sums(session) == before
        noted = changes_by_team(session)
        assert session.execute(select(func.count()).select_from(Tally)).scalar() == len(before) + len(noted)
        assert fold_summaries(session) == 0
        assert changes_by_team(session) == noted


def test_moves_leavings_and_returns_are_followed(database, firm):
    person = firm.people[0]
    with database.write() as session:
        certify(session, firm, person)
        move_person(session, person, firm.teams[1], by=None, at=firm.now)
    follow(database, firm)
    assert sums(database, firm).on_track == {firm.teams[0]: 0, firm.teams[1]: 1} or sums(database, firm).on_track == {
        firm.teams[1]: 1
    }
    with database.write() as session:
        close_person(session, person, by=None, at=firm.now)
    follow(database, firm)
    assert sum(sums(database, firm).on_track.values()) == 0
    with database.write() as session:
        reopen_person(session, person, by=None, at=firm.now)
    follow(database, firm)
    assert sum(sums(database, firm).on_track.values()) == 1


def test_the_jobs_fold_and_refresh_page_by_page(database, firm):
    assert {entry.kind for entry in SCHEDULE} == set(HANDLERS)
    with database.write() as session:
        for name in HANDLERS:
            HANDLERS[name](session, {}, AT)
        assert not refresh_stale(session, at=AT)
        move_person(session, firm.people[0], firm.teams[1], by=None, at=AT)
        move_person(session, firm.people[2], firm.teams[1], by=None, at=AT)
        session.execute(StandingRow.__table__.update().values(release_id=0))
        assert refresh_stale(session, at=AT, limit=1)
    with database.read() as session:
        assert not has_due(session, (REFRESH,), at=AT)


def test_before_anything_is_published_nothing_is_counted(database):
    with database.write() as session:
        team = create_team(session, "总部", by=None, at=AT)
        person = create_person(session, NewPerson("1", "林晓", date(2026, 2, 1)), team_id=team, by=None, at=AT)
        record_fact(session, Fact(person, "any", "course", "basics", AT, passed=True), by=None, at=AT)
        assert not refresh_stale(session, at=AT)
        assert rebuild_summaries(session, at=AT) == 0
        assert tally_sums(session) == {}


class CommandContext:
    def __init__(self, database):
        self.open_database = lambda: database


def test_the_command_rebuilds_and_tells_what_was_different(database, firm):
    (command,) = commands()
    with database.write() as session:
        certify(session, firm, firm.people[0])
    run = CliRunner().invoke

    def rebuilt(*options):
        result = run(command, ["--format", "json", *options], obj=CommandContext(database))
        return result.exit_code, json.loads(result.output)

    nothing = {"graded": 0, "quizzes": 0}
    assert rebuilt("--check") == (0, {**nothing, "different": 0, "people": 5})
    with database.write() as session:
        session.execute(
            insert(Tally).values(track="aircon", measure="on", team_id=firm.teams[0], bucket=0, key="", n=3)
        )
    assert rebuilt("--check") == (1, {**nothing, "different": 1, "people": 5})
    output = run(command, ["--check"], obj=CommandContext(database)).output
    assert output.startswith("5 people counted, 0 quizzes analysed.\n0 counts")


# Random histories


def follow(database, firm):
    with database.write() as session:
        while evaluate_everyone(session, at=firm.now) is not None:
            pass
        while refresh_stale(session, at=firm.now):
            pass


def assert_rebuilt_alike(database, firm):
    with database.write() as session:
        counts, standings = tally_sums(session), kept(session)
        rebuild_summaries(session, at=firm.now)
        assert tally_sums(session) == counts
        assert kept(session) == standings


def end_enrolments(session, firm, person, dice):
    for enrolment in enrolments_of(session, person):
        end_enrolment(session, person, enrolment.id, by=None, at=firm.now)


def take_quiz(session, firm, person, dice):
    score, passed = dice.choice([(700, False), (850, True), (950, True)])
    fact(session, firm, person, "quiz", "final", score=score, passed=passed)


def sign(session, firm, person, dice):
    role = dice.choice(["mentor", "manager"])
    record_signoff(session, person, role, track="aircon", by=firm.signer, at=firm.now)


def revoke(session, firm, person, dice):
    for award in awards_for(session, person)[-1:]:
        revoke_award(session, award.id, "test", by=firm.signer, at=firm.now)


def start_programme(session, firm, person, dice):
    enrol(session, firm.library, person, dice.choice(["agent", "talks"]), date(2026, 3, 2), by=None, at=firm.now)


EVENTS = (
    *(start_programme, end_enrolments, take_quiz, take_quiz, sign, sign, revoke),
    lambda session, firm, person, _: fact(session, firm, person, "course", "basics"),
    lambda session, firm, person, dice: fact(session, firm, person, "lesson", f"basics/{dice.randrange(5)}"),
    lambda session, firm, person, dice: move_person(session, person, dice.choice(firm.teams), by=None, at=firm.now),
    lambda session, firm, person, _: close_person(session, person, by=None, at=firm.now),
    lambda session, firm, person, _: reopen_person(session, person, by=None, at=firm.now),
)


def looked_at(database, today):
    """Return how often something changed, and everything that the overview and the list show."""
    with database.engines.read.connect() as connection:
        changes = changes_in(connection, ("",))
        shown = sums_of(connection, ("",), "aircon", "foundation", today=today)
        waiting = waiters(connection, ("",), "aircon", since=20991231, limit=99)
    with database.read() as session:
        people = people_standing(session, Wanted(("",), "aircon", today), limit=99)
    sums = {name: getattr(shown, name) for name in ("levels", "people", "on_track", "lapsed", "steps", "days", "stuck")}
    some = {name: {key: n for key, n in table.items() if n} for name, table in sums.items()}
    return changes, (some, shown.soon, shown.months, waiting, people)


@pytest.mark.parametrize("seed", range(3))
def test_nothing_shown_changes_without_being_noted(database, firm, seed):
    dice = random.Random(seed)
    today = 20260601
    changes, shown = looked_at(database, today)
    for _ in range(30):
        firm.now += timedelta(hours=dice.choice([1, 30]))
        try:
            with database.write() as session:
                dice.choice((*EVENTS, lambda session, *_: fold_summaries(session)))(
                    session, firm, dice.choice(firm.people), dice
                )
        except AppError:
            continue
        changes_now, shown_now = looked_at(database, today)
        assert changes_now > changes or shown_now == shown
        assert changes_now >= changes
        changes, shown = changes_now, shown_now
    with database.write() as session:
        rebuild_summaries(session, at=firm.now)
    assert looked_at(database, today)[0] > changes


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_the_summaries_are_what_a_rebuild_makes(database, firm, seed):
    dice = random.Random(seed)
    for _ in range(4):
        for _ in range(dice.randrange(5, 25)):
            firm.now += timedelta(hours=dice.choice([1, 5, 30, 200, 2000]))
            try:
                with database.write() as session:
                    dice.choice(EVENTS)(session, firm, dice.choice(firm.people), dice)
            except AppError:
                continue
            if dice.random() < 0.1:
                with database.write() as session:
                    fold_summaries(session)
        follow(database, firm)
        assert_rebuilt_alike(database, firm)
