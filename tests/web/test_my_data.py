"""Whoever keeps something about a person tells it to that person."""

import json

from app.storage.base import Base
from tests.web.signing import sign_in

# Tables that name a person, by the part of the export that holds their rows; None: nothing to hand out.
PARTS = {
    "person": "profile",
    "membership": "memberships",
    "role_grant": "roles",
    "sign_in_session": "sign_in_sessions",
    "evidence": "evidence",
    "enrolment": "enrolments",
    "assignment": "assignments",
    "lesson_progress": "reading",
    "bookmark": "bookmarks",
    "check_answer": "self_checks",
    "attempt": "attempts",
    "attempt_event": "answers",
    "roleplay_session": "role_plays",
    "marking_task": "role_play_marks",
    "award": "certificates",
    "credential": None,  # a digest
    "one_time_code": None,  # a digest
    "attempt_allowance": "audit",
    "accommodation": "accommodations",
    "sitting_audience": "sittings",
    "revocation": "certificates",
    "appeal": "appeals",
    "script_task": "marks_of_answers",
    "angoff_judge": "panel_judgements",
    "angoff_rating": "panel_judgements",
    "standing": None,  # a copy of what awards say, for counting
    "tally": None,  # counts of teams
}


def test_every_table_that_names_a_person_is_in_the_export(client, app, world):
    sign_in(client, "learner")
    whole = json.loads(client.get("/my-data/export").data)
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name == "person" for column in table.columns for key in column.foreign_keys)
        and "person_id" in table.columns
    }

    assert naming <= set(PARTS), "say in which part of the export these rows are"
    assert {part for table, part in PARTS.items() if part} <= set(whole)
