"""A lesson's two files as one frozen value."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.content.compile.inline import anchor_id, inline_html
from app.content.compile.markdown import cut_at_blocks, lesson_html, say_html
from app.content.compile.media import Pictures
from app.content.compile.terms import TermMarker
from app.content.library import Check, CheckChoice, Lesson, Part, PolicyValue, Section, Term
from app.content.objects import ContentObject, make_object
from app.content.parse.blocks import Block, CheckBlock, ChoiceLine, SayBlock, SayLine, checks_of
from app.content.policies import fill_quotes, quoted_keys
from app.content.schema.courses import FrontMatter
from app.content.source import LessonFile
from app.kernel.bilingual import LANGS, Bilingual, Lang
from app.kernel.canonical import digest

Policies = Mapping[str, PolicyValue]


def compile_lesson(
    key: str,
    files: Mapping[Lang, LessonFile],
    policies: Policies,
    terms: tuple[Term, ...],
    pictures: Pictures = MappingProxyType({}),
) -> ContentObject:
    """Compile a lesson whose files have passed the linter; `pictures` are its course's by file name."""
    head = files["zh"].head
    if head is None:
        raise ValueError(f"lesson {key} has no front matter")
    quoted = {name: policies[name].value for lang in LANGS for name in quoted_keys(files[lang].text)}
    aspects = _aspects(files, head)
    lesson = Lesson(
        key=key,
        id=head.id,
        course=key.partition("/")[0],
        trade=head.trade,
        minutes=head.minutes,
        title=Bilingual(*(_title(files[lang]) for lang in LANGS)),
        sections=_sections(files),
        checks=_checks(files, policies),
        parts={lang: _parts(files[lang], lang, policies, terms, pictures) for lang in LANGS},
        objectives=head.objectives,
        competencies=head.competencies,
        facts=head.facts,
        edition=head.edition,
        policies=dict(sorted(quoted.items())),
        text_hash=digest({"policy": quoted, "grading": aspects["grading"], "edition": head.edition}),
    )
    return make_object("lesson", key, lesson, aspects, quoted)


def _title(file: LessonFile) -> str:
    return file.head.title if file.head else ""


def _sections(files: Mapping[Lang, LessonFile]) -> tuple[Section, ...]:
    return tuple(
        Section(anchor_id(zh.anchor), zh.level, Bilingual(zh.title, en.title))
        for zh, en in zip(files["zh"].lesson.headings, files["en"].lesson.headings, strict=True)
    )


def _checks(files: Mapping[Lang, LessonFile], policies: Policies) -> dict[str, Check]:
    checks = (checks_of(files[lang].lesson.blocks) for lang in LANGS)
    return {zh.id: _check(zh, en, policies) for zh, en in zip(*checks, strict=True)}


def _check(zh: CheckBlock, en: CheckBlock, policies: Policies) -> Check:
    def both(chinese: str, english: str) -> Bilingual:
        return Bilingual(
            inline_html(fill_quotes(chinese, policies, "zh")), inline_html(fill_quotes(english, policies, "en"))
        )

    choices = tuple(
        CheckChoice(mine.id, both(mine.text, other.text), both(mine.reason, other.reason), mine.right)
        for mine, other in zip(zh.choices, en.choices, strict=True)
    )
    return Check(zh.id, both(zh.question, en.question), choices)


def _parts(
    file: LessonFile, lang: Lang, policies: Policies, terms: tuple[Term, ...], pictures: Pictures
) -> tuple[Part, ...]:
    marker = TermMarker(terms, lang)
    shown = {name: versions[lang] for name, versions in pictures.items()}
    text = fill_quotes("\n".join(file.lesson.lines), policies, lang)
    parts: list[Part] = []
    for piece in cut_at_blocks(lesson_html(text, shown)):
        if isinstance(piece, str):
            _append(parts, marker.mark(piece))
        else:
            block = file.lesson.blocks[piece]
            if isinstance(block, CheckBlock):
                parts.append(("check", block.id))
            else:
                _append(parts, say_html(_filled(block, policies, lang), lang))
    return tuple(parts)


def _append(parts: list[Part], html: str) -> None:
    """Add HTML, joining it to HTML just before."""
    if parts and parts[-1][0] == "html":
        parts[-1] = ("html", f"{parts[-1][1]}\n{html}")
    else:
        parts.append(("html", html))


def _filled(block: SayBlock, policies: Policies, lang: Lang) -> SayBlock:
    return SayBlock(
        tuple(
            SayLine(
                line.right,
                fill_quotes(line.text, policies, lang),
                fill_quotes(line.reason, policies, lang),
                line.place,
            )
            for line in block.lines
        ),
        block.place,
    )


def _aspects(files: Mapping[Lang, LessonFile], head: FrontMatter) -> dict[str, Any]:
    checks = checks_of(files["zh"].lesson.blocks)
    return {
        "text": {lang: _authored(files[lang]) for lang in LANGS},
        "explanation": {lang: _reasons(files[lang].lesson.blocks) for lang in LANGS},
        "presentation": [head.minutes, head.objectives, head.competencies, head.facts],
        "grading": {check.id: [choice.id for choice in check.choices if choice.right] for check in checks},
        "structure": {
            "trade": head.trade,
            "edition": head.edition,
            "anchors": [heading.anchor for heading in files["zh"].lesson.headings],
            "checks": {check.id: sorted(choice.id for choice in check.choices) for check in checks},
        },
    }


def _authored(file: LessonFile) -> list[Any]:
    blocks = [
        [block.question, *(choice.text for choice in block.choices)]
        if isinstance(block, CheckBlock)
        else [[line.right, line.text, line.reason] for line in block.lines]
        for block in file.lesson.blocks
    ]
    return [_title(file), list(file.lesson.lines), blocks]


def _reasons(blocks: tuple[Block, ...]) -> list[str]:
    choices: list[ChoiceLine] = [choice for check in checks_of(blocks) for choice in check.choices]
    return [choice.reason for choice in choices]
