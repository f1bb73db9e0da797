"""Reads of the demonstration: is it here, and who can sign in."""

from sqlalchemy import ColumnElement, Table, exists, or_, select
from sqlalchemy.orm import Session

from app.identity.models import Person
from app.storage.base import Base

PASSWORD = "aftercare-demo"  # noqa: S105 - printed for everybody; such a database is served on loopback only


def is_demo(session: Session) -> bool:
    """Tell whether demo people are in this database."""
    return bool(session.execute(select(exists().where(Person.is_demo))).scalar())


def sign_ins(address: str) -> list[str]:
    """Return the lines that tell a newcomer at the terminal what to do."""
    return [
        "",
        f"  Aftercare 售后学堂 → {address}",
        "",
        "  Sign in as (password for all: aftercare-demo)",
        "    learner   林晓, a new hire on day nine          → start with «继续学习 / Continue»",
        "    mentor    周敏, looks after newcomers           → 评分台 / Bench: role-plays wait for marks",
        "    manager   陈立, answers for 华东区               → 总览 / Overview",
        "    author    沈悦, writes courses and questions    → 内容 / Content",
        "    admin     何静, keeps people, teams and roles   → 人员 / People",
        "",
        "  First click: sign in as learner. English: the link at the top. Ctrl-C stops everything.",
        "",
    ]


def rows_of_demo(table: Table) -> ColumnElement[bool] | None:
    """Return the condition for a table's rows that belong to demo people or teams; None when none can.

    A row belongs to them when one of its required references leads there, directly or through other rows.
    References that may be empty (who recorded something) do not make a row theirs.
    """
    if "is_demo" in table.c:
        return table.c.is_demo.is_(True)
    conditions = []
    for column in table.columns:
        for key in column.foreign_keys:
            target = key.column.table
            owns = not column.nullable or column.name == "person_id"
            if target is table or not owns:
                continue
            condition = rows_of_demo(target)
            if condition is not None:
                conditions.append(column.in_(select(key.column).where(condition)))
    return or_(*conditions) if conditions else None


def demo_tables() -> list[tuple[Table, ColumnElement[bool]]]:
    """Return every table with rows of the demonstration, those that refer before those referred to."""
    found = [(table, rows_of_demo(table)) for table in reversed(Base.metadata.sorted_tables)]
    return [(table, condition) for table, condition in found if condition is not None]
