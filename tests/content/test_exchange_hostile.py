"""Hostile and broken files: each is refused as a whole, in both languages, and nothing is written."""

import io
import zipfile

import pytest
from click.testing import CliRunner

from app.content.exchange import package, xml
from app.content.exchange.cli import import_questions
from app.content.exchange.formats import read_questions
from app.content.exchange.refusal import FileRefusedError

ITEM = b'<assessmentItem identifier="x"><itemBody><p>x</p></itemBody></assessmentItem>'
MANIFEST = (
    b'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
    b'<resource identifier="r" type="imsqti_item_xmlv2p1" href="item.xml"/></resources></manifest>'
)
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n + 1, b"&l%d;" % n * 10) for n in range(9))


def packed(files, *, links=(), encrypted=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o120777 if name in links else 0o100644) << 16
            archive.writestr(info, data)
    data = out.getvalue()
    return data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01") if encrypted else data


def with_manifest(*files):
    return packed([("imsmanifest.xml", MANIFEST), *files])


HOSTILE = {
    "a billion laughs": b'<!DOCTYPE quiz [<!ENTITY l0 "ha">' + LAUGHS + b"]><quiz>&l9;</quiz>",
    "an external entity": b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
    "a parameter entity": b'<!DOCTYPE quiz [<!ENTITY % p SYSTEM "http://127.0.0.1/p"> %p;]><quiz/>',
    "an external document type": b'<!DOCTYPE quiz SYSTEM "http://127.0.0.1/quiz.dtd"><quiz/>',
    "an unknown entity": b"<quiz>&nbsp;</quiz>",
    "a nest of elements": b"<quiz>" + b"<a>" * 100 + b"</a>" * 100 + b"</quiz>",
    "an unknown encoding": b'<?xml version="1.0" encoding="x-none"?><quiz/>',
    "a wrong encoding": '<?xml version="1.0" encoding="UTF-8"?><quiz>漏电</quiz>'.encode("gbk"),
    "XML that ends early": b"<quiz><question>",
    "XML of something else": b"<html/>",
    "an older QTI": b"<questestinterop/>",
    "a test alone": b'<assessmentTest identifier="t"/>',
    "text that is not UTF-8": "题目 {=对 ~错}".encode("gbk"),
    "binary data": b"{\x00\x01",
    "a package without a manifest": packed([("item.xml", ITEM)]),
    "a package that is cut off": with_manifest(("item.xml", ITEM))[:-30],
    "a path upward": with_manifest(("../item.xml", ITEM)),
    "an absolute path": with_manifest(("/etc/item.xml", ITEM)),
    "a path of Windows": with_manifest(("C:\\item.xml", ITEM)),
    "a link": packed([("imsmanifest.xml", MANIFEST), ("item.xml", b"/etc/passwd")], links=("item.xml",)),
    "an encrypted file": packed([("imsmanifest.xml", MANIFEST), ("item.xml", ITEM)], encrypted=True),
    "a manifest that points outside": packed([("imsmanifest.xml", MANIFEST.replace(b"item.xml", b"../item.xml"))]),
    "a manifest with an escaped path": packed([("imsmanifest.xml", MANIFEST.replace(b"item.xml", b"%2e%2e/item.xml"))]),
    "a bomb by its ratio": with_manifest(("item.xml", ITEM + b" " * 5_000_000)),
    "a package of entities": with_manifest(("item.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')),
}


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_it_is_refused_in_both_languages_and_nothing_is_written(what, tmp_path):
    file = tmp_path / "foreign"
    file.write_bytes(HOSTILE[what])
    root = tmp_path / "content"
    (root / "quizzes").mkdir(parents=True)

    result = CliRunner().invoke(import_questions, [str(file), "--to", "quizzes/new.yaml", "--root", str(root)])

    assert result.exit_code == 1, result.output
    chinese, english = result.stderr.strip().splitlines()[:2]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
    assert english.isascii()
    assert "Traceback" not in result.output
    assert list((root / "quizzes").iterdir()) == []


LONG = {
    "numbers beyond every limit": "Q {#1e99999999}\n\nR {#1e-99999999}\n\nS {#nan}\n\nT {#" + "9" * 10_000 + "}",
    "answers without end": "Q {" + "=a ~b" * 1000 + "}",
    "a text without end": "Q" + "<b>" * 30_000 + " {=a ~b}",
    "comments that do not close": "Q" + "<!--" * 20_000 + " {=a ~b}",
}


@pytest.mark.parametrize("what", sorted(LONG))
def test_a_question_without_measure_stays_out(what):
    reading = read_questions(LONG[what].encode(), "gift")
    assert reading.questions == ()
    assert {note.code for note in reading.notes} <= {"unreadable", "empty"}


@pytest.mark.parametrize("raw", ["**a " * 5000, "[" * 50_000, "<b><i>x" * 3000, " *a*" * 10_000, "`a" * 10_000])
def test_a_text_full_of_marks_is_read_all_the_same(raw):
    (question,) = read_questions(f"Q {raw} {{T}}".encode(), "gift").questions
    assert question.stem.startswith("Q")


def test_a_package_of_too_many_files_is_refused(monkeypatch):
    monkeypatch.setattr(package, "_MOST_FILES", 3)
    with pytest.raises(FileRefusedError, match="too many files"):
        read_questions(with_manifest(*((f"{n}.xml", b"x") for n in range(3))))


def test_a_package_too_large_when_unpacked_is_refused(monkeypatch):
    monkeypatch.setattr(package, "_MOST_TOTAL", 1000)
    with pytest.raises(FileRefusedError, match="too large when unpacked"):
        read_questions(with_manifest(("item.xml", bytes(range(256)) * 4)))


def test_a_file_that_lies_about_its_size_is_refused():
    data = with_manifest(("item.xml", ITEM * 20))
    lie = data.replace(len(ITEM * 20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lie != data
    with pytest.raises(FileRefusedError):
        read_questions(lie)


def test_too_much_xml_is_refused(monkeypatch):
    monkeypatch.setattr(xml, "_MOST_ELEMENTS", 10)
    with pytest.raises(FileRefusedError, match="too many elements"):
        xml.read_xml(b"<a>" + b"<b/>" * 20 + b"</a>")
    monkeypatch.setattr(xml, "MOST_BYTES", 10)
    with pytest.raises(FileRefusedError, match="larger than"):
        xml.read_xml(b"<a>" + b"<b/>" * 20 + b"</a>")


def test_a_refused_file_leaves_an_old_bank_as_it_was(tmp_path):
    bank = tmp_path / "quizzes/old.yaml"
    bank.parent.mkdir()
    bank.write_text("schema: quiz/1\nid: old\nkind: bank\ntitle: {zh: 旧, en: Old}\nquestions: []\n", encoding="utf-8")
    before = bank.read_bytes()
    file = tmp_path / "foreign.xml"
    file.write_bytes(HOSTILE["a billion laughs"])
    result = CliRunner().invoke(import_questions, [str(file), "--to", "quizzes/old.yaml", "--root", str(tmp_path)])
    assert result.exit_code == 1
    assert bank.read_bytes() == before


@pytest.mark.parametrize(
    "to", ["../x.yaml", "/x.yaml", "quizzes/../x.yaml", "quizzes/A.yaml", "quizzes/retired.yaml", "courses/x.yaml"]
)
def test_a_bank_stands_in_quizzes_only(to, tmp_path):
    file = tmp_path / "a.gift"
    file.write_text("Q {T}", encoding="utf-8")
    result = CliRunner().invoke(import_questions, [str(file), "--to", to, "--root", str(tmp_path)])
    assert result.exit_code == 1
    assert "quizzes/ID.yaml" in result.stderr


def test_a_bank_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "outside.yaml").write_text("keep", encoding="utf-8")
    (tmp_path / "quizzes/a.yaml").symlink_to(tmp_path / "outside.yaml")
    file = tmp_path / "a.gift"
    file.write_text("Q {T}", encoding="utf-8")
    result = CliRunner().invoke(import_questions, [str(file), "--to", "quizzes/a.yaml", "--root", str(tmp_path)])
    assert result.exit_code == 1
    assert (tmp_path / "outside.yaml").read_text(encoding="utf-8") == "keep"
