"""The choice modes: beats with options, options that differ, and words that are read as the acts they stand for."""

from collections.abc import Iterable, Iterator, Mapping

from app.content.check.roleplays.scene import Path, Scene
from app.content.diagnostics import Diagnostic
from app.dialogue.promises import due_minutes
from app.dialogue.scenario import Beat, Opening, Option, Scenario
from app.kernel.bilingual import LANGS, Bilingual
from app.kernel.text import fold
from app.utterance.reader import reader_for
from app.utterance.values import Act

Minutes = Mapping[str, int | None]


def check_choices(scene: Scene, scenario: Scenario) -> Iterator[Diagnostic]:
    """Yield beats without options and options that say the same."""
    for index, beat in enumerate(scenario.beats):
        if not beat.options:
            yield scene.problem("E426", "choices", index, id=beat.id)
        yield from _same(scene, beat, ("choices", index, "options"))


def check_wording(scene: Scene, scenario: Scenario) -> Iterator[Diagnostic]:
    """Yield options whose words do not show every act they name, or show a fault that they do not name."""
    if scene.lexicon is None:
        return
    faults = frozenset(act.id for act in scene.lexicon.acts if act.group == "fault")
    for lang in LANGS:
        reader, heard = reader_for(scene.lexicon, lang), dict[str, Minutes]()
        for index, beat in enumerate(scenario.beats):
            for position, option in enumerate(beat.options):
                named = _minutes(option.acts, scenario.opening)
                words = option.say.in_lang(lang)
                if words not in heard:  # the same words may be offered at several moments
                    heard[words] = _minutes(reader.read(words), scenario.opening)
                read = heard[words]
                if not _shows(read, named) or faults & (read.keys() - named.keys()):
                    at = ("choices", index, "options", position, "say", lang)
                    yield scene.problem("E415", *at, id=option.id, named=_list(named), read=_list(read))


def _shows(read: Minutes, named: Minutes) -> bool:
    """Tell whether every act that is named was read, with the same deadline where one is named."""
    return all(act in read and minutes in (None, read[act]) for act, minutes in named.items())


def _same(scene: Scene, beat: Beat, at: Path) -> Iterator[Diagnostic]:
    for lang in LANGS:
        seen: dict[str, Option] = {}
        for position, option in enumerate(beat.options):
            first = seen.setdefault(fold(option.say.in_lang(lang)), option)
            if first is not option:
                yield scene.problem("E427", *at, position, "say", lang, id=option.id, other=first.id)


def _minutes(acts: Iterable[Act], opening: Opening) -> Minutes:
    """Return acts with the minutes until their deadline, None for one without."""
    found: dict[str, int | None] = {}
    for act in acts:
        if not act.negated:
            deadline = act.slots.get("deadline")
            minutes = due_minutes(deadline, opening) if deadline else None
            found[act.id] = found.get(act.id) if minutes is None else minutes
    return found


def _list(acts: Minutes) -> Bilingual | str:
    labels = sorted(act if minutes is None else f"{act} ({minutes} min)" for act, minutes in acts.items())
    return ", ".join(labels) or Bilingual("（无）", "nothing")
