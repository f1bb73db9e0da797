"""A question as published: quotes filled in, texts as inline HTML, its aspects told apart."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from app.content.compile.aspects import question_aspects
from app.content.compile.inline import inline_html
from app.content.compile.media import Pictures
from app.content.library import PolicyValue, Question
from app.content.objects import ContentObject, make_object
from app.content.policies import fill_quotes, quoted_keys
from app.content.source import QuestionSource
from app.items.base import ItemSpec
from app.items.specs import parse_spec
from app.kernel.bilingual import LANGS, Lang

Policies = Mapping[str, PolicyValue]


def fill_spec(spec: ItemSpec, policies: Policies, *, html: bool) -> ItemSpec:
    """Return the question with policy quotes filled in; with `html` its texts also become inline HTML.

    KeyError for an unknown policy key, pydantic.ValidationError when a text becomes empty.
    """
    body = spec.model_dump(mode="json", exclude_none=True)
    for part in (body, *dict(body.get("parts", ())).values()):
        answer = part.get("answer")
        if isinstance(answer, dict):
            part["answer"] = policies[answer["policy"]].value
    return parse_spec(_texts(body, policies, html=html))


def compile_question(
    source: QuestionSource, policies: Policies, pictures: Pictures = MappingProxyType({})
) -> ContentObject:
    """Compile a question that has passed the linter; `pictures` are those of all courses.

    One whose file, numbers and pictures rest is compiled once in a process.
    """
    quoted = source.document.once(("quoted", source.index), partial(quoted_in, source.raw))
    numbers = tuple(policies[name] for name in sorted(quoted))
    shown = tuple(tuple(pictures[name].items()) for name in pictures_in(source.spec) if name in pictures)
    work = partial(_compiled, source, policies, pictures)
    return source.document.once(("compiled", source.index, bool(shown)), work, (source.bank, numbers, shown))


def _compiled(source: QuestionSource, policies: Policies, pictures: Pictures) -> ContentObject:
    spec = fill_spec(source.spec, policies, html=True)
    quoted = {name: policies[name].value for name in quoted_in(source.raw)}
    explain = spec.explain
    shown = {name: dict(pictures[name]) for name in pictures_in(spec) if name in pictures}
    question = Question(
        id=spec.id,
        bank=source.bank,
        kind=spec.type,
        points=spec.points,
        trade=spec.trade,
        stem={lang: spec.stem.in_lang(lang) for lang in LANGS},
        explain={lang: explain.in_lang(lang) if explain else "" for lang in LANGS},
        spec=spec,
        objective=spec.objective,
        competency=spec.competency,
        difficulty=spec.difficulty,
        tags=spec.tags,
        facts=spec.facts,
        policies=dict(sorted(quoted.items())),
        pictures=shown,
    )
    aspects = question_aspects(source.spec)
    if shown:
        aspects["text"].append({name: sorted({one.url for one in found.values()}) for name, found in shown.items()})
    return make_object("question", spec.id, question, aspects, quoted)


def pictures_in(spec: ItemSpec) -> tuple[str, ...]:
    """Return the pictures (`course/file`) that a question names."""
    name = getattr(spec, "picture", None)
    return (name,) if isinstance(name, str) else ()


def quoted_in(value: Any) -> set[str]:
    """Return the policy keys quoted anywhere in an authored question, its numeric answer included."""
    if isinstance(value, str):
        return set(quoted_keys(value))
    if isinstance(value, dict):
        answer = value.get("answer")
        keys = {answer["policy"]} if isinstance(answer, dict) and "policy" in answer else set()
        return keys.union(*map(quoted_in, value.values()))
    return set().union(*map(quoted_in, value)) if isinstance(value, list) else set()


def _texts(value: Any, policies: Policies, *, html: bool) -> Any:
    """Fill in (and render) every {zh, en} text below a value; lists of accepted answers stay plain."""
    if isinstance(value, list):
        return [_texts(item, policies, html=html) for item in value]
    if not isinstance(value, dict):
        return value
    filled = {name: _texts(item, policies, html=html) for name, item in value.items()}
    for lang in LANGS:
        if isinstance(value.get(lang), str):
            filled[lang] = _text(value[lang], policies, lang, html=html)
    return filled


def _text(text: str, policies: Policies, lang: Lang, *, html: bool) -> str:
    text = fill_quotes(text, policies, lang)
    return inline_html(text) if html else text
