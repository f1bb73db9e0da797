"""What a person takes along of a paper: answers that did not arrive as a file, and the receipt as text."""

from flask import Response

from app.assessment.access import access_attempt
from app.assessment.queries import events_of, receipts_of
from app.assessment.rules.ledger import answers_from
from app.identity.queries import person_brief
from app.invigilation.pages.hand_over import HandOverPage, receipt_text
from app.invigilation.views.base import blueprint, quiz_of
from app.kernel.errors import NotFoundError
from app.web.guards import signed_in
from app.web.rendering import render
from app.web.request import actor, reading
from app.web.services import services

_ATTEMPT = "/attempts/<int(max=9007199254740991):attempt_id>"


@blueprint.get(f"{_ATTEMPT}/hand-over")
@signed_in
def hand_over(attempt_id: int) -> str:
    """Say what has arrived of one's own paper, and offer what has not as a file; the browser makes it."""
    row = access_attempt(reading(), actor(), attempt_id)
    given = answers_from(events_of(reading(), row.id)).keys() & {item.id for item in row.paper.items}
    page = HandOverPage(
        attempt=row,
        title=quiz_of(row.release_id, row.quiz_id).title,
        person=person_brief(reading(), row.person_id).employee_number,
        arrived=len(given),
    )
    return render("invigilation/hand_over.html", page)


@blueprint.get(f"{_ATTEMPT}/receipt.txt")
@signed_in
def receipt_file(attempt_id: int) -> Response:
    """Give one's own receipts as a text to keep, also those from before the paper was opened again."""
    row = access_attempt(reading(), actor(), attempt_id)
    receipts = receipts_of(reading(), row)
    if not receipts:
        raise NotFoundError
    person = person_brief(reading(), row.person_id)
    owner = f"{person.name} ({person.employee_number})"
    title, address = quiz_of(row.release_id, row.quiz_id).title, services().settings.public_url
    response = Response(receipt_text(row, title, owner, receipts, address), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{row.id}.txt"'
    return response
