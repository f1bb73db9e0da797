"""The sample content that web and action tests run on: the shipped one, published."""

from datetime import datetime
from pathlib import Path

from app.content.check.roleplays.remembering import remembering_in
from app.content.queries import PUBLISHED
from app.content.releases import publish

ROOT = Path(__file__).parents[2]


def publish_sample(session, *, at: datetime, verdicts: Path, channel: str = PUBLISHED) -> int:
    """Publish the repository's own content, verdicts of its check kept in a folder; return the release's id."""
    with remembering_in(verdicts):
        return publish(session, ROOT, by=None, at=at, note="sample", channel=channel).id
