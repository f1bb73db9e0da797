"""The blind self-test: what answerers score who see only the choices, on a sample and on all of the content."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.content.check.fairness import singles_of
from app.content.check.guessing import STRATEGIES, chance, interval, is_too_good, mean_score, options_of
from app.content.source import Tree
from app.items.single.spec import SingleSpec
from app.kernel.bilingual import LANGS, Lang
from app.kernel.draws import shuffled


@dataclass(frozen=True, slots=True)
class BlindScore:
    """What one answerer scores in one language: on the sample, with what its size leaves open, and on everything."""

    lang: Lang
    strategy: str
    sample: float
    low: float
    high: float
    whole: float
    too_good: bool


@dataclass(frozen=True, slots=True)
class BlindTest:
    """The scores of every answerer beside chance."""

    seed: str
    sampled: tuple[str, ...]
    count: int
    sample_chance: float
    chance: float
    scores: tuple[BlindScore, ...]

    @property
    def passes(self) -> bool:
        """Whether nobody beats chance by more than may be, over all questions."""
        return not any(score.too_good for score in self.scores)


def blind_test(tree: Tree, seed: str, size: int) -> BlindTest:
    """Let every answerer guess; the same seed samples the same questions."""
    specs = singles_of(tree)
    chosen = frozenset(shuffled([spec.id for spec in specs], f"blind:{seed}")[:size])
    sample = [spec for spec in specs if spec.id in chosen]
    by_chance = chance([options_of(spec, "zh") for spec in specs])
    return BlindTest(
        seed=seed,
        sampled=tuple(spec.id for spec in sample),
        count=len(specs),
        sample_chance=chance([options_of(spec, "zh") for spec in sample]),
        chance=by_chance,
        scores=tuple(_score(lang, strategy, sample, specs, by_chance) for lang in LANGS for strategy in STRATEGIES),
    )


def _score(
    lang: Lang, strategy: str, sample: Sequence[SingleSpec], specs: Sequence[SingleSpec], by_chance: float
) -> BlindScore:
    few = mean_score([options_of(spec, lang) for spec in sample], strategy)
    whole = mean_score([options_of(spec, lang) for spec in specs], strategy)
    return BlindScore(lang, strategy, few, *interval(few, len(sample)), whole, is_too_good(whole, by_chance))


def blind_rows(found: BlindTest) -> dict[str, Any]:
    """Return the test as a JSON value."""
    return {
        "passes": found.passes,
        "seed": found.seed,
        "sample": len(found.sampled),
        "questions": found.count,
        "sample_chance": round(found.sample_chance, 3),
        "chance": round(found.chance, 3),
        "scores": [
            {
                "lang": score.lang,
                "answerer": score.strategy,
                "sample": round(score.sample, 3),
                "interval": [round(score.low, 3), round(score.high, 3)],
                "all": round(score.whole, 3),
                "too_good": score.too_good,
            }
            for score in found.scores
        ],
        "sampled": list(found.sampled),
    }


def blind_text(found: BlindTest) -> str:
    """Return the test for people: a line for each answerer."""
    head = f"{'':18}{len(found.sampled)} drawn (seed {found.seed})".ljust(46) + f"all {found.count}"
    lines = [head, f"{'chance':18}{found.sample_chance:.0%}".ljust(46) + f"{found.chance:.0%}"]
    for score in found.scores:
        sample = f"{score.sample:.0%}  (95 %: {score.low:.0%} to {score.high:.0%})"
        verdict = "  TOO GOOD" if score.too_good else ""
        lines.append(f"{score.lang} {score.strategy:15}{sample}".ljust(46) + f"{score.whole:.0%}{verdict}")
    return "\n".join(lines)
