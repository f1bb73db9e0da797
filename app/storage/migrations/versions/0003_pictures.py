"""pictures among the content."""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table('content_object', schema=None) as batch_op:
        batch_op.add_column(sa.Column('data', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table('content_object', schema=None) as batch_op:
        batch_op.drop_column('data')
