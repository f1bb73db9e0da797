"""What the shared templates show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An error page: what happened and what to do next."""

    title: str
    message: str
    code: str
