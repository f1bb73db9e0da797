"""One turn: read it and let the customer answer before the gate opens, then append turn, coding and step at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.content.library import Library
from app.dialogue.engine import ENGINE, advance, beat_for
from app.dialogue.log import acts_text, step_text
from app.dialogue.scenario import Scenario
from app.dialogue.state import Step
from app.kernel.bilingual import Lang
from app.kernel.errors import N_, InvalidError, NotFoundError, RefusedError
from app.roleplay.actions.storing import store_turn
from app.roleplay.queries import Pinned, find_talk, find_turn_by_key, pinned_by, read_body, steps_of
from app.roleplay.rules.ladder import Setting
from app.roleplay.rules.turns import SentTurn, has_ended, tidy
from app.utterance.reader import READER, reader_for
from app.utterance.values import Act

LibraryOf = Callable[[int], Library]


@dataclass(frozen=True, slots=True)
class ReadyTurn:
    """A turn that has been read and answered, but is not stored yet."""

    setting: Setting
    pinned: Pinned
    before: Step
    step: Step
    sent: SentTurn
    acts: tuple[Act, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn that is stored once the transaction has committed; `known`: it stood there since an earlier request."""

    seq: int
    is_over: bool
    known: bool = False


def prepare_turn(
    connection: Connection, library_of: LibraryOf, session_id: int, sent: SentTurn, *, by: int, at: datetime
) -> ReadyTurn | Answered:
    """Check and read a turn and let the customer answer, without any lock; a turn that is known already comes back.

    Raises:
        NotFoundError: There is no such session of this person.
        RefusedError: `over`, `stale` (the page knew fewer turns than there are) or `engine` (pinned to another one).
        InvalidError: Nothing was said, too much, or an option that is not offered now.
    """
    found = find_talk(connection, session_id, key=sent.key)
    if found is None or found.person_id != by:
        raise NotFoundError
    if found.known is not None:
        return Answered(found.known, is_over=bool(found.is_over), known=True)
    _refuse(found, sent)
    pinned = pinned_by(library_of(found.release_id), found)
    before = read_body(found.body, found.hash)
    return answer(Setting(found.id, found.purpose, found.mode), pinned, before, sent, at=at)


def answer(setting: Setting, pinned: Pinned, before: Step, sent: SentTurn, *, at: datetime) -> ReadyTurn:
    """Read a turn and compute what follows from it; InvalidError as in `prepare_turn`."""
    text, acts = _read(pinned, before, sent, setting.mode)
    step = advance(pinned.scenario, before, acts, left=sent.kind == "left")
    kept = SentTurn(sent.kind, sent.key, sent.lang, text, sent.option_id, sent.seen)
    return ReadyTurn(setting, pinned, before, step, kept, acts, at)


def append_turn(connection: Connection, ready: ReadyTurn) -> Answered:
    """Append turn, coding and step, if nothing else has been said meanwhile; once, however often it is sent.

    Raises:
        RefusedError: `over` or `stale`.
    """
    is_over = has_ended(ready.step)
    values = {
        "session_id": ready.setting.id,
        "seq": ready.step.seq,
        "key": ready.sent.key,
        "kind": ready.sent.kind,
        "text": ready.sent.text,
        "option_id": ready.sent.option_id,
        "lang": ready.sent.lang,
        "at": ready.at,
        "coder": "option" if ready.sent.kind == "chosen" else "reader",
        "acts": acts_text(ready.step),
        "acts_hash": ready.pinned.lexicon.hash,
        "reader": READER,
        "body": step_text(ready.step),
        "hash": ready.step.hash,
        "over": ready.at if is_over else None,
    }
    if not store_turn(connection, values):
        return _meanwhile(Session(connection), ready)
    return Answered(ready.step.seq, is_over)


def take_turn(
    session: Session, library_of: LibraryOf, session_id: int, sent: SentTurn, *, by: int, at: datetime
) -> Answered:
    """Prepare and append a turn in one transaction."""
    ready = prepare_turn(session.connection(), library_of, session_id, sent, by=by, at=at)
    return ready if isinstance(ready, Answered) else append_turn(session.connection(), ready)


def say(
    session: Session, library_of: LibraryOf, session_id: int, text: str, *, key: str, lang: Lang, by: int, at: datetime
) -> Answered:
    """Say something in free text."""
    return take_turn(session, library_of, session_id, SentTurn("said", key, lang, text), by=by, at=at)


def choose(
    session: Session,
    library_of: LibraryOf,
    session_id: int,
    option: str,
    *,
    key: str,
    lang: Lang,
    by: int,
    at: datetime,
) -> Answered:
    """Say one of the options that are offered now."""
    return take_turn(session, library_of, session_id, SentTurn("chosen", key, lang, "", option), by=by, at=at)


def leave(
    session: Session, library_of: LibraryOf, session_id: int, *, key: str, lang: Lang, by: int, at: datetime
) -> Answered:
    """Hang up."""
    return take_turn(session, library_of, session_id, SentTurn("left", key, lang), by=by, at=at)


def stale() -> RefusedError:
    """Return the refusal of what was sent from a page that does not show the newest turn."""
    message = N_("The conversation has gone on elsewhere. Look at the newest lines; what you typed is kept.")
    return RefusedError("stale", message)


def _over() -> RefusedError:
    return RefusedError("over", N_("This conversation has ended. Nothing more was said."))


def _refuse(found: Any, sent: SentTurn) -> None:
    if found.state != "open" or found.is_over:
        raise _over()
    if found.engine != ENGINE:
        raise RefusedError("engine", N_("The practice partner has been renewed. Please begin this conversation again."))
    if sent.seen is not None and sent.seen != found.seq:
        raise stale()


def _read(pinned: Pinned, before: Step, sent: SentTurn, mode: str) -> tuple[str, tuple[Act, ...]]:
    if sent.kind == "left":
        return "", ()
    if (sent.kind == "chosen") != (mode != "text"):
        raise InvalidError("text", N_("This conversation takes another kind of answer."))
    if sent.kind == "said":
        text = tidy(sent.text)
        return text, reader_for(pinned.lexicon, sent.lang).read(text)
    return _option(pinned.scenario, before, sent.option_id, sent.lang)


def _option(scenario: Scenario, before: Step, option_id: str | None, lang: Lang) -> tuple[str, tuple[Act, ...]]:
    beat = beat_for(scenario, before.state)
    option = next((option for option in beat.options if option.id == option_id), None) if beat else None
    if option is None:
        raise InvalidError("option", N_("Please choose one of the answers."))
    return option.say.in_lang(lang), option.acts


def _meanwhile(session: Session, ready: ReadyTurn) -> Answered:
    """Say why a turn could not be appended: it stands there, the conversation is over, or it went on elsewhere."""
    turn = find_turn_by_key(session, ready.setting.id, ready.sent.key)
    (last,) = steps_of(session, ready.setting.id)[-1:]
    if turn is not None:
        return Answered(turn.seq, is_over=has_ended(last), known=True)
    raise _over() if has_ended(last) else stale()
