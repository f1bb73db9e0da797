"""The local start and the production start: prepare, supervise web and jobs, stop both on Ctrl-C."""

import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from threading import Event, Thread
from types import FrameType
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from app.content.watching import Watcher, keep_watching
from app.factory import create_app, job_handlers, open_database
from app.jobs.worker import run_worker
from app.settings import Settings
from app.storage.database import Database
from app.storage.engines import open_engines
from app.storage.migrating import migrate

_RESTART_AFTER = 1.0  # seconds
_STOP_WITHIN = 15.0  # seconds


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our options; the application is loaded once, before the workers are forked."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.flask_app = app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take our options and no others: no command line, no files, no environment."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self.flask_app


def serve(settings: Settings, *, bind: str, port: int, workers: int, demo: bool, watch: bool) -> int:
    """Serve until stopped; return the exit code (2: this must not be served there).

    With `watch`, and on the local start with `demo`, saved content files go to the draft channel at once.
    """
    is_watching = demo or watch
    database = prepare(settings, demo=demo)
    from app.demo.queries import is_demo, sign_ins  # noqa: PLC0415

    with database.read() as session:
        has_demo = is_demo(session)
    if has_demo and not _is_loopback(bind):
        click.echo(
            "aftercare: this database holds demo accounts with a known password: only a loopback address "
            "may serve it (`aftercare demo remove` takes them away).",
            err=True,
        )
        return 2
    if not _is_free(bind, port):
        click.echo(f"aftercare: something else listens on {bind}:{port}; choose another port (PORT=8001).", err=True)
        return 1
    app = create_app(settings, is_demo=has_demo, is_watching=is_watching)
    _warm(app)
    database.engines.dispose()
    for line in sign_ins(f"http://{bind}:{port}") if has_demo else [f"Serving at http://{bind}:{port}"]:
        click.echo(line)
    return _supervise(app, _Jobs(settings, is_watching=is_watching), bind=f"{bind}:{port}", workers=workers)


def prepare(settings: Settings, *, demo: bool) -> Database:
    """Migrate, and for a demonstration publish the content and make the organisation when they are missing."""
    engines = open_engines(settings.database_url)
    if migrate(engines):
        click.echo("Database migrated.")
    database = open_database(engines)
    if demo:
        from app.demo.actions import prepare_demo  # noqa: PLC0415 - not needed in production

        prepare_demo(database, settings, say=click.echo)
    return database


def run_jobs(settings: Settings, *, watch: bool = False) -> None:
    """Run the job worker until SIGTERM, Ctrl-C, or the end of the process that started it.

    With `watch` a thread beside it brings the draft channel to the content files.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: stop.set())
    Thread(target=_stop_with_parent, args=(os.getppid(), stop), daemon=True).start()
    database = open_database(open_engines(settings.database_url))
    if watch:
        watcher = Watcher(database, settings.content_dir, settings.data_dir)
        Thread(target=keep_watching, args=(watcher, stop), daemon=True).start()
    handlers, schedule = job_handlers(settings)
    run_worker(database, handlers, schedule, stop=stop)


def _stop_with_parent(parent: int, stop: Event) -> None:
    while os.getppid() == parent:
        time.sleep(_RESTART_AFTER)
    stop.set()


def _supervise(app: Flask, jobs: "_Jobs", *, bind: str, workers: int) -> int:
    def forget(_server: object, _worker: object) -> None:
        app.extensions["aftercare"].database.engines.forget()

    options = {
        "bind": bind,
        "workers": workers,
        "worker_class": "sync",
        "post_fork": forget,
        "timeout": 60,
        "graceful_timeout": 10,
        "accesslog": None,
        "loglevel": "warning",
        "control_socket_disable": True,
        "forwarded_allow_ips": "",  # whom to believe is decided by AFTERCARE_TRUSTED_PROXIES alone
        "when_ready": lambda _server: jobs.start(),
        "on_exit": lambda _server: jobs.stop(),
    }
    Server(app, options).run()
    return 0


class _Jobs:
    """The job worker as a child process that is started again when it dies."""

    def __init__(self, settings: Settings, *, is_watching: bool) -> None:
        self.settings = settings
        self.options = ["--watch"] if is_watching else []
        self.guardian: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | {
            "AFTERCARE_DATABASE_URL": self.settings.database_url,
            "AFTERCARE_DATA_DIR": str(self.settings.data_dir),
            "AFTERCARE_CONTENT_DIR": str(self.settings.content_dir),
            "AFTERCARE_SECRET_KEY": self.settings.secret_key,
        }
        command = [sys.executable, "-m", "app.serving", *self.options]
        # Of its own session: Ctrl-C in the terminal reaches the server, and `stop` ends the jobs in good order.
        self.guardian = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own

    def stop(self) -> None:
        if self.guardian is None or self.guardian.poll() is not None:
            return
        self.guardian.terminate()
        try:
            self.guardian.wait(_STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.guardian.kill()


def keep_jobs_running(options: Sequence[str]) -> None:
    """Start the job worker again whenever it dies, until told to stop or left alone by the server."""
    parent = os.getppid()
    child: subprocess.Popen[bytes] | None = None

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if child is not None and child.poll() is None:
            child.terminate()
            child.wait(_STOP_WITHIN)
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while os.getppid() == parent:
        if child is None or child.poll() is not None:
            child = subprocess.Popen([sys.executable, "-m", "app.cli", "worker", *options])  # noqa: S603 - our own
        time.sleep(_RESTART_AFTER)
    stop(signal.SIGTERM, None)


def _warm(app: Flask) -> None:
    """Load the published release before the workers are forked, so that they share its memory."""
    with app.test_request_context("/health"):
        app.preprocess_request()
        services = app.extensions["aftercare"]
        with services.database.read() as session:
            from app.content.queries import find_release_id  # noqa: PLC0415

            release_id = find_release_id(session, "published")
            if release_id is not None:
                services.libraries.get(session, release_id)


def _is_loopback(bind: str) -> bool:
    try:
        return ipaddress.ip_address(bind).is_loopback
    except ValueError:
        return bind == "localhost"


def _is_free(bind: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    keep_jobs_running(sys.argv[1:])
