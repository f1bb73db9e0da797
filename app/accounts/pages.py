"""What the account templates show."""

from dataclasses import dataclass

from app.accounts.forms import SignInForm


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The sign-in page; `notice` says why somebody is here again."""

    form: SignInForm
    target: str
    notice: str = ""
    demo_people: tuple[tuple[str, str], ...] = ()
