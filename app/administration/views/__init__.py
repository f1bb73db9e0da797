"""Pages of administration: the start, people, one person, teams, audit and jobs, one-time codes."""

from app.administration.views import people, person, records, start, teams
from app.administration.views.base import blueprint

__all__ = ["blueprint", "people", "person", "records", "start", "teams"]
