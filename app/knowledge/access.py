"""One door to a checklist and to a case."""

from app.content.aids import Case, Checklist
from app.content.library import Library
from app.kernel.errors import NotFoundError


def access_checklist(library: Library, checklist_id: str) -> Checklist:
    """Return a published checklist; NotFoundError otherwise. Those of other trades may be read by everybody."""
    if checklist_id not in library.checklists:
        raise NotFoundError
    return library.checklists[checklist_id]


def access_case(library: Library, case_id: str) -> Case:
    """Return a published case; NotFoundError otherwise. Those of other trades may be read by everybody."""
    if case_id not in library.cases:
        raise NotFoundError
    return library.cases[case_id]
