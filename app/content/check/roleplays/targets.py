"""Names inside a scenario that must lead somewhere, and ids that stand there twice."""

from collections.abc import Iterable, Iterator

from app.content.check.roleplays.scene import Path, Scene
from app.content.diagnostics import Diagnostic, suggestion
from app.content.schema.scenarios import GoldenTestSpec, TicketFieldSpec
from app.dialogue.golden import END
from app.kernel.bilingual import Bilingual
from app.utterance.acts import ACT_IDS

TOPICS = (
    "name", "contact", "address", "model", "symptom", "when", "people", "place", "order", "cost", "wish", "slot",
)  # fmt: skip
_WHAT = {
    "act": Bilingual("言语行为", "act"),
    "topic": Bilingual("话题", "topic"),
    "criterion": Bilingual("评分项", "criterion"),
    "critical": Bilingual("红线", "critical error"),
    "document": Bilingual("文件", "document"),
    "fact": Bilingual("隐藏信息", "hidden fact"),
    "choice": Bilingual("选项", "choice"),
    "option": Bilingual("选项", "option"),
    "field": Bilingual("工单字段", "field of the ticket"),
    "ending": Bilingual("结局", "ending"),
}
_LISTS = {
    "documents": _WHAT["document"],
    "facts": _WHAT["fact"],
    "rules": Bilingual("规则", "rule"),
    "lines": Bilingual("台词", "line"),
    "ticket": _WHAT["field"],
    "critical": _WHAT["critical"],
    "endings": _WHAT["ending"],
    "choices": Bilingual("选择点", "beat"),
    "tests": Bilingual("样例对话", "golden transcript"),
}


def check_targets(scene: Scene) -> Iterator[Diagnostic]:
    """Yield names that lead nowhere and ids used twice."""
    yield from _twice(scene)
    yield from _of_rules(scene)
    yield from _of_facts(scene)
    yield from _of_criticals(scene)
    for index, field in enumerate(scene.file.ticket):
        yield from _of_field(scene, index, field)
    for index, beat in enumerate(scene.file.choices):
        for position, option in enumerate(beat.options):
            for place, act in enumerate(option.acts):
                at = ("choices", index, "options", position, "acts", place)
                yield from _missing(scene, "act", [act.act], ACT_IDS, at)
                yield from _missing(scene, "topic", act.topic, TOPICS, (*at, "topic"))
    for index, test in enumerate(scene.file.tests):
        yield from _of_test(scene, test, ("tests", index))


def _missing(
    scene: Scene, kind: str, names: Iterable[str | None], known: Iterable[str], at: Path
) -> Iterator[Diagnostic]:
    """Yield each name that does not exist; for several names the path leads to their list."""
    known = tuple(known)
    for index, name in enumerate(names):
        if name is not None and name not in known:
            yield scene.problem("E401", *at, index, what=_WHAT[kind], name=name, suggest=suggestion(name, known))


def _twice(scene: Scene) -> Iterator[Diagnostic]:
    places: list[tuple[Path, str]] = [
        ((name, index), entry.id) for name in _LISTS for index, entry in enumerate(getattr(scene.file, name))
    ]
    places += [
        (("choices", index, "options", position), option.id)
        for index, beat in enumerate(scene.file.choices)
        for position, option in enumerate(beat.options)
    ]
    seen: dict[tuple[str, str], Path] = {}
    for path, id_ in places:
        kind = str(path[0]) if len(path) == 2 else "options"  # noqa: PLR2004 - a list and a position in it
        first = seen.setdefault((kind, id_), path)
        if first is not path:
            where = f"{scene.document.file}:{scene.document.at(*first)[0]}"
            what = _LISTS.get(kind, _WHAT["option"])
            yield scene.problem("E108", *path, what=what, id=id_, where=where)


def _criteria(scene: Scene) -> list[str] | None:
    return [criterion.id for criterion in scene.rubric.criteria] if scene.rubric else None


def _of_rules(scene: Scene) -> Iterator[Diagnostic]:
    criteria = _criteria(scene)
    flags = [critical.id for critical in scene.file.critical]
    documents = [document.id for document in scene.file.documents]
    for index, rule in enumerate(scene.file.rules):
        at = ("rules", index)
        yield from _missing(scene, "act", rule.acts, ACT_IDS, (*at, "acts"))
        if criteria is not None:
            yield from _missing(scene, "criterion", [rule.evidence], criteria, (*at, "evidence"))
        yield from _missing(scene, "critical", [rule.flag], flags, (*at, "flag"))
        yield from _missing(scene, "document", [rule.show], documents, (*at, "show"))
    if criteria is not None:
        yield from _missing(scene, "criterion", scene.file.not_judged, criteria, ("not_judged",))


def _of_facts(scene: Scene) -> Iterator[Diagnostic]:
    documents = [document.id for document in scene.file.documents]
    for index, fact in enumerate(scene.file.facts):
        at = ("facts", index, "reveal")
        yield from _missing(scene, "act", fact.reveal.acts, ACT_IDS, (*at, "acts"))
        yield from _missing(scene, "topic", fact.reveal.topics, TOPICS, (*at, "topics"))
        yield from _missing(scene, "document", [fact.reveal.document], documents, (*at, "document"))


def _of_criticals(scene: Scene) -> Iterator[Diagnostic]:
    criteria = _criteria(scene)
    for index, critical in enumerate(scene.file.critical):
        if critical.fails == "section" and critical.section is None:
            yield scene.problem("E112", "critical", index, field="section")
        elif criteria is not None:
            yield from _missing(scene, "criterion", [critical.section], criteria, ("critical", index, "section"))


def _of_field(scene: Scene, index: int, field: TicketFieldSpec) -> Iterator[Diagnostic]:
    at = ("ticket", index)
    facts = [fact.id for fact in scene.file.facts]
    yield from _missing(scene, "fact", [field.fact], facts, (*at, "fact"))
    if field.right is not None:
        yield from _missing(scene, "choice", [field.right], field.choices, (*at, "right"))
    for name in _lacking(field):
        yield scene.problem("E429", *at, type=field.type, field=name)


def _lacking(field: TicketFieldSpec) -> list[str]:
    """Return what a field of its type cannot do without."""
    if field.type == "choice":
        return [name for name in ("choices", "right") if not getattr(field, name)]
    if field.type == "promise":
        return [] if field.kind else ["kind"]
    return [] if all(field.accept.get(lang) for lang in ("zh", "en")) else ["accept"]


def _of_test(scene: Scene, test: GoldenTestSpec, at: Path) -> Iterator[Diagnostic]:
    file, expect = scene.file, test.expect
    options = [option.id for beat in file.choices for option in beat.options]
    yield from _missing(scene, "option", test.choose, (*options, END), (*at, "choose"))
    fields = {field.id: field for field in file.ticket}
    for name, value in test.ticket.items():
        yield from _missing(scene, "field", [name], fields, (*at, "ticket", name))
        if name in fields and fields[name].type == "choice":
            yield from _missing(scene, "choice", [value.zh], fields[name].choices, (*at, "ticket", name))
    at = (*at, "expect")
    yield from _missing(scene, "ending", [expect.ending], [ending.id for ending in file.endings], (*at, "ending"))
    yield from _missing(scene, "critical", expect.flags or (), [one.id for one in file.critical], (*at, "flags"))
    yield from _missing(scene, "fact", expect.facts or (), [fact.id for fact in file.facts], (*at, "facts"))
    for name in expect.ticket or {}:
        yield from _missing(scene, "field", [name], fields, (*at, "ticket", name))
