"""A text with gaps, as its author writes it."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from app.items.base import ItemSpec, Ordered, Problem, Strict, Text, equal_texts
from app.items.choices import FEWEST_CHOICES, Choice
from app.items.text.spec import Accept, check_accept
from app.kernel.bilingual import LANGS, Bilingual, Lang

_MARKER = re.compile(r"\[\[([^\[\]]*)\]\]")
_NAMES = {"zh": Bilingual("中文", "Chinese"), "en": Bilingual("英文", "English")}


class Gap(Strict):
    """One gap: either the accepted short answers or the choices, and why."""

    accept: Accept | None = None
    choices: Ordered[Choice] | None = None
    why: Text | None = None

    @property
    def key(self) -> str:
        """Return the id of the right choice, "" where words are typed."""
        return next((name for name, choice in (self.choices or {}).items() if choice.ok), "")


class ClozeSpec(ItemSpec):
    """The instruction as stem, a text with a marker `[[gap]]` for each gap, the gaps, and the rule of credit."""

    type: Literal["cloze"]
    text: Text
    gaps: Ordered[Gap]
    credit: Literal["share", "all"] = "share"
    why: Text | None = None

    def pieces(self, lang: Lang) -> Iterator[tuple[str, str]]:
        """Yield the text cut at its markers: words, and the gap that follows them ("" after the last)."""
        words = _MARKER.split(self.text.in_lang(lang))
        return zip(words[::2], [*words[1::2], ""], strict=True)


def check(spec: ClozeSpec) -> tuple[Problem, ...]:
    """Report markers and gaps that do not fit in a language, and what is wrong with each gap."""
    problems = [problem for lang in LANGS for problem in _markers(spec, lang)]
    if not spec.gaps:
        problems.append(Problem("E234", ("gaps",), Bilingual("至少需要一个空", "there must be at least one gap")))
    for gap_id, gap in spec.gaps.items():
        problems += _gap(gap, ("gaps", gap_id))
    return tuple(problems)


def _markers(spec: ClozeSpec, lang: Lang) -> Iterator[Problem]:
    found = Counter(_MARKER.findall(spec.text.in_lang(lang)))
    name = _NAMES[lang]
    for gap_id in spec.gaps:
        if found[gap_id] != 1:
            yield Problem(
                "E240",
                ("text", lang),
                Bilingual(
                    f"{name.zh}里 [[{gap_id}]] 出现 {found[gap_id]} 次",
                    f"{name.en} has [[{gap_id}]] {found[gap_id]} times",
                ),
                Bilingual(f"正好写一处 [[{gap_id}]]", f"write [[{gap_id}]] exactly once"),
            )
    for gap_id in found.keys() - spec.gaps.keys():
        yield Problem(
            "E240",
            ("text", lang),
            Bilingual(
                f"{name.zh}里的 [[{gap_id}]] 没有写在 gaps 里", f"[[{gap_id}]] in {name.en} is not one of the gaps"
            ),
            Bilingual("可用：" + "、".join(spec.gaps), "one of: " + ", ".join(spec.gaps)),
        )


def _gap(gap: Gap, path: tuple[str, ...]) -> list[Problem]:
    if (gap.accept is None) == (gap.choices is None):
        return [
            Problem(
                "E241",
                path,
                Bilingual("一个空要么写 accept，要么写 choices", "a gap has either accept or choices"),
                Bilingual("填词写 accept，选词写 choices", "accept for words typed, choices for a list"),
            )
        ]
    if gap.accept is not None:
        return check_accept(gap.accept, (*path, "accept"))
    return _choices(gap.choices or {}, (*path, "choices"))


def _choices(choices: dict[str, Choice], path: tuple[str, ...]) -> list[Problem]:
    problems = [
        Problem(problem.code, (*path[:-1], *problem.path), problem.message, problem.help)
        for problem in equal_texts(dict(choices), path[-1], Bilingual("选项", "choice"))
    ]
    if len(choices) < FEWEST_CHOICES:
        problems.append(Problem("E234", path, Bilingual("至少需要两个选项", "a gap needs at least two choices")))
    found = sum(choice.ok for choice in choices.values())
    if found != 1:
        problems.append(
            Problem(
                "E231" if found == 0 else "E232",
                path,
                Bilingual(
                    f"每个空只有一个正确选项，现有 {found} 个", f"one choice of a gap must be right, found {found}"
                ),
                Bilingual("在正确选项下写 ok: true", "write ok: true under the right choice"),
            )
        )
    return problems
