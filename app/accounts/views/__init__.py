"""Pages of one's account: signing in, profile, password, sessions, one's own data."""

from app.accounts.views import data, passwords, profile, signing
from app.accounts.views.base import blueprint

__all__ = ["blueprint", "data", "passwords", "profile", "signing"]
