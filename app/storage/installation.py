"""What a command gets to work with."""

from typing import Protocol

from app.settings import Settings
from app.storage.database import Database


class Installation(Protocol):
    """The object that the command line passes to every command (`click.pass_obj`)."""

    database_url: str | None  # given on the command line, instead of the one in the settings

    @property
    def settings(self) -> Settings:
        """The settings of this start."""

    def open_database(self) -> Database:
        """Open the database with all tables and handlers wired; the caller closes its engines."""
