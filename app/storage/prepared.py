"""Statements compiled once per dialect: for the few reads that every request makes (wall 12)."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Dialect, Row, Select

_Binder = Callable[[dict[str, Any]], Any]


class Prepared:
    """A SELECT with named bind parameters, handed to the driver as text.

    SQLAlchemy writes the SQL and converts what goes in; the cache lookup and the conversion of what comes out are
    left out. So select only columns that need none: whole numbers, texts, and truth as 0 or 1.
    """

    def __init__(self, statement: Select[Any] | CompoundSelect[Any]) -> None:
        self._statement = statement
        self._compiled: dict[Dialect, tuple[str, _Binder]] = {}

    def first(self, connection: Connection, **values: object) -> Row[Any] | None:
        """Return the first row, or None."""
        text, bind = self._for(connection.dialect, values)
        return connection.exec_driver_sql(text, bind(values)).first()

    def all(self, connection: Connection, **values: object) -> list[Row[Any]]:
        """Return all rows."""
        text, bind = self._for(connection.dialect, values)
        return list(connection.exec_driver_sql(text, bind(values)))

    def _for(self, dialect: Dialect, values: dict[str, Any]) -> tuple[str, _Binder]:
        known = self._compiled.get(dialect)
        if known is None:
            known = self._compiled[dialect] = _compile(self._statement, dialect, values)
        return known


def _compile(statement: Select[Any] | CompoundSelect[Any], dialect: Dialect, example: dict[str, Any]) -> tuple[str, _Binder]:
    # With the first call's values at hand, because literals such as a separator are written into the text only then.
    options = {"render_postcompile": True}
    compiled: Any = statement.params(example).compile(dialect=dialect, compile_kwargs=options)
    constants = {name: parameter.effective_value for name, parameter in compiled.binds.items()}
    processors = {}
    for name, parameter in compiled.binds.items():
        processor = parameter.type.dialect_impl(dialect).bind_processor(dialect)
        if processor is not None:
            processors[name] = processor
    order = compiled.positiontup

    def bind(values: dict[str, Any]) -> Any:
        filled = constants | values
        for name, processor in processors.items():
            filled[name] = processor(filled[name])
        return filled if order is None else tuple(filled[name] for name in order)

    return str(compiled), bind
