"""Statements compiled once per dialect: for the few reads that every request makes (wall 12)."""

from collections import namedtuple
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.selectable import SelectBase

_Binder = Callable[[dict[str, Any]], Any]


class _Compiled(NamedTuple):
    text: str
    bind: _Binder
    row: Callable[..., Any]


class Prepared:
    """A SELECT with named bind parameters, handed to the driver as text.

    SQLAlchemy writes the SQL and converts what goes in; statement cache, result metadata and the conversion of what
    comes out are left out. So select only columns that need none: whole numbers, texts, and truth as 0 or 1.
    Rows are named tuples.
    """

    def __init__(self, statement: SelectBase) -> None:
        self._statement = statement
        self._compiled: dict[Dialect, _Compiled] = {}

    def first(self, connection: Connection, **values: object) -> Any:
        """Return the first row, or None."""
        compiled = self._for(connection.dialect, values)
        rows = _run(connection, compiled, values)
        return compiled.row(*rows[0]) if rows else None

    def all(self, connection: Connection, **values: object) -> list[Any]:
        """Return all rows."""
        compiled = self._for(connection.dialect, values)
        return [compiled.row(*row) for row in _run(connection, compiled, values)]

    def _for(self, dialect: Dialect, values: dict[str, Any]) -> _Compiled:
        known = self._compiled.get(dialect)
        if known is None:
            known = self._compiled[dialect] = _compile(self._statement, dialect, values)
        return known


def _run(connection: Connection, compiled: _Compiled, values: dict[str, Any]) -> list[Any]:
    cursor = connection.connection.cursor()
    try:
        cursor.execute(compiled.text, compiled.bind(values))
        return cursor.fetchall()  # type: ignore[return-value]
    except Exception:
        connection.invalidate()  # whatever it was, the pool must not lend a broken connection again
        raise
    finally:
        cursor.close()


def _compile(statement: SelectBase, dialect: Dialect, example: dict[str, Any]) -> _Compiled:
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

    names = [column.name for column in statement.selected_columns]
    return _Compiled(str(compiled), bind, namedtuple("Row", names, rename=True))  # noqa: PYI024 - names known only here
