"""The reader: interprets a lexicon's patterns on a sentence; same lexicon and sentence, same acts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.kernel.bilingual import Lang
from app.utterance.details import Details
from app.utterance.lexicon import ActRules, Lexicon
from app.utterance.patterns import compile_pattern, expression_of
from app.utterance.sieve import Sieve, tokens_of
from app.utterance.slots import Slot, mask
from app.utterance.text import Text, comparable
from app.utterance.values import Act

READER = 1
_SENTENCE = re.compile(r"[^.?]+[.?]?|[.?]")
_QUESTION_ACTS = frozenset({"ask_open", "ask_environment", "verify_identity", "paraphrase", "ask_anything_else",
                            "get_authorisation"})  # fmt: skip


_REPORTS, _QUESTIONS, _FIRST_RULE = 0, 1, 2  # groups of patterns; of every rule first what finds, then what excepts
Place = tuple[int, int]
Patterns = Mapping[int, Sequence[re.Pattern[str]]]


@dataclass(frozen=True, slots=True)
class Find:
    """An act found in characters `start` to `end` of the masked text."""

    act: str
    start: int
    end: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the text up to its stop; `asks` where it is a question, `reported` from where it is a report."""

    start: int
    end: int
    asks: tuple[tuple[int, int], ...]
    reported: int


class Reader:
    """Reads sentences of one language with one lexicon."""

    def __init__(self, lexicon: Lexicon, lang: Lang) -> None:
        grammar = lexicon.grammar(lang)
        self._lang: Lang = lang
        self._abbreviations = frozenset(grammar.abbreviations)
        self._rules = grammar.rules
        self._displaced = {rules.id: frozenset(rules.unless) for rules in grammar.rules if rules.unless}
        self._negations = [compile_pattern(f"(?:{source})$", grammar.classes, lang) for source in grammar.negations]
        groups = [grammar.reports, grammar.questions]
        for rules in grammar.rules:
            groups += [rules.patterns, rules.excepts]
        classes = grammar.classes
        self._sieve = Sieve(([expression_of(source, classes, lang) for source in group] for group in groups), lang)
        self._details = Details(grammar, lang)

    def read(self, text: str) -> tuple[Act, ...]:
        """Return the acts of an utterance in order of place, each once unless its slots differ."""
        plain = comparable(text, self._lang, self._abbreviations)
        slots = mask(plain, self._lang)
        chars = plain.chars
        patterns = self._sieve.sift(tokens_of(chars, self._lang))
        sentences = [_sentence(chars, patterns, match) for match in _SENTENCE.finditer(chars)]
        finds: list[Find] = []
        for number, rules in enumerate(self._rules):
            matches = _matches(chars, patterns.get(_FIRST_RULE + 2 * number, ()))
            if rules.leftover:
                matches = list(_leftovers(sentences, finds))
            if matches:
                excepted = _matches(chars, patterns.get(_FIRST_RULE + 2 * number + 1, ()))
                finds += self._found(rules, chars, sentences, matches, excepted)
        return self._acts(plain, slots, sentences, self._settled(finds, sentences))

    def _found(
        self, rules: ActRules, chars: str, sentences: list[Sentence], matches: list[Place], excepted: list[Place]
    ) -> Iterator[Find]:
        for start, end in matches:
            sentence = next(item for item in sentences if item.start <= start < item.end)
            if any(left < end and start < right for left, right in excepted):
                continue
            asked = any(left < end and start < right for left, right in sentence.asks)
            if (rules.asked == "drop" and asked) or (rules.asked == "only" and not asked):
                continue
            if not rules.reports and start >= sentence.reported:
                continue
            yield Find(rules.id, start, end, rules.negatable and self._denied(chars, sentence.start, start))

    def _denied(self, chars: str, first: int, start: int) -> bool:
        clause = max(first, chars.rfind(",", first, start) + 1)
        before = chars[clause:start]
        return bool(before) and any(pattern.search(before) for pattern in self._negations)

    def _settled(self, finds: list[Find], sentences: list[Sentence]) -> list[Find]:
        kept = []
        for find in finds:
            rivals = self._displaced.get(find.act)
            if rivals:
                sentence = next(item for item in sentences if item.start <= find.start < item.end)
                if any(
                    other.act in rivals and not other.negated and sentence.start <= other.start < sentence.end
                    for other in finds
                ):
                    continue
            kept.append(find)
        return kept

    def _acts(
        self, plain: Text, slots: tuple[Slot, ...], sentences: list[Sentence], finds: list[Find]
    ) -> tuple[Act, ...]:
        acts: dict[tuple[str, str], Act] = {}
        for find in sorted(finds, key=lambda item: (item.negated, item.start, -item.end)):
            sentence = next(item for item in sentences if item.start <= find.start < item.end)
            values = self._details.of(
                find.act, plain.chars, (find.start, find.end), (sentence.start, sentence.end), slots
            )
            act = Act(find.act, *plain.origin(find.start, find.end), find.negated, values)
            _keep(acts, act)
        return tuple(sorted(acts.values(), key=lambda act: (act.start, act.end, act.id)))


def _keep(acts: dict[tuple[str, str], Act], act: Act) -> None:
    deadline = act.slots.get("deadline")
    key = (act.id, repr(deadline) if act.id == "promise" and not act.negated else "")
    if act.negated and any(other == act.id for other, _ in acts):
        return
    earlier = acts.get(key)
    if earlier is None:
        acts[key] = act
        return
    more = act.slots if len(act.slots) > len(earlier.slots) else {}
    merged: dict[str, Any] = {**more, **earlier.slots}
    if "topic" in act.slots and "topic" in merged:
        merged["topic"] = sorted({*merged["topic"], *act.slots["topic"]})
    if merged != earlier.slots:
        acts[key] = Act(earlier.id, earlier.start, earlier.end, earlier.negated, merged)


def _leftovers(sentences: list[Sentence], earlier: list[Find]) -> Iterator[tuple[int, int]]:
    """Yield the questions in which no other act that asks or offers was found."""
    for sentence in sentences:
        for start, end in sentence.asks:
            taken = any(find.act in _QUESTION_ACTS and find.start < end and start < find.end for find in earlier)
            if not taken and end > start:
                yield (start, end)


def _sentence(chars: str, patterns: Patterns, match: re.Match[str]) -> Sentence:
    start, end = match.span()
    asks = tuple(_matches(chars, patterns.get(_QUESTIONS, ()), start, end))
    if chars[start:end].endswith("?"):
        last = max(chars.rfind(",", start, end - 1), start)
        asks += ((last, end),)
    reports = [stop for _, stop in _matches(chars, patterns.get(_REPORTS, ()), start, end)]
    return Sentence(start, end, asks, min(reports, default=end))


def _matches(chars: str, patterns: Iterable[re.Pattern[str]], *place: int) -> list[Place]:
    return [match.span() for pattern in patterns for match in pattern.finditer(chars, *place)]


_READERS: dict[tuple[str, Lang], Reader] = {}
_MOST_READERS = 8  # of a release in two languages; beyond that the pinned ones of old sessions are compiled anew


def reader_for(lexicon: Lexicon, lang: Lang) -> Reader:
    """Return the reader of a lexicon, compiled once in a process; a lexicon is known by its hash."""
    found = _READERS.get((lexicon.hash, lang)) if lexicon.hash else None
    if found is None:
        found = Reader(lexicon, lang)
        if lexicon.hash:
            if len(_READERS) >= _MOST_READERS:
                _READERS.clear()
            _READERS[lexicon.hash, lang] = found
    return found
