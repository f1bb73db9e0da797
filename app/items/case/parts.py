"""The kinds that may be a part of a case, and their authored shapes told apart by `type`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from app.items.base import Kind
from app.items.classify.kind import KIND as CLASSIFY
from app.items.classify.spec import ClassifySpec
from app.items.cloze.kind import KIND as CLOZE
from app.items.cloze.spec import ClozeSpec
from app.items.match.kind import KIND as MATCH
from app.items.match.spec import MatchSpec
from app.items.multiple.kind import KIND as MULTIPLE
from app.items.multiple.spec import MultipleSpec
from app.items.number.kind import KIND as NUMBER
from app.items.number.spec import NumberSpec
from app.items.order.kind import KIND as ORDER
from app.items.order.spec import OrderSpec
from app.items.single.kind import KIND as SINGLE
from app.items.single.spec import SingleSpec
from app.items.text.kind import KIND as TEXT
from app.items.text.spec import TextSpec
from app.items.truefalse.kind import KIND as TRUEFALSE
from app.items.truefalse.spec import TrueFalseSpec

PartSpec = Annotated[
    SingleSpec
    | MultipleSpec
    | TrueFalseSpec
    | NumberSpec
    | TextSpec
    | OrderSpec
    | ClassifySpec
    | ClozeSpec
    | MatchSpec,
    Field(discriminator="type"),
]
_ALL: tuple[Kind[Any], ...] = (SINGLE, MULTIPLE, TRUEFALSE, NUMBER, TEXT, ORDER, CLASSIFY, CLOZE, MATCH)
PART_KINDS: Mapping[str, Kind[Any]] = MappingProxyType({kind.name: kind for kind in _ALL})
