"""The folder of authored files read into one value: what compiles, what is checked, and what cannot be read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from app.content.diagnostics import Diagnostic, diagnose
from app.content.library import PolicyValue
from app.content.parse.documents import Document, LatestOf, complaints, field_names, read_document, validate
from app.content.parse.lessons import LessonText, read_lesson
from app.content.parse.pictures import Picture, read_picture
from app.content.pausing import without_collecting
from app.content.policies import worded_value
from app.content.schema.acts import ActsFile
from app.content.schema.aids import CasesFile, ChecklistsFile, PhrasesFile
from app.content.schema.courses import CatalogueFile, CourseFile, FrontMatter, ProgrammeFile
from app.content.schema.levels import LevelsFile
from app.content.schema.lists import CompetenciesFile, FactsFile, GlossaryFile, PolicyFile, RetiredFile
from app.content.schema.quizzes import BankFile, QuizFile
from app.content.schema.rubrics import RubricFile
from app.content.schema.scenarios import ScenarioFile
from app.items.base import ItemSpec
from app.items.specs import AnySpec, parse_spec
from app.kernel.bilingual import Bilingual, Lang

M = TypeVar("M", bound=BaseModel)
FileStates = tuple[tuple[str, int, int], ...]
FOLDERS = ("courses", "quizzes", "roleplays")
_LISTS: dict[str, tuple[str, type[BaseModel]]] = {
    "courses/catalogue.yaml": ("catalogue", CatalogueFile),
    "courses/competencies.yaml": ("competencies", CompetenciesFile),
    "courses/facts.yaml": ("facts", FactsFile),
    "courses/glossary.yaml": ("glossary", GlossaryFile),
    "courses/phrases.yaml": ("phrases", PhrasesFile),
    "courses/checklists.yaml": ("checklists", ChecklistsFile),
    "courses/cases.yaml": ("cases", CasesFile),
    "roleplays/acts.yaml": ("acts", ActsFile),
}
_WHERE = Bilingual(
    "课放在 courses/<课程>/lessons/<编号>.zh.md，题库和测验放在 quizzes/<编号>.yaml，"
    "情景放在 roleplays/scenarios/<编号>.yaml",
    "lessons stand in courses/<course>/lessons/<id>.zh.md, banks and quizzes in quizzes/<id>.yaml, "
    "scenarios in roleplays/scenarios/<id>.yaml",
)
_FORMATS = {"course", "policy", "quiz", "competencies", "facts", "catalogue", "levels", "scenario", "rubric", "acts"}
_NOT_CONTENT = ("README.md", "translations.lock.json")


@dataclass(frozen=True, slots=True)
class Loaded(Generic[M]):
    """A file that could be read as its format."""

    document: Document
    value: M


@dataclass(frozen=True, slots=True)
class LessonFile:
    """One language of a lesson; `head` is None when the front matter is wrong."""

    file: str
    text: str
    lesson: LessonText
    document: Document  # of the front matter
    head: FrontMatter | None


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """A question where it stands in its bank: `raw` as authored (quotes unfilled), `spec` as its kind reads it."""

    document: Document
    index: int
    bank: str
    raw: dict[str, Any]
    spec: ItemSpec

    def problem(self, code: str, *path: str | int, **values: object) -> Diagnostic:
        """Return a diagnostic about a place inside the question."""
        return self.document.problem(code, "questions", self.index, *path, **values)


@dataclass
class Tree:
    """Everything under one root; what could not be read stands in `found` and is missing from the rest."""

    root: Path
    found: list[Diagnostic] = field(default_factory=list)
    catalogue: Loaded[CatalogueFile] | None = None
    competencies: Loaded[CompetenciesFile] | None = None
    facts: Loaded[FactsFile] | None = None
    glossary: Loaded[GlossaryFile] | None = None
    phrases: Loaded[PhrasesFile] | None = None
    checklists: Loaded[ChecklistsFile] | None = None
    cases: Loaded[CasesFile] | None = None
    retired: list[Loaded[RetiredFile]] = field(default_factory=list)
    courses: dict[str, Loaded[CourseFile]] = field(default_factory=dict)
    lessons: dict[str, dict[Lang, LessonFile]] = field(default_factory=dict)
    policies: dict[str, Loaded[PolicyFile]] = field(default_factory=dict)
    programmes: dict[str, Loaded[ProgrammeFile]] = field(default_factory=dict)
    tracks: dict[str, Loaded[LevelsFile]] = field(default_factory=dict)
    quizzes: dict[str, Loaded[QuizFile]] = field(default_factory=dict)
    banks: dict[str, Loaded[BankFile]] = field(default_factory=dict)
    questions: dict[str, QuestionSource] = field(default_factory=dict)
    scenarios: dict[str, Loaded[ScenarioFile]] = field(default_factory=dict)
    rubrics: dict[str, Loaded[RubricFile]] = field(default_factory=dict)
    acts: Loaded[ActsFile] | None = None
    media: dict[str, Picture | None] = field(default_factory=dict)  # by file; None when it cannot be shown
    broken: set[str] = field(default_factory=set)  # formats of which a file could not be read: names may lie there

    @cached_property
    def banked(self) -> dict[str, tuple[str, ...]]:
        """Bank id → ids of its questions, once everything is read."""
        found: dict[str, tuple[str, ...]] = {}
        for id_, question in self.questions.items():
            found[question.bank] = (*found.get(question.bank, ()), id_)
        return found

    def trades(self) -> frozenset[str]:
        """The trades that policies name, and `any`."""
        return frozenset({"any", *(policy.value.trade for policy in self.policies.values())})

    def policy_values(self) -> dict[str, PolicyValue]:
        """Every company number by its key `<policy>.<name>`."""
        return {
            f"{policy.value.id}.{name}": PolicyValue(
                key=f"{policy.value.id}.{name}",
                trade=policy.value.trade,
                value=entry.value,
                unit=entry.unit,
                kind=entry.kind,
                title=entry.bilingual(),
                text=worded_value(entry.value, entry.unit),
            )
            for policy in self.policies.values()
            for name, entry in policy.value.values.items()
        }


@without_collecting
def read_tree(root: Path) -> Tree:
    """Read every authored file under `root`; nothing is refused here, mistakes are collected."""
    tree = Tree(root)
    for path in authored_files(root):
        file = path.relative_to(root).as_posix()
        if "/media/" in file:
            tree.media[file], found = read_picture(file, path.read_bytes())
            tree.found += found
            continue
        text = _text_of(path, file, tree.found)
        if text is not None:
            _sort_in(tree, file, text)
    return tree


def forget_files() -> None:
    """Forget what this process remembers of files it has read: for measurements from cold."""
    for reading in (read_document, read_picture, _read_lesson_file):
        reading.cache_clear()


def read_acts(root: Path) -> Tree:
    """Read roleplays/acts.yaml only, for who wants nothing but its lexicon."""
    tree, file = Tree(root), "roleplays/acts.yaml"
    text = _text_of(root / file, file, tree.found) if (root / file).is_file() else None
    if text is not None:
        _sort_in(tree, file, text)
    return tree


def authored_files(root: Path) -> Iterator[Path]:
    """Yield the files under courses/, quizzes/ and roleplays/ in a fixed order, without hidden ones."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.name not in _NOT_CONTENT and not path.name.startswith("."):
                yield path


def file_states(root: Path) -> FileStates:
    """Return name, time and size of everything a check depends on: while it is the same, so are its results."""
    found = ((path, path.stat()) for path in (*authored_files(root), *root.glob("courses/*.lock.json")))
    return tuple((str(path), state.st_mtime_ns, state.st_size) for path, state in found)


def _text_of(path: Path, file: str, found: list[Diagnostic]) -> str | None:
    raw = path.read_bytes()
    if raw.startswith(b"\xef\xbb\xbf"):
        found.append(diagnose(file, (1, 1), "E101"))
        raw = raw[3:]
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        why = Bilingual("不是 UTF-8", "it is not UTF-8")
        column = len(raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8")) + 1
        found.append(diagnose(file, (line, column), "E100", why=why))
        return None


def _sort_in(tree: Tree, file: str, text: str) -> None:
    path = PurePosixPath(file)
    parts = path.parts
    if path.suffix == ".md" and len(parts) == 4 and parts[2] == "lessons":  # noqa: PLR2004 - courses/x/lessons/y.zh.md
        _add_lesson(tree, file, text)
        return
    reader = _reader_of(parts)
    if path.suffix != ".yaml" or reader is None:
        tree.found.append(diagnose(file, (1, 1), "E116", suggest=_WHERE))
        return
    document, found = read_document(text, file)
    tree.found += found
    if document.data is None and found:
        tree.broken |= _FORMATS
    else:
        reader(tree, document)


def _reader_of(parts: tuple[str, ...]) -> Callable[[Tree, Document], None] | None:
    file = "/".join(parts)
    if file in _LISTS:
        return _add_list
    if parts[-1] == "retired.yaml":
        return _add_retired
    if parts[0] == "quizzes":
        return _add_quiz
    by_folder: dict[str, Callable[[Tree, Document], None]] = {
        "policies": _add_policy,
        "programmes": _add_programme,
        "levels": _add_levels,
        "scenarios": _add_scenario,
        "rubrics": _add_rubric,
    }
    if parts[-1] == "course.yaml":
        return _add_course
    return by_folder.get(parts[1])


def _load(tree: Tree, document: Document, model: type[M]) -> Loaded[M] | None:
    wanted = next(iter(model.model_fields["format"].annotation.__args__))  # type: ignore[union-attr]
    if not isinstance(document.data, dict) or document.data.get("schema") != wanted:
        tree.found.append(document.problem("E111", "schema", wanted=wanted))
        tree.broken |= _FORMATS
        return None
    value, found = validate(document, model)
    tree.found += found
    if value is None:
        tree.broken.add(wanted.partition("/")[0])
    return Loaded(document, value) if value else None


def _put(tree: Tree, into: dict[str, Loaded[M]], loaded: Loaded[M] | None, key: str, name: str) -> None:
    if loaded is None:
        return
    if key != name:
        field_name = "track" if "/levels/" in loaded.document.file else "id"
        tree.found.append(loaded.document.problem("E115", field_name, id=key, name=name))
    into[key] = loaded


def _stem(document: Document) -> str:
    return PurePosixPath(document.file).stem


def _add_list(tree: Tree, document: Document) -> None:
    name, model = _LISTS[document.file]
    setattr(tree, name, _load(tree, document, model))


def _add_retired(tree: Tree, document: Document) -> None:
    loaded = _load(tree, document, RetiredFile)
    if loaded:
        tree.retired.append(loaded)


def _add_policy(tree: Tree, document: Document) -> None:
    loaded = _load(tree, document, PolicyFile)
    _put(tree, tree.policies, loaded, loaded.value.id if loaded else "", _stem(document))


def _add_programme(tree: Tree, document: Document) -> None:
    loaded = _load(tree, document, ProgrammeFile)
    _put(tree, tree.programmes, loaded, loaded.value.id if loaded else "", _stem(document))


def _add_levels(tree: Tree, document: Document) -> None:
    loaded = _load(tree, document, LevelsFile)
    _put(tree, tree.tracks, loaded, loaded.value.track if loaded else "", _stem(document))


def _add_scenario(tree: Tree, document: Document) -> None:
    loaded = _load(tree, document, ScenarioFile)
    _put(tree, tree.scenarios, loaded, loaded.value.id if loaded else "", _stem(document))


def _add_rubric(tree: Tree, document: Document) -> None:
    loaded = _load(tree, document, RubricFile)
    _put(tree, tree.rubrics, loaded, loaded.value.id if loaded else "", _stem(document))


def _add_course(tree: Tree, document: Document) -> None:
    loaded = _load(tree, document, CourseFile)
    folder = PurePosixPath(document.file).parent.name
    _put(tree, tree.courses, loaded, loaded.value.id if loaded else "", folder)


def _add_quiz(tree: Tree, document: Document) -> None:
    if isinstance(document.data, dict) and document.data.get("kind") == "bank":
        _add_bank(tree, document)
        return
    loaded = _load(tree, document, QuizFile)
    _put(tree, tree.quizzes, loaded, loaded.value.id if loaded else "", _stem(document))


def _add_bank(tree: Tree, document: Document) -> None:
    loaded = _load(tree, document, BankFile)
    if loaded is None:
        return
    _put(tree, tree.banks, loaded, loaded.value.id, _stem(document))
    for index, raw in enumerate(loaded.value.questions):
        spec, found = document.once(("question", index), partial(_read_question, document, index, raw))
        tree.found += found
        if spec is None:
            tree.broken.add("quiz")
            continue
        question = QuestionSource(document, index, loaded.value.id, raw, spec)
        earlier = tree.questions.setdefault(spec.id, question)
        if earlier is not question:
            line, _ = earlier.document.at("questions", earlier.index)
            where = f"{earlier.document.file}:{line}"
            what = Bilingual("题目", "question")
            tree.found.append(question.problem("E108", "id", what=what, id=spec.id, where=where))


def _read_question(document: Document, index: int, raw: Any) -> tuple[ItemSpec | None, list[Diagnostic]]:
    try:
        return parse_spec(raw), []
    except ValidationError as error:
        return None, complaints(document, error, field_names(_ANY_SPEC), ("questions", index))


def _add_lesson(tree: Tree, file: str, text: str) -> None:
    path = PurePosixPath(file)
    name, _, lang = path.stem.rpartition(".")
    if lang not in {"zh", "en"}:
        tree.found.append(diagnose(file, (1, 1), "E116", suggest=_WHERE))
        return
    lesson, document, found = _read_lesson_file(text, file)
    tree.found += found
    head, problems = validate(document, FrontMatter)
    tree.found += problems
    if head and head.id != name:
        tree.found.append(document.problem("E115", "id", id=head.id, name=name))
    key = f"{path.parts[1]}/{name}"
    tree.lessons.setdefault(key, {})[_as_lang(lang)] = LessonFile(file, text, lesson, document, head)


@LatestOf
def _read_lesson_file(text: str, file: str) -> tuple[LessonText, Document, list[Diagnostic]]:
    """Read a lesson and its head; the same text is read once in a process."""
    lesson, found = read_lesson(text, file)
    front = {} if lesson.front is None and not found else lesson.front  # an empty head lacks every field
    return lesson, Document(file, lesson.front_text, front, first_line=2), found


def _as_lang(lang: str) -> Lang:
    return "zh" if lang == "zh" else "en"


_ANY_SPEC: TypeAdapter[ItemSpec] = TypeAdapter(AnySpec)
