"""SVG drawings: only what draws may stand in them, and their labels in both languages from one source."""

import re
import xml.etree.ElementTree as ET
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from app.kernel.bilingual import LANGS, Bilingual

SVG = "http://www.w3.org/2000/svg"
_LABELS = ("data-zh", "data-en")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TAGS = {"zh": "zh-Hans", "en": "en"}
_SHAPES = "path rect circle ellipse line polyline polygon text tspan textPath"
_FRAMES = "svg g defs symbol use marker pattern clipPath mask style title desc linearGradient radialGradient stop"
_FILTERS = "filter feGaussianBlur feOffset feMerge feMergeNode feBlend feFlood feComposite feColorMatrix feDropShadow"
_ELEMENTS = frozenset(f"{_SHAPES} {_FRAMES} {_FILTERS}".split())
_WORDED = frozenset({"text", "tspan", "title", "desc"})
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!\s*['\"]?#)|@import|expression\s*\(|javascript:|\\", re.IGNORECASE)
_NUMBERS = re.compile(r"[\s,]+")
_FOUR = 4


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place of a drawing; `values` fill the code's words."""

    place: tuple[int, int]
    code: str
    values: dict[str, Any]


@dataclass(slots=True)
class Drawing:
    """What was found in a drawing; width and height are those of its viewBox."""

    width: int = 0
    height: int = 0
    has_labels: bool = False
    faults: list[Fault] = field(default_factory=list)


class _StopError(Exception):
    """Nothing more is read."""


class _Reader:
    """Looks at one element after the other; knows the place of each."""

    def __init__(self) -> None:
        self.drawing = Drawing()
        self.depth = 0
        self.in_style = False
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.words
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.stop
        self.parser.ProcessingInstructionHandler = lambda target, _data: self.refuse(f"<?{target}?>")

    def refuse(self, what: str) -> None:
        self.fault("E324", what=what)

    def stop(self, *_: object) -> None:
        """End the reading: what follows a document type may grow without end."""
        self.refuse("<!DOCTYPE>")
        raise _StopError

    def fault(self, code: str, **values: Any) -> None:
        place = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.drawing.faults.append(Fault(place, code, values))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space != SVG or local not in _ELEMENTS:
            self.refuse(f"<{local}>")
        if self.depth == 0:
            self.measure(local, attributes.get("viewBox", ""))
        self.depth += 1
        self.in_style = local == "style"
        for attribute, value in attributes.items():
            self.look_at(attribute.rpartition(" ")[2], value)
        labels = [label for label in _LABELS if attributes.get(label, "").strip()]
        if local in _WORDED and labels:
            self.drawing.has_labels = True
        if len(labels) == 1 or (labels and local not in _WORDED):
            self.fault("E325", what=f"<{local}>")

    def end(self, _name: str) -> None:
        self.depth -= 1
        self.in_style = False

    def words(self, text: str) -> None:
        if self.in_style and _OUTSIDE.search(text):
            self.refuse("url(…), @import, \\")

    def look_at(self, attribute: str, value: str) -> None:
        if attribute.lower().startswith("on") or attribute == "base":
            self.refuse(attribute)
        elif attribute == "href" and not value.startswith("#"):
            self.refuse(f'href="{value[:40]}"')
        elif attribute not in _LABELS and _OUTSIDE.search(value):
            self.refuse(f'{attribute}="{value[:40]}"')

    def measure(self, root: str, box: str) -> None:
        try:
            sides = [float(part) for part in _NUMBERS.split(box.strip())]
        except ValueError:
            sides = []
        if root == "svg" and len(sides) == _FOUR and min(sides[2:]) >= 1 and max(sides[2:]) <= 10_000:  # noqa: PLR2004
            self.drawing.width, self.drawing.height = round(sides[2]), round(sides[3])
        else:
            self.fault(
                "E322", why=Bilingual('<svg> 缺少 viewBox="0 0 宽 高"', 'the <svg> has no viewBox="0 0 width height"')
            )


def read_drawing(raw: bytes) -> Drawing:
    """Look a drawing over: its size, whether it has labels in two languages, and what may not stand in it."""
    reader = _Reader()
    try:
        with suppress(_StopError):
            reader.parser.Parse(raw, True)
    except expat.ExpatError as error:
        why = Bilingual("不是完整的 XML", f"this is not XML: {expat.ErrorString(error.code)}")
        reader.drawing.faults.append(Fault((error.lineno, error.offset + 1), "E322", {"why": why}))
    return reader.drawing


def worded_drawing(raw: bytes) -> dict[str, bytes]:
    """Return one drawing a language: every labelled text says what its data-zh or data-en says."""
    ET.register_namespace("", SVG)
    return {lang: _in_lang(raw, lang) for lang in LANGS}


def _in_lang(raw: bytes, lang: str) -> bytes:
    root = ET.fromstring(raw, ET.XMLParser(encoding="utf-8"))  # noqa: S314 - without a DTD: `read_drawing` refuses it
    root.set(_XML_LANG, _TAGS[lang])
    for element in root.iter():
        label = element.attrib.get(f"data-{lang}")
        if label is not None:
            element.text = label
            for child in list(element):
                element.remove(child)
        for name in _LABELS:
            element.attrib.pop(name, None)
    return ET.tostring(root, encoding="unicode").encode()
