"""The measured application: ours, over the database that the environment names."""

import os

from flask import Flask

from app import factory
from app.settings import read_settings


def create_app() -> Flask:
    """Return the application with its published release loaded, as `aftercare serve` forks it."""
    app = factory.create_app(read_settings(os.environ))
    services = app.extensions["aftercare"]
    with services.database.read() as session:
        services.libraries.published(session)
    services.database.engines.dispose()
    return app
