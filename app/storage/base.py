"""The one declarative base of all tables."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, registry

from app.storage.types import CanonicalJson, UtcDateTime

Key = BigInteger().with_variant(Integer(), "sqlite")


_REGISTRY = registry(
    # On the registry, not on the class: Flask-SQLAlchemy derives its own base from ours.
    metadata=MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    ),
    type_annotation_map={
        int: Key,
        datetime: UtcDateTime,
        Mapping[str, object]: CanonicalJson,
        dict[str, Any]: CanonicalJson,
        list[Any]: CanonicalJson,
    },
)


class Base(DeclarativeBase):
    """Names every constraint the same way on both databases, so that migrations can find it again."""

    registry = _REGISTRY
