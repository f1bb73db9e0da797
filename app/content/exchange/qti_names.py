"""QTI's names: version 3 writes `qti-choice-interaction`, version 2 `choiceInteraction`; identifiers and ours."""

import re
from xml.etree.ElementTree import Element

from app.content.exchange.value import place_id

_PREFIX = "qti-"
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_FOREIGN = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


def in_version_2(root: Element) -> Element:
    """Rename, in place, the elements and attributes of version 3 to those of version 2."""
    for element in root.iter():
        if element.tag.startswith(_PREFIX):
            element.tag = _camel(element.tag.removeprefix(_PREFIX))
            attributes = {_camel(name): value for name, value in element.attrib.items()}
            element.attrib.clear()
            element.attrib.update(attributes)
    return root


def is_identifier(text: str) -> bool:
    """Tell whether QTI takes this as an identifier."""
    return _IDENTIFIER.fullmatch(text) is not None


def identifier_of(id_: str) -> str:
    """Return one of our ids as an identifier, which may not begin with a digit."""
    return id_ if is_identifier(id_) else f"_{id_}"


class Ids:
    """Turns identifiers of one question's parts into ids of ours, each once."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}

    def of(self, identifier: str, index: int) -> str:
        """Return the id for an identifier: the same for the same one, never the same for two."""
        if identifier in self._given:
            return self._given[identifier]
        wanted = slug(identifier) or place_id(index)
        id_, number = wanted, 2
        while id_ in self._given.values():
            id_, number = f"{wanted}-{number}", number + 1
        self._given[identifier] = id_
        return id_


def slug(text: str) -> str:
    """Return what our ids may keep of a text: lower-case letters, digits and single hyphens."""
    return _FOREIGN.sub("-", text.lower()).strip("-")[:_LONGEST].strip("-")


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
