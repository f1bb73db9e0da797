"""Short texts (stems, choices, reasons, sayings) as inline HTML: bold, italics, code and links, nothing else."""

import re
from html import escape

_CODE = re.compile(r"`([^`\n]+)`")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![*\w])")
_LINK = re.compile(r"\[([^\[\]]+)\]\(((?:lesson:|https?://)[^\s()<>\0]+)\)")
_MARKS = frozenset("*`[\n")
HAN = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_HAN_BREAK = re.compile(rf"(?<=[{HAN}])\n[^\S\n]*(?=[{HAN}])")  # not over an empty line: that one is meant


def inline_html(text: str) -> str:
    """Render a short text; its own angle brackets and ampersands are shown as they are."""
    html = escape(text.strip(), quote=False)
    if _MARKS.isdisjoint(html):
        return html
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(f"<code>{match[1]}</code>")
        return f"\0{len(kept) - 1}\0"

    html = _CODE.sub(keep, join_han(html)).replace("\n\n", "<br>").replace("\n", " ")
    html = _LINK.sub(_link, html)
    html = _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", html))
    return re.sub("\0(\\d+)\0", lambda match: kept[int(match[1])], html)


def _link(match: re.Match[str]) -> str:
    address = lesson_url(match[2]).replace('"', "%22")  # a quote would end the attribute
    return f'<a href="{address}">{match[1]}</a>'


def join_han(text: str) -> str:
    """Join lines that break between two Chinese characters: a space there would be seen."""
    return _HAN_BREAK.sub("", text)


def anchor_id(anchor: str) -> str:
    """Return the HTML id of an authored anchor: prefixed, so that it cannot meet an id of the page."""
    return f"s-{anchor}"


def lesson_url(target: str) -> str:
    """Turn `lesson:course/lesson#anchor` and `#anchor` into addresses; leave others alone."""
    if target.startswith("#"):
        return f"#{anchor_id(target[1:])}"
    if not target.startswith("lesson:"):
        return target
    lesson, _, anchor = target.removeprefix("lesson:").partition("#")
    course, _, lesson = lesson.partition("/")
    return f"/courses/{course}/lessons/{lesson}" + (f"#{anchor_id(anchor)}" if anchor else "")
