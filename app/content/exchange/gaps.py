"""Gaps in a text: while it changes its format, a single private sign stands for each of them."""

import re
from collections.abc import Sequence

from app.content.exchange.report import SkippedError
from app.content.exchange.value import Body, Choosing, Filling, Gap, Typing

MARK = "\ue000"
_MARKER = re.compile(r"\[\[([^\[\]]*)\]\]")


def held(text: str, body: Filling) -> tuple[str, list[Gap]]:
    """Return the text with a sign for each gap, and the gaps in the order in which they stand there."""
    text, gaps = text.replace(MARK, ""), {gap.id: gap for gap in body.gaps}
    order = [gaps[found] for found in _MARKER.findall(text) if found in gaps]
    if len(order) != len(gaps) or len({gap.id for gap in order}) != len(gaps):
        raise SkippedError("unreadable", "[[ ]]")
    return _MARKER.sub(lambda match: MARK if match[1] in gaps else match[0], text), order


def laid(text: str, ids: Sequence[str]) -> str:
    """Return the text with `[[id]]` in the places of the signs; its own double brackets are parted."""
    while "[[" in text:
        text = text.replace("[[", "[ [")
    pieces = text.split(MARK)
    if len(pieces) != len(ids) + 1:
        raise SkippedError("unreadable", "[[ ]]")
    return pieces[0] + "".join(f"[[{id_}]]{piece}" for id_, piece in zip(ids, pieces[1:], strict=True))


def gap_of(id_: str, body: Body) -> Gap:
    """Return a gap from what a question of its own would be; SkippedError for what fits no gap."""
    if isinstance(body, Typing):
        return Gap(id_, accept=body.accept, why=body.why)
    if isinstance(body, Choosing) and not body.many:
        return Gap(id_, choices=body.choices)
    raise SkippedError("kind", "cloze")
