"""Publishing and rolling back on an author's word, with an audit row."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.audit.actions import write_audit
from app.content import queries
from app.content.queries import DRAFT, PUBLISHED, Release
from app.content.releases import publish, roll_back


def publish_content(session: Session, root: Path, *, note: str, by: int, at: datetime) -> Release:
    """Publish the files for everybody; LintError (a RefusedError) when they have mistakes."""
    before = queries.find_release_id(session)
    release = publish(session, root, by=by, at=at, note=note, channel=PUBLISHED)
    if release.id != before:
        write_audit(session, "content.published", f"release:{release.id}", {"note": note}, by=by, at=at)
    return release


def save_draft(session: Session, root: Path, *, by: int, at: datetime) -> Release:
    """Put the files into the draft channel, which only authors can look at; LintError for mistakes."""
    return publish(session, root, by=by, at=at, channel=DRAFT)


def roll_back_content(session: Session, release_id: int, *, by: int, at: datetime) -> Release:
    """Show everybody an earlier release again; NotFoundError when there is none of that id."""
    release = roll_back(session, release_id)
    write_audit(session, "content.rolled_back", f"release:{release.id}", {"seq": release.seq}, by=by, at=at)
    return release
