"""Limits of promises and the acts of options: policy keys and lengths of time as minutes and amounts."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.content.library import PolicyValue
from app.content.policies import worded_value
from app.content.schema.measures import read_measure
from app.content.schema.scenarios import OptionActSpec, PromiseSpec
from app.dialogue.promises import due_minutes, limit_minutes
from app.dialogue.scenario import Opening, PromiseKind, PromiseRule
from app.kernel.bilingual import Bilingual
from app.utterance.values import Act

Policies = Mapping[str, PolicyValue]


def measured(measure: str, policies: Policies) -> tuple[int, str, Bilingual]:
    """Return value, unit and wording of a limit; KeyError for an unknown policy."""
    found = read_measure(measure)
    if found is None:
        value = policies[measure]
        return value.value, value.unit, value.text
    return *found, worded_value(*found)


def promise_rule(kind: PromiseKind, spec: PromiseSpec, opening: Opening, policies: Policies) -> PromiseRule:
    """Return what may be promised of a kind; KeyError for an unknown policy and for a limit that is no time."""
    most = measured(spec.most, policies) if spec.most else None
    least = measured(spec.least, policies) if spec.least else None
    amount = measured(spec.most_amount, policies) if spec.most_amount else None
    worded = most or amount
    return PromiseRule(
        kind=kind,
        most=limit_minutes(*most[:2], opening) if most else None,
        least=due_minutes({"value": least[0], "unit": least[1]}, opening) if least else None,
        most_amount=amount[0] if amount else None,
        unit=amount[1] if amount else None,
        allowed=spec.allowed,
        policy=next((key for key in (spec.most, spec.most_amount) if key and read_measure(key) is None), None),
        words=worded[2] if worded else None,
    )


def acts_of(specs: Iterable[OptionActSpec], policies: Policies) -> tuple[Act, ...]:
    """Return the acts that an option stands for, slots as the reader would give them."""
    return tuple(Act(spec.act, slots=_slots(spec, policies)) for spec in specs)


def _slots(spec: OptionActSpec, policies: Policies) -> dict[str, Any]:
    slots: dict[str, Any] = {}
    if spec.deadline is not None:
        slots["deadline"] = _measure(spec.deadline, policies) if isinstance(spec.deadline, str) else spec.deadline
    if spec.amount is not None:
        slots["amount"] = _measure(spec.amount, policies)
    if spec.topic:
        slots["topic"] = sorted(spec.topic)
    for name in ("kind", "level", "owner"):
        if getattr(spec, name) is not None:
            slots[name] = getattr(spec, name)
    return slots


def _measure(measure: str, policies: Policies) -> dict[str, Any]:
    value, unit, _ = measured(measure, policies)
    return {"value": value, "unit": unit}
