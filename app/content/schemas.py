"""JSON schemas of the authored formats, for editors that complete and check while one writes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from app.content.schema.acts import ActsFile
from app.content.schema.aids import CasesFile, ChecklistsFile, PhrasesFile
from app.content.schema.courses import CatalogueFile, CourseFile, FrontMatter, ProgrammeFile
from app.content.schema.levels import LevelsFile
from app.content.schema.lists import CompetenciesFile, FactsFile, GlossaryFile, PolicyFile, RetiredFile
from app.content.schema.quizzes import BankFile, QuizFile
from app.content.schema.rubrics import RubricFile
from app.content.schema.scenarios import ScenarioFile
from app.items.specs import AnySpec

FORMATS: Mapping[str, Any] = {
    "course": CourseFile,
    "lesson-front-matter": FrontMatter,
    "catalogue": CatalogueFile,
    "programme": ProgrammeFile,
    "levels": LevelsFile,
    "policy": PolicyFile,
    "glossary": GlossaryFile,
    "competencies": CompetenciesFile,
    "facts": FactsFile,
    "phrases": PhrasesFile,
    "checklists": ChecklistsFile,
    "cases": CasesFile,
    "retired": RetiredFile,
    "quiz": QuizFile,
    "bank": BankFile,
    "question": AnySpec,
    "scenario": ScenarioFile,
    "rubric": RubricFile,
    "acts": ActsFile,
}


def write_schemas(out: Path) -> list[Path]:
    """Write one file a format into a folder; return the files."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, model in FORMATS.items():
        path = out / f"{name}.json"
        schema = TypeAdapter(model).json_schema()
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        written.append(path)
    return written
