"""gunicorn's settings for measured servers: a forked worker opens connections of its own."""

from typing import Any


def post_fork(_server: Any, worker: Any) -> None:
    """Forget the connections that the parent opened."""
    extensions = getattr(worker.app.callable, "extensions", {}) if worker.app.callable else {}
    if "aftercare" in extensions:
        extensions["aftercare"].database.engines.forget()
