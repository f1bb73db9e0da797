"""A scenario and a rubric as frozen values: what a session pins and the engine reads (policy values filled in)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from msgspec import Struct

from app.kernel.bilingual import Bilingual
from app.utterance.values import Act

Channel = Literal["phone", "chat", "counter"]
Mood = Literal["calm", "upset", "furious", "out_of_control"]  # 平静 · 不满 · 愤怒 · 失控
MOODS: tuple[Mood, ...] = ("calm", "upset", "furious", "out_of_control")
PromiseKind = Literal["visit", "callback", "written", "repair", "refund", "replace", "goodwill", "escalate", "other"]
PROMISE_KINDS: tuple[PromiseKind, ...] = get_args(PromiseKind)
Repeat = Literal["half", "once", "full"]


class Persona(Struct, frozen=True, kw_only=True):
    """Who the customer is; rises of anger are multiplied by `anger_up` percent, falls by `anger_down` percent."""

    name: Bilingual
    about: Bilingual
    anger_up: int = 100
    anger_down: int = 100


class Opening(Struct, frozen=True, kw_only=True):
    """The state before the first word: 0–100 each; `bands` are the lower limits of upset, furious, out of control.

    The conversation begins on `weekday` (1 Monday … 7) at `minute` of the day, so that “tomorrow at three” is a
    number of minutes. After `limit` turns patience is used up.
    """

    anger: int
    bands: tuple[int, int, int]
    trust: int
    patience: int
    weekday: int = 2
    minute: int = 600
    limit: int = 24


class Document(Struct, frozen=True, kw_only=True):
    """A paper beside the conversation; one of the customer's is seen only after a rule has shown it."""

    id: str
    title: Bilingual
    text: Bilingual
    visible: Literal["learner", "customer"] = "learner"


class HiddenFact(Struct, frozen=True, kw_only=True):
    """Something the customer knows: said (`say`) when volunteered or asked for, and the condition holds.

    acts: any of these acts asks for it; topics: with one of these topics (empty: whatever the topic).
    volunteered: said unasked as soon as `when` holds. document: it is read in that document once it is shown.
    `short` is its name in debrief and ticket.
    """

    id: str
    say: Bilingual
    short: Bilingual
    acts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    when: str = ""
    volunteered: bool = False
    document: str | None = None


class Rule(Struct, frozen=True, kw_only=True):
    """What an act (any of `acts`; none: every turn) does when the condition holds.

    evidence: the rubric's criterion for which this rule is a piece of evidence when it fires.
    flag: the critical error it raises. why and better speak to the learner in the debrief.
    """

    id: str
    acts: tuple[str, ...] = ()
    when: str = ""
    anger: int = 0
    trust: int = 0
    patience: int = 0
    repeat: Repeat = "half"
    evidence: str | None = None
    flag: str | None = None
    show: str | None = None
    why: Bilingual | None = None
    better: Bilingual | None = None


class Line(Struct, frozen=True, kw_only=True):
    """Something the customer may say: the first whose condition holds and that is not used up is said."""

    id: str
    say: Bilingual
    when: str = ""
    once: bool = True


class PromiseRule(Struct, frozen=True, kw_only=True):
    """What may be promised of one kind, policy values filled in; None leaves a limit open.

    most: minutes until the deadline at the latest (the policy); least: earlier than this nobody can keep it.
    most_amount: the front line's authority, in the unit of the amount (yuan, percent, month, y).
    allowed False: of this kind nothing may be promised. `policy` names the policy value for the debrief.
    """

    kind: PromiseKind
    most: int | None = None
    least: int | None = None
    most_amount: int | None = None
    unit: str | None = None
    allowed: bool = True
    policy: str | None = None
    words: Bilingual | None = None  # the limit as people read it: “2 小时” / “2 hours”


class TicketField(Struct, frozen=True, kw_only=True):
    """One field of the work order and what it should hold.

    choice: `choices` with the right one's id · text: one of `accept` (folded, contained) in the language used ·
    promise: the deadline of the promise of `kind`, as said. must: an empty one is a mistake.
    """

    id: str
    label: Bilingual
    type: Literal["choice", "text", "promise"]
    must: bool = True
    choices: Mapping[str, Bilingual] = {}
    order: tuple[str, ...] = ()  # of the choices
    right: str | None = None
    accept: Mapping[str, tuple[str, ...]] = {}  # language → words
    kind: PromiseKind | None = None
    fact: str | None = None  # the hidden fact that holds it


class Critical(Struct, frozen=True, kw_only=True):
    """A critical error: raised by a rule's flag or as soon as `when` holds.

    decide: a mentor confirms it, or the engine (pure data) decides. fails: the session, or one criterion (`section`).
    """

    id: str
    title: Bilingual
    group: Literal["customer", "business", "compliance"]
    fails: Literal["session", "section"] = "session"
    section: str | None = None
    decide: Literal["mentor", "engine"] = "mentor"
    when: str = ""
    why: Bilingual | None = None
    better: Bilingual | None = None


class Ending(Struct, frozen=True, kw_only=True):
    """How it may end: the first ending whose condition holds after a turn; `say` is the customer's last word."""

    id: str
    title: Bilingual
    result: Literal["pass", "fail"]
    when: str
    say: Bilingual | None = None


class Option(Struct, frozen=True, kw_only=True):
    """A thing to say in the choice modes; the hint is shown only on the first rung."""

    id: str
    say: Bilingual
    acts: tuple[Act, ...]
    hint: Bilingual | None = None


class Beat(Struct, frozen=True, kw_only=True):
    """The options of one moment: the first beat whose condition holds before the learner's turn is offered."""

    id: str
    options: tuple[Option, ...]
    when: str = ""


class GoldenTest(Struct, frozen=True, kw_only=True):
    """A transcript with what must come of it.

    Either `say` (the same number of turns in both languages) or `choose` (option ids); `/end` hangs up.
    ticket: field → value (choice id or text of the language). expect: ending, flags, anger, trust, patience
    (such as "<40"), facts, promises, score; anything not named is not looked at.
    """

    id: str
    say: Mapping[str, tuple[str, ...]] = {}
    choose: tuple[str, ...] = ()
    ticket: Mapping[str, Bilingual] = {}
    expect: Mapping[str, Any] = {}


class Scenario(Struct, frozen=True, kw_only=True):
    """A scenario with everything that a session needs; `hash` is its identity in the content store."""

    id: str
    grade: int
    trade: str
    channel: Channel
    minutes: int
    rubric: str
    title: Bilingual
    brief: Bilingual
    persona: Persona
    opening: Opening
    rules: tuple[Rule, ...]
    lines: tuple[Line, ...]
    endings: tuple[Ending, ...]
    facts: tuple[HiddenFact, ...] = ()
    documents: tuple[Document, ...] = ()
    promises: tuple[PromiseRule, ...] = ()
    ticket: tuple[TicketField, ...] = ()
    critical: tuple[Critical, ...] = ()
    beats: tuple[Beat, ...] = ()
    tests: tuple[GoldenTest, ...] = ()
    competencies: tuple[str, ...] = ()
    examines: tuple[str, ...] = ()  # curriculum facts
    not_judged: tuple[str, ...] = ()  # criteria of the rubric that this scenario gives no occasion for
    markers: int = 1
    policies: Mapping[str, int] = {}
    hash: str = ""


class Criterion(Struct, frozen=True, kw_only=True):
    """One row of a rubric: anchors say what 1 to 5 look like; weights are relative."""

    id: str
    title: Bilingual
    anchors: Mapping[str, Bilingual]  # "1" … "5"
    weight: int = 1
    competency: str | None = None


class Rubric(Struct, frozen=True, kw_only=True):
    """An anchored scale; `pass_score` in thousandths."""

    id: str
    title: Bilingual
    criteria: tuple[Criterion, ...]
    pass_score: int = 700
    hash: str = ""
