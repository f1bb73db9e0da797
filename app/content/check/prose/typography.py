"""Slips of punctuation and width in a plain text: pure, a table a language."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.content.check.prose.sentences import HAN
from app.kernel.bilingual import Lang

_LEFT, _RIGHT = f"{HAN}”’》）", f"{HAN}“‘《（"
_MARKS = "，。；：？！、"
_CHINESE = re.compile(
    rf"(?P<W908>\.{{3,}}|。{{3,}}|…{{3,}}|(?<!…)…(?!…))"
    rf"|(?P<W907>[，。、；：][，。、；：]+|？？+|！！+)"
    rf"|(?P<W903>(?<=[{_LEFT}])[,.;:?!()]|[,;:?!()](?= ?[{_RIGHT}]))"
    rf"|(?P<W904>[\"'](?=[{HAN}])|(?<=[{HAN}{_MARKS}])[\"'])"
    rf"|(?P<W905>[０-９Ａ-Ｚａ-ｚ]+)"
    rf"|(?P<W906>(?<=[{HAN}]) +(?=[{HAN}{_MARKS}])|(?<=[{_MARKS}]) +(?=[{_MARKS}]))"
)
_ENGLISH = re.compile(
    rf"(?P<W908>\.{{3,}})"
    rf"|(?P<W907>(?P<sign>[,;:?!])(?P=sign)|(?<!\.)\.\.(?!\.))"
    rf"|(?P<W911>[，。、；：？！（）【】「」『』\u3000]+)"
    rf"|(?P<W912>[\"'])"
    rf"|(?P<W913>(?<=\S) {{2,}}(?=\S))"
    rf"|(?P<W914>[{HAN}]+)"
)
# A Chinese term, title or wording may be cited, and whatever stands around it within the brackets.
_CITED = re.compile(rf"《[^》]*》|“[^“”]*[{HAN}][^“”]*”|\([^()]*[{HAN}][^()]*\)")
_HAN = re.compile(f"[{HAN}]")
# A set of signs is found much sooner than an expression that looks around: most texts hold none of these.
_SUSPECT: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(f"[,.;:?!()\"'０-９Ａ-Ｚａ-ｚ… ]|[{_MARKS}][{_MARKS}]"),
    "en": re.compile(f"[{_MARKS}（）【】「」『』\u3000\"'{HAN}]"),
}
_DOUBLED = ("  ", "..", ",,", ";;", "::", "??", "!!")


class Slip(NamedTuple):
    """A slip: where it stands, its code, and the signs."""

    offset: int
    code: str
    signs: str


def slips(text: str, lang: Lang) -> Iterator[Slip]:
    """Yield what is wrong with the punctuation of a plain text."""
    if not _SUSPECT[lang].search(text) and (lang == "zh" or not any(pair in text for pair in _DOUBLED)):
        return
    if lang == "zh":
        found = _CHINESE.finditer(text)
    else:
        if _HAN.search(text):
            text = _CITED.sub(lambda match: "x" * len(match[0]), text)
        found = _ENGLISH.finditer(text)
    for match in found:
        code = next(name for name, signs in match.groupdict().items() if signs is not None)
        yield Slip(match.start(), code, match[0])


def ends_openly(text: str, lang: Lang) -> bool:
    """Tell whether a paragraph lacks its final punctuation."""
    signs = "。！？…：；—" if lang == "zh" else ".!?…:;—"
    bare = text.rstrip().rstrip("”’」』）》)]\"'")
    return bool(bare) and bare[-1] not in signs
