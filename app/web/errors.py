"""Errors as pages and as JSON: what happened, what is kept, what to do next."""

from flask import Flask, Response, current_app, jsonify, make_response, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from app.kernel.errors import N_, AppError, InvalidError, NotFoundError, RefusedError
from app.web.pages import ErrorPage
from app.web.rendering import render

_STATUS = {"csrf": 400, "signed_out": 401, "throttled": 429, "nothing_published": 503, "busy": 503}
_TITLES = {
    400: N_("That did not go through"),
    401: N_("You are signed out"),
    404: N_("Page not found"),
    405: N_("This does not work here"),
    409: N_("That is not possible now"),
    413: N_("That is too large"),
    422: N_("Something is missing"),
    429: N_("Too many attempts"),
    500: N_("Something went wrong on our side"),
    503: N_("Not ready yet"),
}


def translated(error: AppError) -> str:
    """Return an error's message in the language of the request."""
    return _(error.message, **error.values)  # type: ignore[no-any-return]


def wants_json() -> bool:
    """Tell whether a script asks rather than a person."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def answer_app_error(error: AppError) -> Response:
    """Turn a refusal of the rules into its page or JSON."""
    if isinstance(error, NotFoundError):
        return answer(404, "not_found", translated(error))
    if isinstance(error, InvalidError):
        return answer(422, "invalid", translated(error), field=error.field)
    code = error.code if isinstance(error, RefusedError) else "refused"
    return answer(_STATUS.get(code, 409), code, translated(error))


def answer_http_error(error: HTTPException) -> Response:
    """Turn Werkzeug's errors into ours."""
    status = error.code or 500
    if error.response is not None and status < 400:  # noqa: PLR2004 - a redirect, not an error
        return make_response(error.response)
    texts = {
        404: _("This page does not exist, or you do not have access to it. Nothing was changed."),
        405: _("This address does not take that kind of request. Nothing was changed."),
        413: _("What you sent is larger than we accept. Nothing was changed."),
    }
    return answer(status, f"http_{status}", texts.get(status, _("The request could not be understood.")))


def answer_crash(error: Exception) -> Response:
    """Apologise for a fault of ours without showing it; the log has it."""
    current_app.logger.error("crash at %s %r", request.method, request.path, exc_info=error)
    return answer(500, "crash", _("It is our fault and has been written to the log. What was saved before is safe."))


def answer(status: int, code: str, message: str, **more: str) -> Response:
    """Make the page or the JSON object of one error."""
    if wants_json():
        response = jsonify({"error": code, "message": message, **more})
    else:
        page = ErrorPage(title=_(_TITLES.get(status, _TITLES[400])), message=message, code=code)
        response = make_response(render("error.html", page))
    response.status_code = status
    return response


def init_errors(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(AppError, answer_app_error)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(Exception, answer_crash)
