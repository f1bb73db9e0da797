"""Pictures: their size and format, what a drawing may not hold, and one drawing a language."""

import struct

import pytest

from app.content.parse.pictures import read_picture

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 30">'
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x06\0\0\0"
JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 480, 640)
VP8 = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 480)
VP8L = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 639 | 479 << 14)
VP8X = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")


def read(body: str, name="phone.svg"):
    return read_picture(f"courses/welcome/media/{name}", body.encode())


def codes(found):
    return [item.code for item in found]


@pytest.mark.parametrize(
    ("name", "raw"),
    [("a.png", PNG), ("a.jpg", JPEG), ("a.jpeg", JPEG), ("a.webp", VP8), ("b.webp", VP8L), ("c.webp", VP8X)],
)
def test_a_photograph_tells_its_size_in_pixels(name, raw):
    picture, found = read_picture(f"courses/welcome/media/{name}", raw)
    assert found == []
    assert (picture.width, picture.height, picture.versions) == (640, 480, {"": raw})


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.png", JPEG),
        ("a.jpg", PNG),
        ("a.webp", PNG),
        ("a.png", PNG[:20]),
        ("a.jpg", JPEG[:9]),
        ("a.jpg", b"\xff\xd8\xff"),
        ("a.gif", b"GIF89a"),
        ("A b.png", PNG),
        ("a.zh.png", PNG),
        ("a.png", PNG[:16] + struct.pack(">II", 0, 9) + PNG[24:]),
        ("a.svg", b"not XML"),
        ("a.svg", "ä".encode("latin-1")),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 x 30"/>'),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan 30"/>'),
    ],
)
def test_what_is_no_picture_is_said_once(name, raw):
    picture, found = read_picture(f"courses/welcome/media/{name}", raw)
    assert picture is None
    assert codes(found) == ["E322"]


@pytest.mark.parametrize(("name", "size"), [("a.svg", 200_001), ("a.png", 800_001)])
def test_a_large_file_is_refused(name, size):
    assert codes(read_picture(f"courses/welcome/media/{name}", b"x" * size)[1]) == ["E323"]


@pytest.mark.parametrize(
    "part",
    [
        "<script>alert(1)</script>",
        '<script href="#x"/>',
        '<rect onclick="x()"/>',
        '<rect ONLOAD="x()"/>',
        "<foreignObject/>",
        '<image href="#x"/>',
        '<a href="#x"/>',
        '<animate attributeName="href"/>',
        '<use href="other.svg#x"/>',
        '<use xlink:href="https://elsewhere.example/x"/>',
        '<use href="data:image/svg+xml,x"/>',
        '<rect fill="url(https://elsewhere.example/x)"/>',
        "<rect fill=\"url( 'x.svg#a')\"/>",
        '<rect style="background:url(x)"/>',
        "<style>@import 'x.css';</style>",
        "<style>rect{fill:URL(x)}</style>",
        "<style>rect{fill:\\75rl(x)}</style>",
        '<g xml:base="https://elsewhere.example/"/>',
        "<?xml-stylesheet href='x.css'?>",
        '<div xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_a_drawing_holds_nothing_that_acts_or_fetches(part):
    picture, found = read(f"{HEAD}\n {part}</svg>")
    assert picture is None
    assert set(codes(found)) == {"E324"}
    assert (found[0].line, found[0].column) == (2, 2) or "style" in part


def test_a_document_type_ends_the_reading():
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 9))
    assert codes(read(f'<!DOCTYPE svg [<!ENTITY a0 "ha">{bomb}]>{HEAD}<text>&a8;</text></svg>')[1]) == ["E324"]


def test_a_plain_drawing_stays_as_it_is_and_may_refer_to_itself():
    body = f"""<?xml version="1.0"?>{HEAD}<style>@media (prefers-color-scheme: dark){{rect{{fill:url(#g)}}}}</style>
    <defs><linearGradient id="g"/></defs><rect fill="url(#g)"/><use href="#g"/><text>220 V</text></svg>"""
    picture, found = read(body)
    assert found == []
    assert (picture.width, picture.height, picture.versions) == (40, 30, {"": body.encode()})


def test_labels_become_one_drawing_a_language():
    picture, found = read(
        f'{HEAD}<title data-zh="手机" data-en="A phone"/><text x="1" data-zh="话筒" data-en="Mouth &amp; ear">?</text></svg>'
    )
    assert found == []
    chinese, english = (picture.versions[lang].decode() for lang in ("zh", "en"))
    assert "<title>手机</title>" in chinese
    assert 'xml:lang="zh-Hans"' in chinese
    assert ">Mouth &amp; ear</text>" in english
    assert "data-" not in chinese + english
    assert "话筒" not in english
    assert read(english)[1] == []


@pytest.mark.parametrize(
    "part", ['<text data-zh="a"/>', '<text data-en="a" data-zh=" "/>', '<g data-zh="a" data-en="b"/>']
)
def test_a_label_needs_both_languages_and_a_place_for_words(part):
    assert codes(read(f"{HEAD}{part}</svg>")[1]) == ["E325"]
