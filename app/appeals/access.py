"""Doors to appeals: one's own, one that the actor may look at, or "not found"."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.appeals.queries import find_appeal
from app.appeals.rules import AppealRow
from app.assessment.access import access_attempt
from app.assessment.queries import AttemptRow, events_of, find_attempt, result_of
from app.assessment.rules.ledger import answers_from
from app.assessment.rules.marking import ItemResult
from app.assessment.rules.paper import PaperItem
from app.content.library import Library
from app.identity.rules import Actor
from app.kernel.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class AppealedItem:
    """A question of a handed-in paper: where it stood, what was answered, what came of it."""

    attempt: AttemptRow
    number: int
    item: PaperItem
    answer: Any
    result: ItemResult


def access_own_item(session: Session, actor: Actor, attempt_id: int, number: int) -> tuple[AttemptRow, PaperItem]:
    """Return the actor's own handed-in attempt and its question of that number; NotFoundError otherwise."""
    attempt = access_attempt(session, actor, attempt_id)
    if attempt.is_open or not 1 <= number <= len(attempt.paper.items):
        raise NotFoundError
    return attempt, attempt.paper.items[number - 1]


def access_own_appeal(session: Session, actor: Actor, appeal_id: int) -> AppealRow:
    """Return the actor's own appeal; NotFoundError otherwise."""
    row = find_appeal(session, appeal_id)
    if row is None or row.person_id != actor.person_id:
        raise NotFoundError
    return row


def access_appeal_to_review(session: Session, actor: Actor, appeal_id: int) -> AppealRow:
    """Return an appeal that is not the actor's own; NotFoundError otherwise."""
    row = find_appeal(session, appeal_id)
    if row is None or row.person_id == actor.person_id:
        raise NotFoundError
    return row


def appealed_item(session: Session, library: Library, row: AppealRow) -> AppealedItem:
    """Return the question of an appeal with its answer and outcome; `library` is the attempt's release."""
    attempt = find_attempt(session, row.attempt_id)
    if attempt is None:
        raise NotFoundError
    numbered = {item.id: (number, item) for number, item in enumerate(attempt.paper.items, start=1)}
    number, item = numbered[row.item_id]
    results = {result.id: result for result in result_of(session, library, attempt).items}
    answers = answers_from(events_of(session, attempt.id))
    return AppealedItem(attempt, number, item, answers.get(item.id), results[item.id])
