"""What the application holds for every request: settings, database, content, assets, clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from flask import current_app
from sqlalchemy.orm import Session

from app.content.libraries import Libraries
from app.kernel.clock import utc_now
from app.settings import Settings
from app.storage.database import Database
from app.web.assets import Assets

# What one feature keeps about a person, by name of the part, for the person's own export.
Exporter = Callable[[Session, int], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Services:
    """The application's parts, made once by the factory."""

    settings: Settings
    database: Database
    libraries: Libraries
    assets: Assets
    translations: Path
    clock: Callable[[], datetime] = utc_now
    is_demo: bool = False
    is_watching: bool = False  # the job worker brings the draft channel to saved content files
    exporters: tuple[Exporter, ...] = ()
    shells: dict[Any, tuple[str, ...]] = field(default_factory=dict)


def services() -> Services:
    """Return the parts of the application that answers this request."""
    return cast("Services", current_app.extensions["aftercare"])
