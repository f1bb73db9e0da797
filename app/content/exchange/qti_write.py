"""QTI 3.0 written after its public specification: one item a question, in a package with manifest and test."""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from app.content.exchange.criteria import criteria_html
from app.content.exchange.gaps import MARK, held
from app.content.exchange.markup import clean, excerpt, to_html
from app.content.exchange.qti_declared import Declared
from app.content.exchange.qti_names import identifier_of, is_identifier, slug
from app.content.exchange.qti_parts import asked
from app.content.exchange.qti_read import read_item
from app.content.exchange.report import Notes
from app.content.exchange.value import Filling, Question, Writing
from app.content.exchange.writing import Rendered, Written, rendered
from app.kernel.canonical import digest_text

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same questions make the same bytes


def write_qti(questions: Iterable[Question], title: str = "") -> Written:
    """Write a QTI 3.0 package (zip)."""
    notes = Notes()
    items = rendered(questions, _render, lambda text: read_item(text.encode()), notes)
    names = _names(items)
    files = {
        "imsmanifest.xml": _manifest(names),
        "test.xml": _test(names, title),
        **{f"items/{name}.xml": item.text for name, item in zip(names, items, strict=True)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
    return Written(out.getvalue(), notes.found)


def _names(items: Iterable[Rendered]) -> list[str]:
    names: list[str] = []
    for item in items:
        wanted = slug(_identifier(item.question)) or "item"
        name, number = wanted, 2
        while name in names:
            name, number = f"{wanted}-{number}", number + 1
        names.append(name)
    return names


def _identifier(question: Question) -> str:
    """Return the item's identifier: the question's id, else one made of its words."""
    if is_identifier(question.id):
        return question.id
    made = slug(question.id or question.name)
    return identifier_of(made) if made else f"q-{digest_text(repr(question))[:8]}"


def _render(question: Question, notes: Notes) -> str:
    identifier = _identifier(question)
    if question.id != identifier:
        notes.add("id", f"{question.id or '—'} -> {identifier}")
    if question.tags:
        notes.add("tags", ", ".join(question.tags))
    shown = question.body.text if isinstance(question.body, Filling) else question.stem
    title = clean(question.name or excerpt(shown) or identifier)
    declared = Declared(question.points)
    body = _body(question, declared, notes)
    if question.explain:
        declared.feedback("EXPLAIN", {"explain": question.explain})
    return (
        f'{_HEAD}<qti-assessment-item xmlns="{_ITEM}" identifier={quoteattr(identifier)} title={quoteattr(title)} '
        f'adaptive="false" time-dependent="false">\n'
        f"{declared.declarations(human=isinstance(question.body, Writing))}"
        f"<qti-item-body>\n{body}</qti-item-body>\n"
        f"{declared.processing()}{declared.modal(notes)}</qti-assessment-item>\n"
    )


def _body(question: Question, declared: Declared, notes: Notes) -> str:
    body = question.body
    if isinstance(body, Filling):
        if not body.partial and len(body.gaps) > 1:
            notes.add("credit", "all")
        text, gaps = held(body.text, body)
        pieces = to_html(text, notes).split(MARK)
        inside = "".join(
            declared.gap(gap, len(gaps), notes) + piece for gap, piece in zip(gaps, pieces[1:], strict=True)
        )
        lead = to_html(question.stem, notes)
        block = f'<qti-rubric-block view="candidate" use="instructions"><div>{lead}</div></qti-rubric-block>\n'
        return f"{block if lead else ''}<div>{pieces[0]}{inside}</div>\n"
    criteria = criteria_html(body.criteria, notes) if isinstance(body, Writing) else ""
    block = f'<qti-rubric-block view="scorer" use="scoring">{criteria}</qti-rubric-block>\n' if criteria else ""
    return f"<div>{to_html(question.stem, notes)}</div>\n{asked(body, declared, notes)}\n{block}"


def _manifest(names: Iterable[str]) -> str:
    references = "".join(f'<dependency identifierref="res-{name}"/>' for name in names)
    resources = "".join(
        f'<resource identifier="res-{name}" type="imsqti_item_xmlv3p0" href="items/{name}.xml">'
        f'<file href="items/{name}.xml"/></resource>\n'
        for name in names
    )
    return (
        f'{_HEAD}<manifest xmlns="{_PACKAGE}" identifier="aftercare-export">\n'
        "<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n"
        "<organizations/>\n<resources>\n"
        '<resource identifier="res-test" type="imsqti_test_xmlv3p0" href="test.xml">'
        f'<file href="test.xml"/>{references}</resource>\n'
        f"{resources}</resources>\n</manifest>\n"
    )


def _test(names: Iterable[str], title: str) -> str:
    references = "".join(
        f'<qti-assessment-item-ref identifier="ref-{name}" href="items/{name}.xml"/>\n' for name in names
    )
    return (
        f'{_HEAD}<qti-assessment-test xmlns="{_ITEM}" identifier="test" title={quoteattr(clean(title) or "test")}>\n'
        '<qti-test-part identifier="part" navigation-mode="nonlinear" submission-mode="simultaneous">\n'
        '<qti-assessment-section identifier="section" title="section" visible="true">\n'
        f"{references}</qti-assessment-section>\n</qti-test-part>\n</qti-assessment-test>\n"
    )
