"""Ids for imported questions: from the file's own ids and names, unique in the whole tree, never a retired one."""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from app.content.exchange.qti_names import slug
from app.content.exchange.refusal import FileRefusedError
from app.content.exchange.value import Question
from app.content.parse.blocks import checks_of
from app.content.source import Tree
from app.kernel.canonical import digest_text

_LETTER = re.compile("[a-z]")
_SHOWN = 5


def taken_ids(tree: Tree) -> frozenset[str]:
    """Return every question and check id of the tree, and every retired one."""
    checks = (
        check.id
        for files in tree.lessons.values()
        for file in files.values()
        for check in checks_of(file.lesson.blocks)
    )
    retired = (name.partition(":")[2] for file in tree.retired for name in file.value.ids)
    raw = (
        str(body.get("id", ""))
        for bank in tree.banks.values()
        for body in bank.value.questions
        if isinstance(body, dict)
    )
    return frozenset({*tree.questions, *checks, *retired, *raw})


def ids_for(questions: Iterable[Question], inside: AbstractSet[str], taken: AbstractSet[str]) -> list[str]:
    """Return an id for each question; `inside` are those of the bank that the questions go to.

    Raises:
        FileRefusedError: When the bank has a question of the same id: importing again overwrites nothing.
    """
    wanted = [wanted_id(question) for question in questions]
    again = [id_ for id_ in dict.fromkeys(wanted) if id_ in inside]
    if again:
        shown = ", ".join(again[:_SHOWN]) + ("…" if len(again) > _SHOWN else "")
        raise FileRefusedError(
            f"题库里已有这些题：{shown}。导入不会覆盖原题；请先从文件里删去，或导入到另一个题库。",
            f"The bank has these questions already: {shown}. Importing overwrites none; "
            "remove them from the file or import into another bank.",
        )
    given: list[str] = []
    used = set(taken)
    for id_ in wanted:
        free, number = id_, 2
        while free in used:
            free, number = f"{id_}-{number}", number + 1
        used.add(free)
        given.append(free)
    return given


def wanted_id(question: Question) -> str:
    """Return the id that a question would like: its own, or its name when that is Latin, else a short digest."""
    for text in (question.id, question.name):
        folded = unicodedata.normalize("NFKC", text)
        made = slug(folded)
        if made and folded.isascii():
            return made if _LETTER.search(made) else f"q-{made}"
    return f"q-{digest_text(repr(question))[:8]}"
