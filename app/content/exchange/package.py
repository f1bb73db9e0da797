"""A content package (zip) from strangers, read in memory only: nothing is ever unpacked to a disk."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from app.content.exchange.refusal import FileRefusedError, refuse_large
from app.content.exchange.report import Notes
from app.content.exchange.xml import MOST_BYTES, read_xml

_MOST_FILES = 2_000
_MOST_PACKED = 50_000_000
_MOST_TOTAL = 100_000_000
_MOST_RATIO = 100
_SMALL = 1_000_000  # below it any ratio is harmless: XML packs well
_ENCRYPTED = 0x1
_MANIFEST = "imsmanifest.xml"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError)


def item_files(data: bytes, notes: Notes) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every item that the package's manifest lists.

    Raises:
        FileRefusedError: For a broken package and for one that is a bomb, leaves its folder or hides links.
    """
    refuse_large(len(data), _MOST_PACKED, "压缩包", "The package")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _members(archive)
            yield from _listed(archive, members, notes)
    except _BROKEN as error:
        raise FileRefusedError("压缩包已损坏，打不开。", "The package is broken and cannot be opened.") from error


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > _MOST_FILES:
        raise FileRefusedError("压缩包里的文件太多。", "The package holds too many files.")
    if sum(info.file_size for info in infos) > _MOST_TOTAL:
        raise FileRefusedError("压缩包解开后太大。", "The package is too large when unpacked.")
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        _refuse_hostile(info)
        if not info.is_dir():
            if info.filename in members:
                raise FileRefusedError(
                    f"压缩包里有两个 {info.filename}。", f"{info.filename} stands in the package twice."
                )
            members[info.filename] = info
    return members


def _refuse_hostile(info: zipfile.ZipInfo) -> None:
    if _leaves(info.filename):
        raise FileRefusedError(
            f"压缩包里的路径不安全：{info.filename[:80]}", f"The package holds an unsafe path: {info.filename[:80]}"
        )
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise FileRefusedError(
            f"压缩包里有链接：{info.filename[:80]}", f"The package holds a link: {info.filename[:80]}"
        )
    if info.flag_bits & _ENCRYPTED:
        raise FileRefusedError("压缩包有密码。", "The package is encrypted.")
    if info.compress_type not in _METHODS:
        raise FileRefusedError("压缩包的压缩方式不常见。", "The package is packed in an unusual way.")
    if info.file_size > _SMALL and info.file_size > _MOST_RATIO * max(1, info.compress_size):
        raise FileRefusedError(
            "压缩包的压缩比异常，可能是压缩炸弹。", "The package is packed suspiciously tightly: it may be a bomb."
        )


def _leaves(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\0" in name


def _listed(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], notes: Notes) -> Iterator[tuple[str, bytes]]:
    manifests = sorted(
        (name for name in members if name.rpartition("/")[2] == _MANIFEST), key=lambda name: name.count("/")
    )
    if not manifests:
        raise FileRefusedError(f"压缩包里没有 {_MANIFEST}。", f"There is no {_MANIFEST} in the package.")
    root = read_xml(_read(archive, members[manifests[0]]))
    for resource in root.iter("resource"):
        href = unquote(resource.get("href", ""))
        if not href:
            continue
        if _leaves(href):
            raise FileRefusedError(
                f"清单里的路径不安全：{href[:80]}", f"The manifest names an unsafe path: {href[:80]}"
            )
        name = normpath(join(dirname(manifests[0]), href))
        notes.about(href)
        if not resource.get("type", "").lower().startswith("imsqti_item"):
            if "imsqti_test" not in resource.get("type", "").lower():
                notes.add("not-an-item")
        elif name not in members:
            notes.add("empty", href)
        else:
            yield href, _read(archive, members[name])


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Read one file, never more than it said it would hold."""
    refuse_large(info.file_size, MOST_BYTES, info.filename[:80], info.filename[:80])
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) > info.file_size:
        raise FileRefusedError("压缩包谎报了文件大小。", "The package lies about the size of a file.")
    return data
