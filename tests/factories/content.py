"""The sample content that web and action tests run on: the shipped one, published."""

from datetime import datetime
from pathlib import Path

from app.content.releases import publish

ROOT = Path(__file__).parents[2]


def publish_sample(session, *, at: datetime) -> int:
    """Publish the repository's own content; return the release's id."""
    return publish(session, ROOT, by=None, at=at, note="sample").id
