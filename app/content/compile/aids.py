"""Job aids as published: company numbers filled in, texts as inline HTML, their aspects told apart."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.content import aids as made
from app.content.compile.inline import inline_html, join_han
from app.content.library import PolicyValue
from app.content.objects import ContentObject, Kind, make_object
from app.content.parse.documents import Document
from app.content.policies import fill_quotes, quoted_keys
from app.content.schema.aids import CaseSpec, ChecklistSpec, SituationSpec
from app.content.source import Tree
from app.items.base import Text
from app.kernel.bilingual import LANGS, Bilingual

AidSpec = SituationSpec | ChecklistSpec | CaseSpec
Path = tuple[str | int, ...]
Policies = Mapping[str, PolicyValue]
_REASONS = frozenset({"why", "about"})
_KINDS: Mapping[type, Kind] = {SituationSpec: "situation", ChecklistSpec: "checklist", CaseSpec: "case"}


def aids_of(tree: Tree) -> Iterator[tuple[Document, Path, AidSpec]]:
    """Yield every job aid with the document it stands in and its path there, in the author's order."""
    groups: tuple[tuple[Any, str], ...] = (
        (tree.phrases, "situations"),
        (tree.checklists, "checklists"),
        (tree.cases, "cases"),
    )
    for loaded, name in groups:
        for index, aid in enumerate(getattr(loaded.value, name) if loaded else ()):
            yield loaded.document, (name, index), aid


def kind_of(aid: AidSpec) -> Kind:
    """Return the kind of object that an authored job aid becomes."""
    return _KINDS[type(aid)]


def aid_texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield every {zh, en} text of a dumped job aid with its path, a step's own words at the step."""
    if isinstance(value, dict):
        if isinstance(value.get("zh"), str):
            yield path, value
        for name, part in value.items():
            yield from aid_texts(part, (*path, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from aid_texts(part, (*path, index))


def compile_aids(tree: Tree, policies: Policies) -> list[ContentObject]:
    """Compile the job aids of a tree that has passed the linter, and the list that keeps their order."""
    objects, ids = [], dict[str, list[str]]()
    tags = {tag.id: made.Tag(tag.id, tag.bilingual()) for tag in (tree.cases.value.tags if tree.cases else ())}
    for _, _, aid in aids_of(tree):
        objects.append(_compiled(aid, policies, tags))
        ids.setdefault(kind_of(aid), []).append(aid.id)
    if objects:
        order = made.Aids(*(tuple(ids.get(kind, ())) for kind in _KINDS.values()))
        objects.append(make_object("aids", "aids", order, {"presentation": ids}))
    return objects


def _compiled(aid: AidSpec, policies: Policies, tags: Mapping[str, made.Tag]) -> ContentObject:
    body = aid.model_dump(mode="json", exclude_none=True)
    quoted = {key: policies[key].value for key in sorted(set(quoted_keys(aid.model_dump_json())))}
    words = _Words(policies)
    if isinstance(aid, SituationSpec):
        value: Any = _situation(aid, words, quoted)
    elif isinstance(aid, ChecklistSpec):
        value = _checklist(aid, words, quoted)
    else:
        value = _case(aid, words, quoted, tags)
    return make_object(kind_of(aid), aid.id, value, _aspects(body), quoted)


class _Words:
    """Makes published texts of authored ones."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies

    def plain(self, text: Text) -> Bilingual:
        """Fill in the company numbers of a title."""
        return Bilingual(*(join_han(fill_quotes(text.in_lang(lang), self._policies, lang)) for lang in LANGS))

    def html(self, text: Text | None) -> Bilingual:
        """Fill in the company numbers and render; nothing stays nothing."""
        if text is None:
            return made.NOTHING
        return Bilingual(*(inline_html(fill_quotes(text.in_lang(lang), self._policies, lang)) for lang in LANGS))


def _situation(spec: SituationSpec, words: _Words, quoted: dict[str, int]) -> made.Situation:
    return made.Situation(
        id=spec.id,
        trade=spec.trade,
        title=words.plain(spec.title),
        about=words.html(spec.about),
        lesson=spec.lesson,
        phrases=tuple(
            made.Phrase(phrase.id, words.html(phrase.avoid), words.html(phrase.say), words.html(phrase.why))
            for phrase in spec.phrases
        ),
        policies=quoted,
    )


def _checklist(spec: ChecklistSpec, words: _Words, quoted: dict[str, int]) -> made.Checklist:
    return made.Checklist(
        id=spec.id,
        trade=spec.trade,
        title=words.plain(spec.title),
        use=words.html(spec.use),
        steps=tuple(
            made.ChecklistStep(step.id, words.html(step), words.html(step.why), step.stop) for step in spec.steps
        ),
        lesson=spec.lesson,
        facts=spec.facts,
        policies=quoted,
    )


def _case(spec: CaseSpec, words: _Words, quoted: dict[str, int], tags: Mapping[str, made.Tag]) -> made.Case:
    return made.Case(
        id=spec.id,
        trade=spec.trade,
        title=words.plain(spec.title),
        situation=words.html(spec.situation),
        done=words.html(spec.done),
        whys=tuple(words.html(why) for why in spec.whys),
        learnt=words.html(spec.learnt),
        lesson=spec.lesson,
        tags=tuple(tags[tag] for tag in spec.tags),
        competencies=spec.competencies,
        facts=spec.facts,
        policies=quoted,
    )


def _aspects(body: dict[str, Any]) -> dict[str, Any]:
    """Return what is of each class of change: reasons explain, order is presentation, steps and links are structure."""
    texts = [(path, text) for path, text in aid_texts(body)]
    inner = [part for name in ("phrases", "steps") for part in body.get(name, ())]
    reasons = [_pair(text) for path, text in texts if path[-1] in _REASONS]
    words = [_pair(text) for path, text in texts if path[-1] not in _REASONS]
    return {
        "text": words,
        "explanation": reasons,
        "presentation": [body.get("tags"), [part["id"] for part in inner]],
        "structure": [
            *(body.get(name) for name in ("trade", "lesson", "competencies", "facts")),
            sorted([part["id"], part.get("stop", False)] for part in inner),
        ],
    }


def _pair(text: dict[str, str]) -> list[str]:
    return [text[lang] for lang in LANGS]
