"""QTI 2.1 and 3.0 read after their public specifications: an item alone, or a package of items."""

from xml.etree.ElementTree import Element

from app.content.exchange.markup import excerpt, one_line
from app.content.exchange.package import item_files
from app.content.exchange.qti_item import Item
from app.content.exchange.qti_names import in_version_2
from app.content.exchange.reading import MOST_QUESTIONS, Reading
from app.content.exchange.refusal import FileRefusedError
from app.content.exchange.report import Notes, SkippedError
from app.content.exchange.value import Filling, Question
from app.content.exchange.xml import read_xml

ZIP = b"PK\x03\x04"


def read_qti(data: bytes) -> Reading:
    """Read an item or a package; items that cannot be read are noted and left out.

    Raises:
        FileRefusedError: When it is neither, or hostile.
    """
    notes = Notes()
    if not data.startswith(b"PK"):
        return _reading([("", _root(data))], notes)
    roots = []
    for name, item in item_files(data, notes):
        roots.append((name, _root(item)))
        if len(roots) > MOST_QUESTIONS:
            raise FileRefusedError("题目太多。请拆成几个包。", "There are too many questions. Split the package.")
    return _reading(roots, notes)


def read_item(data: bytes) -> Reading:
    """Read one item's XML."""
    return _reading([("", _root(data))], Notes())


def _reading(roots: list[tuple[str, Element]], notes: Notes) -> Reading:
    questions = []
    for name, root in roots:
        identifier = one_line(root.get("identifier", ""))
        notes.about(identifier or name)
        try:
            questions.append(_question(root, identifier, notes))
        except SkippedError as skipped:
            notes.add(skipped.code, skipped.detail)
    return Reading(tuple(questions), notes.found)


def _question(root: Element, identifier: str, notes: Notes) -> Question:
    item = Item(root, notes)
    stem, body = item.stem_and_body()
    title = one_line(root.get("title", ""))
    shown = body.text if isinstance(body, Filling) else stem
    name = "" if title in {identifier, excerpt(shown)} else title
    return Question(stem, body, id=identifier, name=name, explain=item.explain(), points=item.points())


def _root(data: bytes) -> Element:
    root = in_version_2(read_xml(data))
    if root.tag == "assessmentItem":
        return root
    if root.tag == "questestinterop":
        raise FileRefusedError(
            "这是 QTI 1.2。请导出为 QTI 2.1 或 3.0。", "This is QTI 1.2. Export it as QTI 2.1 or 3.0."
        )
    if root.tag == "assessmentTest":
        raise FileRefusedError(
            "这个文件只列出题目。请导入整个压缩包。", "This file only lists items. Import the whole package."
        )
    raise FileRefusedError("这不是 QTI 题目。", "This is no QTI item.")
