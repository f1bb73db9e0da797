"""What a request knows: who asks, in which language, with which release, at which instant."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import g, has_request_context, request
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.content.library import Library
from app.identity.rules import Actor
from app.kernel.bilingual import Lang
from app.kernel.errors import N_, NotFoundError, RefusedError
from app.web.services import services

LANG_COOKIE = "lang"


def now() -> datetime:
    """Return the instant of this request: one for all of it."""
    if "now" not in g:
        g.now = services().clock()
    return g.now  # type: ignore[no-any-return]


def connection() -> Connection:
    """Return this request's read-only connection, for prepared statements; it is closed when the request ends."""
    if "connection" not in g:
        g.connection = services().database.engines.read.connect()
    return g.connection  # type: ignore[no-any-return]


def reading() -> Session:
    """Return this request's read-only session over the same connection."""
    if "reading" not in g:
        g.reading = Session(connection(), autoflush=False)
    return g.reading  # type: ignore[no-any-return]


@contextmanager
def writing() -> Iterator[Session]:
    """Open the gate and one transaction around exactly one action; refused in a GET."""
    _refuse_to_write_in_a_get()
    with services().database.write() as session:
        yield session


@contextmanager
def writing_statement() -> Iterator[Connection]:
    """Like `writing`, without a session: for an action that runs one prepared statement."""
    _refuse_to_write_in_a_get()
    with services().database.write_statement() as connection:
        yield connection


def _refuse_to_write_in_a_get() -> None:
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        raise RefusedError("read_only", N_("This address only shows; it changes nothing."))


def close_reading(_error: BaseException | None = None) -> None:
    """End the read-only session and connection of this request."""
    for name in ("reading", "connection"):
        opened = g.pop(name, None)
        if opened is not None:
            opened.close()


def find_actor() -> Actor | None:
    """Return who is signed in, or None on a public page without sign-in."""
    return g.get("actor")  # type: ignore[no-any-return]


def actor() -> Actor:
    """Return who is signed in; only behind `signed_in` and `needs`."""
    present = find_actor()
    if present is None:
        raise NotFoundError
    return present


def library() -> Library:
    """Return the release that this request reads."""
    release_id = g.get("release_id")
    if release_id is None:
        raise RefusedError("nothing_published", N_("No content has been published yet."))
    return library_of(release_id)


def library_of(release_id: int) -> Library:
    """Return a release by its id; the session is made only when it has to be read."""
    libraries = services().libraries
    return libraries.known(release_id) or libraries.get(reading(), release_id)


def release_id() -> int:
    """Return the id of the release that this request reads."""
    return library().release_id


def draft_release() -> int | None:
    """Return the id of the draft that an author looks at, None for what learners see."""
    return g.release_id if g.get("is_draft") else None


def lang() -> Lang:
    """Return the language of this request: `?lang=`, cookie, profile, Accept-Language, Chinese."""
    if not has_request_context():
        return "en"
    if "lang" not in g:
        g.lang = _choose_lang()
    return g.lang  # type: ignore[no-any-return]


def _choose_lang() -> Lang:
    present = find_actor()
    wishes = (request.args.get("lang"), request.cookies.get(LANG_COOKIE), present.lang if present else None)
    for wish in wishes:
        if wish in {"zh", "en"}:
            return wish  # type: ignore[return-value]
    best = request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "en"])
    return "en" if best == "en" else "zh"
