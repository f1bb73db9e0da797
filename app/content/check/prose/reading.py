"""How hard a lesson reads: a grade for English, the length of sentences for Chinese. Pure functions.

English: the Flesch–Kincaid grade (J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, “Derivation of new
readability formulas …”, Research Branch Report 8-75, 1975): 0.39 · words / sentences + 11.8 · syllables / words −
15.59. It reads as a school year; 10 is what somebody reads who left school at sixteen.

Syllables are counted by rule, not by dictionary: groups of vowels, less a silent final e (but not in -le after a
consonant) and the e of -es and -ed where it is not spoken. Single words may be off by one, some too high and some too
low; over a lesson of 800 words that nearly cancels out.

Chinese has no formula on which people agree. Length of sentences is what the proposed ones share, and hard words are
the glossary's business here. So two numbers bound it: the mean length of a sentence in Han characters, which says how
the lesson runs, and the share of sentences above `LONG`, which says how often one must read twice.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from app.content.check.prose.sentences import Sentence

GRADE = 10.0
MEAN = 28.0
LONG, LONG_SHARE, FEWEST_LONG = 40, 0.08, 3
_WORD = re.compile(r"[a-z]+(?:[’'][a-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$|(?:[^aeiouytdl]|[aeiouyl]l)ed$|(?:[^aeiouyscxzhgl]|[aeiouyl]l)es$")


@lru_cache(4096)
def syllables(word: str) -> int:
    """Return about how many syllables an English word has, at least one."""
    bare = word.lower().replace("’", "").replace("'", "")
    groups = len(_VOWELS.findall(bare))
    return max(1, groups - bool(_SILENT.search(bare)))


def grade_of(found: Sequence[Sentence]) -> float:
    """Return the Flesch–Kincaid grade of English sentences; 0 for none."""
    words = [word for sentence in found for word in _WORD.findall(sentence.text.lower())]
    if not words:
        return 0.0
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / len(found) + 11.8 * spoken / len(words) - 15.59


def run_of(found: Sequence[Sentence]) -> tuple[float, float]:
    """Return the mean length of Chinese sentences and the share of long ones; zeros for none."""
    if not found:
        return 0.0, 0.0
    lengths = [sentence.length for sentence in found]
    return sum(lengths) / len(lengths), sum(length > LONG for length in lengths) / len(lengths)
