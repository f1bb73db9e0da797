"""A rubric as the frozen value that sessions pin."""

from app.content.objects import ContentObject, make_object
from app.content.schema.rubrics import RubricFile
from app.dialogue.scenario import Criterion, Rubric

_PERCENT = 10  # thousandths
_STEPS = ("1", "2", "3", "4", "5")
_WEIGHED = ("id", "weight", "competency")


def rubric_of(file: RubricFile) -> Rubric:
    """Return the rubric as a value."""
    criteria = tuple(
        Criterion(
            id=criterion.id,
            title=criterion.title.bilingual(),
            anchors=dict(zip(_STEPS, (text.bilingual() for _, text in criterion.anchors), strict=True)),
            weight=criterion.weight,
            competency=criterion.competency,
        )
        for criterion in file.criteria
    )
    return Rubric(id=file.id, title=file.title.bilingual(), criteria=criteria, pass_score=file.pass_ * _PERCENT)


def compile_rubric(file: RubricFile) -> ContentObject:
    """Compile a rubric; another anchor is a change of wording, another weight one of marking."""
    body = file.model_dump(mode="json")
    aspects = {
        "text": [body["title"], [[one["title"], one["anchors"]] for one in body["criteria"]]],
        "grading": [body["pass"], [[one[name] for name in _WEIGHED] for one in body["criteria"]]],
        "structure": sorted(one["id"] for one in body["criteria"]),
    }
    return make_object("rubric", file.id, rubric_of(file), aspects)
