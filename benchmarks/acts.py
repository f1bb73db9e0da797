"""`python -m benchmarks.acts`: how well sentences are read: precision, recall and F1 by act, on labelled sentences.

Rows of `*-dev.jsonl` were looked at while the lexicon was written; those of `*-held-out.jsonl` were not.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.content.compile.acts import lexicon_of
from app.content.source import read_acts
from app.kernel.bilingual import LANGS, Lang
from app.utterance.acts import ACT_IDS
from app.utterance.lexicon import Lexicon
from app.utterance.reader import reader_for

_FOLDER, _ROOT = Path(__file__).parent / "utterances", Path(__file__).parents[1]
GOALS: dict[Lang, float] = {"zh": 0.90, "en": 0.88}
RECALL = 0.95  # of faults and critical acts
LEAST_ROWS = 150


@dataclass
class Score:
    """Acts found rightly, found though not there, and missed, each by its id."""

    hits: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    rows: int = 0

    def of(self, acts: list[str]) -> tuple[float, float, float]:
        """Return precision, recall and F1 over some acts (micro); 1 where nothing was to be found."""
        hits, extra, missed = (sum(part[act] for act in acts) for part in (self.hits, self.extra, self.missed))
        precision, recall = hits / (hits + extra or 1), hits / (hits + missed or 1)
        return precision, recall, 2 * hits / (2 * hits + extra + missed or 1)


def labelled(lang: Lang, half: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield text and acts of one half of the labelled sentences."""
    for line in (_FOLDER / f"{lang}-{half}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["text"], frozenset(row["acts"])


def measure(lexicon: Lexicon, lang: Lang, half: str) -> Score:
    """Read every sentence of a half and compare; a denied act is none that was performed."""
    score, reader = Score(), reader_for(lexicon, lang)
    for text, wanted in labelled(lang, half):
        found = {act.id for act in reader.read(text) if not act.negated}
        score.hits.update(found & wanted)
        score.extra.update(found - wanted)
        score.missed.update(wanted - found)
        score.rows += 1
    return score


def grave(lexicon: Lexicon) -> list[str]:
    """Return faults and critical acts: what must not be missed."""
    return [act.id for act in lexicon.acts if act.group == "fault" or act.critical]


def main() -> int:
    """Print a table for both languages; missed goals are only said."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.acts", description=__doc__)
    parser.add_argument("--half", choices=["dev", "held-out"], default="held-out")
    half = parser.parse_args().half
    loaded = read_acts(_ROOT).acts
    if loaded is None:
        sys.exit("roleplays/acts.yaml cannot be read: see aftercare check")
    lexicon = lexicon_of(loaded.value)
    for lang in LANGS:
        score = measure(lexicon, lang, half)
        print(f"\n{lang}, {half}, {score.rows} sentences\n{'act':20} {'n':>4} precision  recall      F1")
        for act in ACT_IDS:
            n = score.hits[act] + score.missed[act]
            print(f"{act:20} {n:4} {'':4}" + " ".join(f"{value:7.3f}" for value in score.of([act])))
        _, recall, _ = score.of(grave(lexicon))
        *_, f1 = score.of(list(ACT_IDS))
        print(f"micro-F1 {f1:.3f}, {_verdict(f1, GOALS[lang])}")
        print(f"recall of faults and critical acts {recall:.3f}, {_verdict(recall, RECALL)}")
    return 0


def _verdict(found: float, goal: float) -> str:
    return f"goal ≥ {goal:.2f}: {'met' if found >= goal else 'NOT MET'}"


if __name__ == "__main__":
    sys.exit(main())
