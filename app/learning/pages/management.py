"""The pages on which managers enrol and assign."""

from dataclasses import dataclass

from app.identity.queries import PersonBrief
from app.kernel.bilingual import Bilingual
from app.learning.queries import AssignmentRow, EnrolmentRow
from app.web.forms import AppForm


@dataclass(frozen=True, slots=True)
class EnrolmentsPage:
    """A person's enrolments in force with their titles, and the form for another one."""

    person: PersonBrief
    rows: tuple[tuple[EnrolmentRow, Bilingual], ...]
    form: AppForm


@dataclass(frozen=True, slots=True)
class AssignmentsPage:
    """A person's standing assignments with their titles and whether they are done, and the form for another one."""

    person: PersonBrief
    rows: tuple[tuple[AssignmentRow, Bilingual, bool], ...]
    form: AppForm
