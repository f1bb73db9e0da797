"""The list of scenarios and one scenario: drawn, in tables, and played with its state visible."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.authoring.queries import Staged
from app.authoring.rules.playing import Play
from app.authoring.rules.scenario_map import ScenarioMap, draw_map
from app.dialogue.scenario import Rule, Scenario
from app.dialogue.state import LIMIT, UNRECOGNISED, Effect, mood_of
from app.kernel.bilingual import Lang
from app.utterance.lexicon import Lexicon
from app.utterance.values import Act
from app.web.forms import AppForm
from app.web.request import lang


@dataclass(frozen=True, slots=True)
class ScenariosPage:
    """The scenarios of the files with their state."""

    lines: tuple[Staged, ...]


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """A scenario; `drawing` and `play` are None while its file has mistakes that keep it from being played."""

    staged: Staged
    is_published: bool
    drawing: ScenarioMap | None
    play: Play | None
    form: AppForm


def scenario_page(staged: Staged, play: Play | None, form: AppForm, *, is_published: bool) -> ScenarioPage:
    """Show a scenario of the files or of the published release, played as far as `play`."""
    drawing = draw_map(staged.scenario) if staged.scenario else None
    return ScenarioPage(staged, is_published, drawing, play, form)


def column_word(name: str) -> Any:
    """Word a column of the map."""
    words = {
        "opening": _("Opening"),
        "facts": _("Hidden facts"),
        "done": _("After a deed"),
        "known": _("After a find"),
        "state": _("By state"),
        "always": _("At any time"),
        "endings": _("Endings"),
    }
    return words[name]


def node_word(kind: str) -> Any:
    """Word a kind of node."""
    return {"line": _("Line"), "beat": _("Options"), "fact": _("Hidden fact"), "ending": _("Ending")}[kind]


def mood_word(scenario: Scenario, anger: int) -> Any:
    """Word the mood that goes with a number of anger."""
    words = {
        "calm": _("calm"),
        "upset": _("upset"),
        "furious": _("furious"),
        "out_of_control": _("out of control"),
    }
    return words[mood_of(scenario, anger)]


def act_word(lexicon: Lexicon, act: Act) -> str:
    """Word an act as it was heard, negated ones marked."""
    title = lexicon.entry(act.id).title.in_lang(lang())
    return str(_("not: %(act)s", act=title)) if act.negated else title


def effect_word(effect: Effect) -> Any:
    """Word what brought an effect about: a rule by its id, or what the engine does by itself."""
    built_in = {UNRECOGNISED: _("nothing was understood"), LIMIT: _("the limit of turns")}
    return built_in.get(effect.rule, effect.rule)


def note_word(note: str) -> Any:
    """Word why an effect is smaller than its rule says."""
    return {"": "", "repeated": _("repeated"), "early": _("too early"), "clamped": _("end of the scale")}[note]


def changes_of(entry: Effect | Rule) -> str:
    """Write the numbers that an effect or a rule adds, those that are not 0."""
    names = (("anger", _("anger")), ("trust", _("trust")), ("patience", _("patience")))
    return ", ".join(f"{word} {getattr(entry, name):+d}" for name, word in names if getattr(entry, name))


def language_word(code: Lang | None) -> Any:
    """Word the language of a golden transcript; options have none."""
    return {"zh": _("Chinese"), "en": _("English"), None: _("options")}[code]


def slot_words(act: Act) -> Sequence[str]:
    """Write the slots of an act as `name: value`."""
    return [f"{name}: {_plain(value)}" for name, value in act.slots.items()]


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name} {part}" for name, part in value.items() if part is not None)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
