"""Pictures of a course: what kind a file is, how large it is drawn, and what may not stand in one."""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from app.content.diagnostics import Diagnostic, diagnose
from app.content.parse.drawings import read_drawing, worded_drawing
from app.kernel.bilingual import Bilingual

TYPES: Mapping[str, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}
LARGEST = {"svg": 200_000, "png": 800_000, "jpg": 800_000, "jpeg": 800_000, "webp": 800_000}  # bytes
_NAME = re.compile(rf"[a-z0-9]+(?:-[a-z0-9]+)*\.({'|'.join(TYPES)})")
_SIDE = 10_000  # pixels
_JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_NAMED = Bilingual(
    "文件名只用小写字母、数字和连字符，结尾是 " + "、".join(f".{ending}" for ending in TYPES),
    "its name has lower-case letters, digits and hyphens and ends in " + ", ".join(f".{ending}" for ending in TYPES),
)
_UNREAD = Bilingual("内容和结尾的格式对不上", "what is in it is not what its ending says")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is published: `versions` are its bytes by language, or one under "" for both."""

    extension: str
    width: int
    height: int
    versions: Mapping[str, bytes]


@lru_cache(256)
def read_picture(file: str, raw: bytes) -> tuple[Picture | None, list[Diagnostic]]:
    """Read a file of a media folder; returns the picture if it can be shown, and what is wrong with it."""
    match = _NAME.fullmatch(PurePosixPath(file).name)
    if match is None:
        return None, [diagnose(file, (1, 1), "E322", why=_NAMED)]
    extension = match[1]
    if len(raw) > LARGEST[extension]:
        kilobytes = {"size": len(raw) // 1000, "limit": LARGEST[extension] // 1000}
        return None, [diagnose(file, (1, 1), "E323", **kilobytes)]
    if extension == "svg":
        return _drawing(file, raw)
    size = _size(extension, raw)
    if size is None or not all(0 < side <= _SIDE for side in size):
        return None, [diagnose(file, (1, 1), "E322", why=_UNREAD)]
    return Picture(extension, *size, {"": raw}), []


def _drawing(file: str, raw: bytes) -> tuple[Picture | None, list[Diagnostic]]:
    drawing = read_drawing(raw)
    found = [diagnose(file, fault.place, fault.code, **fault.values) for fault in drawing.faults]
    if found:
        return None, found
    if not drawing.has_labels:
        return Picture("svg", drawing.width, drawing.height, {"": raw}), []
    return Picture("svg", drawing.width, drawing.height, worded_drawing(raw)), []


def _size(extension: str, raw: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, None when the bytes are of another format or cut off."""
    try:
        if extension == "png":
            return _png(raw)
        return _webp(raw) if extension == "webp" else _jpeg(raw)
    except (struct.error, IndexError):
        return None


def _png(raw: bytes) -> tuple[int, int] | None:
    if not raw.startswith(b"\x89PNG\r\n\x1a\n") or raw[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", raw, 16)
    return width, height


def _jpeg(raw: bytes) -> tuple[int, int] | None:
    """Walk over the segments to the one that holds the size (ITU-T T.81, B.2)."""
    if not raw.startswith(b"\xff\xd8\xff"):
        return None
    place = 2
    while raw[place] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker = raw[place + 1]
        (length,) = struct.unpack_from(">H", raw, place + 2)
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", raw, place + 5)
            return width, height
        place += 2 + length
    return None


def _webp(raw: bytes) -> tuple[int, int] | None:
    """Read the first chunk (RFC 9649, 2.5–2.7)."""
    if raw[:4] != b"RIFF" or raw[8:12] != b"WEBP":
        return None
    if raw[12:16] == b"VP8X":
        return 1 + int.from_bytes(raw[24:27], "little"), 1 + int.from_bytes(raw[27:30], "little")
    if raw[12:16] == b"VP8L":
        (bits,) = struct.unpack_from("<I", raw, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", raw, 26)
    return (width & 0x3FFF, height & 0x3FFF) if raw[12:16] == b"VP8 " else None
