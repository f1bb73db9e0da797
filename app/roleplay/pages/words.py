"""Words for what the rules name by codes: rungs, channels, moods, what one hears, promises."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from app.dialogue.promises import is_broken
from app.dialogue.scenario import Document, Scenario
from app.dialogue.state import Promise
from app.kernel.bilingual import Lang
from app.roleplay.rules.hearing import Between

Words = Mapping[str, str]


def channel_word(channel: str) -> str:
    """Return a channel in words."""
    words: Words = {"phone": _("Phone call"), "chat": _("Chat"), "counter": _("At the counter")}
    return words[channel]


def grade_word(grade: int) -> str:
    """Return a grade in words."""
    words: tuple[str, ...] = (_("Grade 1"), _("Grade 2"), _("Grade 3"), _("Grade 4"))
    return words[grade - 1]


def minutes_word(minutes: int) -> str:
    """Return how long it takes."""
    return str(ngettext("about %(num)d minute", "about %(num)d minutes", minutes))


def rung_title(rung: str) -> str:
    """Return the name of a rung."""
    words: Words = {
        "hints": _("Choices with hints"),
        "choices": _("Choices"),
        "text": _("In your own words"),
        "assessed": _("Assessed conversation"),
    }
    return words[rung]


def rung_about(rung: str) -> str:
    """Return what a rung is."""
    words: Words = {
        "hints": _("Pick one of the answers; each one says what it is good for."),
        "choices": _("The same answers, without the hints."),
        "text": _("You write every sentence yourself. Practice, as often as you like."),
        "assessed": _("In your own words, once and for real: a mentor marks it, and it counts towards your level."),
    }
    return words[rung]


def mood_word(mood: str) -> str:
    """Return a band of the mood in a word."""
    words: Words = {
        "calm": _("calm"),
        "upset": _("upset"),
        "furious": _("furious"),
        "out_of_control": _("beside themselves"),
    }
    return words[mood]


def voice_words(channel: str, mood: str) -> str:
    """Return what one can hear or see of a mood."""
    words: Mapping[str, Words] = {
        "phone": {
            "calm": _("Speaks evenly and lets you finish."),
            "upset": _("Short answers, an edge in the voice."),
            "furious": _("Talks fast and loud."),
            "out_of_control": _("Shouts and hardly listens."),
        },
        "chat": {
            "calm": _("Writes in whole sentences."),
            "upset": _("Writes in short, sharp lines."),
            "furious": _("Line after line, full of exclamation marks."),
            "out_of_control": _("A flood of messages, without reading yours."),
        },
        "counter": {
            "calm": _("Stands at ease and looks at you."),
            "upset": _("Arms crossed, short answers."),
            "furious": _("Leans over the counter, the voice is loud."),
            "out_of_control": _("Shouts so that everybody turns round."),
        },
    }
    return words[channel][mood]


def patience_words(channel: str, band: str) -> str:
    """Return what one notices of waning patience, "" for nothing."""
    gone: Words = {
        "phone": _("About to hang up."),
        "chat": _("About to leave the chat."),
        "counter": _("About to walk out."),
    }
    return {"gone": gone[channel], "short": str(_("Is getting impatient.")), "enough": ""}[band]


def trust_words(band: str) -> tuple[str, str]:
    """Return how far the customer trusts, and the kind of its chip."""
    return {
        "low": (_("little trust"), "warn"),
        "wary": (_("still wary"), ""),
        "high": (_("trusts you"), "ok"),
    }[band]


def between_words(found: Between, documents: Iterable[Document], lang: Lang) -> str:
    """Return what happened between two lines, "" for nothing."""
    titles = {document.id: document.title.in_lang(lang) for document in documents}
    parts = [_("You now see: %(title)s", title=titles[name]) for name in found.documents if name in titles]
    anger = {"up": _("anger rises"), "down": _("anger eases"), "same": ""}[found.anger]
    trust = {"up": _("trust rises"), "down": _("trust falls"), "same": ""}[found.trust]
    return " · ".join(part for part in (*parts, trust, anger) if part)


def promise_word(kind: str) -> str:
    """Return what is promised."""
    words: Words = {
        "visit": _("A visit"),
        "callback": _("A call back"),
        "written": _("A written answer"),
        "repair": _("The repair"),
        "refund": _("A refund"),
        "replace": _("A replacement"),
        "goodwill": _("A goodwill gesture"),
        "escalate": _("Passing it on"),
        "other": _("A promise"),
    }
    return words[kind]


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
    return {
        "open": (_("open"), "teal"),
        "practice": (_("practice"), ""),
        "waiting": (_("with the mentor"), "teal"),
        "returned": (_("came back"), "warn"),
    }[fate]


def level_words(name: str) -> str:
    """Return the name of a level."""
    words: Words = {"anger": _("anger"), "trust": _("trust"), "patience": _("patience")}
    return words[name]
