"""Same codings, same log: a thousand random conversations, stored and replayed on SQLite and on PostgreSQL."""

import hashlib
from datetime import UTC, date, datetime

from sqlalchemy import insert, select

from app.dialogue.engine import ENGINE, advance, begin
from app.dialogue.log import step_record
from app.dialogue.walks import STRATEGIES, pool_for, random_walk
from app.identity.actions import NewPerson, create_person, create_team
from app.kernel.draws import below
from app.roleplay.models import RoleplayCoding, RoleplaySession, RoleplayStep, RoleplayTurn
from app.utterance.reader import READER
from app.utterance.values import read_act
from tests.factories.scenario import a_scenario

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WALKS = 1000
# Of the logs of all walks: what this version of the engine makes of these acts. Another one means another ENGINE.
LOGS = "736a281eceb9bf17c735274740c761e69b483d1d81ab36c982e0d0624b8aecc5"


def test_a_thousand_walks_give_the_same_logs_after_a_round_through_the_database(database):
    scenario = a_scenario()
    walks = [walk(scenario, number) for number in range(WALKS)]
    with database.write() as session:
        keep(session, walks)

    replayed = {}
    with database.read() as session:
        for number, codings in codings_by_session(session):
            replayed[number] = replay(scenario, codings)
        kept = hashes_by_session(session)

    assert len(replayed) == WALKS
    assert replayed == kept
    assert [replayed[number] for number in sorted(replayed)] == [[step.hash for step in steps] for steps in walks]
    assert digest_of(walks) == LOGS


def walk(scenario, number):
    strategy = STRATEGIES[number % len(STRATEGIES)]
    turns = 1 + below(12, f"length:{number}")
    return random_walk(scenario, pool_for(scenario, strategy), f"walk:{number}", turns, strategy="mixed")


def digest_of(walks):
    return hashlib.sha256("".join(steps[-1].hash for steps in walks).encode()).hexdigest()


def keep(session, walks):
    team = create_team(session, "苏州一组", by=None, at=AT)
    person = create_person(session, NewPerson("E1", "学员", date(2026, 1, 5)), team_id=team, by=None, at=AT)
    rows = {RoleplaySession: [], RoleplayTurn: [], RoleplayCoding: [], RoleplayStep: []}
    for number, steps in enumerate(walks, start=1):
        rows[RoleplaySession].append(session_row(number, person, steps))
        for step in steps:
            turn = number * 100 + step.seq if step.seq else None
            if turn:
                rows[RoleplayTurn].append(turn_row(turn, number, step))
                rows[RoleplayCoding].append(coding_row(turn, step))
            rows[RoleplayStep].append(step_row(turn, number, step))
    for table, found in rows.items():
        session.execute(insert(table), found)


def session_row(number, person, steps):
    pins = dict.fromkeys(("scenario_hash", "rubric_hash", "acts_hash"), "0" * 64)
    return pins | {
        "id": number,
        "person_id": person,
        "scenario_id": "leak",
        "release_id": 1,
        "engine": ENGINE,
        "purpose": "practice",
        "mode": "text",
        "started_at": AT,
        "state": "ended",
        "ended_at": AT,
        "ending": steps[-1].state.ending,
    }


def turn_row(turn, number, step):
    kind = "left" if step.state.ended else "said"
    return {
        "id": turn,
        "session_id": number,
        "seq": step.seq,
        "key": f"k{step.seq}",
        "kind": kind,
        "lang": "zh",
        "at": AT,
    }


def coding_row(turn, step):
    acts = [act.record() for act in step.acts]
    pins = {"acts_hash": "0" * 64, "reader": READER}
    return pins | {"id": turn, "turn_id": turn, "coder": "reader", "acts": acts, "at": AT}


def step_row(turn, number, step):
    place = {"session_id": number, "seq": step.seq, "turn_id": turn, "coding_id": turn}
    return place | {"body": step_record(step), "hash": step.hash, "at": AT}


def codings_by_session(session):
    """Yield session → (left, acts) of every turn, as the database gives them back."""
    columns = (RoleplayTurn.session_id, RoleplayTurn.kind, RoleplayCoding.acts)
    joined = select(*columns).join(RoleplayCoding, RoleplayCoding.turn_id == RoleplayTurn.id)
    found = {}
    for row in session.execute(joined.order_by(RoleplayTurn.session_id, RoleplayTurn.seq)):
        acts = tuple(read_act(record) for record in row.acts)
        found.setdefault(row.session_id, []).append((row.kind == "left", acts))
    return found.items()


def hashes_by_session(session):
    rows = session.execute(
        select(RoleplayStep.session_id, RoleplayStep.hash).order_by(RoleplayStep.session_id, RoleplayStep.seq)
    )
    found = {}
    for row in rows:
        found.setdefault(row.session_id, []).append(row.hash)
    return found


def replay(scenario, codings):
    steps = [begin(scenario)]
    for left, acts in codings:
        steps.append(advance(scenario, steps[-1], acts, left=left))
    return [step.hash for step in steps]
