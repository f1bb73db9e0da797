"""What the page of a conversation shows: the customer, the talk, the answers to choose from, the work order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.dialogue.engine import beat_for
from app.dialogue.scenario import Document, Mood, Scenario, TicketField
from app.dialogue.state import Step, mood_of
from app.kernel.bilingual import Bilingual, Lang
from app.roleplay.pages.parts import Bubble, PromiseView, bubbles, promise_views
from app.roleplay.pages.words import (
    channel_word,
    grade_word,
    mood_word,
    patience_words,
    rung_title,
    trust_words,
    voice_words,
)
from app.roleplay.queries import Exchange
from app.roleplay.rules.hearing import patience_band, trust_band
from app.roleplay.rules.ladder import Setting
from app.roleplay.rules.tickets import TicketEntry, values_from
from app.roleplay.rules.turns import has_ended


@dataclass(frozen=True, slots=True)
class Head:
    """The customer as one hears and sees them."""

    name: str
    mood: Mood
    mood_word: str
    heard: str
    trust: str
    trust_kind: str


@dataclass(frozen=True, slots=True)
class OptionView:
    """An answer to choose; the hint stands only on the first rung."""

    id: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of the work order with what stands in it."""

    field: TicketField
    value: str
    error: str = ""

    @property
    def choices(self) -> tuple[tuple[str, Bilingual], ...]:
        """The choices in the authored order."""
        order = self.field.order or tuple(self.field.choices)
        return tuple((choice, self.field.choices[choice]) for choice in order)


@dataclass(frozen=True, slots=True)
class LivePart:
    """What changes with every turn; `bubbles` are the new ones, `key` names the next turn, so that it is taken once.

    `has_new_documents`, `has_new_promises`: whether they changed; promises that did not are left out.
    """

    setting: Setting
    scenario: Scenario
    head: Head
    bubbles: tuple[Bubble, ...]
    options: tuple[OptionView, ...]
    documents: tuple[Document, ...]
    promises: tuple[PromiseView, ...]
    seq: int
    is_over: bool
    key: str
    has_new_documents: bool
    has_new_promises: bool


@dataclass(frozen=True, slots=True)
class TalkPage:
    """A conversation to go on with; `typed` and `error` come back with what could not be taken."""

    live: LivePart
    fields: tuple[FieldView, ...]
    ticket_seen: int
    typed: str = ""
    error: str = ""
    is_saved: bool = False

    @property
    def setting(self) -> Setting:
        """The session."""
        return self.live.setting

    @property
    def scenario(self) -> Scenario:
        """The pinned scenario."""
        return self.live.scenario

    @property
    def about(self) -> str:
        """What kind of conversation it is."""
        rung, scenario = rung_title(self.setting.rung), self.scenario
        return f"{grade_word(scenario.grade)} · {channel_word(scenario.channel)} · {rung}"

    @property
    def has_ticket_errors(self) -> bool:
        """Whether a field of the work order could not be saved."""
        return any(field.error for field in self.fields)


def head_of(scenario: Scenario, step: Step, lang: Lang) -> Head:
    """Return the customer's face, band and words: no numbers."""
    state = step.state
    mood = mood_of(scenario, state.anger)
    trust, kind = trust_words(trust_band(state.trust))
    voice = voice_words(scenario.channel, mood)
    patience = patience_words(scenario.channel, patience_band(state.patience))
    gap = " " if lang == "en" and patience else ""
    return Head(scenario.persona.name.in_lang(lang), mood, mood_word(mood), f"{voice}{gap}{patience}", trust, kind)


def live_part(
    setting: Setting,
    scenario: Scenario,
    exchanges: Sequence[Exchange],
    lang: Lang,
    *,
    key: str,
    before: Step | None = None,
    texts: Mapping[int, str] | None = None,
) -> LivePart:
    """Return what changes with a turn, from the exchanges to be shown; `before` is the step before the first.

    `texts`: the learner's words of earlier turns, which promises quote.
    """
    last = exchanges[-1].step
    over = has_ended(last)
    known = dict(texts or {}) | {one.seq: one.turn.text for one in exchanges if one.turn is not None}
    changed = before is None or before.state.promises != last.state.promises
    made = last.state.promises if changed else ()
    return LivePart(
        setting=setting,
        scenario=scenario,
        head=head_of(scenario, last, lang),
        bubbles=bubbles(exchanges, scenario, lang, before=before),
        options=()
        if over or setting.mode == "text"
        else options_of(scenario, last, lang, hints=setting.mode == "hints"),
        documents=tuple(document for document in scenario.documents if document.id in last.state.documents),
        promises=promise_views(made, known, scenario, lang, tells=not setting.is_assessed),
        seq=exchanges[-1].seq,
        is_over=over,
        key=key,
        has_new_documents=before is None or before.state.documents != last.state.documents,
        has_new_promises=changed,
    )


def options_of(scenario: Scenario, step: Step, lang: Lang, *, hints: bool) -> tuple[OptionView, ...]:
    """Return the answers that are offered now."""
    beat = beat_for(scenario, step.state)
    options = beat.options if beat else ()
    return tuple(
        OptionView(one.id, one.say.in_lang(lang), one.hint.in_lang(lang) if hints and one.hint else "")
        for one in options
    )


def field_views(
    scenario: Scenario,
    entries: Sequence[TicketEntry],
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> tuple[FieldView, ...]:
    """Return the fields of the work order with what stands in them, or with what was typed wrongly."""
    values, wrong = dict(values_from(entries)), errors or {}
    for field_id in wrong:
        values[field_id] = (typed or {}).get(field_id, "")
    return tuple(FieldView(field, values.get(field.id, ""), wrong.get(field.id, "")) for field in scenario.ticket)
