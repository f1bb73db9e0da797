"""A question as published: quotes filled in, texts as inline HTML, its aspects told apart."""

from collections.abc import Mapping
from typing import Any

from app.content.compile.inline import inline_html
from app.content.library import PolicyValue, Question
from app.content.objects import ContentObject, make_object
from app.content.policies import fill_quotes, quoted_keys
from app.content.source import QuestionSource
from app.items.base import ItemSpec
from app.items.specs import parse_spec
from app.kernel.bilingual import LANGS, Lang

Policies = Mapping[str, PolicyValue]
_GROUPS = ("choices", "steps", "buckets", "things")
_GRADED = ("answer", "tolerance", "accept", "credit", "points")
_SHOWN = ("difficulty", "objective", "competency", "facts", "tags")


def fill_spec(spec: ItemSpec, policies: Policies, *, html: bool) -> ItemSpec:
    """Return the question with policy quotes filled in; with `html` its texts also become inline HTML.

    KeyError for an unknown policy key, pydantic.ValidationError when a text becomes empty.
    """
    body = spec.model_dump(mode="json", exclude_none=True)
    answer = body.get("answer")
    if isinstance(answer, dict):
        body["answer"] = policies[answer["policy"]].value
    return parse_spec(_texts(body, policies, html=html))


def compile_question(source: QuestionSource, policies: Policies) -> ContentObject:
    """Compile a question that has passed the linter."""
    spec = fill_spec(source.spec, policies, html=True)
    quoted = {name: policies[name].value for name in quoted_in(source.raw)}
    explain = spec.explain
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
    )
    return make_object("question", spec.id, question, _aspects(source.spec), quoted)


def quoted_in(value: Any) -> set[str]:
    """Return the policy keys quoted anywhere in an authored question, its numeric answer included."""
    if isinstance(value, str):
        return set(quoted_keys(value))
    if isinstance(value, dict):
        answer = value.get("answer")
        keys = {answer["policy"]} if isinstance(answer, dict) and "policy" in answer else set()
        return keys.union(*map(quoted_in, value.values()))
    return set().union(*map(quoted_in, value)) if isinstance(value, list) else set()


def id_groups(spec: ItemSpec) -> dict[str, list[str]]:
    """Return the ids of choices, steps, buckets and things, each group by its name."""
    return {name: list(getattr(spec, name)) for name in _GROUPS if hasattr(spec, name)}


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


def _aspects(spec: ItemSpec) -> dict[str, Any]:
    body = spec.model_dump(mode="json", exclude_none=True)
    groups = {name: dict(body[name]) for name in _GROUPS if name in body}
    words = {name: {key: [part["zh"], part["en"]] for key, part in group.items()} for name, group in groups.items()}
    whys = {name: {key: part.get("why") for key, part in group.items()} for name, group in groups.items()}
    keys = {
        name: {key: [part.get("ok"), part.get("in")] for key, part in group.items()} for name, group in groups.items()
    }
    return {
        "text": [body["stem"], words, body.get("unit")],
        "explanation": [body.get("explain"), body.get("why"), whys],
        "presentation": [[body.get(name) for name in _SHOWN], {name: list(group) for name, group in groups.items()}],
        "grading": [[body.get(name) for name in _GRADED], keys, list(groups.get("steps", ()))],
        "structure": [spec.type, spec.trade, {name: sorted(group) for name, group in groups.items()}],
    }
