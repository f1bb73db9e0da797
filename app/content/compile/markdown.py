"""A lesson's Markdown as clean HTML, cut into parts around its blocks."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import markdown
import nh3

from app.content.compile.inline import HAN, inline_html, lesson_url
from app.content.library import Shown
from app.content.parse.blocks import PLACEHOLDER, SayBlock
from app.kernel.bilingual import Bilingual, Lang

# Never pymdownx.extra or betterem: they lose Chinese bold such as **“重点”**后文.
_EXTENSIONS = ["attr_list", "tables", "fenced_code", "footnotes", "def_list", "abbr", "sane_lists"]
_TAGS = {
    *("a", "abbr", "br", "code", "del", "em", "img", "small", "span", "strong", "sub", "sup"),
    *("blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "h2", "h3", "hr", "li", "ol", "p", "pre"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_CONFIGS = {"tables": {"use_align_attribute": True}, "footnotes": {"BACKLINK_TITLE": "↑ {}"}}
_ATTRIBUTES = {
    "*": {"id", "class"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
_CLASSES = frozenset({"footnote", "footnote-ref", "footnote-backref"})
_OWN_ID = re.compile(r"s-[a-z0-9-]+|fn(ref)?:[\w-]+")
_HEADING_ID = re.compile(r'(<h[23] id=")')
_HREF = re.compile(r'href="((?:lesson:|#(?!fn))[^"]*)"')
_PICTURE = re.compile(r'(<img [^<>]*?)src="(?:\.\./)?media/([^"]+)"')
_PRE = re.compile(r"(<pre.*?</pre>)", re.DOTALL)
_INLINE = r"(?:</?(?:strong|em|a|code|abbr|span)\b[^>]*>)*"
_SOFT_BREAK = re.compile(rf"([{HAN}]{_INLINE})\n({_INLINE})(?=[{HAN}])")
_PLACE = re.compile(r"<p>" + PLACEHOLDER.format(r"(\d+)") + r"</p>\s*")
_SAY = {
    False: Bilingual("别这样说", "Not like this"),
    True: Bilingual("可以这样说", "Better like this"),
}
_CONVERTER: list[markdown.Markdown] = []


def lesson_html(text: str, pictures: Mapping[str, Shown] = MappingProxyType({})) -> str:
    """Render Markdown (quotes already filled in) as sanitised HTML with prefixed ids and joined soft breaks.

    `pictures` are those of the lesson's course by file name; each gets its published address and its size.
    """
    if not _CONVERTER:
        _CONVERTER.append(
            markdown.Markdown(
                extensions=_EXTENSIONS,
                extension_configs={"tables": {"use_align_attribute": True}, "footnotes": {"BACKLINK_TITLE": "↑ {}"}},
            )
        )
    html = _CONVERTER[0].reset().convert(text)
    html = _PICTURE.sub(lambda match: _shown(match, pictures), html)
    html = _HREF.sub(lambda match: f'href="{lesson_url(match[1])}"', _HEADING_ID.sub(r"\1s-", html))
    html = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    pieces = _PRE.split(html)
    return "".join(piece if index % 2 else _SOFT_BREAK.sub(r"\1\2", piece) for index, piece in enumerate(pieces))


def _shown(match: re.Match[str], pictures: Mapping[str, Shown]) -> str:
    picture = pictures.get(match[2])
    if picture is None:
        return match[0]
    return f'{match[1]}src="{picture.url}" width="{picture.width}" height="{picture.height}"'


def cut_at_blocks(html: str) -> list[str | int]:
    """Cut rendered HTML at the placeholders: texts, and between them the numbers of the blocks."""
    pieces = _PLACE.split(html)
    cut: list[str | int] = []
    for index, piece in enumerate(pieces):
        if index % 2:
            cut.append(int(piece))
        elif piece.strip():
            cut.append(piece.strip())
    return cut


def say_html(block: SayBlock, lang: Lang) -> str:
    """Render worked wordings side by side: what not to say, and better."""
    cells = []
    for line in block.lines:
        reason = f"<br><small>{inline_html(line.reason)}</small>" if line.reason else ""
        label = _SAY[line.right].in_lang(lang)
        look = "yes" if line.right else "no"
        cells.append(f'<div class="{look}"><strong>{label}</strong><br>{inline_html(line.text)}{reason}</div>')
    return f'<div class="say">{"".join(cells)}</div>'


def _filtered(tag: str, attribute: str, value: str) -> str | None:  # noqa: ARG001 - nh3's signature
    if attribute == "class":
        return " ".join(name for name in value.split() if name in _CLASSES) or None
    if attribute == "id":
        return value if _OWN_ID.fullmatch(value) else None
    return value
