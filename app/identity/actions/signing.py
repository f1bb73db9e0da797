"""Passwords, one-time codes, sign-in sessions and failures."""

import hashlib
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from app.audit.actions import write_audit
from app.identity.models import Credential, OneTimeCode, SignInFailure, SignInSession
from app.kernel.errors import N_, InvalidError
from app.kernel.ids import new_code, new_token
from app.storage.dialects import insert_ignore, upsert

CODE_LASTS = timedelta(hours=24)
_FAILURES = cast("Table", SignInFailure.__table__)


def digest_token(token: str) -> str:
    """Return what the tables keep of a token or code."""
    return hashlib.sha256(token.encode()).hexdigest()


def set_password(
    session: Session, person_id: int, password_hash: str, *, must_change: bool = False, by: int | None, at: datetime
) -> None:
    """Keep a new password hash; the caller hashed it before the gate was opened."""
    row = {"person_id": person_id, "password_hash": password_hash, "must_change": must_change, "changed_at": at}
    upsert(session, Credential.__table__, row, key=["person_id"])  # type: ignore[arg-type]
    write_audit(session, "password.set", f"person:{person_id}", {}, by=by, at=at)


def change_password(
    session: Session, person_id: int, password_hash: str, *, session_id: int, clear: str, at: datetime
) -> None:
    """Set one's own password, end all other sessions and forget the failures under the throttle key `clear`."""
    set_password(session, person_id, password_hash, by=person_id, at=at)
    end_sessions(session, person_id, except_id=session_id, at=at)
    session.execute(delete(SignInFailure).where(SignInFailure.key == clear))


def open_session(session: Session, person_id: int, device: str, *, clear: str, lasts: timedelta, at: datetime) -> str:
    """Begin a sign-in session, forget the failures under the throttle key `clear`; return the token."""
    token = new_token()
    values = {"person_id": person_id, "device": device[:200], "created_at": at, "expires_at": at + lasts}
    session.execute(insert(SignInSession).values(**values, token_hash=digest_token(token)))
    session.execute(delete(SignInFailure).where(SignInFailure.key == clear))
    return token


def end_sessions(
    session: Session, person_id: int, *, only: int | None = None, except_id: int | None = None, at: datetime
) -> int:
    """Revoke one, all or all other sign-in sessions of a person; return how many."""
    statement = update(SignInSession).where(SignInSession.person_id == person_id, SignInSession.revoked_at.is_(None))
    if only is not None:
        statement = statement.where(SignInSession.id == only)
    if except_id is not None:
        statement = statement.where(SignInSession.id != except_id)
    return int(session.execute(statement.values(revoked_at=at)).rowcount)  # type: ignore[attr-defined]


def note_failure(session: Session, keys: tuple[str, ...], *, window: timedelta, at: datetime) -> None:
    """Count a failed sign-in under every key; a window that has passed begins anew."""
    over = delete(SignInFailure).where(SignInFailure.key.in_(keys), SignInFailure.window_start <= at - window)
    session.execute(over)
    for key in sorted(keys):  # in one order, so that two failures at once cannot wait for each other
        insert_ignore(session, _FAILURES, [{"key": key, "window_start": at, "failures": 0}])
        session.execute(
            update(SignInFailure).where(SignInFailure.key == key).values(failures=SignInFailure.failures + 1)
        )


def forget_expired(session: Session, *, before: datetime) -> int:
    """Delete sign-in sessions, codes and counted failures from before an instant; return how many sessions."""
    session.execute(delete(OneTimeCode).where(OneTimeCode.expires_at < before))
    session.execute(delete(SignInFailure).where(SignInFailure.window_start < before))
    ended = delete(SignInSession).where(SignInSession.expires_at < before)
    return int(session.execute(ended).rowcount)  # type: ignore[attr-defined]


def issue_code(session: Session, person_id: int, *, by: int | None, at: datetime) -> str:
    """Make a one-time code for setting a password, valid for `CODE_LASTS`; earlier ones end."""
    session.execute(
        update(OneTimeCode).where(OneTimeCode.person_id == person_id, OneTimeCode.used_at.is_(None)).values(used_at=at)
    )
    code = new_code(10)
    values = {"person_id": person_id, "created_by": by, "created_at": at, "expires_at": at + CODE_LASTS}
    session.execute(insert(OneTimeCode).values(**values, code_hash=digest_token(code)))
    write_audit(session, "password.code_issued", f"person:{person_id}", {}, by=by, at=at)
    return code


def use_code(session: Session, code: str, password_hash: str, *, at: datetime) -> int:
    """Set the password of whose code this is and end all sessions; InvalidError for a code that does not hold."""
    statement = select(OneTimeCode).where(
        OneTimeCode.code_hash == digest_token(code), OneTimeCode.used_at.is_(None), OneTimeCode.expires_at > at
    )
    found = session.execute(statement.with_for_update()).scalar()
    if found is None:
        raise InvalidError("code", N_("This code is wrong, already used or expired. Ask for a new one."))
    found.used_at = at
    set_password(session, found.person_id, password_hash, by=found.person_id, at=at)
    end_sessions(session, found.person_id, at=at)
    return found.person_id
