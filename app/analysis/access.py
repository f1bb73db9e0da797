"""Doors to item health: a quiz that was handed in or is published, a question of it, or "not found"."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.analysis.queries.health import Stamp, find_stamp, health_body
from app.analysis.queries.panels import PanelRow, find_panel, judges_of
from app.identity.rules import Actor
from app.kernel.errors import NotFoundError


def access_stamp(connection: Connection, quiz_id: str) -> Stamp:
    """Return which state of a quiz's health is kept; NotFoundError while nobody has handed it in."""
    stamp = find_stamp(connection, quiz_id)
    if stamp is None:
        raise NotFoundError
    return stamp


def access_versions(
    connection: Connection, quiz_id: str, question_id: str
) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """Return a quiz's health and the versions of one of its questions, the newest first; else NotFoundError."""
    body = health_body(connection, quiz_id)
    versions = [item for item in body.get("questions", ()) if item["id"] == question_id]
    if not versions:
        raise NotFoundError
    return body, versions


def managed_paths(actor: Actor) -> tuple[str, ...]:
    """Return the teams about whose people somebody decides: an admin about everybody's."""
    return ("",) if actor.has("admin") else actor.paths("manager")


def access_panel(session: Session, actor: Actor, panel_id: int) -> PanelRow:
    """Return a panel that somebody leads (authors, admins) or judges in; NotFoundError otherwise."""
    panel = find_panel(session, panel_id)
    if panel is None or not (leads_panels(actor) or actor.person_id in judges_of(session, panel_id)):
        raise NotFoundError
    return panel


def leads_panels(actor: Actor) -> bool:
    """Tell whether somebody calls panels together and closes them."""
    return actor.has("author", "admin")
