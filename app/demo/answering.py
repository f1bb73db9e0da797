"""How an imagined person answers a question: rightly, or as somebody who is mistaken."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from app.items.base import Answer
from app.kernel.draws import below

_TAG = re.compile(r"<[^<>]+>")


def right_answer(spec: Any) -> Answer:
    """Return the answer that gets full marks, from the engine or from people."""
    return _RIGHT[spec.type](spec)


def wrong_answer(spec: Any, seed: str) -> Answer:
    """Return a plausible answer that does not get full marks, fixed by the seed."""
    return _WRONG[spec.type](spec, seed)


def _key_in_order(spec: Any) -> list[str]:
    return [choice for choice in spec.choices if choice in spec.key]


def _others(spec: Any) -> list[str]:
    return [choice for choice in spec.choices if choice not in spec.key]


def _wrong_single(spec: Any, seed: str) -> Answer:
    others = _others(spec)
    return others[below(len(others), seed)]


def _wrong_multiple(spec: Any, seed: str) -> Answer:
    others = _others(spec)
    extra = others[below(len(others), seed)]
    chosen = {*_key_in_order(spec)[1:], extra}
    return [choice for choice in spec.choices if choice in chosen]


def _wrong_order(spec: Any, seed: str) -> Answer:
    steps = list(spec.steps)
    place = below(len(steps) - 1, seed)
    steps[place], steps[place + 1] = steps[place + 1], steps[place]
    return steps


def _wrong_classify(spec: Any, seed: str) -> Answer:
    things = {name: thing.bucket for name, thing in spec.things.items()}
    name = list(things)[below(len(things), seed)]
    things[name] = next(bucket for bucket in spec.buckets if bucket != things[name])
    return things


def _right_cloze(spec: Any) -> Answer:
    return {name: gap.key if gap.choices else gap.accept.zh[0] for name, gap in spec.gaps.items()}


def _wrong_cloze(spec: Any, seed: str) -> Answer:
    filled = _right_cloze(spec)
    name = list(filled)[below(len(filled), seed)]
    choices = spec.gaps[name].choices
    filled[name] = next(choice for choice in choices if choice != filled[name]) if choices else "不太确定"
    return filled


def _wrong_match(spec: Any, seed: str) -> Answer:
    pairs = list(spec.pairs)
    place = below(len(pairs) - 1, seed)
    chosen = [*pairs]
    chosen[place], chosen[place + 1] = chosen[place + 1], chosen[place]
    return dict(zip(pairs, chosen, strict=True))


def _right_case(spec: Any) -> Answer:
    return {name: right_answer(part) for name, part in spec.parts.items()}


def _wrong_case(spec: Any, seed: str) -> Answer:
    name = list(spec.parts)[below(len(spec.parts), seed)]
    return _right_case(spec) | {name: wrong_answer(spec.parts[name], seed)}


def _opinion(spec: Any, seed: str) -> Answer:
    scale = list(spec.scale)
    return scale[below(len(scale), seed)] if scale else None


def _wrong_hotspot(spec: Any, seed: str) -> Answer:
    others = [name for name in spec.regions if name not in spec.key]
    picked = {*sorted(spec.key)[1:], others[below(len(others), seed)]}
    return [name for name in spec.regions if name in picked]


def _model(spec: Any) -> Answer:
    """Return the author's own wording as somebody would type it."""
    words = spec.model.zh if spec.model else "我先道歉，再写清由谁、什么时候、做什么。"
    return _TAG.sub("", unescape(words.replace("<br>", "\n")))


_RIGHT: dict[str, Callable[[Any], Answer]] = {
    "single": lambda spec: _key_in_order(spec)[0],
    "multiple": _key_in_order,
    "truefalse": lambda spec: spec.answer,
    "number": lambda spec: format(spec.key.normalize(), "f"),
    "text": lambda spec: spec.accept.zh[0],
    "order": lambda spec: list(spec.steps),
    "classify": lambda spec: {name: thing.bucket for name, thing in spec.things.items()},
    "cloze": _right_cloze,
    "match": lambda spec: {name: name for name in spec.pairs},
    "hotspot": lambda spec: [name for name in spec.regions if name in spec.key],
    "rewrite": _model,
    "essay": _model,
    "case": _right_case,
    "survey": lambda spec: _opinion(spec, spec.id),
}
_WRONG: dict[str, Callable[[Any, str], Answer]] = {
    "single": _wrong_single,
    "multiple": _wrong_multiple,
    "truefalse": lambda spec, _seed: not spec.answer,
    "number": lambda spec, _seed: format((spec.key * 2 + spec.tolerance + 1).normalize(), "f"),
    "text": lambda _spec, _seed: "不太确定",
    "order": _wrong_order,
    "classify": _wrong_classify,
    "cloze": _wrong_cloze,
    "match": _wrong_match,
    "hotspot": _wrong_hotspot,
    "rewrite": lambda spec, _seed: _TAG.sub("", unescape(spec.say.zh)),
    "essay": lambda _spec, _seed: "我尽快给您办。",
    "case": _wrong_case,
    "survey": _opinion,
}
