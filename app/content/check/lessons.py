"""Lessons: headings, links, pictures, quotes, typed numbers, choices of self-checks."""

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from app.content.check.numbers import Numbers, has_digit
from app.content.diagnostics import Diagnostic, Place, diagnose, suggestion
from app.content.parse.blocks import CheckBlock, SayBlock, checks_of
from app.content.parse.lessons import Link, links_in, prose
from app.content.policies import fill_quotes
from app.content.source import LessonFile, Tree
from app.kernel.bilingual import Bilingual, Lang
from app.kernel.text import fold

_LOWEST_HEADING = 3
_FORMS = Bilingual(
    "写成 lesson:课程/课#锚点、#锚点 或 https://…", "write lesson:course/lesson#anchor, #anchor or https://…"
)


def check_lessons(tree: Tree, numbers: Numbers) -> Iterator[Diagnostic]:
    """Yield what is wrong with each language of each lesson."""
    certain = "policy" not in tree.broken
    for key, files in tree.lessons.items():
        for lang, file in files.items():
            for link in file.document.once("links", partial(_links, file)):
                yield from _link(tree, key, lang, file, link)
            check = partial(_by_itself, file, lang, numbers, certain=certain)
            yield from file.document.once("by itself", check, (numbers.mark, certain))


def _by_itself(file: LessonFile, lang: Lang, numbers: Numbers, *, certain: bool) -> list[Diagnostic]:
    """Return what is wrong with a lesson whatever the others say."""
    found = list(_headings(file))
    for place, text in _texts(file):
        found += _quotes(file, place, text, numbers, certain=certain)
        found += _typed(file, lang, place, text, numbers)
    return [*found, *_choices(file, lang, numbers)]


def _headings(file: LessonFile) -> Iterator[Diagnostic]:
    before, seen = 1, set()
    for heading in file.lesson.headings:
        if heading.level == 1 or heading.level > min(before + 1, _LOWEST_HEADING):
            yield diagnose(file.file, heading.place, "E313", before=before, after=heading.level)
        before = heading.level
        if not heading.anchor:
            yield diagnose(file.file, heading.place, "E317")
        elif heading.anchor in seen:
            yield diagnose(file.file, heading.place, "E318", anchor=heading.anchor)
        seen.add(heading.anchor)
        if "{{" in heading.title:
            yield diagnose(file.file, heading.place, "E316")


def _texts(file: LessonFile) -> Iterator[tuple[Place, str]]:
    """Yield every text outside code and headings with its place: lines, then the blocks' texts."""
    for place, line in prose(file.lesson.lines, file.lesson.body_line):
        if not line.startswith("#"):
            yield place, line
    for block in file.lesson.blocks:
        if isinstance(block, CheckBlock):
            yield block.place, block.question
            for choice in block.choices:
                yield choice.place, choice.text
                yield choice.place, choice.reason
        else:
            for saying in block.lines:
                yield saying.place, saying.text
                yield saying.place, saying.reason


def _links(file: LessonFile) -> list[Link]:
    links = list(file.lesson.links)
    for block in file.lesson.blocks:
        if isinstance(block, SayBlock):
            parts = [(line.place, f"{line.text} {line.reason}") for line in block.lines]
        else:
            parts = [(block.place, block.question)]
            parts += [(choice.place, f"{choice.text} {choice.reason}") for choice in block.choices]
        links += [link for place, text in parts if "](" in text for link in links_in(text, place)]
    return links


def _link(tree: Tree, key: str, lang: Lang, file: LessonFile, link: Link) -> Iterator[Diagnostic]:
    if link.picture:
        yield from _picture(tree, file, link)
    elif link.target.startswith("#"):
        yield from _anchor(file, link, file, link.target[1:])
    elif link.target.startswith("lesson:"):
        name, _, anchor = link.target.removeprefix("lesson:").partition("#")
        target = tree.lessons.get(name)
        listed = name if name not in tree.lessons else ""
        if target is None:
            yield diagnose(file.file, link.place, "E309", target=link.target, suggest=suggestion(listed, tree.lessons))
        elif anchor:
            yield from _anchor(file, link, target.get(lang) or target[next(iter(target))], anchor)
    elif not link.target.startswith(("https://", "http://", "mailto:")):
        yield diagnose(file.file, link.place, "E309", target=link.target or key, suggest=_FORMS)


def _anchor(file: LessonFile, link: Link, target: LessonFile, anchor: str) -> Iterator[Diagnostic]:
    anchors = [heading.anchor for heading in target.lesson.headings if heading.anchor]
    if anchor not in anchors:
        yield diagnose(file.file, link.place, "E310", anchor=anchor, suggest=suggestion(anchor, anchors))


def _picture(tree: Tree, file: LessonFile, link: Link) -> Iterator[Diagnostic]:
    if not link.text.strip():
        yield diagnose(file.file, link.place, "E312")
    course = PurePosixPath(file.file).parent.parent
    name = link.target.removeprefix("../")
    if str(course / name) not in tree.media:
        yield diagnose(file.file, link.place, "E311", target=link.target)


def _quotes(file: LessonFile, place: Place, text: str, numbers: Numbers, *, certain: bool) -> Iterator[Diagnostic]:
    if "{{" not in text:
        return
    for quote in numbers.unreadable(text):
        yield diagnose(file.file, (place[0], place[1] + text.index(quote)), "E321", quote=quote)
    if certain:
        for key in numbers.unknown(text):
            at = (place[0], place[1] + text.index("{{") if text.count("{{") == 1 else place[1])
            yield diagnose(file.file, at, "E314", key=key, suggest=suggestion(key, numbers.keys))


def _typed(file: LessonFile, lang: Lang, place: Place, text: str, numbers: Numbers) -> Iterator[Diagnostic]:
    if has_digit(text):
        trade = file.head.trade if file.head else "any"
        for offset, number, quote in numbers.typed(text, lang, trade):
            yield diagnose(file.file, (place[0], place[1] + offset), "E315", number=number, quote=quote)


def _choices(file: LessonFile, lang: Lang, numbers: Numbers) -> Iterator[Diagnostic]:
    """Report choices that read the same once the company numbers are filled in."""
    for check in checks_of(file.lesson.blocks):
        seen: dict[str, str] = {}
        for choice in check.choices:
            if numbers.unknown(choice.text):
                continue
            words = fold(fill_quotes(choice.text, numbers.policies, lang))
            if words in seen:
                yield diagnose(file.file, choice.place, "E320", id=choice.id, other=seen[words])
            seen.setdefault(words, choice.id)
