"""The blueprint that every module of these views registers on."""

from flask import Blueprint

blueprint = Blueprint("analysis", __name__, template_folder="../templates")
