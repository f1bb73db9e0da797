"""Whether this process can serve: for load balancers and people who operate it."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import literal, select

from app.web.guards import public
from app.web.request import reading

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@public
def health() -> Response:
    """Answer as JSON whether the database can be read; no secrets, no versions."""
    reading().execute(select(literal(1))).scalar_one()
    return jsonify({"status": "ok", "database": "ok"})
