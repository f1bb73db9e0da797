"""Bookmarks."""

import sqlalchemy as sa
from alembic import op

import app.storage.types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "bookmark",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lesson", sa.String(length=120), nullable=False),
        sa.Column("anchor", sa.String(length=80), nullable=False),
        sa.Column("made_at", app.storage.types.UtcDateTime(length=27), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bookmark_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint("person_id", "lesson", "anchor", name=op.f("uq_bookmark_person_id_lesson_anchor")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("bookmark")
