"""The kind `survey`: its functions under one name."""

from app.items.base import Kind
from app.items.survey.answer import credit, grade, prepare, read
from app.items.survey.examples import EXAMPLES
from app.items.survey.spec import SurveySpec, check

KIND = Kind(
    name="survey",
    spec=SurveySpec,
    check=check,
    prepare=prepare,
    read=read,
    grade=grade,
    examples=EXAMPLES,
    marked_by="nobody",
    credit=credit,
)
