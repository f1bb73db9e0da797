"""Statements compiled once per dialect: for the few reads that every request makes (wall 12)."""

from typing import Any

from sqlalchemy import Connection, Dialect, Row, Select
from sqlalchemy.engine import Compiled


class Prepared:
    """A SELECT whose values come as named bind parameters; running it skips the statement cache's key."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[Dialect, Compiled] = {}

    def first(self, connection: Connection, **values: object) -> Row[Any] | None:
        """Return the first row, or None."""
        return connection.execute(self._for(connection), values).first()  # type: ignore[call-overload,no-any-return]

    def all(self, connection: Connection, **values: object) -> list[Row[Any]]:
        """Return all rows."""
        return list(connection.execute(self._for(connection), values))  # type: ignore[call-overload]

    def _for(self, connection: Connection) -> Compiled:
        compiled = self._compiled.get(connection.dialect)
        if compiled is None:
            compiled = self._compiled[connection.dialect] = self._statement.compile(dialect=connection.dialect)
        return compiled
