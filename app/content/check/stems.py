"""Stems that ask the same thing again, in either language. Pure.

Two stems are compared only when their sets of tokens (three Han characters or two English words in a row) may overlap
by `_SHARED` (Jaccard): then they share one of their rarest tokens, so only those are looked up (Chaudhuri, Ganti and
Kaushik, “A primitive operator for similarity joins”, 2006). What is left, a handful of pairs, goes to rapidfuzz.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil

from rapidfuzz.fuzz import ratio

from app.items.base import ItemSpec
from app.kernel.bilingual import Lang
from app.kernel.text import fold

ALIKE = 80.0  # in a hundred of the letters, in order: a name or a number changed
_SHARED = 0.4
_QUOTE = re.compile(r"\{\{.*?\}\}")
Token = tuple[str, str]
_SIGNS = re.compile(r"[\W_]+")
_BESIDE = ("situation", "say", "text", "picture")  # what tells apart questions with the same instruction


@lru_cache(2048)
def _folded(text: str) -> str:
    return _SIGNS.sub(" ", fold(_QUOTE.sub(" ", text))).strip()


def words_of(spec: ItemSpec, lang: Lang) -> str:
    """Return what a question asks, folded: its stem, and what stands beside it where the stem is an instruction."""
    parts = [spec.stem.in_lang(lang)]
    for name in _BESIDE:
        beside = getattr(spec, name, None)
        if beside is not None:
            parts.append(beside if isinstance(beside, str) else beside.in_lang(lang))
    return _folded(" ".join(parts))


def repeated(texts: Mapping[str, str], lang: Lang) -> tuple[tuple[str, str, float], ...]:
    """Return each pair (later id, earlier id, likeness) of texts that are nearly the same."""
    return _repeated(tuple(texts.items()), lang)


@lru_cache(4)  # while no question changes, nothing about their likeness does
def _repeated(texts: tuple[tuple[str, str], ...], lang: Lang) -> tuple[tuple[str, str, float], ...]:
    return tuple(_alike(dict(texts), lang))


def _alike(texts: Mapping[str, str], lang: Lang) -> Iterator[tuple[str, str, float]]:
    tokens = {id_: _tokens(text, lang) for id_, text in texts.items()}
    common = Counter(token for found in tokens.values() for token in found)
    holders: defaultdict[Token, list[str]] = defaultdict(list)
    for id_, found in tokens.items():
        rarest = sorted(found, key=lambda token: (common[token], token))[: _looked_up(found)]
        near = dict.fromkeys(other for token in rarest for other in holders[token])
        for other in near:
            if _overlap(found, tokens[other]) >= _SHARED:
                alike = ratio(texts[id_], texts[other])
                if alike >= ALIKE:
                    yield id_, other, alike
        for token in rarest:
            holders[token].append(id_)


def _tokens(text: str, lang: Lang) -> frozenset[Token]:
    if lang == "en":
        words = text.split()
        return frozenset(pairwise(words)) or frozenset([(text, "")])
    bare = text.replace(" ", "")
    return frozenset((bare[at : at + 3], "") for at in range(max(1, len(bare) - 2)))


def _looked_up(found: frozenset[Token]) -> int:
    """Return how many of the rarest tokens must be looked up so that no pair is missed."""
    return len(found) - ceil(_SHARED * len(found)) + 1


def _overlap(mine: frozenset[Token], theirs: frozenset[Token]) -> float:
    shared = len(mine & theirs)
    return shared / (len(mine) + len(theirs) - shared or 1)


def ordered(specs: Sequence[ItemSpec], lang: Lang) -> dict[str, str]:
    """Return the words of questions by id, in their order."""
    return {spec.id: words_of(spec, lang) for spec in specs}
