"""Static files: one stylesheet from many, names with a digest, compressed ahead, served for a year."""

import gzip
import hashlib
import shutil
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import brotli

SOURCES = Path(__file__).parents[2] / "static"
PLOTLY = "plotly.min.js"
_TEXT = {".css", ".js", ".svg"}


class Assets:
    """The built assets in the data folder: logical name → URL with the digest of everything built.

    `elsewhere` are scripts of other packages: their address changes only with their version.
    """

    def __init__(self, folder: Path, prefix: str, elsewhere: Mapping[str, str]) -> None:
        self.folder = folder
        self.prefix = prefix
        self.elsewhere = elsewhere

    def url(self, name: str) -> str:
        """Return the address of an asset such as `js/attempt.js`."""
        return self.elsewhere.get(name) or f"{self.prefix}{name}"


def build_assets(data_dir: Path, sources: Path = SOURCES) -> Assets:
    """Bundle the stylesheets and copy and compress the rest, once per state of the sources; return where they lie."""
    files = sorted(path for path in sources.rglob("*") if path.is_file())
    state = hashlib.sha256(b"".join(str(p.relative_to(sources)).encode() + p.read_bytes() for p in files))
    name = state.hexdigest()[:12]
    target = data_dir / "static" / name
    if not target.exists():
        partial = target.with_name(name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        _write(partial, sources, files)
        shutil.rmtree(target, ignore_errors=True)
        partial.rename(target)
    return Assets(data_dir / "static", f"/static/{name}/", {PLOTLY: _build_plotly(data_dir / "static")})


def _build_plotly(folder: Path) -> str:
    """Compress the plotly.js of the installed package (without importing it), once per version; return its address."""
    name = f"plotly-{version('plotly')}"
    target = folder / name
    if not target.exists():
        partial = folder / f"{name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        package = find_spec("plotly")
        assert package is not None  # noqa: S101 - it is among our requirements
        assert package.origin is not None  # noqa: S101
        source = Path(package.origin).with_name("package_data") / PLOTLY
        # Less hard than our own files: 4.8 MB would take a quarter of a minute.
        _put(partial / PLOTLY, source.read_bytes(), effort=5)
        partial.rename(target)
    return f"/static/{name}/{PLOTLY}"


def _write(target: Path, sources: Path, files: list[Path]) -> None:
    styles = [path for path in files if path.suffix == ".css"]
    _put(target / "aftercare.css", b"\n".join(_squeeze(path.read_text(encoding="utf-8")) for path in styles))
    for path in files:
        if path.suffix != ".css":
            _put(target / path.relative_to(sources), path.read_bytes())


def _squeeze(css: str) -> bytes:
    """Drop indentation and empty lines; the compressor does the rest."""
    return "\n".join(line.strip() for line in css.splitlines() if line.strip()).encode()


def _put(path: Path, content: bytes, *, effort: int = 11) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if path.suffix in _TEXT:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, min(effort, 9), mtime=0))
        path.with_name(path.name + ".br").write_bytes(brotli.compress(content, quality=effort))
