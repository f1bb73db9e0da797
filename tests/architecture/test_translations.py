"""Every string a person reads exists in English and in Chinese, with the same places to fill."""

import io
import re
from pathlib import Path

import wtforms
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from app.web.translation import catalogue_files, merged_catalogue

APP = Path(__file__).parents[2] / "app"
KEYWORDS = {"_": None, "_l": None, "N_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\((\w+)\)[sd]")


def messages() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(APP.rglob("*")):
        if path.suffix not in {".py", ".html"}:
            continue
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {} if path.suffix == ".py" else {"silent": "false", "trimmed": "true"}
        stream = io.BytesIO(path.read_bytes())
        for line, message, _comments, _context in extract(method, stream, KEYWORDS, options=options):
            texts = message if isinstance(message, tuple) else (message,)
            if texts[0]:
                found.setdefault(texts[0], f"{path.relative_to(APP.parent)}:{line}")
    return found


def test_every_message_is_translated():
    known = {m.id if isinstance(m.id, str) else m.id[0]: m for m in merged_catalogue(catalogue_files())[0]}
    missing = [f"{where} {text!r}" for text, where in messages().items() if text not in known]
    assert not missing, "\n".join(missing)


def test_no_message_is_translated_in_two_ways():
    assert merged_catalogue(catalogue_files())[1] == []


def test_translations_fill_the_same_places():
    wrong = []
    for message in merged_catalogue(catalogue_files())[0]:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = {place for text in ids for place in PLACE.findall(text)}
        given = {place for text in texts for place in PLACE.findall(text)}
        if given - wanted or (wanted - given - {"num", "n"}):
            wrong.append(f"{ids[0]!r}: {sorted(wanted)} ≠ {sorted(given)}")
    assert not wrong, "\n".join(wrong)


def test_no_catalogue_keeps_what_nobody_says():
    said = set(messages())
    spare = []
    for path in catalogue_files():
        for message in read_po(io.BytesIO(path.read_bytes()), locale="zh_Hans"):
            text = message.id if isinstance(message.id, str) else message.id[0]
            if text and text not in said and not _of_wtforms(text):
                spare.append(f"{path.relative_to(APP.parent)} {text!r}")
    assert not spare, "\n".join(spare)


def _of_wtforms(text: str) -> bool:
    folder = Path(wtforms.__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    return text in sources
