"""Translation: every feature keeps its own catalogue; they are merged and compiled when they change."""

import hashlib
import io
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel

from app.web.request import find_actor, lang
from app.web.services import services

PACKAGE = Path(__file__).parents[1]
_LOCALES = {"zh": "zh_Hans", "en": "en"}


def catalogue_files(package: Path = PACKAGE) -> list[Path]:
    """Return the Chinese catalogue of every feature, in a fixed order."""
    return sorted(package.glob("**/zh_Hans.po"))


def merged_catalogue(files: list[Path]) -> tuple[Catalog, list[str]]:
    """Merge catalogues; return also what two features translate differently (the first stands, a test fails)."""
    merged, conflicts = Catalog(locale="zh_Hans"), []
    for path in files:
        for message in read_po(io.BytesIO(path.read_bytes()), locale="zh_Hans"):
            if not message.id or not message.string:
                continue
            known = merged.get(message.id)
            if known is None:
                merged.add(message.id, message.string, flags=message.flags)
            elif known.string != message.string:
                conflicts.append(f"{path}: {message.id!r} is {message.string!r} here and {known.string!r} elsewhere")
    return merged, conflicts


def compile_translations(data_dir: Path) -> Path:
    """Compile the merged catalogue into the data folder unless it is there; return the translation folder."""
    files = catalogue_files()
    state = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    folder = data_dir / "translations" / state
    target = folder / "zh_Hans" / "LC_MESSAGES" / "messages.mo"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        with partial.open("wb") as file:
            write_mo(file, merged_catalogue(files)[0])
        partial.rename(target)
    return folder


def locale() -> str:
    """Return the locale of this request."""
    return _LOCALES[lang()]


def zone() -> str:
    """Return the time zone in which this request shows instants."""
    actor = find_actor()
    return (actor.zone if actor else None) or services().settings.default_zone


def init_translation(app: Flask, folder: Path) -> None:
    """Let Flask-Babel read the compiled catalogue and our choice of language and zone."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    Babel(app, default_locale="en", locale_selector=locale, timezone_selector=zone)
