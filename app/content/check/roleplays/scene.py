"""A scenario under the linter: the file, the value it compiles to, the rubric, and places inside its conditions."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.content.check.numbers import Numbers
from app.content.compile.lexicon import is_readable, known_lexicon
from app.content.compile.rubrics import rubric_of
from app.content.compile.scenarios import scenario_of
from app.content.diagnostics import Diagnostic, Place
from app.content.parse.documents import Document
from app.content.schema.scenarios import ScenarioFile
from app.content.source import Tree
from app.dialogue.scenario import Rubric, Scenario
from app.kernel.canonical import digest_text
from app.utterance.lexicon import Lexicon

Path = tuple[str | int, ...]
_MOST_LEXICONS = 4
_LEXICONS: dict[str, Lexicon] = {}


@dataclass(frozen=True)
class Scene:
    """One scenario with what belongs to it; `rubric` and `words` are None while their files cannot be read."""

    document: Document
    file: ScenarioFile
    numbers: Numbers
    rubric: Rubric | None
    words: Lexicon | None

    @cached_property
    def lexicon(self) -> Lexicon | None:
        """The lexicon, None when one of its patterns does not compile; asked for only when something must be read."""
        return self.words if self.words and is_readable(self.words) else None

    @cached_property
    def scenario(self) -> Scenario | None:
        """The compiled scenario, None while a company number is unknown or of the wrong unit."""
        try:
            return scenario_of(self.file, self.numbers.policies)
        except KeyError:
            return None

    @property
    def conditions(self) -> Iterator[tuple[Path, str]]:
        """Every condition with its path."""
        for group in ("rules", "lines", "critical", "endings", "choices"):
            for index, entry in enumerate(getattr(self.file, group)):
                if entry.when is not None:
                    yield (group, index, "when"), entry.when
        for index, fact in enumerate(self.file.facts):
            if fact.reveal.when is not None:
                yield ("facts", index, "reveal", "when"), fact.reveal.when

    def problem(self, code: str, *path: str | int, **values: object) -> Diagnostic:
        """Return a diagnostic about the thing at a path."""
        return self.document.problem(code, *path, **values)

    def inside(self, path: Path, text: str, offset: int) -> Place:
        """Return the place of a character of a text written on the line of its key, else the key's place."""
        line, column = self.document.at(*path)
        source = self.document.text.split("\n")[line - self.document.first_line]
        start = source.find(text, column - 1)
        return (line, start + 1 + offset) if start >= 0 else (line, column)


def _lexicon_of(tree: Tree) -> Lexicon | None:
    """Return the lexicon of a tree; the last few are kept: their hash alone takes as long as a whole scenario."""
    if tree.acts is None:
        return None
    key = digest_text(tree.acts.document.text)
    if key not in _LEXICONS:
        if len(_LEXICONS) >= _MOST_LEXICONS:
            _LEXICONS.clear()
        _LEXICONS[key] = known_lexicon(tree.acts.value)
    return _LEXICONS[key]


def scenes_of(tree: Tree, numbers: Numbers) -> Iterator[Scene]:
    """Yield every scenario of a tree that could be read, ready to be looked over."""
    if not tree.scenarios:
        return
    words = _lexicon_of(tree)
    rubrics = {key: rubric_of(loaded.value) for key, loaded in tree.rubrics.items()}
    for loaded in tree.scenarios.values():
        yield Scene(loaded.document, loaded.value, numbers, rubrics.get(loaded.value.rubric), words)
