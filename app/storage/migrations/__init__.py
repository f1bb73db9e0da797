"""Alembic's scripts; `migrate` in `app.storage.migrating` runs them."""
