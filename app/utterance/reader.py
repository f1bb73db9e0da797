"""The reader: interprets a lexicon's patterns on a sentence; same lexicon and sentence, same acts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.kernel.bilingual import Lang
from app.utterance.details import Details
from app.utterance.lexicon import ActRules, Grammar, Lexicon
from app.utterance.patterns import compile_pattern, expression_of
from app.utterance.sieve import Sieved, tokens_of
from app.utterance.slots import Slot, mask
from app.utterance.text import Text, comparable
from app.utterance.values import Act

READER = 1
_SENTENCE = re.compile(r"[^.?]+[.?]?|[.?]")
_QUESTION_ACTS = frozenset({"ask_open", "ask_environment", "verify_identity", "paraphrase", "ask_anything_else",
                            "get_authorisation"})  # fmt: skip


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


class _Rule:
    """An act's rules with their patterns compiled."""

    def __init__(self, rules: ActRules, grammar: Grammar, lang: Lang) -> None:
        self.rules = rules
        self.patterns = _sieved(rules.patterns, grammar, lang)
        self.excepts = _sieved(rules.excepts, grammar, lang)


class Reader:
    """Reads sentences of one language with one lexicon."""

    def __init__(self, lexicon: Lexicon, lang: Lang) -> None:
        grammar = lexicon.grammar(lang)
        self._lang: Lang = lang
        self._abbreviations = frozenset(grammar.abbreviations)
        self._rules = [_Rule(rules, grammar, lang) for rules in grammar.rules]
        self._negations = [compile_pattern(f"(?:{source})$", grammar.classes, lang) for source in grammar.negations]
        self._reports = _sieved(grammar.reports, grammar, lang)
        self._questions = _sieved(grammar.questions, grammar, lang)
        self._details = Details(grammar, lang)

    def read(self, text: str) -> tuple[Act, ...]:
        """Return the acts of an utterance in order of place, each once unless its slots differ."""
        plain = comparable(text, self._lang, self._abbreviations)
        slots = mask(plain, self._lang)
        tokens = tokens_of(plain.chars, self._lang)
        sentences = [self._sentence(plain.chars, tokens, match) for match in _SENTENCE.finditer(plain.chars)]
        finds: list[Find] = []
        for rule in self._rules:
            finds += self._found(rule, plain.chars, tokens, sentences, finds)
        return self._acts(plain, slots, sentences, self._settled(finds, sentences))

    def _sentence(self, chars: str, tokens: frozenset[str], match: re.Match[str]) -> Sentence:
        start, end = match.span()
        asks = tuple(
            found.span() for pattern in self._questions for found in pattern.finditer(chars, tokens, start, end)
        )
        if chars[start:end].endswith("?"):
            last = max(chars.rfind(",", start, end - 1), start)
            asks += ((last, end),)
        reports = [found.end() for pattern in self._reports for found in pattern.finditer(chars, tokens, start, end)]
        return Sentence(start, end, asks, min(reports, default=end))

    def _found(
        self, rule: _Rule, chars: str, tokens: frozenset[str], sentences: list[Sentence], earlier: list[Find]
    ) -> Iterator[Find]:
        rules = rule.rules
        matches = [match.span() for pattern in rule.patterns for match in pattern.finditer(chars, tokens) if match[0]]
        if rules.leftover:
            matches = list(_leftovers(sentences, earlier))
        if not matches:
            return
        excepted = [match.span() for pattern in rule.excepts for match in pattern.finditer(chars, tokens)]
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
        displaced = {rule.rules.id: frozenset(rule.rules.unless) for rule in self._rules if rule.rules.unless}
        if not displaced:
            return finds
        kept = []
        for find in finds:
            rivals = displaced.get(find.act)
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


def _sieved(sources: Iterable[str], grammar: Grammar, lang: Lang) -> list[Sieved]:
    return [Sieved(expression_of(source, grammar.classes, lang), lang) for source in sources]


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
