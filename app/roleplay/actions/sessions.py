"""Starting, closing, returning and forking conversations: the only way anything is written about them as a whole."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.audit.actions import write_audit
from app.content.library import Library
from app.dialogue.engine import ENGINE, begin
from app.dialogue.log import step_record
from app.dialogue.scenario import Rubric, Scenario
from app.dialogue.state import Step
from app.kernel.errors import N_, NotFoundError, RefusedError
from app.roleplay.actions.turns import LibraryOf, answer, append_turn
from app.roleplay.models import (
    RoleplayCoding,
    RoleplayReturn,
    RoleplaySession,
    RoleplayStep,
    RoleplayTicketEntry,
    RoleplayTurn,
)
from app.roleplay.queries import (
    CodingRow,
    SessionRow,
    TurnRow,
    codings_of,
    entries_of,
    find_result,
    find_return,
    find_session,
    forgotten_sessions,
    get_session,
    past_of,
    pinned_by,
    silent_sessions,
    steps_of,
    turns_of,
)
from app.roleplay.rules.ladder import (
    ABANDONED,
    ABANDONED_AFTER,
    CLOSED,
    FORGOTTEN_AFTER,
    Mode,
    Past,
    Purpose,
    Setting,
    assessment_of,
    open_session,
    rung_of,
    rungs_of,
)
from app.roleplay.rules.tickets import values_from
from app.roleplay.rules.turns import SentTurn
from app.storage.locks import lock_person


def start_session(
    session: Session,
    library_of: LibraryOf,
    scenario_id: str,
    person_id: int,
    *,
    purpose: Purpose,
    mode: Mode,
    release_id: int,
    by: int,
    at: datetime,
) -> int:
    """Return the id of the person's open conversation of this kind, a new one when none is open and one may start.

    A practice conversation on another rung is left unfinished by that; its debrief stays.

    Raises:
        NotFoundError: The release has no such scenario, or the scenario no such rung.
        RefusedError: `waiting`: an assessed conversation of this scenario still waits for its marks.
    """
    library = library_of(release_id)
    scenario = library.scenarios.get(scenario_id)
    if scenario is None or rung_of(purpose, mode) not in rungs_of(scenario):
        raise NotFoundError
    lock_person(session, person_id)
    _close_forgotten_of(session, person_id, scenario, at=at)
    past = past_of(session, person_id, library.scenarios, scenario_id).get(scenario_id, ())
    present = open_session(past, purpose)
    if present is not None and present.rung == rung_of(purpose, mode):
        return present.id
    _make_room(session, past, present, purpose, at=at)
    whose = {"person_id": person_id, "scenario_id": scenario_id, "release_id": release_id}
    values = _pins(library, scenario) | whose | {"purpose": purpose, "mode": mode}
    session_id = _insert_session(session, values, at=at)
    _insert_step(session, session_id, begin(scenario), at=at)
    if purpose == "assessed":
        detail = {"scenario": scenario_id, "release": release_id, "hash": scenario.hash}
        write_audit(session, "roleplay.started", f"roleplay:{session_id}", detail, by=by, at=at)
    return session_id


def close_session(session: Session, session_id: int, *, by: int, at: datetime) -> SessionRow:
    """Close a finished conversation with its work order; an assessed one is handed in. Once, however often asked.

    Raises:
        NotFoundError: There is no such session of this person.
        RefusedError: `talking`: the conversation has not ended yet.
    """
    row = find_session(session, session_id, lock=True)
    if row is None or row.person_id != by:
        raise NotFoundError
    if not row.is_open:
        return row
    if row.is_talking and row.engine == ENGINE:
        raise RefusedError("talking", N_("The conversation is still going on. End the call first."))
    _close(session, row, by=by, at=at)
    return get_session(session, session_id)


def close_forgotten(session: Session, *, at: datetime, limit: int = 20) -> int:
    """Close sessions whose conversation ended a while ago and whose work order nobody handed in; return how many."""
    found = forgotten_sessions(session, before=at - FORGOTTEN_AFTER, limit=limit)
    for session_id in found:
        row = find_session(session, session_id, lock=True)
        if row is not None and row.is_open:
            _close(session, row, by=None, at=at)
    return len(found)


def close_abandoned(session: Session, *, at: datetime, limit: int = 20) -> int:
    """Hand in, as they stand, assessed conversations in which nothing was said for a day; return how many."""
    before, closed = at - ABANDONED_AFTER, 0
    for session_id in silent_sessions(session, before=before, limit=limit):
        row = find_session(session, session_id, lock=True)
        if row is not None and row.is_talking and session_id in silent_sessions(session, before=before, of=session_id):
            _close(session, row, by=None, at=at, unfinished=ABANDONED)
            closed += 1
    return closed


def return_session(session: Session, session_id: int, reason: str, *, by: int | None, at: datetime) -> None:
    """Give an assessed conversation back without marks, with a reason: another one may be started.

    Raises:
        NotFoundError: There is no such session.
        RefusedError: `not_waiting`: it is no ended assessed one, has its marks, or came back already.
    """
    row = find_session(session, session_id, lock=True)
    if row is None:
        raise NotFoundError
    settled = find_return(session, session_id) is not None or find_result(session, row) is not None
    if row.is_open or not row.is_assessed or settled:
        raise RefusedError("not_waiting", N_("This conversation does not wait for marks. Nothing was changed."))
    session.execute(insert(RoleplayReturn).values(session_id=session_id, reason=reason, by=by, at=at))
    detail = {"scenario": row.scenario_id, "reason": reason}
    write_audit(session, "roleplay.returned", f"roleplay:{session_id}", detail, by=by, at=at)


def fork_session(
    session: Session,
    library_of: LibraryOf,
    session_id: int,
    turn: int,
    said: SentTurn | None = None,
    *,
    by: int,
    at: datetime,
) -> int:
    """Begin a practice conversation that continues an ended one before a turn; `said` is its first new turn.

    An open practice conversation of the same scenario is left unfinished by that.

    Raises:
        NotFoundError: There is no such session of this person, or it has no such turn.
        RefusedError: `not_yet`: it is open, or its marks are not released; `engine`: pinned to another one.
    """
    row = find_session(session, session_id)
    if row is None or row.person_id != by:
        raise NotFoundError
    refuse_early(session, row)
    pinned = pinned_by(library_of(row.release_id), row)
    steps, turns = steps_of(session, session_id), turns_of(session, session_id)
    if not 1 <= turn < len(steps):
        raise NotFoundError
    lock_person(session, by)
    past = past_of(session, by, {}, row.scenario_id).get(row.scenario_id, ())
    _make_room(session, (), open_session(past, "practice"), "practice", at=at)
    fork_id = _insert_session(session, _copied(row) | {"forked_turn": turn}, at=at)
    _copy_talk(session, row, fork_id, turns[: turn - 1], steps[:turn], at=at)
    _copy_ticket(session, row, fork_id, at=at)
    if said is not None:
        setting = Setting(fork_id, "practice", "text")
        append_turn(session.connection(), answer(setting, pinned, steps[turn - 1], said, at=at))
    return fork_id


def refuse_early(session: Session, row: SessionRow) -> None:
    """Refuse to play with what is not over, or awaits its marks: `not_yet`, `engine`."""
    awaited = row.is_assessed and find_result(session, row) is None and find_return(session, row.id) is None
    if row.is_open or awaited:
        raise RefusedError("not_yet", N_("This is possible after the conversation, and after its marks are released."))
    if row.engine != ENGINE:
        raise RefusedError("engine", N_("The practice partner has been renewed. Please begin this conversation again."))


def _pins(library: Library, scenario: Scenario) -> dict[str, object]:
    rubric: Rubric = library.rubrics[scenario.rubric]
    if library.lexicon is None:
        raise RefusedError("nothing_published", N_("No content has been published yet."))
    return {
        "scenario_hash": scenario.hash,
        "rubric_hash": rubric.hash,
        "acts_hash": library.lexicon.hash,
        "engine": ENGINE,
    }


def _copied(row: SessionRow) -> dict[str, object]:
    names = ("person_id", "scenario_id", "release_id", "scenario_hash", "rubric_hash", "acts_hash", "engine")
    return {name: getattr(row, name) for name in names} | {
        "purpose": "practice",
        "mode": "text",
        "forked_from": row.id,
    }


def _insert_session(session: Session, values: Mapping[str, object], *, at: datetime) -> int:
    made = session.execute(insert(RoleplaySession).values(**values, started_at=at).returning(RoleplaySession.id))
    return int(made.scalar_one())


def _insert_step(
    session: Session,
    session_id: int,
    step: Step,
    *,
    turn_id: int | None = None,
    coding_id: int | None = None,
    at: datetime,
) -> None:
    pins = {"session_id": session_id, "seq": step.seq, "turn_id": turn_id, "coding_id": coding_id}
    session.execute(insert(RoleplayStep).values(**pins, body=step_record(step), hash=step.hash, at=at))


def _make_room(
    session: Session, past: tuple[Past, ...], present: Past | None, purpose: Purpose, *, at: datetime
) -> None:
    """Leave an open practice conversation unfinished; refuse a second assessed one while the first waits."""
    if purpose == "assessed" and assessment_of(past) == "waiting":
        raise RefusedError("waiting", N_("Your last assessed conversation of this scenario still waits for its marks."))
    if present is not None:
        _close(session, get_session(session, present.id), by=None, at=at)


def _close_forgotten_of(session: Session, person_id: int, scenario: Scenario, *, at: datetime) -> None:
    for session_id in forgotten_sessions(session, before=at - FORGOTTEN_AFTER, of=(person_id, scenario.id)):
        _close(session, get_session(session, session_id), by=None, at=at)


def _close(session: Session, row: SessionRow, *, by: int | None, at: datetime, unfinished: str = CLOSED) -> None:
    """End an open session; an assessed one goes to the mentors in the same transaction."""
    (last,) = steps_of(session, row.id)[-1:]
    ending = last.state.ending or unfinished
    values = {"state": "ended", "ended_at": at, "ending": ending}
    session.execute(update(RoleplaySession).where(RoleplaySession.id == row.id).values(**values))
    if not row.is_assessed:
        return
    for handler in session.info.get("hand_in_handlers", ()):
        handler(session, row.id, at)
    detail = {"scenario": row.scenario_id, "ending": ending, "log": last.hash}
    write_audit(session, "roleplay.handed_in", f"roleplay:{row.id}", detail, by=by, at=at)


def _copy_talk(
    session: Session,
    row: SessionRow,
    fork_id: int,
    turns: tuple[TurnRow, ...],
    steps: tuple[Step, ...],
    *,
    at: datetime,
) -> None:
    """Copy turns with the codings from which their steps followed: the same words lead to the same log."""
    codings = {coding.turn_id: coding for coding in codings_of(session, row.id) if coding.supersedes is None}
    _insert_step(session, fork_id, steps[0], at=at)
    for turn, step in zip(turns, steps[1:], strict=True):
        values = {"session_id": fork_id, "seq": turn.seq, "key": f"fork-{turn.seq}", "kind": turn.kind}
        words = {"text": turn.text, "option_id": turn.option_id, "lang": turn.lang}
        made = session.execute(insert(RoleplayTurn).values(**values, **words, at=at).returning(RoleplayTurn.id))
        turn_id = int(made.scalar_one())
        coding_id = _copy_coding(session, row, turn_id, codings.get(turn.id), at=at)
        _insert_step(session, fork_id, step, turn_id=turn_id, coding_id=coding_id, at=at)


def _copy_coding(
    session: Session, row: SessionRow, turn_id: int, coding: CodingRow | None, *, at: datetime
) -> int | None:
    if coding is None:
        return None
    acts = [act.record() for act in coding.acts]
    values = {"turn_id": turn_id, "coder": coding.coder, "acts": acts, "acts_hash": row.acts_hash}
    made = session.execute(
        insert(RoleplayCoding).values(**values, reader=coding.reader, at=at).returning(RoleplayCoding.id)
    )
    return int(made.scalar_one())


def _copy_ticket(session: Session, row: SessionRow, fork_id: int, *, at: datetime) -> None:
    entries = entries_of(session, row.id)
    langs = {entry.field: entry.lang for entry in entries}
    rows = [
        {"session_id": fork_id, "client": "fork", "seq": seq, "field": field, "value": value, "lang": langs[field]}
        | {"at": at}
        for seq, (field, value) in enumerate(values_from(entries).items(), start=1)
    ]
    if rows:
        session.execute(insert(RoleplayTicketEntry), rows)
