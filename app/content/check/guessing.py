"""What blind answerers score who see nothing but the choices of a question with one right choice. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

from app.items.single.spec import SingleSpec
from app.kernel.bilingual import Lang

ALLOWANCE = 0.05  # how much better than chance an answerer may be
_QUOTE = re.compile(r"\{\{.*?\}\}")
_FIGURES: dict[Lang, str] = {"zh": "24小时", "en": "24 hours"}
# Marks of a clause, digits and connectives: what somebody sees who looks for the choice with the most in it.
_DETAIL = re.compile(r"[，,、；;：:（(“\"0-9—–]|\band\b|并|再|先")
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Option:
    """A choice in one language as it is seen: how long, how detailed, and whether it is right."""

    size: int
    detail: int
    right: bool


Options = Sequence[Option]
Strategy = Callable[[Options], list[Option]]


def options_of(spec: SingleSpec, lang: Lang) -> list[Option]:
    """Return the choices of a question as a blind answerer sees them."""
    texts = ((_QUOTE.sub(_FIGURES[lang], choice.in_lang(lang)), choice.ok) for choice in spec.choices.values())
    return [Option(len(text), len(_DETAIL.findall(text)), right) for text, right in texts]


def _longest(options: Options) -> list[Option]:
    most = max(option.size for option in options)
    return [option for option in options if option.size == most]


def _shortest(options: Options) -> list[Option]:
    least = min(option.size for option in options)
    return [option for option in options if option.size == least]


def _most_detailed(options: Options) -> list[Option]:
    most = max(option.detail for option in options)
    return [option for option in options if option.detail == most]


def _middle(options: Options) -> list[Option]:
    ordered = sorted(options, key=lambda option: option.size)
    return ordered[1:-1] or ordered


STRATEGIES: dict[str, Strategy] = {
    "longest": _longest,
    "shortest": _shortest,
    "most detailed": _most_detailed,
    "middle length": _middle,
}


def scored(options: Options, strategy: str) -> float:
    """Return what an answerer earns on one question: those between which it wavers share the mark."""
    picked = STRATEGIES[strategy](options)
    return sum(option.right for option in picked) / len(picked)


def mean_score(questions: Sequence[Options], strategy: str) -> float:
    """Return the share of questions that an answerer gets right; 0 for none."""
    return fmean(scored(options, strategy) for options in questions) if questions else 0.0


def chance(questions: Sequence[Options]) -> float:
    """Return the share that somebody gets right who picks blindly; 0 for none."""
    return fmean(1 / len(options) for options in questions) if questions else 0.0


def is_too_good(score: float, by_chance: float) -> bool:
    """Tell whether an answerer beats chance by more than may be; a hair is rounding."""
    return score - by_chance > ALLOWANCE + 1e-9


def interval(score: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share after Wilson (1927): what a sample of this size leaves open."""
    if not count:
        return 0.0, 1.0
    denominator = 1 + _Z**2 / count
    middle = (score + _Z**2 / (2 * count)) / denominator
    half = _Z * sqrt(score * (1 - score) / count + _Z**2 / (4 * count**2)) / denominator
    return max(0.0, middle - half), min(1.0, middle + half)
