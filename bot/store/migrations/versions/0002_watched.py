"""Crises that the clocks look at: open ones, and closed ones of which something is still to come."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("crises", sa.Column("watched", sa.Boolean))
    # Until now nothing came after a close.
    crises = sa.table("crises", sa.column("closed", sa.Boolean), sa.column("watched", sa.Boolean))
    op.execute(crises.update().values(watched=sa.not_(crises.c.closed)))
    with op.batch_alter_table("crises") as batch:
        batch.alter_column("watched", existing_type=sa.Boolean, nullable=False)
    op.create_index("crises_watched", "crises", ["watched"])


def downgrade() -> None:
    op.drop_index("crises_watched", "crises")
    with op.batch_alter_table("crises") as batch:
        batch.drop_column("watched")
