"""The authored shapes of all kinds as one type, told apart by `type`; and their linter."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from app.items.base import ItemSpec, Problem
from app.items.case import spec as case
from app.items.classify import spec as classify
from app.items.cloze import spec as cloze
from app.items.essay import spec as essay
from app.items.hotspot import spec as hotspot
from app.items.match import spec as match
from app.items.multiple import spec as multiple
from app.items.number import spec as number
from app.items.order import spec as order
from app.items.rewrite import spec as rewrite
from app.items.single import spec as single
from app.items.survey import spec as survey
from app.items.text import spec as text
from app.items.truefalse import spec as truefalse

AnySpec = Annotated[
    single.SingleSpec
    | multiple.MultipleSpec
    | truefalse.TrueFalseSpec
    | number.NumberSpec
    | text.TextSpec
    | order.OrderSpec
    | classify.ClassifySpec
    | cloze.ClozeSpec
    | match.MatchSpec
    | case.CaseSpec
    | survey.SurveySpec
    | hotspot.HotspotSpec
    | rewrite.RewriteSpec
    | essay.EssaySpec,
    Field(discriminator="type"),
]
_CHECKS: Mapping[type[ItemSpec], Callable[[Any], tuple[Problem, ...]]] = {
    single.SingleSpec: single.check,
    multiple.MultipleSpec: multiple.check,
    truefalse.TrueFalseSpec: truefalse.check,
    number.NumberSpec: number.check,
    text.TextSpec: text.check,
    order.OrderSpec: order.check,
    classify.ClassifySpec: classify.check,
    cloze.ClozeSpec: cloze.check,
    match.MatchSpec: match.check,
    case.CaseSpec: case.check,
    survey.SurveySpec: survey.check,
    hotspot.HotspotSpec: hotspot.check,
    rewrite.RewriteSpec: rewrite.check,
    essay.EssaySpec: essay.check,
}
_ADAPTER: TypeAdapter[ItemSpec] = TypeAdapter(AnySpec)


def parse_spec(body: Mapping[str, object]) -> ItemSpec:
    """Read an authored question, or a stored one (`spec.model_dump(mode="json")`).

    Raises:
        pydantic.ValidationError: With every mistake and its path.
    """
    return _ADAPTER.validate_python(body)


def check_spec(spec: ItemSpec) -> tuple[Problem, ...]:
    """Return what the linter says about one question beyond its types."""
    return _CHECKS[type(spec)](spec)
