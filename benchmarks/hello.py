"""Bare Flask: what every ratio is measured against."""

from flask import Flask


def create_app() -> Flask:
    """Return an application with one view that says hello."""
    app = Flask("hello")

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app
