"""XML from strangers as a tree of plain names: no document types, no entities, nothing fetched, nothing deep.

The parser of the standard library is enough: every attack by entities or external references needs a document type,
and none of our formats does, so that we refuse the first `<!DOCTYPE` and need no further package for it.
"""

from xml.etree.ElementTree import Element, TreeBuilder  # only the tree's types; expat does the reading
from xml.parsers import expat

from app.content.exchange.refusal import FileRefusedError, refuse_large

MOST_BYTES = 20_000_000
_DEEPEST = 60
_MOST_ELEMENTS = 300_000
_XML = "http://www.w3.org/XML/1998/namespace"


def read_xml(data: bytes) -> Element:
    """Return the root of a document; names of elements and attributes lose their namespace.

    Raises:
        FileRefusedError: For broken XML, a document type, and a document too large or too deep.
    """
    refuse_large(len(data), MOST_BYTES, "XML 文件", "The XML file")
    reader = _Reader()
    try:
        return reader.read(data)
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        raise FileRefusedError(
            f"XML 第 {error.lineno} 行有误（{why}）。请重新导出，编码选 UTF-8。",
            f"The XML is broken on line {error.lineno} ({why}). Export it again, as UTF-8.",
        ) from error
    except (LookupError, ValueError) as error:  # an encoding that expat asks Python for
        raise FileRefusedError(
            "读不了这个 XML 的编码。请另存为 UTF-8。", "The encoding of this XML cannot be read. Save it as UTF-8."
        ) from error


class _Reader:
    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._depth = 0
        self._count = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse

    def read(self, data: bytes) -> Element:
        self._parser.Parse(data, True)
        root: Element = self._builder.close()
        return root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > _DEEPEST:
            raise FileRefusedError("XML 嵌套太深。", "The XML is nested too deeply.")
        if self._count > _MOST_ELEMENTS:
            raise FileRefusedError("XML 元素太多。请拆成几个文件。", "The XML has too many elements. Split it.")
        self._builder.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_local(name))

    def _refuse(self, *_: object) -> bool:
        raise FileRefusedError(
            "XML 里不能有 DOCTYPE 或实体声明。请删掉再导入。",
            "The XML may not declare a DOCTYPE or entities. Remove them and import it again.",
        )


def _local(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return f"xml:{local}" if namespace == _XML else local
