"""create_app: settings → storage → content → blueprints → evidence handlers → errors → commands."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app.assessment.rules.grades import Graded
from app.audit.jobs import SealAudit
from app.content.libraries import Libraries
from app.jobs.rules import Recurring
from app.jobs.worker import Handler
from app.kernel.clock import utc_now
from app.settings import Settings
from app.storage.database import Database, EvidenceHandler, db
from app.storage.engines import Engines, engine_options, guard, normal_url, prepare_place
from app.web.assets import build_assets
from app.web.converters import IdConverter
from app.web.errors import init_errors
from app.web.guards import enforce
from app.web.rendering import init_rendering
from app.web.request import close_reading
from app.web.security import add_static_headers, init_security
from app.web.services import Exporter, Services
from app.web.translation import compile_translations, init_translation

FEATURES = (
    "accounts",
    "learning",
    "assessment",
    "roleplay",
    "bench",
    "marking",
    "invigilation",
    "appeals",
    "analysis",
    "knowledge",
    "certification",
    "corrections",
    "reporting",
    "home",
    "administration",
    "authoring",
)
TABLES = (
    "audit",
    "jobs",
    "identity",
    "content",
    "evidence",
    "learning",
    "assessment",
    "roleplay",
    "bench",
    "marking",
    "appeals",
    "analysis",
    "certification",
    "reporting",
)
LARGEST_BODY = 2_000_000  # bytes; a quiz with long texts stays far below


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    is_demo: bool = False,
    is_watching: bool = False,
    libraries: Libraries | None = None,
) -> Flask:
    """Make the application; nothing is written to the database.

    libraries: releases that this process has read already, when several applications share them.
    """
    app = Flask("app", static_folder=None, template_folder="web/templates")
    app.url_map.converters["int"] = IdConverter
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_PARTS=4000)
    load_tables()
    assets = build_assets(settings.data_dir)
    translations = compile_translations(settings.data_dir)
    libraries = libraries or Libraries()
    app.extensions["aftercare"] = Services(
        settings=settings,
        database=_open_database(app, settings, libraries),
        libraries=libraries,
        assets=assets,
        translations=translations,
        clock=clock,
        is_demo=is_demo,
        is_watching=is_watching,
        exporters=exporters(),
    )
    init_translation(app, translations)
    init_rendering(app)
    init_security(app)
    init_errors(app)
    app.before_request(enforce)
    app.teardown_request(close_reading)
    _register(app)
    _wrap(app, settings, assets.folder)
    return app


def load_tables() -> None:
    """Import every table, so that the metadata is whole."""
    for feature in TABLES:
        if _there(f"app.{feature}", "models"):
            import_module(f"app.{feature}.models")


def evidence_handlers() -> tuple[EvidenceHandler, ...]:
    """Return what runs in the transaction of every recorded fact: awards first, then summaries."""
    found = [name for name in ("certification", "reporting") if _there(f"app.{name}", "actions")]
    return tuple(import_module(f"app.{name}.actions").on_fact for name in found)


def person_handlers() -> tuple[Callable[[Session, int, datetime], None], ...]:
    """Return what runs in the transaction of every change of a person: came, moved, edited, left, came back."""
    return (import_module("app.reporting.actions").on_person,)


def hand_in_handlers() -> tuple[Callable[[Session, int, datetime], None], ...]:
    """Return what runs in the transaction in which an assessed role-play (by its id) is handed in."""
    return (import_module("app.bench.actions").on_hand_in,)


def grade_handlers() -> tuple[Callable[[Session, Graded, datetime], None], ...]:
    """Return what runs in the transaction of every new outcome of an attempt: tasks for markers, item health."""
    found = [name for name in ("marking", "analysis") if _there(f"app.{name}", "actions")]
    return tuple(import_module(f"app.{name}.actions").on_grade for name in found)


def reopening_handlers() -> tuple[Callable[[Session, int, datetime], None], ...]:
    """Return what runs in the transaction in which a paper (by its attempt) is opened again after it was handed in."""
    return (import_module("app.marking.actions").on_reopen,)


def job_handlers(settings: Settings) -> tuple[dict[str, Handler], tuple[Recurring, ...]]:
    """Return what the job worker does with each kind of job, and which kinds recur."""
    seal = SealAudit(settings.data_dir)
    handlers: dict[str, Handler] = {"seal_audit": seal}
    schedule: list[Recurring] = [Recurring("seal_audit", timedelta(minutes=1))]
    for feature in (
        "assessment",
        "roleplay",
        "bench",
        "marking",
        "analysis",
        "certification",
        "corrections",
        "reporting",
        "administration",
    ):
        jobs = import_module(f"app.{feature}.jobs")
        handlers.update(jobs.HANDLERS)
        schedule.extend(jobs.SCHEDULE)
    return handlers, tuple(schedule)


def exporters() -> tuple[Exporter, ...]:
    """Return what every feature that keeps something about a person tells that person: `queries.export_person`."""
    kept_by = (
        "identity",
        "evidence",
        "learning",
        "assessment",
        "invigilation",
        "roleplay",
        "bench",
        "marking",
        "appeals",
        "analysis",
        "certification",
        "audit",
    )
    found = [import_module(f"app.{name}.queries") for name in kept_by if _there(f"app.{name}", "queries")]
    return tuple(module.export_person for module in found if hasattr(module, "export_person"))


def _there(package: str, module: str) -> bool:
    return find_spec(package) is not None and find_spec(f"{package}.{module}") is not None


def open_database(engines: Engines, libraries: Libraries | None = None) -> Database:
    """Return the database with the handlers of evidence wired: for commands, the worker and tests."""
    load_tables()
    info = {
        "libraries": libraries or Libraries(),
        "person_handlers": person_handlers(),
        "hand_in_handlers": hand_in_handlers(),
        "grade_handlers": grade_handlers(),
        "reopening_handlers": reopening_handlers(),
    }
    return Database(engines, evidence_handlers(), info)


def _open_database(app: Flask, settings: Settings, libraries: Libraries) -> Database:
    url = settings.database_url
    prepare_place(url)
    address = normal_url(url).render_as_string(hide_password=False)
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url, reading=False)
    app.config["SQLALCHEMY_BINDS"] = {"read": {"url": address, **engine_options(url, reading=True)}}
    db.init_app(app)
    with app.app_context():
        engines = guard(Engines(write=db.engines[None], read=db.engines["read"]))
    return open_database(engines, libraries)


def _register(app: Flask) -> None:
    from app.web import health, media  # noqa: PLC0415 - beside the features, which are imported by name

    app.register_blueprint(health.blueprint)
    app.register_blueprint(media.blueprint)
    for feature in FEATURES:
        if not _there(f"app.{feature}", "views"):
            continue
        views = import_module(f"app.{feature}.views")
        if hasattr(views, "blueprint"):
            app.register_blueprint(views.blueprint)


def _wrap(app: Flask, settings: Settings, static: object) -> None:
    served = WhiteNoise(
        app.wsgi_app,
        root=str(static),
        prefix="static/",
        immutable_file_test=lambda *_: True,
        allow_all_origins=False,
        add_headers_function=add_static_headers,
    )
    app.wsgi_app = served  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
