"""Our questions as neutral values in one language, the company numbers filled in."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.content.compile.inline import inline_html
from app.content.compile.questions import fill_spec
from app.content.exchange.gaps import MARK
from app.content.exchange.markup import from_html, one_line
from app.content.exchange.report import Notes, SkippedError
from app.content.exchange.value import (
    CLOZE_STEM,
    Body,
    Choice,
    Choosing,
    Counting,
    Criterion,
    Filling,
    Gap,
    Judging,
    Matching,
    Ordering,
    Pair,
    Part,
    Question,
    Sorting,
    Thing,
    Typing,
    Writing,
)
from app.content.library import PolicyValue
from app.items.base import ItemSpec, Text
from app.items.text.spec import Accept
from app.kernel.bilingual import LANGS, Lang

_OURS = ("objective", "competency", "facts", "trade", "difficulty")


def questions_of(
    specs: Iterable[ItemSpec], policies: Mapping[str, PolicyValue], lang: Lang, notes: Notes
) -> list[Question]:
    """Return what other systems could ask of these questions; the others are noted.

    KeyError for an unknown policy key.
    """
    found = []
    for spec in specs:
        notes.about(spec.id)
        try:
            found.append(_Author(fill_spec(spec, policies, html=False), lang, notes).question())
        except SkippedError as skipped:
            notes.add(skipped.code, skipped.detail)
    return found


class _Author:
    """One question of ours, put into one language."""

    def __init__(self, spec: Any, lang: Lang, notes: Notes) -> None:
        self._spec = spec
        self._lang: Lang = lang
        self._notes = notes

    def question(self) -> Question:
        spec = self._spec
        readers: Mapping[str, Callable[[], Body]] = {
            "single": self._choosing,
            "multiple": self._choosing,
            "truefalse": lambda: Judging(spec.answer, self._words(spec.why)),
            "number": lambda: Counting(spec.key, spec.tolerance, self._words(spec.unit), self._words(spec.why)),
            "text": lambda: Typing(self._forms(spec.accept), self._words(spec.why)),
            "order": lambda: Ordering(self._parts(spec.steps), spec.credit == "pairs"),
            "match": self._matching,
            "classify": self._sorting,
            "essay": self._writing,
            "cloze": self._filling,
        }
        if spec.type not in readers:
            raise SkippedError("kind", spec.type)
        body = readers[spec.type]()
        self._note_ours()
        stem = self._words(spec.stem)
        if spec.type == "cloze" and stem == CLOZE_STEM.in_lang(self._lang):
            stem = ""
        return Question(stem, body, spec.id, "", self._explain(), spec.points, spec.tags)

    def _note_ours(self) -> None:
        body = self._spec.model_dump(exclude_defaults=True)
        ours = [name for name in _OURS if name in body]
        if ours:
            self._notes.add("metadata", ", ".join(ours))

    def _explain(self) -> str:
        """Return the explanation; a reason for which other formats have no place joins it."""
        explain = self._words(self._spec.explain)
        why = self._words(getattr(self._spec, "why", None))
        if not why or self._spec.type in {"truefalse", "number", "text"}:
            return explain
        self._notes.add("merged" if explain else "moved")
        return f"{explain}\n\n{why}" if explain else why

    def _choosing(self) -> Choosing:
        spec = self._spec
        return Choosing(self._choices(spec.choices), spec.type == "multiple", getattr(spec, "credit", "") != "all")

    def _choices(self, choices: Mapping[str, Any]) -> tuple[Choice, ...]:
        return tuple(
            Choice(id_, self._words(choice), choice.ok, self._words(choice.why)) for id_, choice in choices.items()
        )

    def _matching(self) -> Matching:
        spec = self._spec
        self._lose(pair.why for pair in spec.pairs.values())
        pairs = (Pair(id_, self._words(pair.left), self._words(pair.right)) for id_, pair in spec.pairs.items())
        return Matching(tuple(pairs), self._parts(spec.extra), spec.credit == "share")

    def _sorting(self) -> Sorting:
        spec = self._spec
        self._lose(thing.why for thing in spec.things.values())
        things = (Thing(id_, self._words(thing), thing.bucket) for id_, thing in spec.things.items())
        return Sorting(self._parts(spec.buckets), tuple(things))

    def _writing(self) -> Writing:
        spec = self._spec
        self._lose([spec.model])
        criteria = (Criterion(id_, self._words(one), one.points) for id_, one in spec.criteria.items())
        return Writing(spec.words.min, spec.words.max, tuple(criteria))

    def _filling(self) -> Filling:
        spec = self._spec
        gaps = []
        for id_, gap in spec.gaps.items():
            if gap.choices:
                self._lose([gap.why])
                gaps.append(Gap(id_, choices=self._choices(gap.choices)))
            else:
                gaps.append(Gap(id_, accept=self._forms(gap.accept), why=self._words(gap.why)))
        return Filling(self._words(spec.text).replace(MARK, ""), tuple(gaps), spec.credit == "share")

    def _parts(self, parts: Mapping[str, Text]) -> tuple[Part, ...]:
        return tuple(Part(id_, self._words(text)) for id_, text in parts.items())

    def _forms(self, accept: Accept) -> tuple[str, ...]:
        """Return the accepted forms, this language's first: with us the other language's count, too."""
        langs = sorted(LANGS, key=lambda lang: lang != self._lang)
        return tuple(dict.fromkeys(one_line(form) for lang in langs for form in getattr(accept, lang)))

    def _lose(self, whys: Iterable[Text | None]) -> None:
        for why in whys:
            if why is not None:
                self._notes.add("feedback", why.in_lang(self._lang))

    def _words(self, text: Text | None) -> str:
        return "" if text is None else from_html(inline_html(text.in_lang(self._lang)), self._notes)
