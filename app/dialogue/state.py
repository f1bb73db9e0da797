"""Where a conversation stands: frozen values of the state, of the promises made, of effects and steps."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct

from app.dialogue.scenario import MOODS, Mood, PromiseKind, Scenario
from app.utterance.values import Act

UNRECOGNISED = "unrecognised"  # the effect of a turn in which nothing was recognised
LIMIT = "limit"  # the effect of having talked longer than the customer listens

Note = Literal["", "repeated", "early", "clamped"]
Slot = Mapping[str, Any]


class Promise(Struct, frozen=True, kw_only=True):
    """A row of the ledger: what was promised for when, in which turn and words, and whether it may be promised.

    minutes: until it is due, from the beginning of the conversation; None when the deadline names no instant that a
    scenario knows (a date). within_policy, within_authority: None when nothing is laid down for it.
    """

    id: str
    kind: PromiseKind
    turn: int
    deadline: Slot | None = None
    minutes: int | None = None
    amount: Slot | None = None
    start: int = 0
    end: int = 0
    within_policy: bool | None = None
    within_authority: bool | None = None
    recapped: bool = False


class State(Struct, frozen=True, kw_only=True):
    """Everything that the next turn depends on.

    seen: act → in how many turns it was performed. fired: rule → how often. documents: those the learner may read.
    ended: the learner hung up. ending: how it ended, by either; None while the conversation goes on.
    """

    anger: int
    trust: int
    patience: int
    turn: int = 0
    seen: Mapping[str, int] = {}
    fired: Mapping[str, int] = {}
    facts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    promises: tuple[Promise, ...] = ()
    ended: bool = False
    ending: str | None = None


class Effect(Struct, frozen=True, kw_only=True):
    """What a rule (or a built-in) did in a turn: numbers as applied, the act that set it off and its place in the text.

    note: why the numbers are smaller than the rule says: said before, a solution before empathy, or the scale's end.
    """

    rule: str
    act: str | None = None
    start: int = 0
    end: int = 0
    anger: int = 0
    trust: int = 0
    patience: int = 0
    note: Note = ""
    evidence: str | None = None
    flag: str | None = None


class Said(Struct, frozen=True):
    """A thing the customer said in reply: a fact, a line or an ending's last word, by id."""

    kind: Literal["fact", "line", "ending"]
    id: str


class Step(Struct, frozen=True, kw_only=True):
    """An entry of the log: what was heard, what it did, where things stand now and what the customer replied.

    hash: sha256 of the entry's record, which holds `previous`, the hash of the step before ("" for the first).
    """

    seq: int
    acts: tuple[Act, ...] = ()
    effects: tuple[Effect, ...] = ()
    state: State
    reply: tuple[Said, ...] = ()
    previous: str = ""
    hash: str = ""


def mood_of(scenario: Scenario, anger: int) -> Mood:
    """Return the mood that goes with a number of anger."""
    return MOODS[sum(anger >= band for band in scenario.opening.bands)]


def step_record(step: Step) -> dict[str, Any]:
    """Return a step as the JSON value that is kept and hashed; its own hash is not part of it."""
    record: dict[str, Any] = msgspec.to_builtins(step)
    del record["hash"]
    return record


def read_step(record: Mapping[str, Any], hash_: str) -> Step:
    """Read what `step_record` wrote, with the hash that was kept beside it; msgspec.ValidationError when it is none."""
    return msgspec.convert({**record, "hash": hash_}, Step)
