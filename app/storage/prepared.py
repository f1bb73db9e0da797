"""Statements compiled once per dialect: for the few that every request or every saved answer makes (wall 12)."""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Insert
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


class PreparedInsert:
    """An INSERT by name of the dialect, with named bind parameters and without RETURNING, handed over as text."""

    def __init__(self, statements: Mapping[str, Insert]) -> None:
        self._statements = statements
        self._compiled: dict[Dialect, tuple[str, _Binder]] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert the rows in the connection's transaction; return how many went in."""
        dialect = connection.dialect
        if dialect not in self._compiled:
            compiled = self._statements[dialect.name].compile(dialect=dialect)
            self._compiled[dialect] = (str(compiled), _binder(compiled, dialect))
        text, bind = self._compiled[dialect]
        with _cursor(connection) as cursor:
            if len(rows) == 1:
                cursor.execute(text, bind(dict(rows[0])))
            else:
                cursor.executemany(text, [bind(dict(row)) for row in rows])
            return int(cursor.rowcount)


def _run(connection: Connection, compiled: _Compiled, values: dict[str, Any]) -> list[Any]:
    with _cursor(connection) as cursor:
        cursor.execute(compiled.text, compiled.bind(values))
        return cursor.fetchall()  # type: ignore[no-any-return]


@contextmanager
def _cursor(connection: Connection) -> Iterator[Any]:
    """Yield a cursor of the driver; whatever goes wrong, the pool must not lend a broken connection again."""
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except Exception:
        cursor.close()
        connection.invalidate()
        raise
    cursor.close()


def _compile(statement: SelectBase, dialect: Dialect, example: dict[str, Any]) -> _Compiled:
    # With the first call's values at hand, because literals such as a separator are written into the text only then.
    options = {"render_postcompile": True}
    compiled: Any = statement.params(example).compile(dialect=dialect, compile_kwargs=options)
    names = [column.name for column in statement.selected_columns]
    bind = _binder(compiled, dialect)
    return _Compiled(str(compiled), bind, namedtuple("Row", names, rename=True))  # noqa: PYI024 - names known only here


def _binder(compiled: Any, dialect: Dialect) -> _Binder:
    """Return the function that puts values into the form and order in which the driver takes them."""
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

    return bind
