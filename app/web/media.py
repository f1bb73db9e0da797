"""Pictures of the content: bytes from the database at addresses that never show anything else."""

import re

import msgspec
from flask import Blueprint, Response

from app.content.library import Media
from app.content.queries import find_media
from app.kernel.errors import NotFoundError
from app.web.guards import signed_in
from app.web.request import reading
from app.web.security import picture_answer

blueprint = Blueprint("media", __name__)
_NAME = re.compile(r"([0-9a-f]{64})\.([a-z]+)")


@blueprint.get("/media/<picture>")
@signed_in
def media(picture: str) -> Response:
    """Send a picture; browsers keep it for good, because its name is its digest."""
    name = _NAME.fullmatch(picture)
    found = find_media(reading(), name[1]) if name else None
    if name is None or found is None:
        raise NotFoundError
    body, data = found
    described = msgspec.json.decode(body, type=Media)
    if not described.key.endswith(f".{name[2]}"):
        raise NotFoundError
    picture_answer()
    response = Response(data, mimetype=described.type)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
