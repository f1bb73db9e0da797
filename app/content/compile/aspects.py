"""What of a question a change can touch, class by class: its words, reasons, order, key and ids."""

from collections.abc import Mapping
from typing import Any

from app.items.base import ItemSpec

_GROUPS = ("choices", "steps", "buckets", "things", "pairs", "extra", "gaps", "scale", "parts", "regions", "criteria")
_GRADED = ("answer", "tolerance", "accept", "credit", "points")
_SHOWN = ("difficulty", "objective", "competency", "facts", "tags")
_OWN = {  # fields that only some kinds have: those of the others keep the digests that they had before
    "text": ("alt", "picture", "say", "situation"),
    "explanation": ("model",),
    "presentation": ("words",),
    "grading": ("pick", "wants", "avoid"),
}
Body = Mapping[str, Any]
Groups = Mapping[str, Mapping[str, Any]]


def question_aspects(spec: ItemSpec) -> dict[str, Any]:
    """Return the authored values of a question by the class of a change to them (see `ASPECTS`)."""
    return _aspects(spec.model_dump(mode="json", exclude_none=True))


def id_groups(spec: ItemSpec) -> dict[str, list[str]]:
    """Return the ids of choices, steps, pairs …, each group by its path: `choices`, `parts.first.choices`."""
    return _ids(spec.model_dump(mode="json", exclude_none=True))


def _ids(body: Body) -> dict[str, list[str]]:
    found = {name: list(group) for name, group in _groups(body).items()}
    for part_id, part in dict(body.get("parts", ())).items():
        found |= {f"parts.{part_id}.{name}": ids for name, ids in _ids(part).items()}
    return found


def _groups(body: Body) -> Groups:
    """Return every group of ids with what stands under each; the choices of a gap are a group of their own."""
    found = {name: dict(body[name]) for name in _GROUPS if name in body}
    for gap_id, gap in found.get("gaps", {}).items():
        if "choices" in gap:
            found[f"gaps.{gap_id}.choices"] = dict(gap["choices"])
    return found


def _aspects(body: Body) -> dict[str, Any]:
    groups = _groups(body)
    own = {
        "text": _text(body, groups),
        "explanation": [body.get("explain"), body.get("why"), _by_id(groups, lambda part: part.get("why"))],
        "presentation": [[body.get(name) for name in _SHOWN], {name: list(group) for name, group in groups.items()}],
        "grading": [[body.get(name) for name in _GRADED], _by_id(groups, _key), list(groups.get("steps", ()))],
        "structure": [body["type"], body.get("trade"), {name: sorted(group) for name, group in groups.items()}],
    }
    for aspect, names in _OWN.items():
        own[aspect] += [{name: body[name] for name in names if name in body}] if set(names) & body.keys() else []
    if "regions" in groups:
        places = {name: [region["shape"], region.get("letter")] for name, region in groups["regions"].items()}
        own["presentation"].append(places)
    parts = {part_id: _aspects(part) for part_id, part in groups.get("parts", {}).items()}
    if not parts:
        return own
    return {name: [value, {part_id: part[name] for part_id, part in parts.items()}] for name, value in own.items()}


def _text(body: Body, groups: Groups) -> list[Any]:
    words = [body["stem"], _by_id(groups, _words), body.get("unit")]
    return [*words, body["text"]] if "text" in body else words


def _by_id(groups: Groups, take: Any) -> dict[str, dict[str, Any]]:
    return {name: {key: take(part) for key, part in group.items()} for name, group in groups.items()}


def _words(part: Body) -> list[Any]:
    sides = ("zh", "en") if "zh" in part else ("left", "right")
    return [part[side] for side in sides if side in part]


def _key(part: Body) -> list[Any]:
    key = [part.get("ok"), part.get("in")]
    return [*key, *(part[name] for name in ("accept", "points") if name in part)]
