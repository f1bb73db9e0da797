"""What a use case may answer instead of doing its work; the web layer turns each into a page."""

from collections.abc import Mapping


def N_(message: str) -> str:  # noqa: N802 - gettext's own name, found by the extractor
    """Mark a message for translation without translating it here."""
    return message


class AppError(Exception):
    """A refusal with a message to be translated (`%(name)s` places are filled from `values`)."""

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values: Mapping[str, object] = values


class NotFoundError(AppError):
    """The thing is absent, or this person may not know that it exists."""

    def __init__(
        self, message: str = N_("There is nothing at this address that you can see."), /, **values: object
    ) -> None:
        super().__init__(message, **values)


class RefusedError(AppError):
    """The thing is there and visible, but the rule says no; `code` is stable for scripts and tests."""

    def __init__(self, code: str, message: str, /, **values: object) -> None:
        super().__init__(message, **values)
        self.code = code


class InvalidError(AppError):
    """What was sent does not fit; `field` names the form field that is to blame."""

    def __init__(self, field: str, message: str, /, **values: object) -> None:
        super().__init__(message, **values)
        self.field = field
