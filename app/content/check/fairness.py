"""Questions that give themselves away by length or by "all of the above", that ask twice, or that give no reasons."""

import re
from collections.abc import Iterator
from functools import partial

from app.content.check.guessing import chance, is_too_good, mean_score, options_of
from app.content.check.roleplays.remembering import remembered
from app.content.check.stems import ordered, repeated
from app.content.diagnostics import Diagnostic
from app.content.placeholders import IMPORTED
from app.content.schema.quizzes import BankFile
from app.content.source import Loaded, QuestionSource, Tree
from app.items.base import ItemSpec
from app.items.case.spec import CaseSpec
from app.items.choices import ChoiceSpec
from app.items.single.spec import SingleSpec
from app.kernel.bilingual import LANGS, Bilingual, Lang
from app.kernel.canonical import digest_text

FEWEST_SINGLES = 20  # in a smaller bank a few questions decide
MUCH_LONGER = 1.6
_FEWEST_LETTERS: dict[Lang, int] = {"zh": 4, "en": 10}  # between short words, a ratio says nothing
_LANGUAGES = {"zh": Bilingual("中文", "Chinese"), "en": Bilingual("英文", "English")}
_ALL_OR_NONE: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        "以上(?:选项|几项|各项|几种|说法|做法|答案|三项|三者|两者)*(?:都|皆|全|均)|以上(?:选项|说法)?没有一[项个]"
        "|^(?:全部|全都|全|都)不?(?:正确|对)"
        "|^[A-DＡ-Ｄa-d](?:[、和与及或]?[A-DＡ-Ｄa-d])+(?:都|皆|均|全)?不?(?:对|正确|是)?[。！]?$"
    ),
    "en": re.compile(
        r"\b(?:all|none|both|either|any|neither) of the (?:above|choices|options|answers)\b"
        r"|^(?:all|none|both|neither) of (?:these|them)[.!]?$"
        r"|\b(?:all|none|both) (?:the )?above\b|^(?:both )?[a-d] (?:and|or) [a-d]\b",
        re.IGNORECASE,
    ),
}


def check_fairness(tree: Tree) -> Iterator[Diagnostic]:
    """Yield what lets people answer without knowing; what is found in a bank alone rests as long as its file does."""
    for bank in tree.banks.values():
        key = digest_text(f"fairness\n{bank.document.file}\n{bank.document.text}")
        yield from remembered(key, partial(_bank, tree, bank))
    yield from _repeated(tree)


def singles_of(tree: Tree, bank: str | None = None) -> list[SingleSpec]:
    """Return the questions with one right choice of a bank, or of all.

    Parts of cases stand in their situation, imported questions are not ours yet.
    """
    specs = (question.spec for question in tree.questions.values() if bank in (None, question.bank))
    return [spec for spec in specs if isinstance(spec, SingleSpec) and IMPORTED not in spec.tags]


def _choice_specs(spec: ItemSpec) -> Iterator[tuple[tuple[str, ...], ChoiceSpec]]:
    if isinstance(spec, ChoiceSpec):
        yield (), spec
    elif isinstance(spec, CaseSpec):
        for part_id, part in spec.parts.items():
            if isinstance(part, ChoiceSpec):
                yield ("parts", part_id), part


def _all_or_none(question: QuestionSource, path: tuple[str, ...], spec: ChoiceSpec) -> Iterator[Diagnostic]:
    for choice_id, choice in spec.choices.items():
        for lang in LANGS:
            match = _ALL_OR_NONE[lang].search(choice.in_lang(lang))
            if match:
                yield question.problem("E260", *path, "choices", choice_id, lang, words=match[0])


def _reasons(question: QuestionSource, path: tuple[str, ...], spec: ChoiceSpec) -> Iterator[Diagnostic]:
    bare = [choice_id for choice_id, choice in spec.choices.items() if choice.why is None]
    if bare:
        yield question.problem("E264", *path, "choices", bare[0], ids=", ".join(bare))


def _much_longer(question: QuestionSource, path: tuple[str, ...], spec: SingleSpec) -> Iterator[Diagnostic]:
    for lang in LANGS:
        options = options_of(spec, lang)
        right = max((option.size for option in options if option.right), default=0)
        wrong = max((option.size for option in options if not option.right), default=0)
        if wrong and right > MUCH_LONGER * wrong and right - wrong >= _FEWEST_LETTERS[lang]:
            key = next(iter(spec.key))
            yield question.problem("E263", *path, "choices", key, lang, right=right, wrong=wrong)


def _repeated(tree: Tree) -> Iterator[Diagnostic]:
    specs = [question.spec for question in tree.questions.values() if IMPORTED not in question.spec.tags]
    for lang in LANGS:
        for later, earlier, alike in repeated(ordered(specs, lang), lang):
            yield tree.questions[later].problem("E261", "stem", lang, id=earlier, alike=f"{alike:.0f}")


def _bank(tree: Tree, bank: Loaded[BankFile]) -> Iterator[Diagnostic]:
    for question in tree.questions.values():
        if question.bank != bank.value.id or IMPORTED in question.spec.tags:
            continue
        for path, spec in _choice_specs(question.spec):
            yield from _all_or_none(question, path, spec)
            yield from _reasons(question, path, spec)
            if isinstance(spec, SingleSpec):
                yield from _much_longer(question, path, spec)
    yield from _longest(bank, singles_of(tree, bank.value.id))


def _longest(bank: Loaded[BankFile], singles: list[SingleSpec]) -> Iterator[Diagnostic]:
    if len(singles) < FEWEST_SINGLES:
        return
    for lang in LANGS:
        questions = [options_of(spec, lang) for spec in singles]
        score, by_chance = mean_score(questions, "longest"), chance(questions)
        if is_too_good(score, by_chance):
            values = {"lang": _LANGUAGES[lang], "score": f"{score:.0%}", "chance": f"{by_chance:.0%}"}
            yield bank.document.problem("E262", "questions", count=len(singles), **values)
