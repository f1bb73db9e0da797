"""The register of kinds: the list to extend, beside `app.items.specs`, when a kind is added."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.items.base import Kind
from app.items.case.kind import KIND as CASE
from app.items.classify.kind import KIND as CLASSIFY
from app.items.cloze.kind import KIND as CLOZE
from app.items.essay.kind import KIND as ESSAY
from app.items.hotspot.kind import KIND as HOTSPOT
from app.items.match.kind import KIND as MATCH
from app.items.multiple.kind import KIND as MULTIPLE
from app.items.number.kind import KIND as NUMBER
from app.items.order.kind import KIND as ORDER
from app.items.rewrite.kind import KIND as REWRITE
from app.items.single.kind import KIND as SINGLE
from app.items.survey.kind import KIND as SURVEY
from app.items.text.kind import KIND as TEXT
from app.items.truefalse.kind import KIND as TRUEFALSE

_ALL: tuple[Kind[Any], ...] = (
    SINGLE,
    MULTIPLE,
    TRUEFALSE,
    NUMBER,
    TEXT,
    ORDER,
    CLASSIFY,
    CLOZE,
    MATCH,
    CASE,
    SURVEY,
    HOTSPOT,
    REWRITE,
    ESSAY,
)
KINDS: Mapping[str, Kind[Any]] = MappingProxyType({kind.name: kind for kind in _ALL})
ENGINE = 1  # raised when a kind reads or marks differently than before; papers pin it
