"""roleplays/scenarios/<id>.yaml: a customer, what moves them, what they say and how it may end."""

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from app.content.schema.base import FactId
from app.content.schema.measures import Deadline, Measure, Minute
from app.dialogue.scenario import Channel, Mood, PromiseKind, Repeat
from app.dialogue.ticket import Verdict
from app.items.base import AuthoredId, Strict, Text, Words

Level = Annotated[int, Field(ge=0, le=100, strict=True)]
Change = Annotated[int, Field(ge=-100, le=100, strict=True)]
Count = Annotated[int, Field(ge=1, le=99, strict=True)]
Percent = Annotated[int, Field(ge=0, le=400, strict=True)]
When = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]  # of an act or topic: looked up by the linter
_KINDS = frozenset(get_args(PromiseKind))
_BOUND = r"^(<|<=|>|>=|==)? ?\d{1,4}$"


def _bound(value: Any) -> Any:
    return str(value) if type(value) is int else value


def _both(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


def _act(value: Any) -> Any:
    return {"act": value} if isinstance(value, str) else value


def _promises(value: Any) -> Any:
    if type(value) is int or (isinstance(value, str) and re.fullmatch(_BOUND, value)):
        return value
    if isinstance(value, list) and set(value) <= _KINDS:
        return value
    if isinstance(value, dict) and set(value) <= _KINDS and all(re.fullmatch(_BOUND, str(n)) for n in value.values()):
        return value
    raise ValueError('write a number such as ">= 1", a list of kinds, or a number for each kind: {visit: 1}')


Bound = Annotated[str, BeforeValidator(_bound), StringConstraints(pattern=_BOUND)]
Promises = Annotated[Any, AfterValidator(_promises), WithJsonSchema({"type": ["integer", "string", "array", "object"]})]
TicketValue = Annotated[Text, BeforeValidator(_both), WithJsonSchema({"type": ["string", "object"]})]


class PersonaSpec(Strict):
    """Who the customer is; percentages that multiply rises and falls of anger."""

    name: Text
    about: Text
    anger_up: Percent = 100
    anger_down: Percent = 100


class BandsSpec(Strict):
    """The lower limits of the moods above calm."""

    upset: Level
    furious: Level
    out_of_control: Level


def _rising(value: "AngerSpec") -> "AngerSpec":
    bands = value.bands
    if not 0 < bands.upset < bands.furious < bands.out_of_control:
        raise ValueError("the bands must rise: 0 < upset < furious < out_of_control")
    return value


class AngerSpec(Strict):
    """Anger at the beginning and the bands of mood."""

    init: Level
    bands: BandsSpec


class BeginsSpec(Strict):
    """The weekday (1 Monday … 7) and the time of day at which the conversation begins."""

    weekday: Annotated[int, Field(ge=1, le=7, strict=True)]
    time: Minute


class StateSpec(Strict):
    """The state before the first word; after `limit` turns patience is used up."""

    anger: Annotated[AngerSpec, AfterValidator(_rising)]
    trust: Level
    patience: Level
    begins: BeginsSpec = BeginsSpec(weekday=2, time="10:00")
    limit: Count = 24


class DocumentSpec(Strict):
    """A paper beside the conversation."""

    id: AuthoredId
    title: Text
    text: Text
    visible: Literal["learner", "customer"] = "learner"


class RevealSpec(Strict):
    """How a hidden fact comes out: asked for, volunteered, or read in a document."""

    acts: tuple[Name, ...] = ()
    topics: tuple[Name, ...] = ()
    when: When | None = None
    volunteered: bool = False
    document: AuthoredId | None = None


class HiddenFactSpec(Strict):
    """Something that the customer knows and the learner should find out."""

    id: AuthoredId
    short: Text
    say: Text
    reveal: RevealSpec


class EffectSpec(Strict):
    """What a rule adds to the three numbers."""

    anger: Change = 0
    trust: Change = 0
    patience: Change = 0


class RuleSpec(Strict):
    """What an act does; `evidence` names the criterion it is evidence for."""

    id: AuthoredId
    acts: tuple[Name, ...] = ()
    when: When | None = None
    do: EffectSpec = EffectSpec()
    repeat: Repeat = "half"
    evidence: AuthoredId | None = None
    flag: AuthoredId | None = None
    show: AuthoredId | None = None
    why: Text | None = None
    better: Text | None = None


class LineSpec(Strict):
    """Something that the customer may say."""

    id: AuthoredId
    when: When | None = None
    once: bool = True
    say: Text


class PromiseSpec(Strict):
    """What may be promised of one kind: limits are policy keys or numbers with their unit."""

    most: Measure | None = None
    least: Measure | None = None
    most_amount: Measure | None = None
    allowed: bool = True


class TicketFieldSpec(Strict):
    """One field of the work order and what it should hold."""

    id: AuthoredId
    type: Literal["choice", "text", "promise"]
    label: Text
    must: bool = True
    choices: dict[AuthoredId, Text] = Field(default_factory=dict)
    right: AuthoredId | None = None
    accept: dict[Literal["zh", "en"], tuple[Words, ...]] = Field(default_factory=dict)
    fact: AuthoredId | None = None
    kind: PromiseKind | None = None


class CriticalSpec(Strict):
    """A critical error, raised by a rule's flag or as soon as `when` holds."""

    id: AuthoredId
    title: Text
    group: Literal["customer", "business", "compliance"]
    fails: Literal["session", "section"] = "session"
    section: AuthoredId | None = None
    decide: Literal["mentor", "engine"] = "mentor"
    when: When | None = None
    why: Text | None = None
    better: Text | None = None


class EndingSpec(Strict):
    """How it may end; `say` is the customer's last word."""

    id: AuthoredId
    when: When
    result: Literal["pass", "fail"]
    title: Text
    say: Text | None = None


class OptionActSpec(Strict):
    """An act that an option stands for, with its slots."""

    act: Name
    deadline: Deadline | None = None
    kind: PromiseKind | None = None
    amount: Measure | None = None
    topic: tuple[Name, ...] = ()
    level: Annotated[int, Field(ge=1, le=4, strict=True)] | None = None
    owner: Literal["self", "team", "other"] | None = None


OptionAct = Annotated[OptionActSpec, BeforeValidator(_act), WithJsonSchema({"type": ["string", "object"]})]


class OptionSpec(Strict):
    """A thing to say in the choice modes; the hint is shown on the first rung only."""

    id: AuthoredId
    say: Text
    acts: tuple[OptionAct, ...] = ()
    hint: Text | None = None


class BeatSpec(Strict):
    """The options of one moment."""

    id: AuthoredId
    when: When | None = None
    options: tuple[OptionSpec, ...] = ()


class ExpectSpec(Strict):
    """What must come of a golden transcript; what is not named is not looked at."""

    ending: AuthoredId | None = None
    flags: tuple[AuthoredId, ...] | None = None
    anger: Bound | None = None
    trust: Bound | None = None
    patience: Bound | None = None
    facts: tuple[AuthoredId, ...] | None = None
    promises: Promises | None = None
    score: Bound | None = None
    turns: Bound | None = None
    mood: Mood | None = None
    ticket: dict[AuthoredId, Verdict] | None = None


class SaidSpec(Strict):
    """The learner's turns in both languages, as many in each."""

    zh: tuple[Words, ...]
    en: tuple[Words, ...]


class GoldenTestSpec(Strict):
    """A golden transcript: what is said or chosen, the ticket, and what must come of it."""

    id: AuthoredId
    say: SaidSpec | None = None
    choose: tuple[str, ...] = ()
    ticket: dict[AuthoredId, TicketValue] = Field(default_factory=dict)
    expect: ExpectSpec


class ScenarioFile(Strict):
    """A scenario."""

    format: Literal["scenario/1"] = Field(alias="schema")
    id: AuthoredId
    grade: Annotated[int, Field(ge=1, le=4, strict=True)]
    trade: AuthoredId
    channel: Channel
    minutes: Count
    rubric: AuthoredId
    markers: Annotated[int, Field(ge=1, le=3, strict=True)] | None = None
    competencies: tuple[AuthoredId, ...] = ()
    examines: tuple[FactId, ...] = ()
    not_judged: tuple[AuthoredId, ...] = ()
    title: Text
    brief: Text
    documents: tuple[DocumentSpec, ...] = ()
    persona: PersonaSpec
    state: StateSpec
    facts: tuple[HiddenFactSpec, ...] = ()
    rules: tuple[RuleSpec, ...]
    lines: tuple[LineSpec, ...]
    promises: dict[PromiseKind, PromiseSpec] = Field(default_factory=dict)
    ticket: tuple[TicketFieldSpec, ...] = ()
    critical: tuple[CriticalSpec, ...] = ()
    endings: tuple[EndingSpec, ...]
    choices: tuple[BeatSpec, ...] = ()
    tests: tuple[GoldenTestSpec, ...] = ()
