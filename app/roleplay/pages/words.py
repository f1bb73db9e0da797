"""Words for what the rules name by codes: rungs, channels, moods, what one hears, promises."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from app.dialogue.promises import is_broken
from app.dialogue.scenario import Document, Scenario
from app.dialogue.state import Promise
from app.kernel.bilingual import Lang
from app.kernel.errors import N_
from app.roleplay.rules.hearing import Between

_CHANNELS: Mapping[str, str] = {"phone": N_("Phone call"), "chat": N_("Chat"), "counter": N_("At the counter")}
_GRADES: tuple[str, ...] = (N_("Grade 1"), N_("Grade 2"), N_("Grade 3"), N_("Grade 4"))
_RUNGS: Mapping[str, str] = {
    "hints": N_("Choices with hints"),
    "choices": N_("Choices"),
    "text": N_("In your own words"),
    "assessed": N_("Assessed conversation"),
}
_ABOUT_RUNGS: Mapping[str, str] = {
    "hints": N_("Pick one of the answers; each one says what it is good for."),
    "choices": N_("The same answers, without the hints."),
    "text": N_("You write every sentence yourself. Practice, as often as you like."),
    "assessed": N_("In your own words, once and for real: a mentor marks it, and it counts towards your level."),
}
_MOODS: Mapping[str, str] = {
    "calm": N_("calm"),
    "upset": N_("upset"),
    "furious": N_("furious"),
    "out_of_control": N_("beside themselves"),
}
_VOICES: Mapping[str, Mapping[str, str]] = {
    "phone": {
        "calm": N_("Speaks evenly and lets you finish."),
        "upset": N_("Short answers, an edge in the voice."),
        "furious": N_("Talks fast and loud."),
        "out_of_control": N_("Shouts and hardly listens."),
    },
    "chat": {
        "calm": N_("Writes in whole sentences."),
        "upset": N_("Writes in short, sharp lines."),
        "furious": N_("Line after line, full of exclamation marks."),
        "out_of_control": N_("A flood of messages, without reading yours."),
    },
    "counter": {
        "calm": N_("Stands at ease and looks at you."),
        "upset": N_("Arms crossed, short answers."),
        "furious": N_("Leans over the counter, the voice is loud."),
        "out_of_control": N_("Shouts so that everybody turns round."),
    },
}
_PROMISES: Mapping[str, str] = {
    "visit": N_("A visit"),
    "callback": N_("A call back"),
    "written": N_("A written answer"),
    "repair": N_("The repair"),
    "refund": N_("A refund"),
    "replace": N_("A replacement"),
    "goodwill": N_("A goodwill gesture"),
    "escalate": N_("Passing it on"),
    "other": N_("A promise"),
}
_LEVELS: Mapping[str, str] = {"anger": N_("anger"), "trust": N_("trust"), "patience": N_("patience")}
_GONE: Mapping[str, str] = {
    "phone": N_("About to hang up."),
    "chat": N_("About to leave the chat."),
    "counter": N_("About to walk out."),
}
_TRUST: Mapping[str, tuple[str, str]] = {
    "low": (N_("little trust"), "warn"),
    "wary": (N_("still wary"), ""),
    "high": (N_("trusts you"), "ok"),
}
_FATES: Mapping[str, tuple[str, str]] = {
    "open": (N_("open"), "teal"),
    "practice": (N_("practice"), ""),
    "waiting": (N_("with the mentor"), "teal"),
    "returned": (N_("came back"), "warn"),
}


def channel_word(channel: str) -> str:
    """Return a channel in words."""
    return str(_(_CHANNELS[channel]))


def grade_word(grade: int) -> str:
    """Return a grade in words."""
    return str(_(_GRADES[grade - 1]))


def minutes_word(minutes: int) -> str:
    """Return how long it takes."""
    return str(ngettext("about %(num)d minute", "about %(num)d minutes", minutes))


def rung_title(rung: str) -> str:
    """Return the name of a rung."""
    return str(_(_RUNGS[rung]))


def rung_about(rung: str) -> str:
    """Return what a rung is."""
    return str(_(_ABOUT_RUNGS[rung]))


def mood_word(mood: str) -> str:
    """Return a band of the mood in a word."""
    return str(_(_MOODS[mood]))


def voice_words(channel: str, mood: str) -> str:
    """Return what one can hear or see of a mood."""
    return str(_(_VOICES[channel][mood]))


def patience_words(channel: str, band: str) -> str:
    """Return what one notices of waning patience, "" for nothing."""
    if band == "gone":
        return str(_(_GONE[channel]))
    return str(_("Is getting impatient.")) if band == "short" else ""


def trust_words(band: str) -> tuple[str, str]:
    """Return how far the customer trusts, and the kind of its chip."""
    text, kind = _TRUST[band]
    return _(text), kind


def between_words(found: Between, documents: Iterable[Document], lang: Lang) -> str:
    """Return what happened between two lines, "" for nothing."""
    titles = {document.id: document.title.in_lang(lang) for document in documents if document.id in found.documents}
    parts = [_("You now see: %(title)s", title=title) for title in titles.values()]
    if found.trust != "same":
        parts.append(_("trust rises") if found.trust == "up" else _("trust falls"))
    if found.anger != "same":
        parts.append(_("anger rises") if found.anger == "up" else _("anger eases"))
    return " · ".join(parts)


def promise_word(kind: str) -> str:
    """Return what is promised."""
    return str(_(_PROMISES[kind]))


def policy_words(promise: Promise, scenario: Scenario, lang: Lang) -> str:
    """Return how a promise stands against the company's policy."""
    limit = next((rule.words for rule in scenario.promises if rule.kind == promise.kind and rule.words), None)
    known = "" if limit is None else _("Policy: %(limit)s", limit=limit.in_lang(lang))
    if promise.within_authority is False:
        verdict = _("beyond your authority")
    elif is_broken(promise):
        verdict = _("outside the policy")
    elif promise.within_policy or promise.within_authority:
        verdict = _("within the policy")
    else:
        verdict = _("no policy lays this down")
    return " · ".join(part for part in (verdict, known) if part)


def recap_words(promise: Promise) -> tuple[str, str]:
    """Return whether a promise has been repeated to the customer, and the kind of its chip."""
    return (_("recapped"), "ok") if promise.recapped else (_("not recapped yet"), "warn")


def fate_words(fate: str, *, passed: bool | None = None) -> tuple[str, str]:
    """Return where a conversation stands, and the kind of its chip."""
    if fate == "released":
        return (_("Passed"), "ok") if passed else (_("Not passed"), "warn")
    text, kind = _FATES[fate]
    return _(text), kind


def level_words(name: str) -> str:
    """Return the name of a level."""
    return str(_(_LEVELS[name]))
