"""A question answered by a word or two, as its author writes it."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from app.items.base import ItemSpec, Problem, Strict, Text
from app.kernel.bilingual import Bilingual
from app.kernel.text import fold_loosely

LONGEST_ANSWER = 200
Accepted = Annotated[str, StringConstraints(max_length=LONGEST_ANSWER)]


class Accept(Strict):
    """The accepted forms of each language; an answer in either language counts."""

    zh: tuple[Accepted, ...] = ()
    en: tuple[Accepted, ...] = ()

    @property
    def key(self) -> frozenset[str]:
        """Return the folded accepted forms of both languages."""
        return frozenset(filter(None, map(fold_loosely, (*self.zh, *self.en))))


class TextSpec(ItemSpec):
    """One stem, the accepted short answers, and why."""

    type: Literal["text"]
    accept: Accept
    why: Text | None = None

    @property
    def key(self) -> frozenset[str]:
        """Return the folded accepted forms of both languages."""
        return self.accept.key


def check(spec: TextSpec) -> tuple[Problem, ...]:
    """Report what is wrong with the accepted forms."""
    return tuple(check_accept(spec.accept, ("accept",)))


def check_accept(accept: Accept, path: tuple[str | int, ...]) -> list[Problem]:
    """Report a language without an accepted form, and forms that fold to nothing."""
    problems = []
    for lang, name in (("zh", Bilingual("中文", "Chinese")), ("en", Bilingual("英文", "English"))):
        forms: tuple[str, ...] = getattr(accept, lang)
        if not forms:
            problems.append(
                Problem(
                    "E235",
                    path,
                    Bilingual(f"{name.zh}没有可接受的答案", f"no accepted answer in {name.en}"),
                    Bilingual(f"补上 {lang}: […]", f"add {lang}: […]"),
                )
            )
        problems.extend(
            Problem(
                "E236",
                (*path, lang, position),
                Bilingual("这个答案里没有文字", "this answer has no letters in it"),
            )
            for position, form in enumerate(forms)
            if not fold_loosely(form)
        )
    return problems
