"""Changes to people, teams, grants, credentials and sign-in sessions."""

from app.identity.actions.people import (
    NewPerson,
    OwnDetails,
    StaleError,
    close_person,
    create_person,
    edit_own,
    edit_person,
    move_person,
    refuse_taken,
    reopen_person,
    tidy_phone,
)
from app.identity.actions.roles import end_grant, grant_role
from app.identity.actions.signing import (
    CODE_LASTS,
    digest_token,
    end_sessions,
    forget_expired,
    issue_code,
    note_failure,
    open_session,
    set_password,
    use_code,
)
from app.identity.actions.teams import close_team, create_team, move_team, rename_team, reopen_team

__all__ = [
    "CODE_LASTS",
    "NewPerson",
    "OwnDetails",
    "StaleError",
    "close_person",
    "close_team",
    "create_person",
    "create_team",
    "digest_token",
    "edit_own",
    "edit_person",
    "end_grant",
    "end_sessions",
    "forget_expired",
    "grant_role",
    "issue_code",
    "move_person",
    "move_team",
    "note_failure",
    "open_session",
    "refuse_taken",
    "rename_team",
    "reopen_person",
    "reopen_team",
    "set_password",
    "tidy_phone",
    "use_code",
]
