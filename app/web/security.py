"""Security headers, cache rules and the cookies that only the answer can set."""

from wsgiref.headers import Headers

from flask import Flask, Response, g, request

from app.web.cookies import VISITOR, offer_cookie
from app.web.request import LANG_COOKIE

_CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'{style}; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_FIXED = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
_STATIC = (*_FIXED, ("Cross-Origin-Resource-Policy", "same-origin"))
_HEADERS = (*_FIXED, ("Content-Security-Policy", _CSP.format(style="")))
_HEADERS_WITH_CHARTS = (*_FIXED, ("Content-Security-Policy", _CSP.format(style=" 'unsafe-inline'")))
_PICTURE_CSP = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
_HEADERS_OF_PICTURES = (*_STATIC, ("Content-Security-Policy", _PICTURE_CSP))


def picture_answer() -> None:
    """Lock this one answer up: what an author drew may style itself and do nothing else."""
    g.picture_answer = True


def charts_page() -> None:
    """Relax `style-src` for this one answer: plotly writes style attributes."""
    g.charts_page = True


def add_headers(response: Response) -> Response:
    """Finish every answer: policy headers, no-store, the language asked for, the visitor cookie."""
    headers = response.headers
    headers.extend(_fixed_headers())
    if "Cache-Control" not in headers:
        headers.add("Cache-Control", "no-store")
    wish = request.args.get("lang") if request.query_string else None
    if wish in {"zh", "en"}:
        response.set_cookie(LANG_COOKIE, wish, max_age=31536000, path="/", samesite="Lax", secure=request.is_secure)
    if "new_visitor" in g:
        offer_cookie(request, response, VISITOR, g.new_visitor)
    return response


def _fixed_headers() -> tuple[tuple[str, str], ...]:
    if "picture_answer" in g:
        return _HEADERS_OF_PICTURES
    return _HEADERS_WITH_CHARTS if "charts_page" in g else _HEADERS


def add_static_headers(headers: Headers, _path: str, _url: str) -> None:
    """Finish the answers with static files, which never reach the application."""
    for name, value in _STATIC:
        headers[name] = value


def init_security(app: Flask) -> None:
    """Hang the headers on every answer."""
    app.after_request(add_headers)
