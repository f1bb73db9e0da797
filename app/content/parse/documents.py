"""One YAML document with the place of everything in it, and pydantic's complaints as diagnostics."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from app.content.diagnostics import Diagnostic, Place, diagnose, suggestion
from app.content.parse.strict import Path, places, read_yaml
from app.kernel.bilingual import Bilingual

Model = TypeVar("Model", bound=BaseModel)
R = TypeVar("R")
LANGUAGES = {"zh": Bilingual("中文", "Chinese"), "en": Bilingual("英文", "English")}
_WHY = {
    "int": "应为整数",
    "decimal": "应为数字",
    "float": "应为数字",
    "string_type": "应为文字",
    "bool": "应为 true 或 false",
    "literal_error": "应为 {expected}",
    "tuple_type": "应为列表",
    "list_type": "应为列表",
    "dict_type": "应为一组键和值",
    "model": "应为一组键和值",
    "greater_than": "不能小于 {ge}",
    "less_than": "不能大于 {le}",
    "too_short": "太少",
    "too_long": "太多",
    "string_too_long": "太长",
    "union_tag_invalid": "应为 {expected_tags}",
}


class LatestOf(Generic[R]):
    """A way to read files that remembers of each file the reading of its latest text, and of no older one."""

    def __init__(self, read: Callable[[str, str], R]) -> None:
        self._read = read
        self._kept: dict[str, tuple[str, R]] = {}

    def __call__(self, text: str, file: str) -> R:
        """Return what `read(text, file)` returned for this text, reading it when the text is another one now."""
        known = self._kept.get(file)
        if known is None or known[0] != text:
            known = self._kept[file] = (text, self._read(text, file))
        return known[1]

    def cache_clear(self) -> None:
        """Forget everything."""
        self._kept.clear()


@dataclass(frozen=True)
class Document:
    """A YAML text and the value read from it; places are found when first asked for.

    `kept` holds what follows from it: a file that rests is not worked on twice by one process.
    """

    file: str
    text: str
    data: Any
    first_line: int = 1
    kept: dict[Hashable, tuple[Hashable, Any]] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: Hashable, work: Callable[[], R], given: Hashable = None) -> R:
        """Return what follows from this text, and from what is `given` beside it, working it out the first time.

        Of each name the latest is kept: with something else given it is worked out again.
        """
        if name not in self.kept or self.kept[name][0] != given:
            self.kept[name] = given, work()
        found: R = self.kept[name][1]
        return found

    @cached_property
    def _places(self) -> dict[Path, Place]:
        return places(self.text, self.first_line)

    def at(self, *path: str | int) -> Place:
        """Return the place of the key or item at a path, or of the nearest thing around it that exists."""
        for length in range(len(path), -1, -1):
            if path[:length] in self._places:
                return self._places[path[:length]]
        return (self.first_line, 1)

    def problem(self, code: str, *path: str | int, **values: object) -> Diagnostic:
        """Return a diagnostic about the thing at a path."""
        return diagnose(self.file, self.at(*path), code, **values)


@LatestOf
def read_document(text: str, file: str) -> tuple[Document, list[Diagnostic]]:
    """Read a whole file as one YAML document; the same text is read once in a process."""
    data, found = read_yaml(text, file)
    return Document(file, text, data), found


def validate(document: Document, model: type[Model]) -> tuple[Model | None, list[Diagnostic]]:
    """Read the document's value as a model; every mistake becomes a diagnostic."""
    return document.once(model, lambda: _validated(document, model))


def _validated(document: Document, model: type[Model]) -> tuple[Model | None, list[Diagnostic]]:
    if not isinstance(document.data, dict):
        if document.data is None:
            return None, []
        return None, [document.problem("E114", field="…", why=Bilingual("应为一组键和值", "it must be a mapping"))]
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        return None, complaints(document, error, field_names(model))


def complaints(
    document: Document, error: ValidationError, names: frozenset[str], prefix: Path = ()
) -> list[Diagnostic]:
    """Turn pydantic's errors into diagnostics; `names` are the fields that exist, for the nearest name."""
    return [_complaint(document, dict(item), names, prefix) for item in error.errors(include_url=False)]


@cache
def field_names(model: Any) -> frozenset[str]:
    """Return every field name that may occur in files of this model (or type adapter)."""
    schema = model.json_schema() if isinstance(model, TypeAdapter) else model.model_json_schema()
    names: set[str] = set()
    _collect(schema, names)
    return frozenset(names)


def _collect(node: Any, names: set[str]) -> None:
    if isinstance(node, dict):
        names.update(node.get("properties", ()))
        for value in node.values():
            _collect(value, names)
    elif isinstance(node, list):
        for value in node:
            _collect(value, names)


def _complaint(document: Document, error: dict[str, Any], names: frozenset[str], prefix: Path) -> Diagnostic:
    path = _path(document.data, prefix, error["loc"])
    name = str(error["loc"][-1]) if error["loc"] else "…"
    code, values = _verdict(error, name, str(path[-1]) if path else name, names)
    return diagnose(document.file, document.at(*path), code, **values)


def _verdict(error: dict[str, Any], name: str, field: str, names: frozenset[str]) -> tuple[str, dict[str, object]]:
    """Return code and values for an error at `name`; `field` is the innermost thing that exists."""
    kind = error["type"]
    missing = kind in {"missing", "union_tag_not_found"}
    if name in LANGUAGES and (missing or kind == "string_too_short" or error["input"] is None):
        return "W601", {"lang": LANGUAGES[name]}
    if missing:
        return "E112", {"field": name if kind == "missing" else "type"}
    if kind == "extra_forbidden":
        return "E113", {"field": name, "suggest": suggestion(name, names)}
    if kind == "string_pattern_mismatch":
        return "E110", {"id": error["input"]}
    if field == "answer" and not isinstance(error["input"], dict):
        return "E214", {"given": repr(error["input"]).replace("'", '"')}
    return "E114", {"field": field, "why": _why(error)}


def _path(data: Any, prefix: Path, location: tuple[Any, ...]) -> Path:
    """Keep of pydantic's location what exists in the value: union tags and missing fields fall out."""
    path: list[str | int] = list(prefix)
    step: Any
    for step in prefix:
        data = data[step]
    for step in location:
        inside = step < len(data) if isinstance(data, list) and isinstance(step, int) else False
        if inside or (isinstance(data, dict) and step in data):
            path.append(step)
            data = data[step]
    return tuple(path)


def _why(error: Mapping[str, Any]) -> Bilingual:
    kind: str = error["type"]
    english = error["msg"].removeprefix("Value error, ")
    for start, chinese in _WHY.items():
        if kind.startswith(start):
            return Bilingual(chinese.format_map(_Shown(error.get("ctx", {}))), english)
    return Bilingual(f"写法不对（{english}）", english)


class _Shown(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return str(self.get({"ge": "gt", "le": "lt"}.get(key, ""), "?"))
