"""Foreign HTML as our inline Markdown and back: bold, italics, code, links and breaks; nothing else survives.

A text becomes signs with their style. What Markdown is made of them is read again the way a page would render it;
when that gives something else (our Markdown has no escapes), styles are dropped or signs made wide until it does not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element

from app.content.compile.inline import inline_html
from app.content.exchange.report import Notes, SkippedError

LONGEST_HTML = 60_000
_MOST_MARKS = 200  # in one text; more are no formatting, and looking for pairs among them takes its time
_EXCERPT = 60
_DROPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_SPACES = frozenset(" \t\r\n\x85\xa0\u2028\u2029")
_BREAK = "\x1e"
_LINK = re.compile(r"https?://[^\s()<>\0]+")


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS = _tags(
    "p div br li ul ol dl dt dd tr table thead tbody caption h1 h2 h3 h4 h5 h6 blockquote pre hr section article "
    "header footer figure figcaption address itemBody contentBody"
)
_PLAIN = _tags(
    "p div br span font html body section article header footer td th tbody thead itemBody contentBody prompt"
)
_BOLD, _ITALIC, _CODE = _tags("b strong"), _tags("i em cite dfn"), _tags("code tt kbd samp")
_HOSTILE = _tags("script style iframe object applet noscript template svg math audio video canvas form select textarea")
_VOID_HOSTILE = _tags("embed link meta base input source")
_WIDE = str.maketrans({"*": "＊", "`": "｀", "[": "［"})
_HIDDEN = re.compile(r"\{(?=\{)")


class Style(NamedTuple):
    """How a sign is set."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str = ""


PLAIN = Style()
Signs = list[tuple[str, Style]]


def clean(text: str) -> str:
    """Return a text without control characters, non-characters and surrogates."""
    return _DROPPED.sub("", text)


def one_line(text: str) -> str:
    """Return a plain text (a name, an accepted form, a tag) as one clean line."""
    return " ".join(re.split("[ \t\r\n\x85\xa0\u2028\u2029]+", clean(text))).strip()


def from_html(html: str, notes: Notes) -> str:
    """Return HTML as inline Markdown; what it loses is noted."""
    return _markdown(_signs(html, notes), notes)


def from_plain(text: str, notes: Notes) -> str:
    """Return a plain text as inline Markdown that shows the same signs."""
    return from_html(escape(text, quote=False).replace("\n", "<br>"), notes)


def from_markdown(text: str, notes: Notes) -> str:
    """Return somebody's Markdown as ours: HTML in it is not shown as such but read."""
    return from_html(inline_html(_shown(clean(text), notes)), notes)


def from_elements(element: Element, notes: Notes, replaced: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return what stands inside an XML element as inline Markdown; some elements are `replaced` by a text."""
    sink = Sink(notes)
    _walk(element, sink, replaced)
    if len(sink.signs) > LONGEST_HTML:
        raise SkippedError("unreadable", f"> {LONGEST_HTML}")
    return _markdown(_settled(sink.signs, notes), notes)


def to_html(text: str, notes: Notes) -> str:
    """Return inline Markdown as HTML for others (also well-formed XML): links into our lessons become words."""
    return "".join(_tagged(style, run) for style, run in _runs(_signs(inline_html(text), notes)))


def excerpt(text: str) -> str:
    """Return the beginning of inline Markdown in plain words: how a question without a name is called elsewhere."""
    return one_line(to_plain(text, Notes()))[:_EXCERPT].strip()


def to_plain(text: str, notes: Notes) -> str:
    """Return inline Markdown as plain words for fields that hold nothing else; lost style is noted."""
    signs = _signs(inline_html(text), notes)
    if any(style != PLAIN for _, style in signs):
        notes.add("format", text)
    return "".join("\n" if sign == _BREAK else sign for sign, _ in signs)


class Sink:
    """Takes tags and texts in order and keeps signs with their style."""

    def __init__(self, notes: Notes) -> None:
        self.signs: Signs = []
        self._notes = notes
        self._open: list[str] = []
        self._links: list[str] = []
        self._skipping = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        if any(name.lower().startswith("on") for name in attributes):
            self._notes.add("script", f"{tag} on…")
        if tag in _HOSTILE or tag in _VOID_HOSTILE:
            self._notes.add("script", tag)
            self._skipping += tag in _HOSTILE
            return
        if self._skipping:
            return
        if tag in _BLOCKS:
            self.signs.append((_BREAK, PLAIN))
        if tag == "a":
            self._links.append(self._target(attributes.get("href", "")))
        elif tag == "img":
            self._picture(attributes)
        elif tag in _BOLD | _ITALIC | _CODE:
            self._open.append(tag)
        elif tag not in _PLAIN:
            self._notes.add("format", tag)

    def end(self, tag: str) -> None:
        """Close an element; one that is not open is none."""
        if tag in _HOSTILE:
            self._skipping = max(0, self._skipping - 1)
        if self._skipping:
            return
        if tag in _BLOCKS and tag != "br":
            self.signs.append((_BREAK, PLAIN))
        if tag == "a" and self._links:
            self._links.pop()
        elif tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag)]

    def text(self, text: str) -> None:
        """Take a text."""
        if not self._skipping:
            style = self._style()
            self.signs.extend((sign, style) for sign in clean(text))

    def _style(self) -> Style:
        now = set(self._open)
        link = self._links[-1] if self._links else ""
        return Style(bool(now & _BOLD), bool(now & _ITALIC), bool(now & _CODE), link)

    def _target(self, address: str) -> str:
        address = address.strip().replace('"', "%22")
        if _LINK.fullmatch(clean(address)):
            return clean(address)
        if address:
            self._notes.add("script" if ":" in address.split("/")[0] else "link", address)
        return ""

    def _picture(self, attributes: dict[str, str]) -> None:
        self._notes.add("image", attributes.get("src", "") or attributes.get("alt", ""))
        if attributes.get("alt", "").strip():
            self.text(f" ({attributes['alt'].strip()}) ")


class _Html(HTMLParser):
    def __init__(self, sink: Sink) -> None:
        super().__init__(convert_charrefs=True)
        self._sink = sink

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._sink.start(tag, {name: value or "" for name, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._sink.start(tag, {name: value or "" for name, value in attrs})
        self._sink.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self._sink.end(tag)

    def handle_data(self, data: str) -> None:
        self._sink.text(data)


def _signs(html: str, notes: Notes) -> Signs:
    if len(html) > LONGEST_HTML:
        raise SkippedError("unreadable", f"> {LONGEST_HTML}")
    sink = Sink(notes)
    parser = _Html(sink)
    parser.feed(_uncommented(html))
    parser.close()
    return _settled(sink.signs, notes)


def _uncommented(html: str) -> str:
    """Take comments out; the parser would look for the end of each unclosed one again and again."""
    pieces, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start)) >= 0:
        pieces.append(html[at:start])
        at = end + len("-->")
    return "".join(pieces) + html[at:].replace("<!--", "&lt;!--")


def _walk(element: Element, sink: Sink, replaced: Mapping[str, str]) -> None:
    sink.text(element.text or "")
    for child in element:
        if child.tag in replaced:
            sink.text(replaced[child.tag])
        else:
            sink.start(child.tag, dict(child.attrib))
            _walk(child, sink, replaced)
            sink.end(child.tag)
        sink.text(child.tail or "")


def _shown(text: str, notes: Notes) -> str:
    """Take the tags out of Markdown of others; ours shows angle brackets as they are."""
    stripped = re.sub(r"</?[a-zA-Z][^<>]*>", "", text)
    if stripped != text:
        notes.add("format", "HTML")
    return stripped


def _settled(signs: Signs, notes: Notes) -> Signs:
    """Collapse spaces and breaks, part double braces, and leave spaces at the edge of a style unstyled."""
    out = _collapsed(signs)
    if any(one[0] == two[0] == "{" for one, two in pairwise(out)):
        notes.add("braces", "{{")
        out = _parted(out)
    for index, (sign, _) in enumerate(out):
        if sign == _BREAK:
            out[index] = (sign, PLAIN)
        elif sign == " ":
            before, after = out[index - 1][1], out[index + 1][1]
            both = Style(
                before.bold and after.bold,
                before.italic and after.italic,
                before.code and after.code,
                before.link if before.link == after.link else "",
            )
            out[index] = (sign, both)
    return out


def _collapsed(signs: Signs) -> Signs:
    out: Signs = []
    for sign, style in signs:
        last = out[-1][0] if out else _BREAK
        if sign == _BREAK:
            while out and out[-1][0] == " ":
                out.pop()
            if out and out[-1][0] != _BREAK:
                out.append((sign, PLAIN))
        elif sign in _SPACES:
            if last not in {" ", _BREAK}:
                out.append((" ", style))
        else:
            out.append((sign, style))
    while out and (out[-1][0] == _BREAK or out[-1][0].isspace()):
        out.pop()
    first = next((index for index, (sign, _) in enumerate(out) if sign != _BREAK and not sign.isspace()), len(out))
    return out[first:]


def _parted(signs: Signs) -> Signs:
    out: Signs = []
    for sign, style in signs:
        if sign == "{" and out and out[-1][0] == "{":
            out.append((" ", PLAIN))
        out.append((sign, style))
    return out


def _runs(signs: Signs) -> Iterator[tuple[Style, str]]:
    for style, run in groupby(signs, key=lambda sign: sign[1]):
        yield style, "".join(sign for sign, _ in run)


def _markdown(signs: Signs, notes: Notes) -> str:
    """Return the Markdown that keeps most of the style and is rendered as these signs."""
    silent = Notes()
    marks = sum(ord(sign) in _WIDE for sign, _ in signs)
    for dropped in (
        (Style._fields,)
        if marks > _MOST_MARKS
        else ((), ("italic",), ("italic", "bold"), ("italic", "bold", "link"), Style._fields)
    ):
        for wide in (False, True) if marks <= _MOST_MARKS else (True,):
            wanted = [(sign.translate(_WIDE) if wide else sign, _without(style, dropped)) for sign, style in signs]
            wanted = _settled(wanted, silent)
            text = "".join(_marked(style, run) for style, run in _runs(wanted))
            if _signs(inline_html(text), silent) == wanted:
                _tell(signs, dropped, notes, text, wide=wide)
                return text
    return ""


def _tell(signs: Signs, dropped: Sequence[str], notes: Notes, text: str, *, wide: bool) -> None:
    lost = [name for name in dropped if any(getattr(style, name) for _, style in signs)]
    if lost:
        notes.add("format", ", ".join(lost))
    if wide and any(ord(sign) in _WIDE for sign, _ in signs):
        notes.add("marks", text)


def _without(style: Style, dropped: Sequence[str]) -> Style:
    return style._replace(**{name: type(getattr(style, name))() for name in dropped}) if dropped else style


def _marked(style: Style, run: str) -> str:
    text = run.replace(_BREAK, "\n\n")
    text = f"`{text}`" if style.code else text
    text = f"[{text}]({style.link})" if style.link else text
    text = f"*{text}*" if style.italic else text
    return f"**{text}**" if style.bold else text


def _tagged(style: Style, run: str) -> str:
    text = escape(run, quote=False).replace(_BREAK, "<br/>")
    text = f"<code>{text}</code>" if style.code else text
    text = f'<a href="{escape(style.link)}">{text}</a>' if style.link else text
    text = f"<em>{text}</em>" if style.italic else text
    return f"<strong>{text}</strong>" if style.bold else text
